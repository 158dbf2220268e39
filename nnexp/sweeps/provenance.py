"""Where a sweep's numbers come from: what was asked, which code and libraries, which machine."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from nnexp.columns import data_of
from nnexp.planning.plan import Plan, swept_names
from nnexp.settings import SweepSettings, flatten
from nnexp.sweeps.record import Record
from nnexp.trainables.registry import TRAINABLES
from nnexp.trainables.trainable import Data, Trainable

_LIBRARIES = ("nnexp", "numpy", "numba", "llvmlite", "pandas", "pyarrow", "scikit-learn", "joblib")


def begun(
    trainable: Trainable,
    plan: Plan,
    sweep: SweepSettings,
    data: Data,
    *,
    overrides: Sequence[str],
    started: datetime,
    trained_for: str,
    select_on: Literal["validation", "test"],
    doubts: Mapping[str, Any],
    looks: Sequence[Mapping[str, Any]] | None = None,
    decided: Mapping[str, Any] | None = None,
) -> Record:
    """The record of a sweep before its first run: everything that its table does not say.

    Args:
        trainable: what is trained.
        plan: of its grid.
        sweep: what holds for it as a whole.
        data: of its grid.
        overrides: as the user typed them.
        started: when.
        trained_for: target of the machines that train.
        select_on: the data that choose the best setting.
        doubts: `Record.doubts`.
        looks: `Record.looks`.
        decided: `Record.decided`.
    """
    settings, swept = plan.settings, swept_names(plan.settings)
    return Record(
        name=sweep.name,
        started=started.isoformat(timespec="seconds"),
        overrides=overrides,
        trials=len(plan.trials),
        grid={name: list(dict.fromkeys(row[name] for row in settings)) for name in swept},
        settings={name: value for name, value in settings[0].items() if name not in swept}
        | flatten(sweep),
        data={trainable.named(key): one.fingerprint for key, one in data.items()},
        classes={
            trainable.named(key): one.classes
            for key, one in data.items()
            if one.classes is not None
        },
        same_test={
            trainable.named(key): one.same_test
            for key, one in data.items()
            if one.same_test is not None
        },
        doubts=doubts,
        looks=looks,
        decided=decided,
        trainable=trainable.name,
        columns=None if trainable.name in TRAINABLES else data_of(trainable.columns),
        target=trained_for,
        kernel_revision=trainable.revision,
        versions=versions(),
        code=checkout(Path(__file__).resolve().parents[2]),
        machine={
            "cpu": cpu_model(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
        select_on=select_on,
    )


@functools.cache
def versions() -> dict[str, str]:
    """Python's version and that of every library that has a hand in the numbers."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


_COMMIT, _NONE = "branch.oid", "(initial)"
"""What git calls the commit, and one that is still to come."""


def checkout(folder: Path) -> dict[str, Any] | None:
    """Commit of a checkout and whether its files differ from it; None where there is none."""
    if not (folder / ".git").exists():
        return None
    try:
        told = _git(folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    about = dict(line[2:].split(" ", 1) for line in told.splitlines() if line.startswith("# "))
    commit = about.get(_COMMIT, _NONE)
    if commit == _NONE:
        return None
    return {"commit": commit, "dirty": len(about) < len(told.splitlines())}


@functools.cache
def cpu_model() -> str:
    """The processor's name, as far as the system tells it."""
    with contextlib.suppress(OSError, UnicodeDecodeError):  # other systems, and jails without /proc
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown"


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 -- no word of it comes from outside
        ["git", "-C", str(folder), *words],  # noqa: S607 -- whichever git the user has
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
        timeout=5,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.strip()
