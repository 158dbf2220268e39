"""Numbers and settings as sentences print them."""

from __future__ import annotations

from collections.abc import Sequence

from nnexp.analysis.metric import is_accuracy
from nnexp.settings import Scalar, as_text, as_typed

# Accuracies, losses and exponents are of the order of 1; this is far below what they can show.
_ROUNDING = 1e-12


def number(value: float) -> str:
    """Three significant digits, without an exponent where a reader would not expect one."""
    # What cancellation leaves of an exact zero would read as a measured effect.
    text = f"{value:.3g}" if abs(value) > _ROUNDING else "0"
    return f"{value:,.0f}" if "e+" in text else text


def listed(values: Sequence[Scalar]) -> str:
    """`0.1`, `0.1 and 0.2`, `0.1, 0.2 and 0.3`; long lists by their ends."""
    words = [as_typed(value) for value in values]
    if len(words) > 6:
        return f"{len(words)} values from {words[0]} to {words[-1]}"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def with_settings(where: Sequence[tuple[str, Scalar]]) -> str:
    """`With epochs=5 and data=mnist, `, or nothing where the sweep has one slice."""
    if not where:
        return ""
    return f"With {' and '.join(f'{name}={as_text(value)}' for name, value in where)}, "


def sentence(text: str) -> str:
    """The text with a capital letter, unless it starts with the name of a setting."""
    first = text.split(" ", 1)[0]
    return text if "=" in first or "_" in first else text[:1].upper() + text[1:]


def metric_name(metric: str) -> str:
    """`validation accuracy` for `validation_accuracy`."""
    return metric.replace("_", " ")


def difference(metric: str, value: float) -> str:
    """A change of a metric; of accuracies, which tables print as percents, in their points."""
    shown = in_points(metric, value)
    if not is_accuracy(metric):
        return shown
    return f"{shown} percentage point{'' if shown == '1' else 's'}"


def in_points(metric: str, value: float) -> str:
    """The number of `difference` alone, for intervals."""
    return number(100 * value if is_accuracy(metric) else value)


def times(count: int | None) -> str:
    """What a number of needed repeats means."""
    if count is None:
        return "more than 1,000 repeats"
    return f"about {count:,} repeats"


def epochs(values: Sequence[int]) -> str:
    """`epoch 7`, `epochs 5 to 9`, or with gaps `3 of the epochs 5 to 9`."""
    first, last = values[0], values[-1]
    if first == last:
        return f"epoch {first}"
    span = f"epochs {first} to {last}"
    return span if len(values) == last - first + 1 else f"{len(values)} of the {span}"
