"""From the parameters of a function to settings with types, defaults and legal values."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import functools
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

from nnexp.settings import Spec, as_text, catalog, coerce
from nnexp.settings.spec import Role
from nnexp.trainables.function.marks import FunctionError, Setting
from nnexp.trainables.trainable import SEED

BUDGET, STATE, REPEAT = "epochs", "state", "repeat"

MISSING: Any = inspect.Parameter.empty
"""The default of a setting that has none."""

_BOOK = {entry.name: entry.spec for entry in catalog()}
SEED_SPEC = _BOOK[SEED]
BUDGET_SPEC = dataclasses.replace(
    _BOOK[BUDGET], help="passes over the training data: rows that it yields", unit=""
)

# Names of data sets, whose metrics are compared with one another by nobody.
TASKS = ("data", "dataset", "data_set", "task")

# Columns of the table and of the curves that are no settings.
COLUMNS = ("run_id", "target", "status", "reason", "data_fingerprint", "seconds")
OF_CURVES = ("epoch", "total_epochs", "train")

_TYPES: Mapping[type, Any] = {float: "number", int: "integer", bool: "flag", str: "text"}


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One setting of a function."""

    name: str
    spec: Spec
    default: Any
    """Coerced; `MISSING` where there is none."""
    taken: str
    """Its type, as messages say it."""
    raw: bool = False
    """Whether values are kept as they are: what checks them is not here."""
    choices: type[enum.Enum] | None = dataclasses.field(default=None, compare=False)
    """The enumeration of which it takes a member; settings name it."""

    @property
    def has_default(self) -> bool:
        return self.default is not MISSING


@dataclasses.dataclass(frozen=True)
class Signature:
    """What a function takes."""

    settings: Mapping[str, Parameter]
    """By name, the seed last; `epochs` is among them for one that yields."""
    passed: frozenset[str]
    """Names that it is called with, `seed`, `repeat` and `state` among them."""
    yields: bool
    """Whether it yields a row after each epoch, or returns one."""


@functools.lru_cache(maxsize=64)
def signature_of(function: Callable[..., Any], label: str) -> Signature:
    """The settings of a function.

    Args:
        function: the user's.
        label: what messages call it.

    Raises:
        FunctionError: with a line for everything that stands against it.
    """
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        raise FunctionError(f"{label}: its parameters cannot be read; write it with def") from None
    try:
        hints = typing.get_type_hints(_hinted(function), include_extras=True)
    except Exception as error:
        raise FunctionError(
            f"{label}: its annotations cannot be read ({type(error).__name__}: {error})"
        ) from error
    yields = inspect.isgeneratorfunction(inspect.unwrap(function))
    documented = _documented(inspect.getdoc(function) or "")
    problems: list[str] = []
    found: dict[str, Parameter] = {}
    for name, parameter in parameters.items():
        if problem := _shape_problem(parameter, label):
            problems.append(problem)
        elif name not in (SEED, STATE, REPEAT):
            try:
                found[name] = _parameter(
                    parameter, hints.get(name, MISSING), documented.get(name, ""), yields
                )
            except FunctionError as error:
                problems.append(f"{label}: {error}")
    if problems:
        raise FunctionError("\n".join(problems))
    if yields and BUDGET not in found:
        found[BUDGET] = Parameter(BUDGET, BUDGET_SPEC, MISSING, "int")
    seed = parameters.get(SEED)
    default = 1 if seed is None or not isinstance(seed.default, int) else int(seed.default)
    found[SEED] = Parameter(SEED, SEED_SPEC, default, "int")
    return Signature(found, frozenset(parameters), yields)


def arguments_of(function: Callable[..., Any], label: str, values: Mapping[str, Any]) -> Any:
    """The settings of a point as the function takes them: members of enumerations, not names."""
    signature = signature_of(function, label)
    taken = {}
    for name, value in values.items():
        if name in signature.passed:
            choices = signature.settings[name].choices
            taken[name] = value if choices is None or value is None else choices[value]
    return taken


def legal(parameter: Parameter, value: Any, label: str) -> tuple[Any, str | None]:
    """A value in its own type, and what is wrong with it.

    Args:
        parameter: whose value it is.
        value: as it was given.
        label: what messages call the function.
    """
    if parameter.raw:
        return value, None
    if isinstance(value, enum.Enum) and parameter.choices is not None:
        value = value.name
    coerced, problem = coerce(parameter.name, value, parameter.spec)
    return coerced, f"{problem}; {label} takes it as {parameter.taken}" if problem else None


def _hinted(function: Callable[..., Any]) -> Any:
    """What carries the annotations."""
    return inspect.unwrap(function)


def _shape_problem(parameter: inspect.Parameter, label: str) -> str | None:
    name = parameter.name
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        stars = "*" if parameter.kind == parameter.VAR_POSITIONAL else "**"
        return f"{label}: takes {stars}{name}; a setting needs a name of its own: write each out"
    if parameter.kind == parameter.POSITIONAL_ONLY:
        return f"{label}: {name} can be given by place only; settings have names: take out the /"
    reserved = {entry.name.partition(".")[0] for entry in catalog() if not entry.axis}
    if name in reserved:
        return f"{label}: {name} is a setting of every sweep as a whole; call it otherwise"
    if name in (*COLUMNS, *OF_CURVES):
        return f"{label}: {name} is a column of every table; call it otherwise"
    return None


