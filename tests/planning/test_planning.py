import dataclasses
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.planning.plan import full_grid, make_plan, swept_names
from nnexp.settings import GridPoint, TrainingSettings, catalog, flatten, parse, unflatten
from nnexp.trainables.book.data import source_of
from nnexp.trainables.book.trainable import Book


@dataclasses.dataclass(frozen=True)
class Content:
    """What a plan needs to know of data."""

    fingerprint: str
    has_test_set: bool


DIGITS, MNIST = ("digits", None, None, None), ("mnist", None, None, None)
CSV, COPY = ("csv", "a.csv", None, None), ("csv", "copy of a.csv", None, "last")
CONTENTS = {
    DIGITS: Content("d" * 64, has_test_set=False),
    MNIST: Content("a" * 64, has_test_set=True),
    CSV: Content("c" * 64, has_test_set=False),
    COPY: Content("c" * 64, has_test_set=False),
}

point = st.builds(
    lambda source, **values: parse(
        unflatten(
            {"data": source[0], "data.train": source[1], "data.label": source[3]}
            | {name.replace("__", "."): value for name, value in values.items()}
        )
    )[0],
    source=st.sampled_from(sorted(CONTENTS, key=str)),
    lr=st.sampled_from([0.1, 0.3]),
    epochs=st.integers(1, 4),
    hidden_nodes=st.sampled_from([0, 5, (4, 3)]),
    seed=st.sampled_from([1, 2]),
    data__test_share=st.sampled_from([0.2, 0.3]),
    network__activation=st.sampled_from(["sigmoid", "relu"]),
    network__init=st.sampled_from(["fan_in", "zero"]),
    network__init_scale=st.sampled_from([1.0, 2.0]),
    training__schedule=st.sampled_from(["constant", "cosine"]),
)
grids = st.lists(point, min_size=1, max_size=25)


def plan_of(points, repeats=2):
    return make_plan(Book(revision=1), full_grid(points, repeats), CONTENTS, "a target")


def point_of(plan, trial):
    return plan.points[trial.place]


def may_share(one, two):
    """Whether one training can serve both points, said without the planner's words."""
    left, right = flatten(one), flatten(two)
    matters = set(left) - {"epochs", "data", "data.train", "data.test", "data.label"}
    if one.training.schedule != "constant" and one.epochs != two.epochs:
        return False
    contents = [CONTENTS[source_of(p.data)] for p in (one, two)]
    if contents[0].fingerprint != contents[1].fingerprint:
        return False
    if all(content.has_test_set for content in contents):
        matters.remove("data.test_share")
    if one.hidden_nodes == two.hidden_nodes == ():
        matters.remove("network.activation")
    if one.network.init == two.network.init == "zero":
        matters.remove("network.init_scale")
    return all(left[name] == right[name] for name in matters)


@settings(max_examples=150, deadline=None)
@given(grids, st.integers(1, 3))
def test_any_grid_gets_the_fewest_runs_and_every_trial_is_served(points, repeats):
    plan = plan_of(points, repeats)
    classes = []
    for one in points:
        found = next((group for group in classes if may_share(group[0], one)), None)
        classes.append([one]) if found is None else found.append(one)
    assert len(plan.runs) == len(classes) * repeats

    expected = [(one, repeat) for one in dict.fromkeys(points) for repeat in range(repeats)]
    assert [(point_of(plan, trial), trial.repeat) for trial in plan.trials] == expected
    for trial in plan.trials:
        run = plan.runs[trial.run_id]
        assert run.run_id == trial.run_id
        assert run.repeat == trial.repeat
        asked = point_of(plan, trial)
        assert trial.epochs == asked.epochs
        assert (run.epochs, run.seed) == (run.point.epochs, run.point.seed)
        assert may_share(run.point, asked) or asked.training.schedule != "constant"
        if asked.training.schedule != "constant":
            assert run.point.epochs == asked.epochs
        assert run.point.epochs >= asked.epochs
    for group in classes:
        ids = {trial.run_id for trial in plan.trials if point_of(plan, trial) in group}
        assert len(ids) == repeats
        longest = max(member.epochs for member in group)
        assert {plan.runs[run_id].point.epochs for run_id in ids} == {longest}


@settings(max_examples=100, deadline=None)
@given(grids, st.data())
def test_any_part_of_a_grid_in_any_order_has_the_same_ids(points, data):
    plan = plan_of(points, 3)
    whole = {(point_of(plan, trial), trial.repeat): trial.run_id for trial in plan.trials}
    part = plan_of(data.draw(st.lists(st.sampled_from(points), min_size=1)), 2)
    for trial in part.trials:
        assert trial.run_id == whole[point_of(part, trial), trial.repeat]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(point, st.sets(st.integers(0, 5), min_size=1).map(sorted), min_size=1))
