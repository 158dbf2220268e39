"""The settings of `training`: how the weights are changed."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting


@dataclasses.dataclass(frozen=True)
class TrainingSettings:
    """How the weights are changed, learning rate and epochs aside."""

    prefix: ClassVar[str] = "training."

    backpropagation: str = setting(
        "book",
        Spec(
            "rule for hidden errors: book (without the output's slope) or exact (the gradient)",
            "choice",
            "training.backpropagation=book,exact",
            choices=("book", "exact"),
            role="tuned",
        ),
    )
    freeze: str = setting(
        "none",
        Spec(
            "links that keep their first weights: hidden, those up to the last hidden layer; "
            "output, those into the output nodes; all of them; none",
            "choice",
            "training.freeze=none,hidden,output,all",
            choices=("none", "hidden", "output", "all"),
            role="tuned",
        ),
    )
    batch_size: int = setting(
        1,
        Spec(
            "samples per update; their mean gives the step",
            "integer",
            "training.batch_size=1,16,64",
            unit="samples",
            low=1,
            role="tuned",
            scale="log",
        ),
    )
    shuffle: bool = setting(
        True,
        Spec(
            "a new sample order in each epoch; false keeps the order of the data, as the book does",
            "flag",
            "training.shuffle=false",
            role="tuned",
        ),
    )
    schedule: str = setting(
        "constant",
        Spec(
            "learning rate over the epochs: constant, or falling to 0 at the last (linear, cosine)",
            "choice",
            "training.schedule=constant,cosine",
            choices=("constant", "linear", "cosine"),
            role="tuned",
        ),
    )
    dtype: str = setting(
        "float32",
        Spec(
            "floating-point type of weights and arithmetic",
            "choice",
            "training.dtype=float64",
            choices=("float32", "float64"),
            role="tuned",
        ),
    )
    train_metrics_size: int | None = setting(
        2_000,
        Spec(
            "training samples on which training loss and accuracy are measured; null for all",
            "integer",
            "training.train_metrics_size=null",
            unit="samples",
            low=1,
            optional=True,
            role="task",
            scale="log",
        ),
    )

    def __post_init__(self) -> None:
        check(self)