def _parameter(parameter: inspect.Parameter, hint: Any, documented: str, yields: bool) -> Parameter:
    name, default = parameter.name, parameter.default
    more, bare = _apart(hint)
    if hint is MISSING:
        bare = _type_of_default(name, default)
    kind, choices, optional, enumeration = _kind(name, bare)
    optional = optional or (default is None and kind != "flag")
    role: Role = more.role if more.role != "tuned" or name not in TASKS else "task"
    words = more.help or documented or name.replace("_", " ")
    if name == BUDGET and yields:
        if kind != "integer" or optional:
            raise FunctionError(f"{BUDGET} must be a whole number; annotate it: {BUDGET}: int")
        spec = dataclasses.replace(BUDGET_SPEC, help=words if words != BUDGET else _BUDGET_HELP)
    else:
        spec = Spec(
            words,
            kind,
            f"{name}={_example(kind, choices, default, enumeration)}",
            unit=more.unit,
            low=more.low,
            high=more.high,
            above=more.above,
            below=more.below,
            choices=choices,
            optional=optional,
            role=role,
            scale=more.scale,
            label=name.replace("_", " "),
            costly=more.costly or name == BUDGET,
            main=default is MISSING,
        )
    taken = _said(bare)
    found = Parameter(name, spec, default, taken, choices=enumeration)
    if default is MISSING:
        return found
    value = default.name if isinstance(default, enum.Enum) else default
    coerced, problem = coerce(name, value, spec)
    if problem:
        raise FunctionError(f"its default {problem}; it takes it as {taken}")
    return dataclasses.replace(found, default=coerced)


_BUDGET_HELP = BUDGET_SPEC.help


def _apart(hint: Any) -> tuple[Setting, Any]:
    """What an annotation says beside the type, and the type."""
    if typing.get_origin(hint) is not Annotated:
        return Setting(), hint
    bare, *extras = typing.get_args(hint)
    more = Setting()
    for extra in extras:
        if isinstance(extra, Setting):
            more = dataclasses.replace(extra, help=extra.help or more.help)
        elif isinstance(extra, str):
            more = dataclasses.replace(more, help=extra)
        else:
            more = dataclasses.replace(more, **_bounds(extra))
    return more, bare


def _bounds(extra: Any) -> dict[str, Any]:
    """Bounds as the package annotated-types writes them: `Gt(0)`, `Interval(ge=0, lt=1)`."""
    found: dict[str, Any] = {}
    for sign, bound, open_end in (
        ("gt", "low", "above"),
        ("ge", "low", None),
        ("lt", "high", "below"),
        ("le", "high", None),
    ):
        value = getattr(extra, sign, None)
        if isinstance(value, (int, float)):
            found[bound] = value
            if open_end is not None:
                found[open_end] = True
    return found


def _type_of_default(name: str, default: Any) -> Any:
    if default is MISSING:
        raise FunctionError(f"{name} has neither a type nor a default; annotate it: {name}: float")
    if isinstance(default, enum.Enum):
        return type(default)
    if type(default) in _TYPES:
        return type(default)
    if isinstance(default, (tuple, list)):
        return tuple[int, ...]
    raise FunctionError(
        f"{name} has no type, and its default {default!r:.40} does not tell it; "
        f"annotate it: {name}: float | None"
    )


def _kind(name: str, bare: Any) -> tuple[Any, tuple[str, ...], bool, type[enum.Enum] | None]:
    """Kind, choices, whether it may be None, and the enumeration if it is one."""
    members = _members(bare)
    optional = type(None) in members
    (one, *others) = [member for member in members if member is not type(None)] or [bare]
    if set(members) - {type(None)} == {int, float}:
        one, others = float, []
    if others or one is type(None):
        raise FunctionError(f"{name} is {_said(bare)}; a setting has one type{_HAVE}")
    if one is bool and optional:
        raise FunctionError(f"{name} is {_said(bare)}; write Literal['yes', 'no', 'unknown']")
    if one in _TYPES:
        return _TYPES[one], (), optional, None
    if isinstance(one, type) and issubclass(one, enum.Enum):
        return "choice", tuple(one.__members__), optional, one
    origin, arguments = typing.get_origin(one), typing.get_args(one)
    if origin is Literal:
        texts = tuple(value for value in arguments if isinstance(value, str))
        optional = optional or None in arguments
        if len(texts) == len([value for value in arguments if value is not None]):
            return "choice", texts, optional, None
        raise FunctionError(f"{name} is {_said(bare)}; choices are texts: Literal['a', 'b']")
    whole = origin in (tuple, list, collections.abc.Sequence) and set(arguments) <= {int, Ellipsis}
    if whole and not optional:
        return "layers", (), False, None
    raise FunctionError(f"{name} is {_said(bare)}, which no setting can be{_HAVE}")


_HAVE = "; there are float, int, bool, str, Literal, enumerations and tuple[int, ...]"


def _members(bare: Any) -> tuple[Any, ...]:
    if typing.get_origin(bare) in (typing.Union, types.UnionType):
        return typing.get_args(bare)
    return (bare,)


def _said(bare: Any) -> str:
    if isinstance(bare, type) and not typing.get_args(bare):
        return bare.__name__
    return str(bare).replace("typing.", "")


def _example(
    kind: str, choices: tuple[str, ...], default: Any, enumeration: type[enum.Enum] | None
) -> str:
    if enumeration is not None and isinstance(default, enum.Enum):
        return default.name
    if default is not MISSING and default is not None:
        return as_text(default)
    if choices:
        return choices[0]
    return {"number": "0.1", "integer": "1", "flag": "true", "layers": "[100,50]"}.get(kind, "text")


_ARGUMENT = re.compile(r"\s*(?::param\s+)?(\w+)\s*(?:\([^)]*\))?\s*:\s+(\S.*)")


def _documented(text: str) -> dict[str, str]:
    """What a docstring says of each parameter, in the first line of its entry."""
    return dict(_entries(text))


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if found := _ARGUMENT.fullmatch(line):
            yield found[1], found[2].rstrip(". ")
