"""What every trainable must do, whatever it trains: one suite, run on each.

The book's network, every experiment of a claim, and a walk that only tests know. What planner,
pool, store and table rely on stands here, so that a new trainable is checked by one line below.
"""

import dataclasses
import io
import itertools
import json
import pickle
import random

import numpy as np
import pandas as pd
import pytest
from own_functions import descend, once, scheduled
from random_walk import WALK, Start
from rich.console import Console
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer
from small_grids import points as networks

from nnexp.api.own import own_grid
from nnexp.claims.book import CLAIMS
from nnexp.reproduce.grid import read_measurements
from nnexp.settings import parse, unflatten
from nnexp.store import FinishedRun, open_store
from nnexp.sweeps import run_sweep
from nnexp.sweeps.preview import preview
from nnexp.table import load
from nnexp.trainables.estimator.trainable import estimator
from nnexp.trainables.function.trainable import own
from nnexp.trainables.outcome import never
from nnexp.trainables.registry import TRAINABLES, trainable
from nnexp.trainables.trainable import SECONDS, SEED, Trainable, budget_of, metric_names


@dataclasses.dataclass(frozen=True)
class Case:
    """A trainable and a small grid of it."""

    trainable: Trainable
    points: list
    """Several budgets of each setting, the shortest first, where there is a budget."""
    repeats: bool = True
    """Whether training again gives the same bits: what measures times does not."""
    resumes: bool = True
    """Whether there is a state to go on from: a function need not hand one back."""
    failing: object = None
    """A point whose training diverges; None where none does."""


def _walks():
    some = [{"pull": 0.1}, {"pull": 0.3, "nesterov": True}, {"momentum": 0.0, "nesterov": True}]
    some += [{"decay": True}, {"home": 2.0}]
    return [Start(**one, steps=steps) for one in some for steps in (1, 2, 5)]


def _networks():
    grid = networks(lr=[0.1, 0.5], epochs=[1, 2, 4], training__schedule=["constant", "cosine"])
    return grid + networks(data=["xor"], data__validation=[0], lr=[0.3], epochs=[1, 2, 4])


