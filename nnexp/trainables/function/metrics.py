"""What the names mean that a function measures under: part, direction, bounds."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from nnexp.metrics import UNBOUNDED, Better, Bounds, Metric, Part, Printed
from nnexp.trainables.function.marks import FunctionError
from nnexp.trainables.trainable import SECONDS

_PARTS: dict[str, Part] = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}

_SHARE, _AMOUNT = (0.0, 1.0), (0.0, math.inf)


@dataclasses.dataclass(frozen=True)
class Kind:
    """What is known of a metric by its usual name."""

    better: Better
    bounds: Bounds = UNBOUNDED
    printed: Printed = "number"


_SHARES = "accuracy balanced_accuracy top5_accuracy precision recall f1 f1_macro f1_micro auc"
_SHARES += " roc_auc average_precision ap map iou dice jaccard"
_ERRORS = "loss mse rmse mae mape msle log_loss cross_entropy nll perplexity brier hinge"
_ERRORS += " mean_squared_error mean_absolute_error root_mean_squared_error max_error wer cer"

KINDS: dict[str, Kind] = {
    **dict.fromkeys(_SHARES.split(), Kind("higher", _SHARE, "percent")),
    "acc": Kind("higher", _SHARE, "percent"),
    **dict.fromkeys(("error_rate", "zero_one_loss"), Kind("lower", _SHARE, "percent")),
    # A loss need be no sum of squares: likelihoods of densities go below 0.
    **dict.fromkeys(_ERRORS.split(), Kind("lower", _AMOUNT)),
    **dict.fromkeys(("loss", "nll", "error"), Kind("lower")),
    **dict.fromkeys(("r2", "explained_variance", "mcc", "kappa"), Kind("higher", (-math.inf, 1.0))),
    **dict.fromkeys(("log_likelihood", "reward", "return", "score"), Kind("higher")),
}
"""Directions by what is after the part in a metric's name; others are declared."""

TIME = Metric(
    SECONDS,
    "time that it took up to that epoch",
    better="lower",
    unit="s",
    bounds=_AMOUNT,
)
"""What is measured of every function."""


def metrics_of(
    names: Sequence[str], declared: Sequence[Metric | str], label: str
) -> tuple[Metric, ...]:
    """The metrics behind the names that a function measures under, time the last.

    Args:
        names: keys of its rows, in order.
        declared: what was said of them.
        label: what messages call the function.

    Raises:
        FunctionError: none of them can choose a setting, or what was declared is not measured.
    """
    told = {one.name: one for one in declared if isinstance(one, Metric)}
    listed = [one if isinstance(one, str) else one.name for one in declared]
    if lost := [name for name in listed if name not in names]:
        raise FunctionError(
            f"{label}: metrics declares {lost[0]}, which its rows lack: they have "
            f"{', '.join(names)}"
        )
    found = [_completed(told[name]) if name in told else metric_of(name) for name in names]
    if not any(one.part in ("validation", "test") and one.better for one in found):
        raise FunctionError(f"{label}: {_none_chooses(names, found)}")
    return (*_with_choosing(found), TIME)


def metric_of(name: str) -> Metric:
    """A metric by its name: `validation_accuracy` is of validation data, the higher the better."""
    part, kind = apart(name)
    known = KINDS.get(kind)
    words = kind.replace("_", " ")
    doc = words if part is None else f"{words} on {part} data"
    if known is None:
        return Metric(name, doc, part)
    return Metric(name, doc, part, known.better, known.printed, bounds=known.bounds)


def _completed(declared: Metric) -> Metric:
    """With what its name tells of a metric that a user declared."""
    named = metric_of(declared.name)
    return dataclasses.replace(
        declared,
        part=declared.part or named.part,
        doc=declared.doc or named.doc,
        better=declared.better or named.better,
    )


def apart(name: str) -> tuple[Part | None, str]:
    """The data that a metric's name speaks of, and what it says of them."""
    first, _, rest = name.partition("_")
    part = _PARTS.get(first.lower()) if rest else None
    return part, (rest if part else name).lower()


def _with_choosing(found: Sequence[Metric]) -> list[Metric]:
    """The same, with one of each part that chooses: of one kind in all parts that have it."""
    if any(one.chooses for one in found):
        return list(found)
    usable = [one for one in found if one.part and one.better]
    parts = {one.part for one in usable}
    deciding: Part = "validation" if "validation" in parts else "test"
    candidates = [one for one in usable if one.part == deciding]
    # A share that people speak of goes before the loss that training speaks of.
    candidates.sort(key=lambda one: "loss" in one.name)
    kind = apart(candidates[0].name)[1]
    chosen: set[Part | None] = set()
    marked = []
    for one in found:
        chooses = one in usable and apart(one.name)[1] == kind and one.part not in chosen
        if chooses:
            chosen.add(one.part)
        marked.append(dataclasses.replace(one, chooses=chooses))
    return marked


def _none_chooses(names: Sequence[str], found: Sequence[Metric]) -> str:
    held_out = [one.name for one in found if one.part in ("validation", "test")]
    if held_out:
        name = held_out[0]
        return (
            f"nobody knows in which direction {name} is better; declare it: "
            f"@nnexp.function(metrics=[nnexp.Metric('{name}', better='higher')])"
        )
    bare = next((one for one in found if one.part is None and one.better), None)
    if bare is not None:
        return (
            f"{bare.name} does not say of which data it is; name it validation_{bare.name}, "
            f"test_{bare.name} or train_{bare.name}"
        )
    return (
        f"measures {', '.join(names)}, by which no setting can be chosen; measure on data that do "
        "not train it too: validation_accuracy or validation_loss for example"
    )
