"""Sweeps that decide, killed or stopped in real processes, come to the same end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from patience import PATIENT

GRID = ["-m", "lr=0.03,0.1,0.3", "epochs=10,20", "hidden_nodes=20", "decide=all"]
TERMS = ["decide.margin=0.02", "decide.looks=[4,8]", "decide.budget=20000", "hydra.sweep.dir=out"]


ENDS = [
    (said, number)
    for said in ("exploring", "look 1 of 2", "look 2 of 2")
    for number in (signal.SIGKILL, signal.SIGINT)
]


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nnexp", *GRID, *TERMS, *more],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # A test runner in the background may ignore Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def finish(folder: Path, *more: str) -> dict[str, Any]:
    process = start(folder, *more)
    _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said
    record: dict[str, Any] = yaml.safe_load((folder / "out" / "sweep.yaml").read_text())
    return record


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return finish(tmp_path_factory.mktemp("undisturbed"))


@pytest.mark.slow
@pytest.mark.parametrize(("said", "number"), ENDS if PATIENT else [ENDS[0], ENDS[3], ENDS[4]])
def test_ended_while_it_explores_or_confirms(tmp_path, undisturbed, said, number):
    process = start(tmp_path, "engine=threads")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(said):
            break
    else:
        pytest.skip(f"it came to its end before it said '{said}'")
    time.sleep(0.2)
    process.send_signal(number)
    process.communicate()
    assert process.returncode in (-signal.SIGKILL, 130), "it ended before it could be stopped"
    record = finish(tmp_path, "engine=processes", "engine.workers=1")
    assert record["table_hash"] == undisturbed["table_hash"]
    assert record["decided"] == undisturbed["decided"]
