"""A session is asked for sets of trials, again and again, and trains each run once."""

import dataclasses
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_walk import WALK, NowhereError, Start, Walk
from rich.console import Console

import nnexp
from nnexp.planning.plan import full_grid
from nnexp.report.html import make_report
from nnexp.report.overview import overview, size_text
from nnexp.report.verification import verify
from nnexp.settings import SettingsError, StoreSettings, parse, unflatten
from nnexp.sweeps import run_sweep
from nnexp.sweeps.collect import curves_of, table_of
from nnexp.sweeps.session import session
from nnexp.table import canonical_hash


def opened(folder, trainable=WALK, data=(), said=None, **more):
    given = {"store.path": str(folder / "store.sqlite"), "engine.workers": 1, **more}
    console = Console(file=said or io.StringIO(), width=200)
    return session(trainable, parse(unflatten(given))[1], dict(data), console)


def table(asked, found):
    return table_of(asked.trainable, found.plan, found.known, asked.target)


def test_what_was_asked_for_before_is_not_trained_again(tmp_path):
    with opened(tmp_path) as asked:
        first = asked.ask(full_grid([Start(pull=0.1), Start(pull=0.2)], 2))
        more = asked.ask(full_grid([Start(pull=0.2), Start(pull=0.3)], 3))
        longer = asked.ask({Start(pull=0.1, steps=9): [1]})
        whole = asked.ask(full_grid([Start(pull=pull) for pull in (0.1, 0.2, 0.3)], 3))
    assert [len(one.done.answers) for one in (first, more, longer, whole)] == [4, 4, 1, 1]
    assert longer.done.epochs == 9 - 4
    assert len(table(asked, whole)) == 9


POINTS = [Start(pull=pull, steps=steps) for pull in (0.1, 0.2) for steps in (1, 2, 5)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(POINTS),
            st.sets(st.integers(0, 4), min_size=1).map(sorted),
            min_size=1,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_was_asked_before_the_table_is_the_one_of_a_fresh_session(tmp_path_factory, asks):
    """Any sets of trials, points with repeats of their own among them."""
    with opened(tmp_path_factory.mktemp("many")) as many:
        answers = [many.ask(trials) for trials in asks]
    with opened(tmp_path_factory.mktemp("fresh")) as fresh:
        alone = fresh.ask(asks[-1])
    found, expected = table(many, answers[-1]), table(fresh, alone)
    assert canonical_hash(found) == canonical_hash(expected)
    asked = [(point.pull, point.steps, n) for point, repeats in asks[-1].items() for n in repeats]
    rows = found[["pull", "steps", "repeat"]].itertuples(index=False, name=None)
    assert list(rows) == asked
    # One curve for each pull and repeat: as long as the longest that asks for this repeat.
    curves = curves_of(WALK, answers[-1].plan, answers[-1].known)
    longest = {}
    for pull, steps, repeat in asked:
        longest[pull, repeat] = max(steps, longest.get((pull, repeat), 0))
    assert curves.groupby(["pull", "repeat"])["epoch"].max().to_dict() == longest


def test_data_are_read_once_and_only_when_they_are_asked_for(tmp_path, monkeypatch):
    read, load = [], Walk.load

    def noted(self, points):
        read.append(sorted({point.home for point in points}))
        return load(self, points)

    monkeypatch.setattr(Walk, "load", noted)
    first = WALK.load([Start()])
    with opened(tmp_path, data=first) as asked:
        asked.ask(full_grid([Start()], 1))
        asked.ask(full_grid([Start(), Start(home=2.0)], 1))
        asked.ask(full_grid([Start(home=2.0, pull=0.2)], 1))
        assert asked.data.keys() == {("home", "0.0"), ("home", "2.0")}
    assert read == [[0.0], [2.0]]


def test_what_cannot_be_asked_for_leaves_a_session_that_goes_on(tmp_path, monkeypatch):
    with opened(tmp_path) as asked:
        with pytest.raises(NowhereError):
            asked.ask(full_grid([Start(home=float("nan"))], 1))
        with monkeypatch.context() as small:
            small.setattr("nnexp.sweeps.session.free_memory", lambda: 100)
            with pytest.raises(SettingsError):
                asked.ask(full_grid([Start()], 1))
        found = asked.ask(full_grid([Start()], 1))
    assert table(asked, found)["status"].tolist() == ["ok"]


def test_planning_trains_nothing_and_says_what_training_would(tmp_path):
    said = io.StringIO()
    with opened(tmp_path, said=said) as asked:
        planned = asked.plan(full_grid([Start()], 3))
        assert len(planned.jobs) == 3
        assert asked.store.get(planned.plan.runs) == {}
        assert len(asked.train(planned).done.answers) == 3
    assert said.getvalue().startswith("3 trials: 3 runs, 3 to train (12 steps)\n")


def test_a_sweep_may_ask_for_other_repeats_at_each_point(tmp_path):
    trials = {Start(pull=0.1): [0, 2], Start(pull=0.2): [1], Start(pull=0.3): range(4)}
    whole = parse(unflatten({"store.path": str(tmp_path / "a.sqlite"), "repeats": 4}))[1]
    found = run_sweep(trials, whole, tmp_path / "some", trainable=WALK)
    asked = [(point.pull, repeat) for point, repeats in trials.items() for repeat in repeats]
    assert list(zip(found.table["pull"], found.table["repeat"], strict=True)) == asked
    whole = dataclasses.replace(whole, store=StoreSettings(path=str(tmp_path / "b.sqlite")))
    full = run_sweep(list(trials), whole, tmp_path / "full", trainable=WALK).table
    both = full.merge(found.table[["pull", "repeat"]])
    assert canonical_hash(both) == found.table_hash
    make_report(tmp_path / "some", plots=False)
    assert verify(tmp_path / "some")[1] == ()
    told = [size_text(overview(nnexp.load(tmp_path / name))) for name in ("some", "full")]
    assert told == ["3 points, 7 trials", "3 points × 4 repeats"]
