"""Which value of a setting is best, each at its own best of everything else that is tuned.

Two values compared at one learning rate are compared where it happens to suit one of them. Here
each has its own: the combination of the other settings with the lowest mean loss. The repeats that
chose it flatter it, the more so the flatter the response, and judged by repeats that did not choose
the luckiest still wins too often. So a value is out only if each of its combinations of lowest
mean is clearly worse than some other, by a quantile that allows for all combinations there were.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, cautions, held_out, unequal
from nnexp.analysis.english.own_best import MANY, WORDS
from nnexp.analysis.finding import AnalysisError, Caution, Finding, Verdict
from nnexp.analysis.next_step import More, Next, extending
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import Samples, one_slice, order, require, samples
from nnexp.analysis.study import Analysis, Study, Where, by_slice
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns, cell_value
from nnexp.settings import Scalar, Side, as_text, as_typed, as_whole, is_last

_PLACE = "place in the grid"
_KEPT = 3
"""Combinations of each value that are compared: those of its lowest means. What is hopeless would
lend its noise to the rest."""


class OwnBestVerdict(Verdict):
    """Whether values differ, each at its own best."""

    ONE = "one_is_best", "found"
    SOME = "some_are_worse", "found"
    NONE = "no_difference", "nothing"
    UNDECIDED = "undecided", "open"


@dataclasses.dataclass(frozen=True, eq=False)
class Profile:
    """Values of a setting, each at its own best of the others."""

    places: np.ndarray
    """(values,) which combination of the others is each value's own best."""
    chosen: np.ndarray
    """(repeats, values) losses there."""
    judged: np.ndarray
    """(repeats, values) losses at what all other repeats choose, free of that choice."""
    inside: np.ndarray
    """(values,) which may be the best."""
    lower: np.ndarray
    upper: np.ndarray
    """(values,) bounds of how much worse each is than the best."""


