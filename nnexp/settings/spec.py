"""What one setting may be: its meaning, unit, range and example.

Each field of the settings dataclasses carries one `Spec`. Validation, `--help`,
the documentation of table columns and the test that `conf/` holds the same
defaults all read it, so a setting is described in one place only.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from nnexp.settings.suggestion import nearest

Kind = Literal["number", "integer", "choice", "flag", "text", "pair", "layers", "counts"]
Role = Literal["task", "tuned", "budget", "replicate"]
"""What a setting is to a sweep: what is learnt from and measured on (`task`), what is to be chosen
(`tuned`), how much training is spent (`budget`), or what only repeats (`replicate`)."""
Scale = Literal["log", "linear"]
"""How the values of a number are spaced that a grid would try."""
Side = Literal["below", "above"]

MOST_LAYERS = 1_000
"""Hidden layers: the time to train and draw them grows with their square, 20,000 took minutes."""


@dataclasses.dataclass(frozen=True)
class Spec:
    """The description and legal values of one setting.

    `low` and `high` bound numbers and the members of pairs and lists; they are
    inclusive unless `above` or `below` says otherwise. `role` and `scale` tell analyses and
    plots what to ask of a setting and how to draw it.
    """

    help: str
    kind: Kind
    example: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    choices: tuple[str, ...] | Mapping[str, Any] = ()
    """Names that are legal; of a registry those that it has."""
    optional: bool = False
    role: Role | None = None
    """None for what holds for a sweep as a whole."""
    scale: Scale | None = None
    """None for what is not a number."""
    label: str = ""
    """The setting in words, where its name is none."""
    costly: bool = False
    """Whether training takes longer the larger the value is."""
    main: bool = False
    """Whether a sweep is not described without its value, swept or not."""
    by_content: bool = False
    """Whether the content of the data says all that the value does, as of a path, which differs
    between any two machines: the fingerprint stands for it in the hash of a table."""

    @property
    def whole(self) -> bool:
        """Whether its numbers are whole ones."""
        return self.kind in ("integer", "layers")

    @property
    def least(self) -> float | None:
        """The bound of its numbers: sizes of layers, no layer being another kind of network, end
        at one node."""
        return 1.0 if self.kind == "layers" else self.low


def setting(default: Any, spec: Spec) -> Any:
    """A dataclass field with `default`, described by `spec`."""
    return dataclasses.field(default=default, metadata={"spec": spec})


def spec_of(field: dataclasses.Field[Any]) -> Spec:
    """The `Spec` that `setting` attached to a dataclass field."""
    spec: Spec = field.metadata["spec"]
    return spec


def spacing(values: Sequence[Any]) -> Scale | None:
    """How numbers are spaced: `log` where their ratios are more alike than their differences."""
    numbers = sorted(
        {float(one) for one in values if isinstance(one, (int, float)) and one is not True}
    )
    if len(numbers) != len(set(values)) or len(numbers) < 2:
        return "linear" if numbers else None
    if numbers[0] <= 0:
        return "linear"
    if len(numbers) == 2:
        return "log" if numbers[1] >= 4 * numbers[0] else "linear"
    ratios = [math.log(b / a) for a, b in itertools.pairwise(numbers)]
    steps = [b - a for a, b in itertools.pairwise(numbers)]
    return "log" if max(ratios) / min(ratios) < max(steps) / min(steps) else "linear"


def legal_values(spec: Spec) -> str:
    """The legal values in words, for messages and `--help`."""
    words = {
        "number": f"a number {_bounds(spec)}",
        "integer": f"a whole number {_bounds(spec)}",
        "choice": "one of " + ", ".join(spec.choices),
        "flag": "true or false",
        "text": "text",
        "pair": "two increasing numbers [low,high]",
        "layers": "a whole number of nodes (0 for no hidden layer) or a list as [100,50] of "
        f"at most {MOST_LAYERS:,}, each " + _bounds(dataclasses.replace(spec, low=1)),
        "counts": f"a list of increasing whole numbers, each {_bounds(spec)}",
    }[spec.kind].strip()
    return f"{words}, or null" if spec.optional else words


def last_legal(spec: Spec, side: Side) -> float | None:
    """The number beyond which there is none on a side; None where there is no such one."""
    end, excluded = (spec.least, spec.above) if side == "below" else (spec.high, spec.below)
    if end is None or (excluded and not spec.whole):
        return None
    if not spec.whole:
        return float(end)
    # The next whole number inwards, unless the bound is one and may be had itself.
    if side == "below":
        return float(math.floor(end) + 1 if excluded else math.ceil(end))
    return float(math.ceil(end) - 1 if excluded else math.floor(end))


def is_last(value: float, spec: Spec | None, side: Side) -> bool:
    """Whether a number has no legal one beyond it on a side."""
    end = None if spec is None else last_legal(spec, side)
    return end is not None and (value <= end if side == "below" else value >= end)


def coerce(name: str, value: Any, spec: Spec) -> tuple[Any, str | None]:
    """Return `(value in its own type, None)`, or `(value, what is wrong)`.

    Numbers written as text are refused rather than converted: a quoted "0.1" is
    more often a mistake in a file than a wish.
    """
    if value is None and spec.optional:
        return None, None
    convert = {
        "number": _number,
        "integer": _integer,
        "choice": _choice,
        "flag": _flag,
        "text": _text,
        "pair": _pair,
        "layers": _layers,
        "counts": _counts,
    }[spec.kind]
    converted = convert(value, spec)
    if converted is None:
        return value, _complaint(name, value, spec)
    return converted, None


def as_text(value: Any) -> str:
    """A value with every digit it has: the text of lists in tables and run ids."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(as_text(member) for member in value) + "]"
    return str(value)


