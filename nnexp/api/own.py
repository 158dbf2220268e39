"""The grid of a user's own model: its settings and those of the sweep, each legal or told."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from nnexp.api.arguments import given_once, plain_value
from nnexp.settings import (
    Entry,
    SettingsError,
    SweepSettings,
    as_text,
    catalog,
    coerce,
    nearest_setting,
    parse,
    shown,
    unflatten,
)
from nnexp.settings.spec import spacing
from nnexp.trainables.estimator.trainable import named_parameters, refuse_repeats
from nnexp.trainables.function.signature import BUDGET, Parameter, legal
from nnexp.trainables.function.trainable import Own, Point


@dataclasses.dataclass(frozen=True)
class OwnGrid:
    """What is to be swept."""

    model: Own
    points: list[Point]
    sweep: SweepSettings


def own_grid(model: Own, settings: Mapping[str, Any] | None, named: Mapping[str, Any]) -> OwnGrid:
    """The points of a grid over a model's settings; see `nnexp.sweep` for the notation.

    Raises:
        SettingsError: with a line for every name and value that is not legal.
    """
    given, problems = given_once(settings, named)
    given = {name: plain_value(value) for name, value in given.items()}
    whole = {entry.name: entry for entry in catalog() if not entry.axis}
    model = named_parameters(model, given, list(whole))
    parameters = {one.name: one for one in model.parameters}
    problems += [
        _unknown(model, name, value, [*parameters, *whole])
        for name, value in given.items()
        if name not in parameters and name not in whole
    ]
    # A user's code holds the interpreter, and may take its process with it.
    of_sweep: dict[str, Any] = {"engine": "processes"}
    axes: dict[str, list[Any]] = {}
    for name, value in given.items():
        if name in whole:
            of_sweep[name] = _one(whole[name], value, problems)
        elif name in parameters:
            axes[name] = _values(model, parameters[name], value, problems)
    problems += [
        _missing(model, one)
        for one in model.parameters
        if not one.has_default and one.name not in axes
    ]
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))
    _, sweep = parse(unflatten(of_sweep))
    if sweep.decide.name == "none":
        refuse_repeats(model, sweep.repeats, f"repeats={sweep.repeats}")
    else:
        # Here, so that plain sweeps do not wait for pandas.
        from nnexp.deciding import EXPLORED

        looks = sweep.decide.looks
        refuse_repeats(model, EXPLORED + looks[-1], f"decide.looks={as_text(looks)}")
    defaults = {one.name: one.default for one in model.parameters}
    points = [
        tuple({**defaults, **dict(zip(axes, values, strict=True))}.items())
        for values in itertools.product(*axes.values())
    ]
    scales = {name: spacing(values) for name, values in axes.items()}
    return OwnGrid(model.spaced(scales), list(dict.fromkeys(points)), sweep)


def _one(entry: Entry, value: Any, problems: list[str]) -> Any:
    if isinstance(value, list):
        problems.append(
            f"{entry.name}={as_text(value)}: holds for a sweep as a whole; give it one value, "
            f"for example {entry.spec.example}"
        )
        return None
    coerced, problem = coerce(entry.name, value, entry.spec)
    problems += [problem] if problem else []
    return coerced


def _values(model: Own, parameter: Parameter, value: Any, problems: list[str]) -> list[Any]:
    """The legal values of one setting; what is wrong goes to `problems`."""
    members = value if isinstance(value, list) else [value]
    if not members:
        problems.append(f"{parameter.name}=[]: a list is an axis and needs at least one value")
    found = []
    for member in members:
        coerced, problem = legal(parameter, member, model.label)
        problems += [problem] if problem else []
        found.append(coerced)
    return found


def _unknown(model: Own, name: Any, value: Any, known: Sequence[str]) -> str:
    if not isinstance(name, str):
        return f"{name!r:.60}: a setting is named by a text; for example 'lr'"
    own = ", ".join(one.name for one in model.parameters)
    return (
        f"{shown(name)}={shown(as_text(value))}: there is no setting '{shown(name)}'"
        f"{nearest_setting(name, known)}; {model.label} has {own}"
    )


def _missing(model: Own, parameter: Parameter) -> str:
    example = parameter.spec.example
    if parameter.name == BUDGET and model.yields and not model.told_epochs:
        return (
            f"{BUDGET}: {model.label} yields for as long as it is asked; say how many epochs, "
            f"for example {example}"
        )
    return f"{parameter.name}: has no default in {model.label}; give it, for example {example}"