def test_any_set_of_trials_costs_what_its_longest_trials_cost(trials):
    """Points need not have the same repeats: each repeat is trained as long as it is asked for."""
    plan = make_plan(Book(), trials, CONTENTS, "a target")
    asked = [(one, repeat) for one, repeats in trials.items() for repeat in repeats]
    assert [(point_of(plan, trial), trial.repeat) for trial in plan.trials] == asked
    wanted = {}
    for trial in plan.trials:
        wanted[trial.run_id] = max(wanted.get(trial.run_id, 0), trial.epochs)
    assert {run_id: run.epochs for run_id, run in plan.runs.items()} == wanted
    # And no run is another one than in the full grid over the same points.
    full = make_plan(Book(), full_grid(trials, 6), CONTENTS, "a target")
    named = {(point_of(full, trial), trial.repeat): trial.run_id for trial in full.trials}
    assert [trial.run_id for trial in plan.trials] == [named[one] for one in asked]


@settings(max_examples=100, deadline=None)
@given(grids)
def test_what_is_trained_does_not_depend_on_which_points_ask_for_it(points):
    """All points that share a run must agree on the settings that are trained."""
    whole = plan_of(points)
    for one in points:
        alone = plan_of([one])
        for run_id, run in alone.runs.items():
            other = flatten(whole.runs[run_id].point)
            mine = flatten(run.point)
            trained = set(mine) - {"epochs", "data", "data.train", "data.label"}
            assert {name: mine[name] for name in trained} == {name: other[name] for name in trained}


def test_epochs_1_5_10_cost_ten_epochs_not_sixteen():
    points = [GridPoint(epochs=epochs) for epochs in (1, 5, 10)]
    plan = plan_of(points, repeats=1)
    assert [run.point.epochs for run in plan.runs.values()] == [10]


def test_a_schedule_that_depends_on_the_total_is_never_merged():
    points = [
        parse({"epochs": epochs, "training": {"schedule": schedule}})[0]
        for epochs in (1, 5, 10)
        for schedule in ("linear", "cosine")
    ]
    plan = plan_of(points, repeats=1)
    assert sorted(run.point.epochs for run in plan.runs.values()) == [1, 1, 5, 5, 10, 10]


def test_duplicates_train_once_and_are_one_row():
    plan = plan_of([GridPoint(), GridPoint(lr=0.1), GridPoint(epochs=5)], repeats=4)
    assert len(plan.runs) == len(plan.trials) == 4


CHANGES = {
    "lr": 0.2,
    "hidden_nodes": 7,
    "seed": 3,
    "data": "mnist",
    "data.validation": 0.3,
    "data.test_share": 0.3,
    "data.train_size": 100,
    "data.label_noise": 0.1,
    "data.rotation": 10,
    "data.input_range": (0, 1),
    "data.target_range": (0, 1),
    "network.activation": "tanh",
    "network.output_activation": "linear",
    "network.bias": True,
    "network.init": "uniform",
    "network.init_scale": 2,
    "training.backpropagation": "exact",
    "training.freeze": "hidden",
    "training.batch_size": 2,
    "training.shuffle": False,
    "training.schedule": "cosine",
    "training.dtype": "float64",
    "training.train_metrics_size": None,
}
NO_NUMBER = {"epochs", "data.train", "data.test", "data.label"}


def test_every_setting_is_covered_here():
    assert {entry.name for entry in catalog() if entry.axis} == set(CHANGES) | NO_NUMBER


def the_id(point, revision=1, target="t", contents=CONTENTS):
    trials = full_grid([point], 1)
    return next(iter(make_plan(Book(revision=revision), trials, contents, target).runs))


def test_everything_that_can_change_a_number_changes_the_id():
    ids = [the_id(GridPoint())]
    ids += [the_id(parse(unflatten({name: value}))[0]) for name, value in CHANGES.items()]
    ids += [the_id(GridPoint(), revision=2), the_id(GridPoint(), target="u")]
    changed = {DIGITS: Content("e" * 64, has_test_set=False)}
    ids += [the_id(GridPoint(), contents=changed)]
    ids += list(plan_of([GridPoint()], repeats=2).runs)[1:]
    assert len(set(ids)) == len(ids)


def test_names_and_places_of_the_data_do_not_change_the_id():
    one, two = (
        parse({"data": {"name": name, "train": train, "label": label}})[0]
        for name, train, _, label in (CSV, COPY)
    )
    assert the_id(one) == the_id(two)


def test_ids_are_what_they_were():
    """A changed id means that every store is trained again: change KERNEL_REVISION instead."""
    training = TrainingSettings(train_metrics_size=10_000)
    assert the_id(GridPoint(training=training)) == "bd03331e069daa34a3c490f135a0c221"


VARIED = [
    GridPoint(lr=lr, epochs=epochs, seed=seed)
    for lr in (0.1, 1e-5, 1 / 3)
    for epochs in (1, 9)
    for seed in (1, 2)
]

SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import test_planning
print(*test_planning.plan_of(test_planning.VARIED, 3).runs)
"""


def test_ids_are_the_same_in_every_process():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, os.path.dirname(__file__)],  # noqa: PTH120
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("0", "1")
    }
    assert outputs == {" ".join(plan_of(VARIED, 3).runs) + "\n"}


def test_swept_names_are_those_that_differ():
    rows = [flatten(GridPoint(lr=lr, epochs=epochs)) for lr in (0.1, 0.2) for epochs in (1, 2)]
    assert swept_names(rows) == ("lr", "epochs")
    assert swept_names(rows[:1]) == ()


def test_plans_are_values():
    plan = plan_of([GridPoint()])
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.trials[0].repeat = 1
