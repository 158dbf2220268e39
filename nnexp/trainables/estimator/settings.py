"""Parameters of an estimator as settings: those that a sweep names, typed by their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnexp.settings import Spec, as_text, shown
from nnexp.settings.spec import Kind
from nnexp.trainables.estimator.fitting import apart, stepper
from nnexp.trainables.function.marks import FunctionError
from nnexp.trainables.function.signature import BUDGET, BUDGET_SPEC, MISSING, Parameter

RANDOM = "random_state"


def parameter_of(name: str, values: Sequence[Any], default: Any) -> Parameter:
    """One parameter as a setting that takes what a sweep gives it.

    Args:
        name: with the step of a pipeline before it, as `mlp__alpha`.
        values: of the grid.
        default: of the estimator at hand.

    Raises:
        FunctionError: a value is nothing that a table can hold.
    """
    for value in values:
        if not _is_plain(value):
            raise FunctionError(
                f"{name}={shown(str(value))}: is a {type(value).__name__}; a setting is a number, "
                "a text, True, False, None or a tuple of these"
            )
    kind = _kind(values)
    spec = Spec(
        name.replace("__", " ").replace("_", " "),
        kind,
        f"{name}={as_text(values[0]) if values else '…'}",
        optional=None in values,
        role="tuned",
        label=name.replace("__", " ").replace("_", " "),
    )
    fits = default if default is not MISSING and _is_plain(default) else MISSING
    return Parameter(name, spec, fits, "", raw=True)


def budget_of(model: Any, label: str) -> Parameter:
    """The epochs of an estimator that learns pass by pass.

    Raises:
        FunctionError: it does not.
    """
    _, last = apart(model)
    if stepper(last) is None:
        raise FunctionError(
            f"{BUDGET}: {label} learns at once, it has neither partial_fit nor warm_start; leave "
            f"{BUDGET} out"
        )
    return Parameter(BUDGET, BUDGET_SPEC, MISSING, "int")


def refuse_values(model: Any, label: str, given: Mapping[str, Sequence[Any]]) -> list[str]:
    """What scikit-learn would say of each value of each parameter when it is fitted."""
    from sklearn.base import clone

    problems = []
    for name, values in given.items():
        step = name.rpartition("__")[0]
        for value in values:
            tried = clone(model)
            try:
                tried.set_params(**{name: value})
                part = tried.get_params()[step] if step else tried
                if hasattr(part, "_validate_params"):
                    part._validate_params()
            except (ValueError, TypeError) as error:
                reason = " ".join(str(error).split())
                problems.append(f"{name}={shown(as_text(value))}: {reason} ({label})")
    return problems


def _kind(values: Sequence[Any]) -> Kind:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool} and None not in values:
        return "flag"
    if kinds == {int}:
        return "integer"
    if kinds and kinds <= {int, float}:
        return "number"
    if kinds == {tuple} and None not in values and all(map(_is_layers, values)):
        return "layers"
    return "text"


def _is_layers(value: Any) -> bool:
    return bool(value) and all(type(one) is int and one > 0 for one in value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str))
