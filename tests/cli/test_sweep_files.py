"""Sweep files: the ready-made ones, one's own, and what may stand in them."""

from pathlib import Path

import pytest

from nnexp.cli.places import description, sweep_files
from nnexp.cli.problems import CommandError
from nnexp.cli.sweep_file import read_sweep_file
from nnexp.settings import DataSettings, GridPoint, NetworkSettings, TrainingSettings


@pytest.fixture
def sweep_file(tmp_path):
    """Write `sweeps/mine.yaml` in the current directory of `command`."""

    def write(text: str, name: str = "mine") -> Path:
        path = tmp_path / "sweeps" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_there_are_ready_made_sweeps_each_with_its_purpose():
    found = sweep_files()
    assert {"lr_sweet_spot", "epochs", "hidden_nodes", "lr_by_epochs", "book_settings"} <= set(
        found
    )
    assert all(description(path) for path in found.values())


@pytest.mark.parametrize("name", sorted(sweep_files()))
def test_every_ready_made_sweep_runs(command, name):
    answer = command("-m", f"+sweep={name}")
    assert (answer.status, answer.err) == (0, "")
    assert len(set(answer.points)) == len(answer.points) > 1
    (call,) = answer.calls
    assert call.sweep.name == name


def test_the_books_settings_are_points_on_mnist(command):
    answer = command("-m", "+sweep=book_settings")
    fixed = {
        "data": DataSettings("mnist", validation=0),
        "training": TrainingSettings(shuffle=False),
    }
    assert answer.points[0] == GridPoint(
        lr=0.01, epochs=1, network=NetworkSettings(init="fan_out"), **fixed
    )
    assert (
        GridPoint(lr=0.1, epochs=5, hidden_nodes=(200,), network=NetworkSettings(), **fixed)
        in answer.points
    )


def test_the_command_line_wins(command):
    answer = command("-m", "+sweep=lr_by_epochs", "lr=0.7,0.8", "repeats=3", "name=x")
    assert [(p.lr, p.epochs) for p in answer.points] == [
        (lr, epochs) for lr in (0.7, 0.8) for epochs in (1, 5, 10)
    ]
    (call,) = answer.calls
    assert (call.sweep.repeats, call.sweep.name) == (3, "x")


def test_the_command_line_wins_over_points(command):
    answer = command("-m", "+sweep=book_settings", "data=digits", "epochs=2")
    assert {(p.data.name, p.epochs) for p in answer.points} == {("digits", 2)}


def test_a_grid_in_lists_and_in_words_with_points_and_settings(command, sweep_file):
    sweep_file(
        """
        # mine
        grid:
          lr: 0.01,0.1
          epochs: [1, 2]
        points:
          - {hidden_nodes: [20, 10], network: biased}
          - {hidden_nodes: 0, data.validation: 0.5}
        data: mnist
        training: {batch_size: 4}
        network.init_scale: 2
        repeats: 2
        """
    )
    answer = command("-m", "+sweep=mine")
    assert len(answer.points) == 2 * 2 * 2
    assert answer.points[0] == GridPoint(
        lr=0.01,
        epochs=1,
        hidden_nodes=(20, 10),
        data=DataSettings("mnist"),
        network=NetworkSettings(bias=True, init_scale=2),
        training=TrainingSettings(batch_size=4),
    )
    assert answer.points[-1].data == DataSettings("mnist", validation=0.5)


def test_hydras_own_way_of_writing_a_grid_works_too(command, sweep_file):
    sweep_file("hydra:\n  sweeper:\n    params:\n      lr: range(1,3)\n      epochs: 1,2\n")
    answer = command("-m", "+sweep=mine")
    assert [(p.lr, p.epochs) for p in answer.points] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_numbers_may_be_written_with_an_exponent(command, sweep_file):
    sweep_file("grid: {lr: [1e-3, 5.e-1]}\n")
    assert [p.lr for p in command("-m", "+sweep=mine").points] == [0.001, 0.5]


def test_text_in_a_grid_stays_text(command, sweep_file):
    sweep_file("grid: {data.train: ['a b,c.csv', \"it's.csv\", 'null']}\ndata: csv\n")
    answer = command("-m", "+sweep=mine")
    assert [p.data.train for p in answer.points] == ["a b,c.csv", "it's.csv", "null"]


def test_ones_own_file_wins_over_a_ready_made_one(command, sweep_file):
    sweep_file("grid: {lr: [0.5, 0.6]}\n", name="lr_by_epochs")
    assert [p.lr for p in command("-m", "+sweep=lr_by_epochs").points] == [0.5, 0.6]


