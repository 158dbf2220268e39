"""A recorder in the place of `nnexp.api`, for tests of what comes before it."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from sweep_records import a_result

from nnexp.settings import GridPoint, SweepSettings, flatten
from nnexp.sweeps.data import SweepData
from nnexp.trainables.function.trainable import Own


@dataclasses.dataclass
class Call:
    """What `nnexp.api.run` was asked."""

    points: list[GridPoint]
    sweep: SweepSettings
    directory: Path
    overrides: list[str]


@dataclasses.dataclass
class Recorder:
    """Stands in for `nnexp.api`: remembers calls and answers with a table of given statuses."""

    status: Callable[[GridPoint, int], str] = lambda point, repeat: "ok"
    loss: Callable[[GridPoint], float] = lambda point: point.lr
    calls: list[Call] = dataclasses.field(default_factory=list)

    def run(
        self,
        points: Sequence[GridPoint],
        sweep: SweepSettings,
        directory: Path,
        overrides: Sequence[str] = (),
        *,
        trainable: Own | None = None,
    ) -> SweepData:
        self.calls.append(Call(list(points), sweep, directory, list(overrides)))
        flat = [flatten(point) for point in points]
        rows = [
            {
                **values,
                "repeat": repeat,
                "status": self.status(point, repeat),
                "validation_loss": self.loss(point) + repeat,
                "test_loss": float("nan"),
            }
            for point, values in zip(points, flat, strict=True)
            for repeat in range(sweep.repeats)
            if self.status(point, repeat) != "absent"
        ]
        # Nullable columns, as in the real table: NA where a setting is null.
        table = pd.DataFrame(rows, columns=[*flat[0], *_MORE]).convert_dtypes()
        swept = [name for name in flat[0] if len({str(one[name]) for one in flat}) > 1]
        return a_result(directory, table, pd.DataFrame(), swept)


_MORE = ["repeat", "status", "validation_loss", "test_loss"]
