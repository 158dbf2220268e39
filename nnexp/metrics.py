"""What a metric is: of which data, in which direction, printed how.

Tables, analyses, plots and pages read that, and no one looks at a metric's name.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

Part = Literal["train", "validation", "test"]
Better = Literal["higher", "lower"]
Printed = Literal["percent", "number"]
Bounds = tuple[float, float]
"""The smallest and the largest value that there can be."""

UNBOUNDED: Bounds = (-math.inf, math.inf)


@dataclasses.dataclass(frozen=True)
class Metric:
    """A measured number: a column of the table and of the curves."""

    name: str
    doc: str = ""
    """What it is, in one line."""
    part: Part | None = None
    """The data that it is measured on; None for what is measured on no data, such as time."""
    better: Better | None = None
    """None where neither is."""
    printed: Printed = "number"
    """`percent`: a share, printed times 100, its differences in percentage points."""
    unit: str = ""
    chooses: bool = False
    """Whether the best setting is chosen by it, on the part of the data that chooses; at a tie
    by the other metrics of that part."""
    bounds: Bounds = UNBOUNDED
    """The values that it can take, and so its mean."""
    margin: float | None = None
    """A difference that is hardly worth a longer training; None where none is known."""
    axis: str = ""
    """What stands at an axis where that is more than its quantity and unit."""
    told: str = ""
    """How an answer says it, with places for `{value}` and `{data}`; unless given
    `its distance on {data} is {value}`."""

    @property
    def label(self) -> str:
        """`validation accuracy` for `validation_accuracy`."""
        return self.name.replace("_", " ")

    @property
    def quantity(self) -> str:
        """What is measured, whichever the data: `accuracy` for `validation_accuracy`."""
        return self.name.removeprefix(f"{self.part}_")

    @property
    def printed_unit(self) -> str:
        """The unit of what is printed: `%` for a share."""
        return "%" if self.printed == "percent" else self.unit

    @property
    def titled(self) -> str:
        """`Validation accuracy (%)`, for an axis or the head of a column."""
        text = f"{self.label[:1].upper()}{self.label[1:]}"
        return f"{text} ({self.printed_unit})" if self.printed_unit else text

    @property
    def differences(self) -> Bounds:
        """The values that a difference of two of it can take."""
        low, high = self.bounds
        return low - high, high - low

    @property
    def scale(self) -> int:
        """What a value is multiplied with to be printed."""
        return 100 if self.printed == "percent" else 1
