"""From override syntax to grid points: what reaches the planner, and in what order."""

import pytest

from nnexp.settings import DataSettings, GridPoint, NetworkSettings


def lrs(answer):
    return [point.lr for point in answer.points]


def test_no_words_are_one_default_point(command):
    answer = command()
    assert answer.status == 0
    assert answer.points == [GridPoint()]


def test_the_main_job_is_one_call_with_nine_points(command):
    answer = command("-m", "lr=0.01,0.1,0.3", "epochs=1,5,10")
    assert answer.status == 0
    assert answer.points == [
        GridPoint(lr=lr, epochs=epochs) for lr in (0.01, 0.1, 0.3) for epochs in (1, 5, 10)
    ]
    (call,) = answer.calls
    assert call.sweep.name == "sweep"
    assert call.overrides == ["lr=0.01,0.1,0.3", "epochs=1,5,10"]


def test_nothing_but_the_sweep_speaks(command):
    answer = command("-m", "lr=0.01,0.1")
    assert (answer.out, answer.err) == ("", "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lr=range(0.1,0.4,0.1)", [0.1, 0.2, 0.3]),
        ("lr=range(3)", None),
        ("lr=choice(0.3,0.1)", [0.3, 0.1]),
        ("lr=sort(0.3,0.1,0.2)", [0.1, 0.2, 0.3]),
        ("lr=sort(range(1,4),reverse=true)", [3.0, 2.0, 1.0]),
        ("lr=float(choice(1,2))", [1.0, 2.0]),
        ("lr=tag(a,choice(1,2))", [1.0, 2.0]),
        ("lr=1e-3,.5", [0.001, 0.5]),
        ("++lr=0.1,0.2", [0.1, 0.2]),
    ],
)
def test_every_kind_of_sweep(command, typed, expected):
    answer = command("-m", typed)
    if expected is None:
        assert answer.err.startswith("nnexp: error: lr=0: must be a number above 0")
    else:
        assert lrs(answer) == pytest.approx(expected, rel=1e-12)


def test_a_range_of_fractions_has_the_decimals_that_were_typed(command):
    assert lrs(command("-m", "lr=range(0.1,0.4,0.1)")) == [0.1, 0.2, 0.3]
    assert lrs(command("-m", "lr=range(0.05,1,0.05)")) == [round(i * 0.05, 2) for i in range(1, 20)]
    assert sorted(lrs(command("-m", "lr=shuffle(range(0.1,0.4,0.1))"))) == [0.1, 0.2, 0.3]
    assert lrs(command("-m", "lr=range(0.3,0,-0.1)")) == [0.3, 0.2, 0.1]


def test_shuffle_keeps_the_values(command):
    answer = command("-m", "lr=shuffle(range(1,20))")
    assert sorted(lrs(answer)) == list(range(1, 20))


def test_hidden_layers_in_a_grid(command):
    answer = command("-m", "hidden_nodes=0,100,[100,50]")
    assert [point.hidden_nodes for point in answer.points] == [(), (100,), (100, 50)]


def test_groups_are_axes(command):
    answer = command("-m", "data=digits,mnist", "network=glob([b*,r*],exclude=book)", "lr=0.5")
    assert [(point.data.name, point.network) for point in answer.points] == [
        (data, network)
        for data in ("digits", "mnist")
        for network in (
            NetworkSettings(bias=True),
            NetworkSettings(bias=True, activation="relu"),
        )
    ]
    assert {point.lr for point in answer.points} == {0.5}


def test_a_value_wins_over_the_option_it_is_part_of(command):
    answer = command("-m", "network.bias=false", "network=biased,relu")
    assert [point.network.bias for point in answer.points] == [False, False]


def test_null_text_lists_and_references(command):
    answer = command(
        "-m",
        "data.train_size=null,100",
        "data.input_range=[-1,1],[0,1]",
        "training.train_metrics_size=${data.train_size}",
    )
    sizes = [(p.data.train_size, p.training.train_metrics_size) for p in answer.points]
    assert sizes == [(None, None)] * 2 + [(100, 100)] * 2
    assert [p.data.input_range for p in answer.points] == [(-1, 1), (0, 1)] * 2


def test_a_path_may_refer_to_hydra(command, tmp_path):
    answer = command("data=csv", "data.train=${hydra:runtime.cwd}/a.csv")
    assert answer.points == [GridPoint(data=DataSettings("csv", f"{tmp_path}/a.csv"))]


def test_a_deleted_setting_takes_its_default(command):
    assert command("~lr", "~network").points == [GridPoint()]


def test_one_value_with_m_is_a_sweep_of_one(command):
    assert command("-m", "lr=0.2").points == [GridPoint(lr=0.2)]
    assert command("-m").points == [GridPoint()]


def test_options_may_stand_between_overrides(command):
    assert lrs(command("lr=0.1,0.2", "-m", "epochs=3")) == [0.1, 0.2]


def test_points_on_the_command_line(command):
    answer = command("-m", "+point={lr:0.1,epochs:5},{lr:0.01,data:mnist}", "repeats=2")
    assert answer.points == [
        GridPoint(lr=0.1, epochs=5),
        GridPoint(lr=0.01, data=DataSettings("mnist")),
    ]
    assert command("+point={lr:0.3,hidden_nodes:[5,4]}").points == [
        GridPoint(lr=0.3, hidden_nodes=(5, 4))
    ]


def test_sweep_settings_reach_the_sweep(command):
    answer = command("-m", "lr=0.1,0.2", "engine=processes", "store.path=x.sqlite", "name=2024")
    (call,) = answer.calls
    assert call.sweep.engine.name == "processes"
    assert call.sweep.store.path == "x.sqlite"
    assert call.sweep.name == "2024"


def test_options_of_a_directory_of_ones_own(command, tmp_path):
    (tmp_path / "mine" / "network").mkdir(parents=True)
    (tmp_path / "mine" / "network" / "wide.yaml").write_text(
        "defaults: [book, _self_]\ninit_scale: 3\n"
    )
    answer = command("-m", "--config-dir", "mine", "network=book,wide")
    assert [point.network.init_scale for point in answer.points] == [1.0, 3.0]
