"""What the columns of a sweep's table mean: the settings and metrics of what was trained.

Analyses, plots and pages are handed `Columns` and learn from roles, scales and directions what to
ask and how to draw it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from nnexp.errors import NnexpError
from nnexp.language import ENGLISH, counted, phrase
from nnexp.metrics import Metric, Part
from nnexp.plural import one_of
from nnexp.settings import Scalar, Spec


class ColumnsError(NnexpError):
    """A name is neither that of a setting nor that of a metric."""


def cell_value(cell: Any) -> Scalar:
    """A cell as plain Python; None where nothing stands, which a column may have as NaN."""
    import pandas as pd

    value: Scalar = cell.item() if hasattr(cell, "item") else cell
    return None if pd.isna(value) else value


@dataclasses.dataclass(frozen=True)
class Columns:
    """The settings that may differ between trials, and what is measured, each by its name."""

    settings: Mapping[str, Spec]
    metrics: Mapping[str, Metric]
    defaults: Mapping[str, Scalar] = dataclasses.field(default_factory=dict)
    """What settings are in tables that are older than they."""
    holding_out: str = ""
    """What keeps data apart to choose on, as it is typed, where something does."""
    language: str = ENGLISH
    """In which they are told (`nnexp.language`)."""

    @property
    def data_sets(self) -> tuple[str, ...]:
        """Settings that name the data: metrics are not compared across their values."""
        return tuple(n for n, s in self.settings.items() if s.role == "task" and s.scale is None)

    @property
    def budgets(self) -> tuple[str, ...]:
        """Settings that say how much training is spent."""
        return tuple(n for n, spec in self.settings.items() if spec.role == "budget")

    @property
    def replicates(self) -> tuple[str, ...]:
        """Settings that repeat a training and are not chosen, such as the base seed."""
        return tuple(n for n, spec in self.settings.items() if spec.role == "replicate")

    @property
    def units(self) -> tuple[str, ...]:
        """The columns that tell repeats of one setting apart, and pair those of two."""
        return (*self.replicates, "repeat")

    def chosen(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names whose value is to be chosen, which no replicate's is."""
        return tuple(name for name in names if name not in self.units)

    @property
    def budget(self) -> str | None:
        """The setting that says how much training is spent; None where there is none."""
        return next((n for n, spec in self.settings.items() if spec.role == "budget"), None)

    @property
    def unit(self) -> str:
        """`epoch`: one of what trainings are counted in."""
        return one_of(self.budget) if self.budget else "training"

    @property
    def counted_in(self) -> str:
        """`epochs`: what trainings are counted in."""
        return self.budget or "trainings"

    def spent(self, count: int) -> str:
        """`5 epochs`."""
        return self.counted(count, self.unit, self.counted_in)

    def told_in(self, language: str) -> Columns:
        """The same, told in a language of `nnexp.language`."""
        return dataclasses.replace(self, language=language)

    def counted(self, number: int, one: str, many: str = "") -> str:
        """`5 repeats`, `5 次重复`."""
        return counted(self.language, number, one, many)

    def say(self, english: str, **parts: object) -> str:
        """A text in the language of the sweep.

        Args:
            english: the text, or a template with named places, as `str.format` has them.
            parts: what stands at each place; without any the text stands as it is.
        """
        return phrase(self.language, english, **parts)

    def label(self, name: str) -> str:
        """What a setting is called in a text: in words where it has some."""
        spec = self.settings.get(name)
        told = self.say(name)
        return (self.say(spec.label) if spec and spec.label else "") or told

    @property
    def main(self) -> tuple[str, ...]:
        """Tuned settings and budgets that every description of a sweep names, in order."""
        chosen = ("tuned", "budget")
        return tuple(n for n, spec in self.settings.items() if spec.main and spec.role in chosen)

    @property
    def costs(self) -> tuple[str, ...]:
        """Tuned settings and budgets whose larger values take longer to train."""
        chosen = ("tuned", "budget")
        return tuple(n for n, s in self.settings.items() if s.costly and s.role in chosen)

    def metric(self, name: str) -> Metric:
        """The metric of this name.

        Raises:
            ColumnsError: there is none.
        """
        if name not in self.metrics:
            known = ", ".join(self.metrics)
            raise ColumnsError(f"metric '{name}': there is none of that name; there are {known}")
        return self.metrics[name]

    def chooser(self, part: Part) -> Metric | None:
        """The metric that chooses a setting on this part of the data; None where none does."""
        return next((one for one in self.of_part(part) if one.chooses), None)

    def choosing(self, part: Part) -> Metric:
        """The same where there must be one.

        Raises:
            ColumnsError: there is none.
        """
        found = self.chooser(part)
        if found is None:
            raise ColumnsError(f"no metric of the {part} data chooses a setting")
        return found

    def tie_break(self, part: Part) -> Metric | None:
        """The metric that decides among equals of the choosing one; None where there is none."""
        others = (one for one in self.of_part(part) if not one.chooses and one.better is not None)
        return next(others, None)

    def of_part(self, part: Part) -> tuple[Metric, ...]:
        """All metrics of one part of the data, in order."""
        return tuple(one for one in self.metrics.values() if one.part == part)


def data_of(columns: Columns) -> dict[str, Any]:
    """Settings and metrics as plain data, for the record of a sweep."""
    return {
        "settings": {name: _told(spec) for name, spec in columns.settings.items()},
        "metrics": {name: _told(metric) for name, metric in columns.metrics.items()},
        "defaults": dict(columns.defaults),
        "holding_out": columns.holding_out,
    }


def columns_from(data: Any) -> Columns:
    """The columns that `data_of` made this of.

    Raises:
        ValueError: it is not such data.
    """
    try:
        specs = {name: Spec(**_read(Spec, one)) for name, one in data["settings"].items()}
        metrics = {
            name: Metric(**_read(Metric, {"name": name, **one}))
            for name, one in data["metrics"].items()
        }
        defaults = {name: _fitting(one, Scalar) for name, one in data["defaults"].items()}
        holding_out = _fitting(data["holding_out"], str)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no settings and metrics ({error})") from error
    return Columns(specs, metrics, defaults, holding_out)


def _told(one: Spec | Metric) -> dict[str, Any]:
    """What of a setting or a metric is not as it would be anyway."""
    values = ((field, getattr(one, field.name)) for field in dataclasses.fields(one))
    return {
        field.name: list(value) if isinstance(value, (tuple, Mapping)) else value
        for field, value in values
        if field.name != "name" and value != field.default
    }


def _read(kind: type[Spec | Metric], data: Mapping[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: _fitting(value, hints[name]) for name, value in data.items()}


def _fitting(value: Any, hint: Any) -> Any:
    """The value, if it is of this type; a list stands for a tuple."""
    value = tuple(value) if isinstance(value, list) else value
    if not _fits(value, hint):
        raise TypeError(f"{value!r:.60} is no {getattr(hint, '__name__', hint)}")
    return value


def _fits(value: Any, hint: Any) -> bool:
    members = get_args(hint)
    if get_origin(hint) is Literal:
        return isinstance(value, str) and value in members
    if get_origin(hint) is tuple:
        kinds = members[:1] * len(value) if members[1:] == (...,) else members
        return len(kinds) == len(value) and all(map(_fits, value, kinds))
    if members:
        return any(_fits(value, one) for one in members)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is hint
