"""What a reader must know besides an answer, as data; each language has a template for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnexp.analysis.finding import Caution
from nnexp.metrics import Metric
from nnexp.settings import Scalar

Share = tuple[int, int]
"""So many of so many."""


def diverged(setting: str, values: Sequence[Scalar], shares: Sequence[Share] = ()) -> Caution:
    """Training diverged at these values, which are therefore no candidates.

    Args:
        setting: whose values they are.
        values: ascending.
        shares: how many of how many repeats diverged at each; every one unless given.
    """
    told = {"counts": tuple(count for count, _ in shares), "of": tuple(all_ for _, all_ in shares)}
    return Caution("diverged", {"setting": setting, "values": tuple(values), **told})


def partly_diverged(
    at: Sequence[str], shares: Sequence[Share], metric: Metric, worst: float
) -> Caution:
    """Some repeats diverged at these places, and count as the worst value.

    Args:
        at: names of the places.
        shares: how many of how many repeats diverged at each.
        metric: what is compared.
        worst: what it is taken to be where a repeat diverged.
    """
    return Caution(
        "partly_diverged",
        {
            "at": tuple(at),
            "counts": tuple(count for count, _ in shares),
            "of": tuple(all_ for _, all_ in shares),
            "metric": metric.label,
            "worst": worst,
            "percent": metric.printed == "percent",
        },
    )


def missing(counts: Mapping[str, int]) -> Caution:
    """So many trials have no value, by the status that says why; `ok` for none measured."""
    return Caution("missing", dict(counts))


def all_failed(setting: str, values: Sequence[Scalar]) -> Caution:
    """Every trial at these values failed, so they were left out."""
    return Caution("all_failed", {"setting": setting, "values": tuple(values)})


def unequal(setting: str, fewest: int, most: int) -> Caution:
    """Values of the setting have from so few to so many repeats."""
    return Caution("unequal", {"setting": setting, "fewest": fewest, "most": most})


def lost_repeats(count: int) -> Caution:
    """So many repeats were left out, for they have no value at some candidate."""
    return Caution("lost_repeats", {"count": count})


def noisy(setting: str, value: Scalar, times: float, repeats: int) -> Caution:
    """One value varies so many times as much as the others, over few repeats."""
    return Caution(
        "noisy", {"setting": setting, "value": value, "times": times, "repeats": repeats}
    )


def two_groups(smaller: int, repeats: int, times: float) -> Caution:
    """So many of the repeats differ from the rest so many times as much as within both groups."""
    return Caution("two_groups", {"smaller": smaller, "repeats": repeats, "times": times})


def own_edge(setting: str, values: Sequence[Scalar], other: str, side: str) -> Caution:
    """At these values of a setting the best value of another is the last one on a side."""
    return Caution(
        "own_edge", {"setting": setting, "values": tuple(values), "other": other, "side": side}
    )


def further_look(look: int, first: float, by_now: float) -> Caution:
    """The question was asked before, of fewer repeats or values.

    Args:
        look: which look this is, from 2.
        first: how often the first look is wrong where there is nothing to find.
        by_now: how often one of the looks so far is.
    """
    return Caution("further_look", {"look": look, "first": first, "by_now": by_now})


def looked(
    look: int,
    looks: int,
    repeats: int,
    settled: bool,
    ended: str,
    regret: float,
    metric: Metric,
    error: float,
) -> Caution:
    """How a sweep that decides came to an answer.

    Args:
        look: the last that was made of it; 0 if none was.
        looks: that were planned.
        repeats: fresh ones at the last look.
        settled: whether it needs no more.
        ended: why deciding ended.
        regret: what the named value may be worse than the best; infinite where it is not known.
        metric: what is compared.
        error: probability of a wrong answer, over all looks together.
    """
    return Caution(
        "looked",
        {
            "look": look,
            "looks": looks,
            "repeats": repeats,
            "settled": settled,
            "ended": ended,
            "regret": regret,
            "percent": metric.printed == "percent",
            "error": error,
        },
    )


def test_data_chose() -> Caution:
    """The data that test also choose."""
    return Caution("test_data_chose", {})


def classes_unknown() -> Caution:
    """What diverged is left out: what guessing is, is only known with the number of classes."""
    return Caution("classes_unknown", {})


def short_grid(low: float, high: float) -> Caution:
    """The grid ends inside the range that was asked for."""
    return Caution("short_grid", {"low": low, "high": high})


def edges_of_interaction(
    setting: str, over: str, below: float | None, above: float | None
) -> Caution:
    """For some values of `over` the best value of the setting is at an end of the grid."""
    return Caution(
        "edges_of_interaction", {"setting": setting, "over": over, "below": below, "above": above}
    )
