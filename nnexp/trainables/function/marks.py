"""What a user may say of a function, beside its code: `nnexp.Setting` and `nnexp.function`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

from nnexp.errors import WrongInputError
from nnexp.metrics import Metric
from nnexp.settings.spec import Role, Scale

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__nnexp_marks__"


class FunctionError(WrongInputError):
    """A function cannot be swept as it is; the line says what to change."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """More of a parameter than its type: `lr: Annotated[float, nnexp.Setting(low=0, above=True)]`.

    `low` and `high` are bounds of a number, inclusive unless `above` or `below` says otherwise.
    """

    help: str = ""
    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    unit: str = ""
    role: Role = "tuned"
    """`task` for what is to be learnt, such as the name of a data set: it is compared with none."""
    scale: Scale | None = None
    """Unless given, as its values in the grid are spaced."""
    costly: bool = False
    """Whether training takes longer the larger the value is."""


@dataclasses.dataclass(frozen=True)
class Marks:
    """What `nnexp.function` was told."""

    metrics: tuple[Metric | str, ...] = ()
    """Those that it measures; none leaves it to its first row."""
    version: str | None = None
    """Stands for its source text, where the user says when its numbers change."""
    packages: tuple[str, ...] = ()
    """Modules whose version decides its numbers too."""
    prefix: bool = False
    """Whether a shorter training is the beginning of a longer one, though it is told `epochs`."""


@overload
def function(
    model: F,
    /,
    *,
    metrics: Sequence[Metric | str] = (),
    version: str | None = None,
    packages: Sequence[str] = (),
    prefix: bool = False,
) -> F: ...


@overload
def function(
    model: None = None,
    /,
    *,
    metrics: Sequence[Metric | str] = (),
    version: str | None = None,
    packages: Sequence[str] = (),
    prefix: bool = False,
) -> Callable[[F], F]: ...


def function(
    model: F | None = None,
    /,
    *,
    metrics: Sequence[Metric | str] = (),
    version: str | None = None,
    packages: Sequence[str] = (),
    prefix: bool = False,
) -> F | Callable[[F], F]:
    """Say more of a function that is to be swept: a decorator, `@nnexp.function(prefix=True)`.

    Args:
        model: the function; it is handed back and can be called as before.
        metrics: what it measures: names, or `nnexp.Metric` for those whose direction the name does
            not tell.
        version: identifies its results in place of its source text, so that a change that changes
            no number (a comment, a rename) trains nothing again.
        packages: modules whose version, or source where they have none, is part of its identity.
        prefix: that with fewer `epochs` it yields the beginning of what it yields with more, to
            the bit, so that these share a run.

    Raises:
        FunctionError: an argument is of another type.
    """
    for name, value in (("metrics", metrics), ("packages", packages)):
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise FunctionError(f"{name}={value!r}: must be a list; for example {name}=[…]")
    for one in metrics:
        if not isinstance(one, (str, Metric)):
            raise FunctionError(f"metrics: {one!r} must be a name or an nnexp.Metric")
    for one in packages:
        if not isinstance(one, str):
            raise FunctionError(f"packages: {one!r} must be the name of a module, as 'torch'")
    if version is not None and not isinstance(version, str):
        raise FunctionError(f"version={version!r}: must be text; for example version='2'")
    if not isinstance(prefix, bool):
        raise FunctionError(f"prefix={prefix!r}: must be True or False")
    marks = Marks(tuple(metrics), version, tuple(packages), prefix)

    def mark(model: F) -> F:
        try:
            setattr(model, _MARK, marks)
        except AttributeError:
            raise FunctionError(f"{model!r}: must be a function of your own, by def") from None
        return model

    return mark if model is None else mark(model)


def marks_of(model: Callable[..., Any]) -> Marks:
    """What was said of a function; nothing unless `function` was used."""
    found = getattr(model, _MARK, Marks())
    return found if isinstance(found, Marks) else Marks()