def _measurements(claim):
    """A few of the quick grid, spread over it."""
    points = read_measurements(claim, quick=True).points
    return list(points[:: max(1, len(points) // 4)])


def _own(function, names, values, **more):
    """A function, and points of it: values of its settings, with all else at its defaults."""
    model = own(function).measuring(names, 1e-4)
    defaults = {one.name: one.default for one in model.parameters}
    points = [tuple({**defaults, **one}.items()) for one in values]
    return Case(model, points, **more)


def _descents():
    grid = [{"lr": 0.1}, {"lr": 0.3, "width": 2}, {"lr": 0.2, "shape": "FLAT"}]
    values = [{**one, "epochs": epochs} for one in grid for epochs in (1, 2, 5)]
    lost = tuple({"lr": 9.0, "width": 3, "shape": "ROUND", "epochs": 50, "seed": 1}.items())
    return _own(descend, ("train_loss", "validation_rmse", "test_rmse"), values, failing=lost)


def _scheduled():
    values = [{"lr": lr, "epochs": n, "kind": "linear"} for lr in (0.1, 0.5) for n in (1, 2, 5)]
    return _own(scheduled, ("validation_accuracy", "test_accuracy"), values, resumes=False)


def _estimators():
    """A pipeline that draws in both of its steps, fitted pass by pass."""
    chance = np.random.default_rng(1)
    X = chance.normal(size=(60, 4))
    y = (X @ chance.normal(size=4) > 0).astype(int)
    steps = make_pipeline(QuantileTransformer(n_quantiles=9, subsample=20), SGDClassifier())
    alphas, epochs = [1e-4, 1e-3, 1e-1], [1, 2, 5]
    given = {"sgdclassifier__alpha": alphas, "epochs": epochs}
    asked = own_grid(estimator(steps, X, y), given, {})
    return Case(asked.model, asked.points, resumes=False)


LINEAR = {"network__activation": ["linear"], "network__output_activation": ["linear"]}
CASES = {
    "book": lambda: Case(trainable("book"), _networks(), failing=networks(**LINEAR, lr=[1000])[0]),
    **{
        claim.id: lambda claim=claim: Case(
            claim.experiment, _measurements(claim), repeats=claim.id != "matrix"
        )
        for claim in CLAIMS
        if claim.experiment is not None
    },
    "function": _descents,
    "function_told": _scheduled,
    "function_once": lambda: _own(
        once, ("validation_bleu", "nodes"), [{"width": n} for n in (1, 2, 3)]
    ),
    "estimator": _estimators,
    "walk": lambda: Case(WALK, _walks(), failing=Start(pull=-9.0, steps=50)),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return CASES[request.param]()


@pytest.fixture
def repeatable(case):
    """The case, if its bits can be compared."""
    if not case.repeats:
        pytest.skip("it measures times")
    return case


def test_a_trainable_is_a_module_and_a_line_in_the_registry(tmp_path, monkeypatch):
    monkeypatch.setitem(TRAINABLES, "walk", "random_walk:WALK")
    walk = Case(trainable("walk"), _walks())
    assert set(sweep(walk, tmp_path).table["status"]) == {"ok"}
    with pytest.raises(KeyError):
        trainable("run")


def test_every_trainable_there_is_is_tried_here():
    assert set(TRAINABLES) <= set(CASES)


def rows(outcome_or_values):
    """(epochs, metrics) of an outcome, or as they are."""
    curve = getattr(outcome_or_values, "curve", outcome_or_values)
    return getattr(curve, "values", curve)


def bits(case, outcome_or_values):
    """A curve without its times, byte for byte."""
    values = rows(outcome_or_values)
    kept = [n for n, name in enumerate(metric_names(case.trainable)) if name != SECONDS]
    return np.ascontiguousarray(values[:, kept]).tobytes()


def train(case, point, repeat=0, start=None, should_stop=never, memo=None):
    """One training of a canonical point on its own."""
    one = case.trainable
    content = one.load([point])[one.source(point)]
    settled = one.canonical(point, content)
    memo = one.memo(several=False) if memo is None else memo
    prepared = one.prepare(settled, content)
    return one.train(settled, repeat, prepared, start=start, should_stop=should_stop, memo=memo)


def described(case, point, target="t"):
    one = case.trainable
    content = one.load([point])[one.source(point)]
    return one.describe(one.flat(one.canonical(point, content)), content, target)


def budget(case, point):
    return budget_of(case.trainable, case.trainable.flat(point))


def longest(case):
    """One point of the most epochs that differs from a shorter one in these only."""
    return max(case.points, key=lambda point: budget(case, point))


def sweep(case, folder, grid=None, name="out", trials=None, **settings):
    given = {"repeats": 2, "store.path": str(folder / "store.sqlite")}
    given |= {key.replace("__", "."): value for key, value in settings.items()}
    whole = parse(unflatten(given))[1]
    console = Console(file=io.StringIO())
    grid = case.points if grid is None else grid
    return run_sweep(grid, whole, folder / name, trainable=case.trainable, console=console)


# What it says of itself


def test_settings_are_plain_and_those_it_names_in_its_order(case):
    columns = case.trainable.columns
    for point in case.points:
        flat = case.trainable.flat(point)
        assert list(flat) == list(columns.settings)
        assert all(isinstance(one, (bool, int, float, str, type(None))) for one in flat.values())
    assert columns.settings[SEED].role == "replicate"
    assert columns.metrics
    assert not set(columns.metrics) & set(columns.settings)
    assert case.trainable.name.isidentifier()


def test_points_and_itself_are_values_that_travel(case):
    one = pickle.loads(pickle.dumps(case.trainable))  # noqa: S301
    assert one == case.trainable
    for point in case.points:
        assert pickle.loads(pickle.dumps(point)) == point  # noqa: S301
        assert hash(point) == hash(pickle.loads(pickle.dumps(point)))  # noqa: S301


def test_the_canonical_form_is_settled_and_trains_as_long(case):
    one = case.trainable
    data = one.load(case.points)
    for point in case.points:
        content = data[one.source(point)]
        settled = one.canonical(point, content)
        assert one.canonical(settled, content) == settled
        assert budget(case, settled) == budget(case, point)
        assert one.source(settled) == one.source(point)


def test_a_description_is_one_line_of_json_without_seed_that_names_the_target(case):
    for point in case.points:
        text = described(case, point)
        assert "\n" not in text
        found = json.loads(text)
        assert json.dumps(found, sort_keys=True, separators=(",", ":")) == text
        assert SEED not in found
        assert found["target"] == "t"
        assert described(case, point, "u") != text
        # The same from a fresh load.
        assert described(case, point) == text


def test_points_of_one_description_differ_in_budget_or_what_is_never_read(case):
    one = case.trainable
    for point, other in itertools.combinations(case.points, 2):
        if described(case, point) == described(case, other):
            assert one.is_prefix(one.flat(point)) or budget(case, point) == budget(case, other)
            shared = min(budget(case, point), budget(case, other))
            first, second = (rows(train(case, each))[:shared] for each in (point, other))
            assert bits(case, first) == bits(case, second)


def test_another_budget_changes_nothing_else(case):
    one = case.trainable
    if one.columns.budget is None:
        return
    for point in case.points:
        longer = one.flat(one.with_budget(point, 7))
        assert longer.pop(one.columns.budget) == 7
        assert longer.items() <= one.flat(point).items()
        assert one.with_budget(point, budget(case, point)) == point
        assert one.with_settings(point, {one.columns.budget: 7}) == one.with_budget(point, 7)


def test_data_are_named_by_their_content(case):
    one = case.trainable
    data, again = one.load(case.points), one.load(case.points)
    assert data.keys() == {one.source(point) for point in case.points}
    for source, content in data.items():
        assert content.fingerprint == again[source].fingerprint
        assert content.name
        assert all(part is None or isinstance(part, str) for part in source)
    fetched = []
    content = next(iter(data.values()))

    def fetch():
        fetched.append(1)
        return content

    found = one.received(content.name, content.fingerprint, fetch)
    assert (found.fingerprint, found.name) == (content.fingerprint, content.name)


# Training


def test_a_curve_has_a_row_for_each_epoch_and_a_column_for_each_metric(case):
    for point in case.points:
        outcome = train(case, point)
        assert (outcome.status, outcome.reason) == ("ok", "")
        assert outcome.curve.first_epoch == 1
        assert rows(outcome).dtype == np.float64
        shape = (budget(case, point), len(metric_names(case.trainable)))
        assert rows(outcome).shape == shape


def test_training_again_gives_the_same_bits_and_another_repeat_gives_others(repeatable):
    case = repeatable
    differing = 0
    for point in case.points:
        first = bits(case, train(case, point, 1))
        assert bits(case, train(case, point, 1)) == first
        differing += bits(case, train(case, point, 2)) != first
    assert differing > 0


def test_runs_that_share_a_memo_have_the_bits_they_have_alone(repeatable):
    case = repeatable
    memo = case.trainable.memo(several=True)
    trials = [(point, repeat) for point in case.points for repeat in (0, 1)]
    random.Random(1).shuffle(trials)
    for point, repeat in trials:
        together = train(case, point, repeat, memo=memo)
        assert bits(case, together) == bits(case, train(case, point, repeat))


def test_a_shorter_training_is_a_prefix_where_it_says_so(case):
    one = case.trainable
    for point in case.points:
        if one.columns.budget is not None and one.is_prefix(one.flat(point)):
            whole = bits(case, train(case, one.with_budget(point, 5)))
            for epochs in (1, 2, 4):
                assert whole.startswith(bits(case, train(case, one.with_budget(point, epochs))))


def test_from_a_state_that_a_store_kept_it_goes_on_to_the_same_bits(case, tmp_path):
    one, tried = case.trainable, 0
    for number, point in enumerate(case.points):
        whole, total = train(case, point), budget(case, point)
        for done in range(1, total):
            cut = _cut(case, point, done)
            assert cut.status == "interrupted"
            assert bits(case, whole).startswith(bits(case, cut))
            if len(cut.curve.values) != done or cut.state is None:
                continue
            with open_store(tmp_path / "store.sqlite") as store:
                name = f"{number}-{done}"
                names = metric_names(one)
                store.put_all([FinishedRun(name, "{}", 1, 0, names, cut, True)])
                epoch, state = store.checkpoint(name)
            assert epoch == done
            rest = train(case, point, start=(done, state))
            assert rest.curve.first_epoch == done + 1
            assert bits(case, cut) + bits(case, rest) == bits(case, whole)
            tried += 1
    assert (tried > 0) == (case.resumes and one.columns.budget is not None)


def _cut(case, point, done):
    """The training stopped as soon as so many epochs are complete."""
    for calls in range(1, 200):
        asked = iter(range(calls))
        cut = train(case, point, should_stop=lambda: None if next(asked, -1) >= 0 else _ASKED)  # noqa: B023
        if len(cut.curve.values) >= done:
            return cut
    raise AssertionError("it never completed an epoch before it was stopped")


_ASKED = "interrupted"


@pytest.mark.parametrize("why", ["interrupted", "timeout"])
def test_stopped_at_once_it_keeps_nothing_and_says_why(case, why):
    outcome = train(case, longest(case), should_stop=lambda: why)
    if case.trainable.columns.budget is None and outcome.status == "ok":
        return  # one measurement, over before it can be asked
    assert outcome.status == why
    assert "\n" not in outcome.reason
    assert outcome.reason
    assert rows(outcome).shape == (0, len(metric_names(case.trainable)))
    assert outcome.state is None


def test_a_training_that_diverges_is_an_outcome(case):
    if case.failing is None:
        return
    outcome = train(case, case.failing)
    assert outcome.status == "diverged"
    assert outcome.reason
    assert "\n" not in outcome.reason
    assert len(outcome.curve.values) < budget(case, case.failing)


def test_it_may_be_warmed_beforehand_and_again(case):
    one = case.trainable
    told = []
    for point in case.points[:2]:
        content = one.load([point])[one.source(point)]
        memo = one.memo(several=False)
        for _ in range(2):
            one.warm(point, one.prepare(point, content), memo, lambda: told.append(1))
    assert len(told) <= 2


# Costs


def test_costs_are_positive_and_grow_with_the_budget(case):
    one = case.trainable
    data = one.load(case.points)
    for point in case.points:
        content, epochs = data[one.source(point)], budget(case, point)
        assert 0 < one.seconds(point, epochs, content) <= one.seconds(point, epochs + 1, content)
        assert one.memory(point, content) >= 0
        (line,) = one.too_large(point, content, 1, 2).splitlines()
        assert line
    trainings = [(point, budget(case, point)) for point in case.points[:3]]
    found = one.timed(trainings, data, 1)
    assert len(found) == len(trainings)
    assert min(found) > 0


# Whole sweeps


@pytest.fixture(scope="module")
def whole(case, tmp_path_factory):
    """The sweep over all points by one worker, and where it lies."""
    folder = tmp_path_factory.mktemp("whole")
    return sweep(case, folder, engine__workers=1), folder


def test_the_table_has_each_trial_with_the_numbers_it_has_alone(repeatable, whole):
    case = repeatable
    result, folder = whole
    table, metrics = result.table, list(metric_names(case.trainable))
    asked = [(point, repeat) for point in dict.fromkeys(case.points) for repeat in range(2)]
    assert len(table) == len(asked)
    for (point, repeat), row in zip(asked, table.to_dict("records"), strict=True):
        flat = case.trainable.flat(point)
        shown = {name: None if pd.isna(row[name]) else row[name] for name in flat}
        assert {name: str(value) for name, value in shown.items()} == {
            name: str(value) for name, value in flat.items()
        }
        assert (row["repeat"], row["status"]) == (repeat, "ok")
        found = np.array([[row[name] for name in metrics]])
        assert bits(case, found) == bits(case, rows(train(case, point, repeat))[-1:])
    assert list(table.attrs["columns"]) == list(table.columns)
    back = load(folder / "out" / "curves.parquet")
    assert set(metrics) < set(back.columns)


def test_asked_again_it_is_all_known_and_a_preview_says_so(case, whole):
    result, folder = whole
    again = sweep(case, folder, name="again")
    assert (again.counts.trained, again.counts.extended) == (0, 0)
    assert again.table_hash == result.table_hash
    stored = parse({"repeats": 2, "store": {"path": str(folder / "store.sqlite")}})[1]
    seen = preview(case.points, stored, case.trainable)
    assert (seen.trials, seen.to_train) == (len(result.table), 0)
    more = preview(case.points, dataclasses.replace(stored, repeats=3), case.trainable)
    assert more.to_train == more.runs // 3 > 0
    assert more.seconds > 0


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_in_any_order_and_in_parts_the_table_is_the_same(repeatable, whole, tmp_path, seed):
    """What a killed sweep had done, and what another one left, is taken up."""
    case, (result, _) = repeatable, whole
    chance = random.Random(seed)
    shuffled = chance.sample(case.points, len(case.points))
    sweep(case, tmp_path, shuffled[: len(shuffled) // 2], "part", repeats=chance.choice((1, 2)))
    again = sweep(case, tmp_path, shuffled, "rest", engine__workers=2)
    assert again.table_hash == result.table_hash
    runs = again.counts.reused + again.counts.extended
    assert runs > 0


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_two_workers_of_any_kind_give_the_table_of_one(repeatable, whole, tmp_path, engine):
    case, (result, _) = repeatable, whole
    again = sweep(case, tmp_path, engine=engine, engine__workers=2, verify="prefix")
    assert again.table_hash == result.table_hash
    assert again.verified


def test_failures_are_rows(case, tmp_path):
    if case.failing is None:
        return
    table = sweep(case, tmp_path, [case.points[0], case.failing]).table
    assert table["status"].tolist() == ["ok", "ok", "diverged", "diverged"]
    assert table["reason"].str.len().tolist()[:2] == [0, 0]
    assert table["reason"].iloc[2]
