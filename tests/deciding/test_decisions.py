"""What is asked for and decided, in worlds whose truth is known."""

from __future__ import annotations

import dataclasses

import pytest
import scipy.stats
from made_world import World, driven, trials
from of_book import Question

from nnexp.analysis.next_step import Extend, More
from nnexp.deciding import EXPLORED, QuestionError
from nnexp.deciding.answers import findings_of
from nnexp.settings import coerce
from nnexp.trainables.book.columns import BOOK

AXES = {"lr": (0.01, 0.1, 0.3), "epochs": (1, 5, 10)}


def test_an_optimum_inside_the_grid_is_found_and_named() -> None:
    decision, steps = driven(Question(AXES, ("sweet_spot",)), World(best=0.1))
    (answer,) = decision.answers
    assert (answer.verdict, answer.named, decision.ended) == ("interior", 0.1, "settled")
    assert answer.left == (0.1,)
    assert dict(decision.point) == {"lr": 0.1, "epochs": 10}
    assert [step.kind for step in steps][-1] == "look"


@pytest.mark.parametrize(("best", "beyond"), [(3.0, 0.3), (0.0005, 0.01)])
def test_an_optimum_beyond_the_grid_is_gone_after(best: float, beyond: float) -> None:
    decision, steps = driven(Question(AXES, ("sweet_spot",)), World(best=best))
    (answer,) = decision.answers
    assert answer.verdict == "interior"
    assert 0.3 < float(str(answer.named)) / best < 3
    extended = [reason for step in steps for reason in step.why if reason.verb == "extend"]
    assert extended[0].numbers["best"] == beyond


def test_the_accuracy_of_one_of_several_allows_for_any_of_them_having_been_named() -> None:
    question = Question(AXES, ("sweet_spot",), looks=(5, 8))
    decision, steps = driven(question, World(curvature=0.0))
    (answer,) = decision.answers
    assert len(answer.left) > 2
    asked = [one for step in steps for one in step.asked]
    table = World(curvature=0.0).frames(asked).table
    for name, estimate in answer.estimates.items():
        rows = table[
            (table["lr"] == answer.named) & (table["epochs"] == dict(answer.where)["epochs"])
        ]
        values = rows[rows["repeat"].between(3, 10)][name]
        t = scipy.stats.t.isf(0.025 / len(answer.left), 7)
        assert estimate.low <= values.mean() - t * values.sem() * (1 - 1e-9)
        assert estimate.low <= estimate.mean <= estimate.high <= 1


def test_the_budget_is_that_at_which_most_is_reached() -> None:
    """Ten epochs gain half a point over five, which three repeats do not show."""
    decision, _ = driven(Question(AXES, ("sweet_spot",)), World(deviation=0.008, seed=2))
    assert dict(decision.point)["epochs"] == 10
    # Where five are within the margin of ten, five do.
    question = Question(AXES, ("sweet_spot",), margin=0.02)
    assert dict(driven(question, World(best=0.1))[0].point)["epochs"] == 5


def test_nothing_that_explored_confirms() -> None:
    _, steps = driven(Question(AXES, ("sweet_spot", "overfitting")), World())
    for step in steps:
        for one in step.asked:
            assert (one.repeats.start >= EXPLORED) == (step.kind == "look")


def test_no_trial_is_asked_for_twice_and_the_costs_add_up() -> None:
    decision, steps = driven(Question(AXES, ("sweet_spot", "overfitting")), World(best=2))
    asked = trials(steps)
    assert len(asked) == len(set(asked))
    longest: dict[tuple[object, int], int] = {}
    for point, repeat in asked:
        key = (dict(point)["lr"], repeat)
        longest[key] = max(longest.get(key, 0), int(str(dict(point)["epochs"])))
    assert decision.units == sum(longest.values()) == sum(step.units for step in steps)
    assert decision.trainings == len(longest)


def test_the_same_results_give_the_same_trials_and_the_same_decision() -> None:
    question = Question(AXES, ("sweet_spot", "overfitting"))
    assert driven(question, World(seed=3)) == driven(question, World(seed=3))


def test_overfitting_is_told_where_error_rises() -> None:
    decision, _ = driven(Question(AXES, ("overfitting",)), World(harm=0.002, turn=6))
    (answer,) = decision.answers
    assert (answer.verdict, answer.settled) == ("overfits", True)


def test_the_fewest_nodes_that_are_enough_are_shown_to_be() -> None:
    """60 nodes lose half a point to the most, 40 lose one and a third."""
    question = Question({"lr": (0.3,), "hidden_nodes": (5, 20), "epochs": (5,)}, ("capacity",))
    decision, steps = driven(question, World())
    (answer,) = decision.answers
    assert answer.verdict == "enough"
    assert answer.named == 80
    assert any(reason.verb == "larger" for step in steps for reason in step.why)


def test_a_metric_that_is_nowhere_leaves_it_undecided() -> None:
    question = Question({"lr": (0.1, 0.3), "epochs": (2,)}, ("sweet_spot",), looks=(2, 3))
    decision, _ = driven(question, World(broken=True))
    (answer,) = decision.answers
    assert (answer.verdict, answer.settled) == ("undecided", False)


def test_a_wall_of_divergence_is_no_candidate() -> None:
    decision, _ = driven(Question(AXES, ("sweet_spot",)), World(best=0.5, wall=0.8))
    (answer,) = decision.answers
    assert answer.verdict == "interior"
    assert float(str(answer.named)) < 0.8
    assert any(left.because == "failed" for chapter in decision.story for left in chapter.out)