def own_best(
    table: pd.DataFrame,
    setting: str,
    others: Sequence[str],
    metric: str,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """Which value of a setting is best in one slice, each at its own best of the other settings.

    Args:
        table: rows of one slice, one per trial: the setting, the others, `repeat`, the metric.
        setting: of which the values are compared; of any kind.
        others: of which each value has its own best combination; none compares values as they are.
        metric: what decides.
        where: settings to name in the sentence.
        columns: what the table's columns mean.

    Returns:
        How much worse the second best value is than the best, and its 95 % interval; the values
        that may be the best. Numbers, each with a member per value from the best to the worst:
        the `values`, their own best combination (`at`), their `means` by repeats that did not
        choose it, and how far each is `behind` the best, from `least` to `most`.

    Raises:
        AnalysisError: settings besides these differ, or less than two values trained.

    Reference:
        Hsu (1996), Multiple Comparisons, §4.1.
    """
    measured = columns.metric(metric)
    over = (setting, *others)
    require(table, (*over, "repeat", metric), "own_best")
    one_slice(table, over, "own_best", columns)
    grid, places = _grid(table, over)
    frame = table.drop(columns=list(over)).assign(**{_PLACE: places})
    found = samples(frame, _PLACE, measured, "own_best", columns)
    kept = [as_whole(place) for place in found.candidates]
    values = sorted({grid[place][0] for place in kept}, key=order)
    if len(values) < 2:
        raise AnalysisError(
            f"own_best: one value of {setting} trained, {as_text(values[0])}; sweep several"
        )
    of_value = [[at for at, place in enumerate(kept) if grid[place][0] == one] for one in values]
    profile = compared(found.losses, of_value)
    means = unequal.means(profile.chosen)
    ranked = np.argsort(means, kind="stable")
    best, second = int(ranked[0]), int(ranked[1])
    own = [grid[kept[place]][1:] for place in profile.places]
    verdict = _verdict(profile.inside, found.repeats)
    sides = _at_edges(grid, own, values, others, columns)
    sign = 1 if measured.better == "lower" else -1
    held = unequal.means(profile.judged)
    return Finding(
        analysis="own_best",
        over=over,
        where=tuple(where),
        measured=measured,
        estimate=float(means[second] - means[best]),
        interval=(float(profile.lower[second]), float(profile.upper[second])),
        verdict=verdict,
        numbers={
            "values": tuple(values[place] for place in ranked),
            "at": tuple(_named(others, own[place]) for place in ranked),
            "means": tuple(float(held[place] if sign > 0 else 1 - held[place]) for place in ranked),
            "behind": tuple(float(means[place] - means[best]) for place in ranked),
            "least": tuple(float(profile.lower[place]) for place in ranked),
            "most": tuple(float(profile.upper[place]) for place in ranked),
        },
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method="each value at the combination of the others that has its lowest mean, out only if "
        f"every combination of it is; {best_set.METHOD}",
        source=best_set.SOURCE,
        words=words_in(columns.language, "own_best", WORDS),
        confidence_set=tuple(v for v, may in zip(values, profile.inside, strict=True) if may),
        next=(
            *_more(verdict, found, profile, best, second),
            *_extended(sides, grid, others, columns),
        ),
        cautions=tuple(_cautions(table, found, setting, values, sides)),
    )


def compared(losses: np.ndarray, of_value: Sequence[Sequence[int]]) -> Profile:
    """Values at their own best.

    Args:
        losses: (repeats, candidates); NaN where a candidate lacks a repeat.
        of_value: the candidates of each value, at least one.
    """
    means, repeats = unequal.means(losses), np.arange(len(losses))
    own = [int(np.asarray(some)[means[some].argmin()]) for some in of_value]
    chosen = losses[:, own]
    places = np.asarray(own)
    if len(losses) < 2:
        size = len(own)
        return Profile(
            places, chosen, chosen, np.ones(size, dtype=bool), np.zeros(size), np.full(size, np.inf)
        )
    judged = np.empty_like(chosen)
    for column, some in enumerate(of_value):
        goodness = -losses[:, list(some)].T
        picks = held_out.chosen_by_others(goodness, goodness)
        judged[:, column] = losses[repeats, np.asarray(some)[picks]]
    kept = [np.asarray(some)[means[some].argsort(kind="stable")[:_KEPT]] for some in of_value]
    # In the order of the grid, where neighbours lend to each other.
    every = np.sort(np.concatenate(kept))
    of_each = [np.searchsorted(every, some) for some in kept]
    inside, lower, upper = _bounds(losses[:, every], losses)
    return Profile(
        places,
        chosen,
        judged,
        np.array([inside[some].any() for some in of_each]),
        np.array([lower[some].min() for some in of_each]),
        np.array([upper[some].min() for some in of_each]),
    )


def _bounds(losses: np.ndarray, every: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which candidates may be the best, and bounds of how much worse than the best each is.

    Args:
        losses: (repeats, candidates) those of the lowest means.
        every: (repeats, all candidates) of which they were chosen, which the quantile allows for.
    """
    pairs, repeats = unequal.compared(losses), len(losses)
    wider = unequal.quantile(every, repeats) / unequal.quantile(losses, repeats)
    reach = pairs.error * pairs.width * max(wider, 1.0)
    apart = np.where(pairs.known, pairs.difference - reach, -np.inf)
    inside = apart.max(axis=1) <= 0
    inside[unequal.means(losses).argmin()] = True
    others = inside & ~np.eye(len(inside), dtype=bool)
    most = np.where(pairs.known, pairs.difference + reach, np.inf)
    upper = np.where(others, most, -np.inf).max(axis=1)
    return inside, np.maximum(apart.max(axis=1), 0.0), np.maximum(upper, 0.0)


def _grid(table: pd.DataFrame, over: Sequence[str]) -> tuple[list[tuple[Scalar, ...]], np.ndarray]:
    """Every combination of the settings that there is, ascending, and which one each row has."""
    groups = table.groupby(list(over), dropna=False, sort=False, observed=True)
    seen = groups.ngroup().to_numpy()
    _, first = np.unique(seen, return_index=True)
    rows = table[list(over)].iloc[first].itertuples(index=False, name=None)
    found = [tuple(cell_value(one) for one in row) for row in rows]
    ascending = sorted(range(len(found)), key=lambda at: [order(one) for one in found[at]])
    return [found[at] for at in ascending], np.argsort(ascending)[seen]


def _verdict(inside: np.ndarray, repeats: int) -> OwnBestVerdict:
    if repeats < 2:
        return OwnBestVerdict.UNDECIDED
    if inside.all():
        return OwnBestVerdict.NONE
    return OwnBestVerdict.ONE if inside.sum() == 1 else OwnBestVerdict.SOME


def _named(others: Sequence[str], own: Sequence[Scalar]) -> str:
    return ", ".join(f"{name}={as_typed(one)}" for name, one in zip(others, own, strict=True))


_Edges = Mapping[tuple[str, Side], tuple[Scalar, ...]]


def _at_edges(
    grid: Sequence[tuple[Scalar, ...]],
    own: Sequence[tuple[Scalar, ...]],
    values: Sequence[Scalar],
    others: Sequence[str],
    columns: Columns,
) -> _Edges:
    """The values whose own best is at an end of the grid of another setting that is searched."""
    found: dict[tuple[str, Side], tuple[Scalar, ...]] = {}
    for index, name in enumerate(others):
        spec = columns.settings.get(name)
        if spec is None or spec.scale is None or spec.role != "tuned" or spec.costly:
            continue
        for value, best in zip(values, own, strict=True):
            # What was tried of a value is its own grid: others may have more.
            tried = [order(one[1 + index])[0] for one in grid if one[0] == value]
            at = order(best[index])[0]
            ends: dict[Side, float] = {"below": min(tried), "above": max(tried)}
            for side, end in ends.items():
                if at == end and ends["below"] < ends["above"] and not is_last(at, spec, side):
                    found[name, side] = (*found.get((name, side), ()), value)
    return found


def _more(
    verdict: OwnBestVerdict, found: Samples, profile: Profile, best: int, second: int
) -> tuple[Next, ...]:
    if verdict == OwnBestVerdict.UNDECIDED:
        return (More(3),)
    if not profile.inside[second]:
        return ()
    apart, deviation, shared = unequal.pair(profile.chosen, second, best)
    if shared < 2:
        return (More(3),)
    needed = repeats_to_see(apart, deviation, lambda count: unequal.quantile(found.losses, count))
    return (More(None if needed is None else max(needed, len(profile.chosen) + 1)),)


def _extended(
    sides: _Edges, grid: Sequence[tuple[Scalar, ...]], others: Sequence[str], columns: Columns
) -> Iterator[Next]:
    for name, side in sides:
        tried = sorted({order(one[1 + others.index(name)])[0] for one in grid})
        yield extending(name, tried, columns.settings.get(name))(side)


def _cautions(
    table: pd.DataFrame,
    found: Samples,
    setting: str,
    values: Sequence[Scalar],
    sides: _Edges,
) -> Iterator[Caution]:
    gone = sorted({cell_value(one) for one in table[setting].unique()} - {*values}, key=order)
    if gone:
        yield (
            cautions.diverged(setting, gone)
            if found.diverged
            else cautions.all_failed(setting, gone)
        )
    # Combinations that failed lose to others; which they were the report lists.
    yield from (one for one in found.cautions if one.kind == "missing")
    for (name, side), some in sides.items():
        yield cautions.own_edge(setting, some, name, side)


def _needs(study: Study) -> Iterator[tuple[str, ...]]:
    specs = study.columns.settings
    asked = [
        name
        for name in study.swept
        if name in specs and (specs[name].role in ("tuned", "budget") or _is_data(study, name))
    ]
    others = [name for name in asked if specs[name].role != "task"]
    for name in asked:
        by_kind = specs[name].scale is None or name in study.searched[1:]
        if by_kind or len(asked) >= MANY:
            yield (name, *(other for other in others if other != name))


def _is_data(study: Study, name: str) -> bool:
    """Whether a setting names data sets that differ in nothing else, such as files."""
    spec = study.columns.settings[name]
    return spec.role == "task" and spec.kind == "choice"


def _of_slice(study: Study, settings: tuple[str, ...], rows: pd.DataFrame, where: Where) -> Finding:
    setting, *others = settings
    metric, columns = study.chooses.name, study.columns
    return own_best(rows, setting, tuple(others), metric, where, columns=columns)


OWN_BEST = Analysis("own_best", _needs, by_slice(_of_slice), OwnBestVerdict, WORDS, whole=True)
