"""Numbers, settings and lists as English sentences print them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnexp.analysis.sentence import Number, Sentence, joined, plain
from nnexp.metrics import Metric
from nnexp.plural import one_of
from nnexp.settings import Scalar, as_text, as_typed

# Accuracies, losses and exponents are of the order of 1; this is far below what they can show.
_ROUNDING = 1e-12


def number(value: float) -> str:
    """Three significant digits, without an exponent where a reader would not expect one."""
    # What cancellation leaves of an exact zero would read as a measured effect.
    text = f"{value:.3g}" if abs(value) > _ROUNDING else "0"
    return f"{value:,.0f}" if "e+" in text else text


def shown(value: float) -> Number:
    """A number of three digits, marked."""
    return Number(number(value), value)


def roughly(value: float) -> Number:
    """`6`, `20`, `300`: how many times as much, as far as few repeats tell."""
    return Number(number(float(f"{value:.1g}")), value)


def count(value: int) -> Number:
    """A whole number, marked."""
    return Number(f"{value:,}", value)


def listed(values: Sequence[Scalar]) -> Sentence:
    """`0.1`, `0.1 and 0.2`, `0.1, 0.2 and 0.3`; long lists by their ends."""
    marked = [typed(value) for value in values]
    if len(marked) > 6:
        return (_plainly(len(marked)), " values from ", marked[0], " to ", marked[-1])
    if len(marked) == 1:
        return (marked[0],)
    return (*joined(", ", [(one,) for one in marked[:-1]]), " and ", marked[-1])


def typed(value: Scalar) -> Number | str:
    """A value of a setting as people type it; marked where it is a number."""
    return _marked(as_typed(value), value)


def exactly(value: Scalar) -> Number | str:
    """A value of a setting as people type it, where that has every digit of it."""
    short = as_typed(value)
    cut = isinstance(value, float) and not math.isnan(value) and float(short) != value
    return _marked(as_text(value) if cut else short, value)


def with_settings(where: Sequence[tuple[str, Scalar]]) -> Sentence:
    """`With epochs=5 and data=mnist, `, or nothing where the sweep has one slice."""
    if not where:
        return ()
    named: list[Sentence] = [(f"{name}=", exactly(value)) for name, value in where]
    return ("With ", *joined(" and ", named), ", ")


def finished(*sentence: str | Number) -> Sentence:
    """The parts with a capital letter, unless they start with the name of a setting, and a stop."""
    said = (*sentence, ".")
    start = plain(said).split(" ", 1)[0]
    first = said[0]
    if "=" in start or "_" in start:
        return said
    if isinstance(first, Number):
        return (Number(first.text[:1].upper() + first.text[1:], first.value), *said[1:])
    return (first[:1].upper() + first[1:], *said[1:])


def sentence(text: str) -> str:
    """A text with a capital letter, unless it starts with the name of a setting."""
    first = text.split(" ", 1)[0]
    return text if "=" in first or "_" in first else text[:1].upper() + text[1:]


def difference(metric: Metric, value: float) -> Sentence:
    """A change of a metric; of shares, which tables print as percents, in their points."""
    amount = in_points(metric, value)
    unit = " percentage point" if amount.text == "1" else points(metric)
    return (amount, unit) if points(metric) else (amount,)


def points(metric: Metric) -> str:
    """` percentage points` after a difference of shares, nothing after others."""
    return " percentage points" if metric.printed == "percent" else ""


def in_points(metric: Metric, value: float) -> Number:
    """The number of `difference` alone, for intervals."""
    return Number(number(metric.scale * value), value)


def known(metric: Metric, low: float, high: float, *values: float) -> tuple[Number, ...]:
    """Values of a metric's difference, each to the digit that half its interval begins with."""
    half = metric.scale * (high - low) / 2
    if not (math.isfinite(half) and half > _ROUNDING):
        return tuple(in_points(metric, value) for value in values)
    digits = max(0, -math.floor(math.log10(half)))

    def rounded(value: float) -> str:
        # An interval that ends close to nothing must not seem to hold it.
        nothing = abs(value) > _ROUNDING and round(value, digits) == 0
        return number(float(f"{value:.1g}")) if nothing else f"{value:,.{digits}f}"

    return tuple(Number(rounded(metric.scale * value), value) for value in values)


def between(value: float) -> Number:
    """A best value between those of the grid, in as many digits as such are known to."""
    return Number(number(float(f"{value:.2g}") if abs(value) < 10 else value), value)


def amount(metric: Metric, value: float) -> str:
    """A value of a metric as it is printed, or a dash where there is none."""
    if metric.printed == "percent" or math.isnan(value):
        return percent(value)
    return f"{value:.4g} {metric.unit}".strip()


def percent(value: float) -> str:
    """`97.31 %` for a share, or a dash where there is none."""
    return "–" if math.isnan(value) else f"{100 * value:.2f} %"


_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(value: int) -> Number:
    """A whole number, up to ten as a word."""
    return Number(_IN_WORDS[value] if 0 <= value <= 10 else f"{value:,}", value)


def would_do(needed: int | None) -> Sentence:
    """`About 8 would` what so many repeats do not."""
    if needed is None:
        return ("More than ", count(1000), " would be needed")
    return ("About ", count(needed), " would")


def by_other(metric: Metric) -> str:
    """` by validation loss` where it is not by the metric that chooses the best setting."""
    return "" if metric.chooses else f" by {metric.label}"


def times(needed: int | None) -> Sentence:
    """What a number of needed repeats means."""
    if needed is None:
        return ("more than ", Number("1,000", 1000), " repeats")
    return ("about ", count(needed), " repeats")


def spent(budget: str, values: Sequence[int]) -> Sentence:
    """`epoch 7`, `epochs 5 to 9`, or with gaps `3 of the epochs 5 to 9`."""
    first, last = values[0], values[-1]
    if first == last:
        return (f"{one_of(budget)} ", _plainly(first))
    span: Sentence = (f"{budget} ", _plainly(first), " to ", _plainly(last))
    return span if len(values) == last - first + 1 else (_plainly(len(values)), " of the ", *span)


def _plainly(value: int) -> Number:
    return Number(f"{value}", value)


def _marked(text: str, value: Scalar) -> Number | str:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return Number(text, value) if is_number else text
