"""A command line in process, with a recorder in the place of `nnexp.api`."""

import dataclasses
import logging
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

import nnexp
from nnexp.cli.main import main
from nnexp.settings import GridPoint, SweepSettings, flatten
from nnexp.sweeping.result import Counts, SweepResult


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
        overrides: Sequence[str],
    ) -> SweepResult:
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
        return SweepResult(
            directory=directory,
            # Nullable columns, as in the real table: NA where a setting is null.
            table=pd.DataFrame(rows, columns=[*flat[0], *_MORE]).convert_dtypes(),
            curves=pd.DataFrame(),
            swept=tuple(name for name in flat[0] if len({str(one[name]) for one in flat}) > 1),
            counts=Counts(),
            table_hash="",
            seconds=0.0,
            select_on="validation",
        )


_MORE = ["repeat", "status", "validation_loss", "test_loss"]


@dataclasses.dataclass
class Answer:
    """What a command did."""

    status: int
    out: str
    err: str
    calls: list[Call]

    @property
    def points(self) -> list[GridPoint]:
        (call,) = self.calls
        return call.points


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    module = types.ModuleType("nnexp.api")
    module.run = recorder.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nnexp.api", module)
    monkeypatch.setattr(nnexp, "api", module, raising=False)
    return recorder


@pytest.fixture
def command(
    recorder: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
):
    """Run a command line in an empty directory: `command("-m", "lr=0.1,0.2")`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    before = logging.root.handlers[:]

    def run(*words: str) -> Answer:
        recorder.calls.clear()
        capfd.readouterr()
        status = main(words)
        out, err = capfd.readouterr()
        return Answer(status, out, err, list(recorder.calls))

    yield run
    for handler in set(logging.root.handlers) - set(before):
        logging.root.removeHandler(handler)
        handler.close()