def test_a_budget_is_never_passed() -> None:
    for budget in (9, 40, 100, 200):
        question = Question(AXES, ("sweet_spot", "overfitting"), budget=budget)
        decision, _ = driven(question, World(best=3))
        assert decision.units <= budget
        assert decision.ended == "budget"
        assert not all(answer.settled for answer in decision.answers)


def test_a_budget_that_does_not_reach_for_the_first_step_is_refused() -> None:
    with pytest.raises(QuestionError) as error:
        driven(Question(AXES, ("sweet_spot",), budget=8), World())
    assert str(error.value) == (
        "decide.budget=8: is spent before every point of the grid has 3 short trainings; "
        "give more, or a smaller grid"
    )


@pytest.mark.slow
def test_without_time_it_ends_with_what_is_known() -> None:
    question = Question(AXES, ("sweet_spot",), margin=1e-6)
    whole, steps = driven(question, World(curvature=0.0))
    assert whole.ended == "looks"
    (answer,) = whole.answers
    assert answer.verdict == "undecided"
    assert isinstance(answer.next[0], More)
    for place in (0, len(steps) // 2, len(steps) - 1):
        decision, before = driven(question, World(curvature=0.0), stop_before=place)
        assert decision.ended == "stopped"
        assert before == steps[: place + 1]
        assert not any(one.settled for one in decision.answers)


def test_an_edge_that_exploring_could_not_pass_is_told() -> None:
    endless = dataclasses.replace(BOOK.settings["lr"], high=None)
    columns = dataclasses.replace(BOOK, settings={**BOOK.settings, "lr": endless})
    question = Question(AXES, ("sweet_spot",), columns=columns)
    decision, _ = driven(question, World(best=1e9, curvature=0.002))
    (answer,) = decision.answers
    assert answer.verdict == "edge_above"
    assert answer.settled or isinstance(answer.next[0], Extend)


@pytest.mark.parametrize(
    ("best", "bounds", "verdict"),
    [
        (1e-6, {"low": 0.002, "above": False}, "smallest"),
        (1e6, {"high": 0.5}, "largest"),
        # It may come as near as one likes to what is not legal itself.
        (1e6, {"high": 0.5, "below": True}, "edge_above"),
    ],
)
def test_nothing_illegal_is_tried_and_the_end_of_a_setting_settles(
    best: float, bounds: dict[str, float], verdict: str
) -> None:
    limited = dataclasses.replace(BOOK.settings["lr"], **bounds)
    columns = dataclasses.replace(BOOK, settings={**BOOK.settings, "lr": limited})
    question = Question(AXES, ("sweet_spot",), columns=columns)
    decision, steps = driven(question, World(best=best))
    (answer,) = decision.answers
    assert (answer.verdict, answer.next) == (verdict, ())
    assert answer.settled
    for point, _ in trials(steps):
        assert coerce("lr", dict(point)["lr"], limited)[1] is None
    asked = [one for step in steps for one in step.asked]
    results = World(best=best).frames(asked)
    (found,) = findings_of(question, decision, results.table, results.curves, ("lr", "epochs"))
    if verdict != "edge_above":
        end = limited.low if verdict == "smallest" else limited.high
        assert (found.estimate, found.verdict.state) == (end, "found")
        assert end in found.interval
        assert f"the {verdict} lr there is" in found.sentence


def test_among_values_as_good_as_the_last_legal_one_none_is_better() -> None:
    limited = dataclasses.replace(BOOK.settings["lr"], low=0.01, above=False)
    columns = dataclasses.replace(BOOK, settings={**BOOK.settings, "lr": limited})
    # Two of the same error, and one clearly worse: which of the two is named is luck.
    question = Question({**AXES, "lr": (0.01, 0.012, 1.0)}, ("sweet_spot",), 0.02, columns=columns)
    said = set()
    for seed in range(8):
        decision, _ = driven(question, World(best=0.011, curvature=0.01, seed=seed))
        (answer,) = decision.answers
        if 0.01 in answer.left and answer.settled and 1.0 not in answer.left:
            said.add((answer.named == 0.01, answer.verdict))
    assert said <= {(True, "smallest"), (False, "level")}
    assert len(said) == 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"margin": 0.0}, "decide.margin=0: must be above 0 and at most 0.5; for example 0.001"),
        ({"error": 0.5}, "decide.error=0.5: must be above 0 and below 0.5; for example 0.05"),
        (
            {"looks": (5, 5)},
            "decide.looks=[5,5]: must be ascending numbers of repeats from 2 on; "
            "for example [5,8,12,18,30]",
        ),
        ({"budget": 0}, "decide.budget=0: must be at least 1"),
        (
            {"axes": {**AXES, "data": ("digits", "mnist")}},
            "decide: data is nothing that a sweep can choose; hold it fixed",
        ),
        (
            {"goals": ("capacity",)},
            "decide=capacity: the sweep has no setting of which that can be asked; "
            "sweep one, such as hidden_nodes",
        ),
        (
            {"axes": {"epochs": (1, 2)}},
            "decide=sweet_spot: the sweep has no setting of which that can be asked; "
            "sweep one, such as lr",
        ),
    ],
)
def test_what_cannot_be_decided_is_refused(changed: dict[str, object], message: str) -> None:
    arguments = {"axes": AXES, "goals": ("sweet_spot",), **changed}
    with pytest.raises(QuestionError) as error:
        Question(**arguments)  # type: ignore[arg-type]
    assert str(error.value) == message
