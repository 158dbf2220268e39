"""Whether the best value of one setting moves as another grows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, cautions, unequal
from nnexp.analysis import exponent as exponent_of
from nnexp.analysis.english.interaction import WORDS
from nnexp.analysis.exponent import ROUNDING, Exponent, Level, exponent, repeats_to_tell
from nnexp.analysis.finding import AnalysisError, Caution, Finding, Verdict
from nnexp.analysis.next_step import Extending, More, Next, extending, wider
from nnexp.analysis.samples import Samples, one_slice, order, samples, wall
from nnexp.analysis.study import Analysis, Study, Where, by_slice
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns
from nnexp.settings import Scalar, Side, Spec, as_number, is_last


class InteractionVerdict(Verdict):
    """Which way the best value moves."""

    FALLS = "falls", "found"
    RISES = "rises", "found"
    NO_CHANGE = "no_change", "nothing"
    EDGE = "edge", "open"
    LIMIT = "limit", "nothing"
    """At the only ends of the grid that may be best the setting itself ends."""
    UNDECIDED = "undecided", "open"


def interaction(
    table: pd.DataFrame,
    metric: str,
    setting: str,
    over: str,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """How the best value of a setting changes with another, such as that of lr with epochs.

    Args:
        table: trials that differ in the two settings and `repeat` only.
        metric: what decides which value is best.
        setting: a positive number, looked at in its logarithm.
        over: a positive number, looked at in its logarithm.
        where: settings to name in the sentence.
        columns: what the table's columns mean.

    Returns:
        The exponent b of best ∝ over^b, its 95 % interval, and the verdict `falls`, `rises` or
        `no_change`; `edge` where the best values that the grid does not enclose may make it any
        of them, `limit` where that is so and no value beyond is legal. Numbers: at the levels
        `first` and `last` of the other setting the best values `from` and `to`; `at_edge` of so
        many `levels` the best is at an end of the grid, with values `below` and `above` which to
        look, where there are any.

    Raises:
        AnalysisError: less than three values of the setting or two of the other, or other
            settings differ as well.

    Reference:
        Zou and Donner (2008), Statistics in Medicine 27(10); Fieller (1954), JRSS B 16(2).
    """
    measured = columns.metric(metric)
    one_slice(table, (setting, over), "interaction", columns)
    spec = columns.settings.get(setting)
    values, levels = _levels(table, over, columns)
    found, known = [], []
    for x in values:
        # One after the other: of a thousand levels the first may say that there is no answer.
        one = samples(table[table[over] == x], setting, measured, "interaction", columns)
        known.append(_level(one, setting, spec))
        found.append(one)
    repeats = min(one.repeats for one in found)
    said = exponent(known, np.log(levels))
    beyond, at_edge = _beyond(found, spec), sum(_end_of(one) is not None for one in found)
    verdict = _verdict(said, repeats, at_edge=at_edge, beyond=beyond)
    grid = sorted({as_number(value) for one in found for value in one.candidates})
    step = extending(setting, grid, spec)
    needed = repeats_to_tell(known, np.log(levels)) if repeats > 1 else 3
    return Finding(
        analysis="interaction",
        over=(setting, over),
        where=tuple(where),
        measured=measured,
        estimate=said.estimate,
        interval=(said.low, said.high),
        verdict=verdict,
        numbers={
            "first": float(levels[0]),
            "last": float(levels[-1]),
            "from": math.exp(said.ends[0]),
            "to": math.exp(said.ends[1]),
            "at_edge": at_edge,
            "levels": len(found),
            **beyond,
        },
        repeats=repeats,
        rows=tuple(sorted(row for one in found for row in one.rows)),
        method="slope of the log of the best value of the mean response (vertex of the parabola "
        "through the lowest grid value and its neighbours) on the log of the other setting; "
        "Fieller's intervals at every grid value that may be the best of a level, combined by "
        "MOVER, widened by what another interpolation (cubic spline) would change, and open where "
        f"best values may lie beyond the grid; {best_set.METHOD}",
        source=f"{exponent_of.SOURCE}; {best_set.SOURCE}",
        words=words_in(columns.language, "interaction", WORDS),
        next=_next(verdict, needed, beyond, step),
        cautions=_cautions(
            found, (setting, over), beyond if verdict != InteractionVerdict.EDGE else {}
        ),
    )


def _end_of(found: Samples) -> Side | None:
    """The end of the grid at which the lowest mean of a level is, if it is at one."""
    lowest = int(unequal.means(found.losses).argmin())
    if lowest == 0:
        return "below"
    last = len(found.candidates) - 1
    walled = math.isfinite(wall(found, math.log(as_number(found.candidates[-1]))))
    return "above" if lowest == last and not walled else None


def _beyond(found: Sequence[Samples], spec: Spec | None) -> dict[str, float | None]:
    """The ends of the grid at which the best value of some level is.

    None where it is at none, or the setting ends there too.
    """
    low = [as_number(one.candidates[0]) for one in found if _end_of(one) == "below"]
    high = [as_number(one.candidates[-1]) for one in found if _end_of(one) == "above"]
    ends: dict[Side, float | None] = {
        "below": min(low, default=None),
        "above": max(high, default=None),
    }
    return {
        side: None if end is None or is_last(end, spec, side) else end for side, end in ends.items()
    }


def _level(found: Samples, setting: str, spec: Spec | None) -> Level:
    grid = np.asarray(found.candidates, dtype=float)
    if len(grid) < 3:
        raise AnalysisError(
            f"interaction: needs three values of {setting} or more that trained everywhere, "
            f"got {len(grid)}; sweep more, for example {wider(setting, found.candidates, spec, 4)}"
        )
    if grid[0] <= 0:
        raise AnalysisError(
            f"interaction: {setting}={grid[0]:g} has no logarithm; it works on positive numbers"
        )
    return Level(found.losses, np.log(grid), wall(found, math.log(grid[-1])))


def _next(
    verdict: InteractionVerdict,
    needed: int | None,
    beyond: Mapping[str, float | None],
    extending: Extending,
) -> tuple[Next, ...]:
    if verdict in (InteractionVerdict.NO_CHANGE, InteractionVerdict.UNDECIDED):
        return (More(needed),)
    if verdict != InteractionVerdict.EDGE:
        return ()
    below, above = beyond["below"], beyond["above"]
    return (
        *([extending("below")] if below is not None else []),
        *([extending("above")] if above is not None else []),
    )


def _levels(
    table: pd.DataFrame, over: str, columns: Columns
) -> tuple[Sequence[Scalar], np.ndarray]:
    """The values of the other setting as the table has them, and as numbers."""
    values = sorted(table[over].unique(), key=order) if over in table else []
    if len(values) < 2:
        raise AnalysisError(
            f"interaction: the frame has less than two values of {over}; "
            f"sweep several, for example {wider(over, values, columns.settings.get(over), 3)}"
        )
    levels = np.asarray(values, dtype=float)
    if levels[0] <= 0:
        raise AnalysisError(
            f"interaction: {over}={levels[0]:g} has no logarithm; it works on positive numbers"
        )
    return values, levels


def _cautions(
    found: Sequence[Samples], names: tuple[str, str], beyond: Mapping[str, float | None]
) -> tuple[Caution, ...]:
    told = [caution for one in found for caution in one.cautions]
    if any(end is not None for end in beyond.values()):
        told.append(cautions.edges_of_interaction(*names, beyond["below"], beyond["above"]))
    return tuple(one for place, one in enumerate(told) if one not in told[:place])


def _verdict(
    said: Exponent, repeats: int, *, at_edge: int, beyond: Mapping[str, float | None]
) -> InteractionVerdict:
    if repeats < 2:
        return InteractionVerdict.UNDECIDED
    if said.low <= ROUNDING and said.high >= -ROUNDING:
        if not at_edge:
            return InteractionVerdict.NO_CHANGE
        further = any(end is not None for end in beyond.values())
        return InteractionVerdict.EDGE if further else InteractionVerdict.LIMIT
    return InteractionVerdict.RISES if said.low > 0 else InteractionVerdict.FALLS


def _of_slice(study: Study, settings: tuple[str, ...], rows: pd.DataFrame, where: Where) -> Finding:
    setting, over = settings
    return interaction(rows, study.chooses.name, setting, over, where, columns=study.columns)


def _needs(study: Study) -> Iterator[tuple[str, ...]]:
    """Every pair of numbers of which one has a best value that may move with the other."""
    specs = study.columns.settings
    scaled = [
        name for name in study.swept if name in specs and _has_logarithms(study, name, specs[name])
    ]
    searched = [name for name in scaled if name in study.searched]
    for setting in searched:
        for over in scaled:
            # Of two with a best value each, the first is asked about: what moves with the other.
            if over not in searched or scaled.index(setting) < scaled.index(over):
                yield setting, over


def _has_logarithms(study: Study, name: str, spec: Spec) -> bool:
    matters = spec.role in ("tuned", "budget") or (spec.role == "task" and spec.costly)
    if spec.scale != "log" or not matters:
        return False
    values = pd.to_numeric(study.table[name], errors="coerce")
    return bool((values > 0).all())


INTERACTION = Analysis(
    "interaction",
    needs=_needs,
    run=by_slice(_of_slice),
    verdicts=InteractionVerdict,
    words=WORDS,
)
