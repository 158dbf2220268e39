"""One size for every problem: verdicts in worlds with one, and without."""

import pandas as pd
import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.no_universal import CLAIM, shown, sizes
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

SIZES = ("0", "10", "[10,10]", "100")
# A problem that suits each size: no size is best everywhere.
EACH_ITS_OWN = {
    "line": (0.99, 0.98, 0.95, 0.90),
    "gate": (0.50, 1.00, 0.98, 0.97),
    "digits": (0.80, 0.90, 0.90, 0.97),
}
MORE_IS_BETTER = {
    "line": (0.99, 0.99, 0.99, 0.99),
    "gate": (0.50, 1.00, 1.00, 1.00),
    "digits": (0.80, 0.90, 0.90, 0.97),
}
ALL_THE_SAME = dict.fromkeys(("line", "gate", "digits"), (0.8, 0.9, 0.9, 0.95))
NOTHING_MATTERS = dict.fromkeys(("line", "gate", "digits"), (0.9,) * 4)


def frame(problems=EACH_ITS_OWN, **more):
    means = {
        (problem, size, lr): right(accuracy - 0.1 * (lr == 1.0))
        for problem, accuracies in problems.items()
        for size, accuracy in zip(SIZES, accuracies, strict=True)
        for lr in (0.1, 1.0)
    }
    return world(["data", "hidden_nodes", "lr"], means, **{"noise": 0.001, **more})


def test_sizes_are_in_order():
    levels = [("p", size) for size in ("[10,10]", 100, 0, "[3,3]", 20)]
    assert sizes(levels) == [0, "[3,3]", 20, "[10,10]", 100]
    assert [shown(size) for size in (0, "[10,10]")] == ["0", "10+10"]


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    # Nothing is lost on the line without hidden nodes, and half of the gate.
    assert "on gate, 0 hidden nodes lose 50" in found.sentence.lower()
    # 10+10 nodes lose 0.07 on digits and 0.04 on the line, and no size loses less.
    assert found.parts[1].estimate == pytest.approx(7, abs=0.5)
    assert "line 0, gate 10, digits 100" in found.cautions[0]


def test_more_nodes_being_good_everywhere_is_half_of_it():
    """What is enough differs, and yet one size is best for every problem."""
    found = CLAIM.judge(frame(MORE_IS_BETTER))
    assert found.verdict == IN_PART
    assert "the best all-rounder, 100 hidden nodes" in found.sentence


@pytest.mark.parametrize("problems", [ALL_THE_SAME, NOTHING_MATTERS])
def test_it_is_not_reproduced_where_problems_are_alike(problems):
    assert CLAIM.judge(frame(problems)).verdict in (NOT_REPRODUCED, UNDECIDED)


def test_it_is_refuted_where_what_is_enough_for_one_is_best_for_all():
    reversed_ = {**ALL_THE_SAME, "line": (0.96, 0.95, 0.95, 0.955), "gate": (0.9,) * 4}
    found = CLAIM.judge(frame({**reversed_, "digits": (0.9, 0.89, 0.89, 0.89)}))
    assert found.verdict in (NOT_REPRODUCED, UNDECIDED)


@pytest.mark.parametrize("seed", range(8))
def test_noise_alone_does_not_reproduce_it(seed):
    """With few noisy repeats each problem has a best size of its own, by luck."""
    noisy = frame(NOTHING_MATTERS, noise=0.02, repeats=5, seed=seed)
    assert CLAIM.judge(noisy).verdict != REPRODUCED


def test_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.5, repeats=4)).verdict == UNDECIDED


def test_a_few_records_of_a_data_set_are_a_problem_of_their_own():
    few, all_of_them = (frame({"digits": values}) for values in ((0.7,) * 4, (0.5, 0.7, 0.7, 0.9)))
    both = pd.concat(
        [few.assign(**{"data.train_size": 100.0}), all_of_them.assign(**{"data.train_size": None})],
        ignore_index=True,
    )
    assert "digits (100 records) 0, digits 100" in CLAIM.judge(both).cautions[0]
    assert shows(CLAIM.chart(both)) == [4, 4]


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4, 4, 4]
