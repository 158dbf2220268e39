"""The settings of `data`: what is learned from, and how it is split and scaled."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting

SOURCES = ("digits", "mnist", "fashion_mnist", "csv", "png", "bugs", "and", "or", "xor")


@dataclasses.dataclass(frozen=True)
class DataSettings:
    """What is learned from, and how it is split and scaled."""

    prefix: ClassVar[str] = "data."

    name: str = setting(
        "digits",
        Spec("the data set", "choice", "data=digits,mnist", choices=SOURCES),
    )
    train: str | None = setting(
        None,
        Spec(
            "CSV file of training rows label,p1,p2,… (data=csv), or folder of PNGs named by their "
            "digit (data=png)",
            "text",
            "data.train=train.csv",
            unit="path",
            optional=True,
        ),
    )
    test: str | None = setting(
        None,
        Spec(
            "CSV file of test rows (data=csv), or folder of test PNGs (data=png); null holds out "
            "data.test_share of what data.train names",
            "text",
            "data.test=test.csv",
            unit="path",
            optional=True,
        ),
    )
    validation: float = setting(
        0.2,
        Spec(
            "held out of training to choose settings on: a share below 1, or a number of samples",
            "number",
            "data.validation=10000",
            unit="share or samples",
            low=0,
        ),
    )
    test_share: float = setting(
        0.2,
        Spec(
            "held out for testing where the data set has no test set of its own",
            "number",
            "data.test_share=0.25",
            unit="share",
            low=0,
            above=True,
            high=1,
            below=True,
        ),
    )
    train_size: int | None = setting(
        None,
        Spec(
            "train on this many samples only; null for all",
            "integer",
            "data.train_size=100,1000",
            unit="samples",
            low=1,
            optional=True,
        ),
    )
    label_noise: float = setting(
        0.0,
        Spec(
            "share of training samples that are given a wrong label, at random; validation and "
            "test data keep theirs",
            "number",
            "data.label_noise=0,0.1,0.3",
            unit="share",
            low=0,
            high=1,
        ),
    )
    rotation: float = setting(
        0.0,
        Spec(
            "beside each training image train two copies, turned by this angle one way and the "
            "other; 0 for none; validation and test images stay as they are",
            "number",
            "data.rotation=0,5,10",
            unit="degrees",
            low=0,
            high=180,
        ),
    )
    input_range: tuple[float, float] = setting(
        (0.01, 1.0),
        Spec(
            "inputs for the darkest and the brightest pixel",
            "pair",
            "'data.input_range=[-1,1]'",
            low=-1e6,
            high=1e6,
        ),
    )
    target_range: tuple[float, float] = setting(
        (0.01, 0.99),
        Spec(
            "targets of the wrong and of the right class",
            "pair",
            "'data.target_range=[0,1]'",
            low=-1e6,
            high=1e6,
        ),
    )

    def __post_init__(self) -> None:
        check(self)
