"""The settings of `data`: what is learned from, and how it is split and scaled."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting


@dataclasses.dataclass(frozen=True)
class DataSource:
    """Where data of one name come from."""

    place: str
    """Of a function from `DataSettings` to a `Dataset`, as `module:name`; imported when used."""
    files: str = ""
    """What `data.train` names, where these are the user's own files, and an example of it."""
    example: str = ""
    labelled: bool = False
    """Whether `data.label` may say where the labels of such files are."""
    own_test: bool = False
    """Whether it can be tested on the user's files instead of its own test data."""


SOURCES: dict[str, DataSource] = {
    "digits": DataSource("nnexp.datasets.digits:load_digits", own_test=True),
    "mnist": DataSource("nnexp.datasets.image_sets:load_published", own_test=True),
    "fashion_mnist": DataSource("nnexp.datasets.image_sets:load_published", own_test=True),
    "csv": DataSource(
        "nnexp.datasets.csv_files:load_rows",
        files="file of training rows",
        example="mnist_train_100.csv",
        labelled=True,
    ),
    "png": DataSource(
        "nnexp.datasets.picture_files:load_folders",
        files="folder of pictures",
        example="my_own_images",
    ),
    "bugs": DataSource("nnexp.datasets.bugs:load_bugs"),
    "and": DataSource("nnexp.datasets.gates:load_gate"),
    "or": DataSource("nnexp.datasets.gates:load_gate"),
    "xor": DataSource("nnexp.datasets.gates:load_gate"),
}
"""The data sources there are: a new one is a file and a line here."""


def missing_files(name: str) -> str:
    """What to say where `data.train` is missing that this source reads."""
    source = SOURCES[name]
    return (
        f"data={name}: data.train is missing; name the {source.files}, "
        f"for example data.train={source.example}"
    )


@dataclasses.dataclass(frozen=True)
class DataSettings:
    """What is learned from, and how it is split and scaled."""

    prefix: ClassVar[str] = "data."

    name: str = setting(
        "digits",
        Spec(
            "the data set",
            "choice",
            "data=digits,mnist",
            choices=SOURCES,
            role="task",
            main=True,
        ),
    )
    train: str | None = setting(
        None,
        Spec(
            "CSV file of training rows, a label and numbers (data=csv), or folder of pictures "
            "named by their digit (data=png)",
            "text",
            "data.train=train.csv",
            unit="path",
            optional=True,
            role="task",
            by_content=True,
        ),
    )
    test: str | None = setting(
        None,
        Spec(
            "CSV file of test rows, or folder of test pictures, for data=csv, png, mnist, "
            "fashion_mnist and digits; null takes the test data of the data set, or holds out "
            "data.test_share",
            "text",
            "data.test=test.csv",
            unit="path",
            optional=True,
            role="task",
            by_content=True,
        ),
    )
    label: str | None = setting(
        None,
        Spec(
            "which column of the CSV files has the labels: its name, first or last; null finds it",
            "text",
            "data.label=species",
            unit="column",
            optional=True,
            role="task",
            by_content=True,
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
            role="task",
            scale="linear",
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
            role="task",
            scale="linear",
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
            role="task",
            scale="log",
            costly=True,
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
            role="task",
            scale="linear",
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
            role="tuned",
            scale="linear",
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
            role="tuned",
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
            role="tuned",
        ),
    )

    def __post_init__(self) -> None:
        check(self)
