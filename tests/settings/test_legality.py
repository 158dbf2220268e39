"""Settings objects that exist are legal; the rest are refused with every reason."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.settings import (
    DataSettings,
    EngineSettings,
    GridPoint,
    SettingsError,
    SweepSettings,
    catalog,
    flatten,
    parse,
    point_of,
    points_of,
    unflatten,
)


def test_defaults_are_legal_and_the_books():
    point, sweep = parse({})
    assert point.hidden_nodes == (100,)
    assert point.data.input_range == (0.01, 1.0)
    assert point.data.target_range == (0.01, 0.99)
    assert point.training.backpropagation == "book"
    assert not point.network.bias
    assert sweep.repeats == 5


def test_settings_are_frozen_and_hashable():
    point = GridPoint()
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.lr = 0.2
    assert len({point, GridPoint(), GridPoint(lr=0.2)}) == 2


def test_replace_validates_again():
    with pytest.raises(SettingsError, match=r"lr=-1: must be a number above 0"):
        dataclasses.replace(GridPoint(), lr=-1)


def test_every_problem_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        parse({"lr": "abc", "epochs": 0, "lrr": 1, "data": {"name": "nope", "validtion": 3}})
    starts = [problem.split(":")[0] for problem in caught.value.problems]
    assert sorted(starts) == ["data.validtion=3", "data=nope", "epochs=0", "lr=abc", "lrr=1"]
    assert "did you mean 'data.validation'?" in str(caught.value)
    assert "did you mean 'lr'?" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"data": {"name": "csv"}}, r"data=csv: data\.train is missing"),
        (
            {"data": {"train": "a.csv"}},
            r"data\.train=a\.csv: is only for data=csv and data=png, not for data=digits",
        ),
        ({"data": {"validation": 1}}, r"data\.validation=1: must be a share below 1 or at least 2"),
        (
            {"data": {"validation": 1.5}},
            r"data\.validation=1\.5: must be a share below 1 or a whole",
        ),
        ({"name": "../../x"}, r"name=\.\./\.\./x: must name one folder on any system"),
        *(
            ({"name": name}, r": must name one folder on any system: none of / ")
            for name in ("a:b", "what?", "<x", 'a"b', "a|b", "lr*", "a\\b", "end.", "end ", " x")
        ),
        *(
            ({"name": name}, r": must name one folder on any system.* no device as con or nul")
            for name in ("con", "NUL", "nul.txt", "Com7", "lpt¹.a.b", "aux .x", "conin$")
        ),
        ({"name": ".hidden"}, r"name=\.hidden: must name one folder"),
        ({"name": "x" * 101}, r"must name one folder"),
        (
            {"network": {"output_activation": "step"}},
            r"network\.output_activation=step: must be one of",
        ),
    ],
)
def test_rules_that_tie_fields_together(values, message):
    with pytest.raises(SettingsError, match=message):
        parse(values)


def test_flatten_uses_the_names_that_people_type():
    flat = flatten(GridPoint(hidden_nodes=(100, 50), data=DataSettings(name="mnist")))
    assert flat["data"] == "mnist"
    assert flat["data.validation"] == 0.2
    assert flat["hidden_nodes"] == "[100,50]"
    assert flat["data.input_range"] == "[0.01,1.0]"
    assert flatten(GridPoint(hidden_nodes=()))["hidden_nodes"] == 0
    assert flatten(SweepSettings(engine=EngineSettings(name="processes")))["engine"] == "processes"


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "lr": st.sampled_from([0.1, 0.3, 1.0, 0.0, -1.0]),
                "hidden_nodes": st.sampled_from([0, 5, "[100,50]", "[]"]),
                "epochs": st.sampled_from([1, 10]),
                "data": st.sampled_from(["digits", "mnist", "csv"]),
                "data.input_range": st.sampled_from(["[0.01,1.0]", "[-1,1]"]),
                "data.validation": st.sampled_from([0.2, 0, 1]),
                "network.init_scale": st.sampled_from([1, 0.5]),
                "training.batch_size": st.sampled_from([1, 16]),
            }
        ),
        max_size=6,
    )
)
def test_points_of_a_grid_are_what_each_would_be_alone(rows):
    alone = []
    problems = set()
    for row in rows:
        try:
            alone.append(point_of(row))
        except SettingsError as error:
            problems.update(error.problems)
    if problems:
        with pytest.raises(SettingsError) as caught:
            points_of(rows)
        assert problems.issuperset(caught.value.problems)
    else:
        assert points_of(rows) == alone
        assert list(map(hash, points_of(rows))) == list(map(hash, alone))


def test_unflatten_inverts_dotted_names():
    nested = unflatten({"lr": 0.2, "data": "mnist", "data.validation": 0, "training.batch_size": 4})
    point, _ = parse(nested)
    assert (point.lr, point.data.name, point.data.validation) == (0.2, "mnist", 0.0)
    assert point.training.batch_size == 4


def test_catalog_describes_every_setting_once():
    entries = catalog()
    names = [entry.name for entry in entries]
    assert len(names) == len(set(names))
    assert set(names) == set(flatten(GridPoint())) | set(flatten(SweepSettings()))
    for entry in entries:
        assert entry.spec.help
        assert entry.name in entry.spec.example
    assert not next(entry for entry in entries if entry.name == "repeats").axis
    assert next(entry for entry in entries if entry.name == "training.dtype").axis
