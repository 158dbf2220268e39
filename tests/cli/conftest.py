"""A command line in process, with a recorder in the place of `nnexp.api`."""

import dataclasses
import logging
import sys
import types
from pathlib import Path

import pytest
from recorded_api import Call, Recorder

import nnexp
from nnexp.cli.main import main
from nnexp.settings import GridPoint


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
    module.see_question = lambda _points, _sweep: None  # type: ignore[attr-defined]
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
    # Those that hydra.verbose turns up: here they would stay so for the tests that follow.
    loggers = [logging.root, *map(logging.getLogger, ("hydra", "nnexp", "nnexp.sweeps"))]
    levels = [logger.level for logger in loggers]

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
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
