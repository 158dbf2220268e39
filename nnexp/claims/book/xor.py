"""One line cannot tell the answers of XOR apart; several together can."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.chart import Chart, Mark, Panel, shares
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import HALF, share_above, share_below
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, by_level, labels, under
from nnexp.claims.verdict import all_of, combine
from nnexp.language.said import said

_ALL_CASES = 1.0


def judge(table: pd.DataFrame) -> Judgement:
    """Whether several classifiers learn XOR, one cannot, and one can learn AND and OR."""
    rows = labels(table)
    learned = _learned(table)
    most = max(nodes for _, nodes in learned)
    return combine(
        all_of(
            "several classifiers can and one cannot",
            (
                share_above(
                    learned["xor", most],
                    HALF,
                    said("share of networks of {most} hidden nodes that learn XOR", most=most),
                    said(
                        "with {most} hidden nodes, networks get all four cases of XOR right in",
                        most=most,
                    ),
                    rows,
                ),
                share_below(
                    learned["xor", 0],
                    HALF,
                    "share of single linear classifiers that learn XOR",
                    "without hidden nodes, they do in",
                    rows,
                ),
            ),
        ),
        (
            share_above(
                learned["and", 0] & learned["or", 0],
                HALF,
                "share of single linear classifiers that learn AND and OR",
                "without hidden nodes, they learn both AND and OR in",
                rows,
            ),
        ),
        cautions=_where_it_begins(learned),
    )


def chart(table: pd.DataFrame) -> Chart:
    """The share of networks that learn each gate, by hidden nodes."""
    learned = _learned(table)
    panel = Panel(
        x="hidden nodes (0: one linear classifier)",
        y="networks that get every case right (%)",
        lines=tuple(
            shares(gate.upper(), under(learned, gate))
            for gate in dict.fromkeys(gate for gate, _ in learned)
        ),
        marks=(Mark("half of them", 50),),
        legend="gate",
    )
    return Chart(
        title="AND and OR need one line, XOR needs several",
        alt="Share of networks that learn AND, OR and XOR, for each number of hidden nodes.",
        panels=(panel,),
    )


def _learned(table: pd.DataFrame) -> Levels:
    """(repeats,) whether all four cases came out right, by gate and hidden nodes."""
    found = by_level(table, ["data", "hidden_nodes"], "test_accuracy")
    return {level: accuracy == _ALL_CASES for level, accuracy in found.items()}


def _where_it_begins(learned: Levels) -> tuple[str, ...]:
    """How many classifiers are enough now and then."""
    some = {nodes: x for nodes, x in under(learned, "xor").items() if x.any()}
    if not some:
        return ()
    first = min(some)
    share = 100 * some[first].mean()
    return (
        said(
            "the fewest hidden nodes that ever learn XOR are {first}, in {share:.0f} % of runs",
            first=first,
            share=share,
        ),
    )


CLAIM = Claim(
    id="xor",
    section="1.5",
    sentence="One linear classifier cannot learn XOR; several together can.",
    statistic="share of repeats whose network gets all four cases right, by gate and hidden nodes",
    rule=(
        "core: more than half of the networks with the most hidden nodes learn XOR, and less than "
        "half of the single classifiers; also: more than half of these learn both AND and OR"
    ),
    judge=judge,
    chart=chart,
)