def as_typed(value: Any) -> str:
    """A value as people type it: 5 for 5.0, 0.3 for 0.1 + 0.2, null for what is missing."""
    if isinstance(value, float):
        # Adding 0 takes the sign off -0.0, which is the same value as 0.0.
        return "null" if math.isnan(value) else f"{value + 0.0:.12g}"
    return as_text(value)


def shown(value: Any) -> str:
    """A received value fit for a message: one line, printable, at most 60 characters."""
    try:
        text = as_text(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        text = "a number of thousands of digits"
    printable = in_one_line(text)
    return printable if len(printable) <= 60 else printable[:57] + "..."


def in_one_line(text: str) -> str:
    """What was typed, whole and fit for a message: what cannot be printed is escaped."""
    return text if text.isprintable() else repr(text)[1:-1]


def shown_argument(value: Any) -> str:
    """The same for an argument of a call in Python, where null is None."""
    return "None" if value is None else shown(value)


def _complaint(name: str, value: Any, spec: Spec) -> str:
    hint = nearest(value, tuple(spec.choices)) if isinstance(value, str) else ""
    if isinstance(value, str) and spec.kind != "choice" and _reads_as_number(value):
        hint = " (this one is text)"
    return f"{name}={shown(value)}: must be {legal_values(spec)}{hint}; for example {spec.example}"


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _bounds(spec: Spec) -> str:
    parts = []
    if spec.low is not None:
        parts.append(("above " if spec.above else "at least ") + f"{spec.low:g}")
    if spec.high is not None:
        # Whole bounds stay exact: 2**63 - 1 has no float of its own.
        limit = f"{spec.high:g}" if spec.high < 1e6 else f"{int(spec.high):,}"
        parts.append(("below " if spec.below else "at most ") + limit)
    return " and ".join(parts)


def _in_range(value: float, spec: Spec) -> bool:
    if spec.low is not None and (value < spec.low or (spec.above and value == spec.low)):
        return False
    return not (
        spec.high is not None and (value > spec.high or (spec.below and value == spec.high))
    )


def _is_real(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    # Whole numbers have no largest, but those beyond a float's cannot be compared with one.
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 1000


def _number(value: Any, spec: Spec) -> float | None:
    if not _is_real(value) or not _in_range(value, spec):
        return None
    return float(value) + 0.0  # which takes the sign off -0.0: equal settings have one name


def _integer(value: Any, spec: Spec) -> int | None:
    if not _is_real(value) or value != int(value) or not _in_range(value, spec):
        return None
    return int(value)


def _choice(value: Any, spec: Spec) -> str | None:
    return value if isinstance(value, str) and value in spec.choices else None


def _flag(value: Any, _spec: Spec) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any, _spec: Spec) -> str | None:
    # Numbers are legal names: `name=2024` reaches us as an integer.
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value)
    return text if text.strip() and text.isprintable() else None


def _pair(value: Any, spec: Spec) -> tuple[float, float] | None:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return None
    if not all(_is_real(member) and _in_range(member, spec) for member in value):
        return None
    low, high = float(value[0]), float(value[1])
    return (low, high) if low < high else None


def _layers(value: Any, spec: Spec) -> tuple[int, ...] | None:
    if _is_real(value) and value == 0:
        return ()
    # An empty tuple is our own "no hidden layer"; an empty list from a user is a slip.
    if isinstance(value, tuple) and not value:
        return ()
    members = list(value) if isinstance(value, (list, tuple)) else [value]
    if len(members) > MOST_LAYERS:
        return None
    widths = [_integer(member, dataclasses.replace(spec, low=1)) for member in members]
    if not widths or any(width is None for width in widths):
        return None
    return tuple(width for width in widths if width is not None)


def _counts(value: Any, spec: Spec) -> tuple[int, ...] | None:
    if not isinstance(value, (list, tuple)) or not 0 < len(value) <= MOST_LAYERS:
        return None
    members = [_integer(member, spec) for member in value]
    counts = tuple(member for member in members if member is not None)
    increasing = all(one < other for one, other in itertools.pairwise(counts))
    return counts if len(counts) == len(members) and increasing else None
