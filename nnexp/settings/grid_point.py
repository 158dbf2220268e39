"""What may differ between the grid points of a sweep."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.data import DataSettings
from nnexp.settings.legality import check
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
        ),
    )
    data: DataSettings = dataclasses.field(default_factory=DataSettings)
    network: NetworkSettings = dataclasses.field(default_factory=NetworkSettings)
    training: TrainingSettings = dataclasses.field(default_factory=TrainingSettings)

    def __post_init__(self) -> None:
        check(self, _cross_field_problems)


def _cross_field_problems(point: GridPoint) -> list[str]:
    problems = []
    data = point.data
    if data.name == "csv" and data.train is None:
        problems.append(
            "data=csv: data.train is missing; name the file of training rows, "
            "for example data.train=mnist_train_100.csv"
        )
    if data.name == "png" and data.train is None:
        problems.append(
            "data=png: data.train is missing; name the folder of PNGs, "
            "for example data.train=my_own_images"
        )
    if data.name not in ("csv", "png"):
        problems += [
            f"data.{side}={path}: is only for data=csv and data=png, not for data={data.name}; "
            f"add one of them or leave data.{side} out"
            for side, path in (("train", data.train), ("test", data.test))
            if path is not None
        ]
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