def test_settings_alone_make_a_file_of_defaults(command, sweep_file):
    sweep_file("lr: 0.7\nhidden_nodes: [30, 20]\n")
    assert command("+sweep=mine").points == [GridPoint(lr=0.7, hidden_nodes=(30, 20))]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["is empty; write a grid, for example grid: {lr: [0.1, 0.3]}"]),
        ("- 1\n", ["must hold names and values, grid: {lr: [0.1, 0.3]} for one"]),
        ("3\n", ["cannot be read: is not YAML with names and values"]),
        (
            "grid:\n  lrr: [0.1]\nepoch: 5\ndata: {nope: 1}\n",
            [
                "grid: there is no setting 'lrr' (did you mean 'lr'?); see --help for all of them",
                "epoch: there is no setting 'epoch' (did you mean 'epochs'?); "
                "see --help for all of them",
                "data.nope: there is no setting 'data.nope' (did you mean 'data.test'?); "
                "see --help for all of them",
            ],
        ),
        (
            "grid: {repeats: [1, 2], engine: [threads, processes]}\n",
            [
                "grid: repeats holds for a sweep as a whole and cannot differ between its grid "
                "points; start one sweep for each value",
                "grid: engine holds for a sweep as a whole and cannot differ between its grid "
                "points; start one sweep for each value",
            ],
        ),
        (
            "grid: {lr: [], epochs: '', seed: {a: 1}}\n",
            [
                "grid: lr: must be a list of values, for example [0.1, 0.3]",
                "grid: epochs: must be a list of values, for example [0.1, 0.3]",
                "grid: seed: must be a list of values, for example [0.1, 0.3]",
            ],
        ),
        (
            "grid: 3\n",
            ["grid: must hold names with lists of values, for example grid: {lr: [0.1, 0.3]}"],
        ),
        (
            "points: []\n",
            ["points: must be a list, for example points: [{lr: 0.1, epochs: 5}]"],
        ),
        (
            "points: [{lr: 0.1}, 3, {lrr: 1}, {name: x}]\n",
            [
                "points: number 2 is 3: must hold names and values, "
                "for example {lr: 0.1, epochs: 5}",
                "points: number 3: there is no setting 'lrr' (did you mean 'lr'?); "
                "see --help for all of them",
                "points: number 4: name holds for a sweep as a whole and cannot differ between "
                "its grid points; start one sweep for each value",
            ],
        ),
        (
            "grid: {lr: [1, 2]}\npoints: [{lr: 0.1}]\n",
            ["grid: lr stands in points too, where it would be lost; keep one"],
        ),
        (
            "hydra: {callbacks: {x: {_target_: os.system}}}\n",
            ["hydra: only hydra.sweeper.params may stand in a sweep file; use grid: instead"],
        ),
        (
            "hydra: {sweeper: {_target_: os.system, params: {lr: 1}}}\n",
            ["hydra: only hydra.sweeper.params may stand in a sweep file; use grid: instead"],
        ),
        (
            "network: {_target_: os.system}\n",
            [
                "network._target_: there is no setting 'network._target_' "
                "(did you mean 'network.init'?); see --help for all of them"
            ],
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_said_all_at_once(sweep_file, text, problems):
    path = sweep_file(text)
    with pytest.raises(CommandError) as caught:
        read_sweep_file(path)
    assert list(caught.value.problems) == [f"{path}: {problem}" for problem in problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "grid:\n  lr: [0.1, 0.2\n",
            "{}, line 3, column 1: is not valid YAML: did not find expected ',' or ']'",
        ),
        (
            "grid:\n\tlr: [0.1]\n",
            "{}, line 2, column 1: is not valid YAML: found character that cannot start any token",
        ),
        (
            "lr: 0.1\nlr: 0.2\n",
            "{}, line 2, column 1: is not valid YAML: found duplicate key lr",
        ),
    ],
)
def test_bad_yaml_is_named_by_file_and_line(sweep_file, text, message):
    path = sweep_file(text)
    with pytest.raises(CommandError) as caught:
        read_sweep_file(path)
    assert str(caught.value) == message.format(path)


def test_a_file_in_another_encoding_is_refused(sweep_file):
    path = sweep_file("x")
    path.write_bytes("name: über\n".encode("latin-1"))
    with pytest.raises(CommandError) as caught:
        read_sweep_file(path)
    assert str(caught.value) == f"{path}: is not text in UTF-8: invalid start byte"


def test_a_sweep_is_named_after_its_file(command, sweep_file):
    sweep_file("grid: {lr: [0.1, 0.2]}\n")
    assert command("-m", "+sweep=mine").calls[0].sweep.name == "mine"
    assert command("-m", "+sweep=mine", "name=other").calls[0].sweep.name == "other"
