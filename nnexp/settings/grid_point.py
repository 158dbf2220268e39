"""What may differ between the grid points of a sweep."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from nnexp.settings.data import SOURCES, DataSettings, missing_files
from nnexp.settings.legality import SettingsError, check
from nnexp.settings.network import NetworkSettings
from nnexp.settings.spec import Spec, setting
from nnexp.settings.training import TrainingSettings


@dataclasses.dataclass(frozen=True)
class GridPoint:
    """One combination of settings: with a repeat and the data's content it fixes a training."""

    prefix: ClassVar[str] = ""

    lr: float = setting(
        0.1,
        Spec(
            "learning rate: the step against the error's slope",
            "number",
            "lr=0.01,0.1,0.3",
            low=0,
            above=True,
            high=1000,
            role="tuned",
            scale="log",
            label="learning rate",
            main=True,
        ),
    )
    epochs: int = setting(
        5,
        Spec(
            "passes over the training data",
            "integer",
            "epochs=1,5,10",
            unit="passes",
            low=1,
            high=1_000_000,
            role="budget",
            label="epochs",
            scale="log",
            costly=True,
            main=True,
        ),
    )
    hidden_nodes: tuple[int, ...] = setting(
        (100,),
        Spec(
            "nodes of the hidden layer; a list for several layers, 0 for none",
            "layers",
            "'hidden_nodes=0,100,[100,50]'",
            unit="nodes",
            high=1_000_000_000,
            role="tuned",
            scale="log",
            label="hidden nodes",
            costly=True,
            main=True,
        ),
    )
    seed: int = setting(
        1,
        Spec(
            "with the repeat's number it fixes every random draw",
            "integer",
            "seed=7",
            low=0,
            high=2**63 - 1,
            role="replicate",
        ),
    )
    data: DataSettings = dataclasses.field(default_factory=DataSettings)
    network: NetworkSettings = dataclasses.field(default_factory=NetworkSettings)
    training: TrainingSettings = dataclasses.field(default_factory=TrainingSettings)

    def __post_init__(self) -> None:
        check(self, _cross_field_problems)


def with_values(point: GridPoint, values: Mapping[str, Any]) -> GridPoint:
    """The point with other values of its own settings, each of them coerced and checked before.

    A grid of a million points differs in few values: each is checked once, and for every point
    only the rules that tie settings together are.

    Raises `SettingsError` as the constructor does.
    """
    changed = object.__new__(GridPoint)
    changed.__dict__.update(point.__dict__, **values)
    if problems := _cross_field_problems(changed):
        raise SettingsError(tuple(problems))
    return changed


def _listed(names: Sequence[str], before: str = "") -> str:
    *others, last = (f"{before}{name}" for name in names)
    return f"{', '.join(others)} and {last}" if others else last


def _cross_field_problems(point: GridPoint) -> list[str]:
    problems = []
    data = point.data
    source = SOURCES[data.name]
    if source.files and data.train is None:
        problems.append(missing_files(data.name))
    if data.train is not None and not source.files:
        own = [name for name, one in SOURCES.items() if one.files]
        problems.append(
            f"data.train={data.train}: is only for {_listed(own, 'data=')}, not for "
            f"data={data.name}; add one of them or leave data.train out"
        )
    if data.test is not None and not (source.files or source.own_test):
        tested = [name for name, one in SOURCES.items() if one.files or one.own_test]
        problems.append(
            f"data.test={data.test}: is only for data={_listed(tested)}, "
            f"not for data={data.name}; add one of them or leave data.test out"
        )
    if data.label is not None and not source.labelled:
        labelled = [name for name, one in SOURCES.items() if one.labelled]
        problems.append(
            f"data.label={data.label}: is only for {_listed(labelled, 'data=')}, not for "
            f"data={data.name}; add it or leave data.label out"
        )
    if data.validation > 1 and data.validation != int(data.validation):
        problems.append(
            f"data.validation={data.validation:g}: must be a share below 1 or a whole number of "
            f"samples; for example data.validation=0.2"
        )
    if data.validation == 1:
        problems.append(
            "data.validation=1: must be a share below 1 or at least 2 samples; "
            "for example data.validation=0.2"
        )
    return problems
