"""Where numbers come from: `sweep.yaml`, enough to run a sweep again and to tell two apart."""

from __future__ import annotations

import dataclasses
import functools
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nnexp.datasets.replacement import beside
from nnexp.network import KERNEL_REVISION
from nnexp.settings import SweepSettings, flatten
from nnexp.sweeping.data import GridData
from nnexp.sweeping.plan import Plan
from nnexp.sweeping.result import SweepResult
from nnexp.table import TableError

RECORD = "sweep.yaml"

_LIBRARIES = ("nnexp", "numpy", "numba", "llvmlite", "pandas", "pyarrow", "scikit-learn", "joblib")


def record_of(
    result: SweepResult,
    plan: Plan,
    sweep: SweepSettings,
    data: GridData,
    overrides: Sequence[str],
    started: datetime,
    timings: Mapping[str, float],
    trained_for: str,
) -> dict[str, Any]:
    """Everything about a sweep that its table does not say, as plain values.

    Args:
        result: the sweep's answer.
        plan: of its grid.
        sweep: what held for it as a whole.
        data: of its grid.
        overrides: as the user typed them.
        started: when.
        timings: seconds of each part.
        trained_for: `nnexp.network.target()` of the machines that train.
    """
    settings, swept = plan.settings, result.swept
    return {
        "name": sweep.name,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "timings": {name: round(seconds, 3) for name, seconds in timings.items()},
        "overrides": list(overrides),
        "table_hash": result.table_hash,
        "trials": len(plan.trials),
        "runs": dataclasses.asdict(result.counts),
        "verified": list(result.verified),
        "grid": {name: list(dict.fromkeys(row[name] for row in settings)) for name in swept},
        "settings": {name: value for name, value in settings[0].items() if name not in swept}
        | flatten(sweep),
        "data": {_source(key): one.fingerprint for key, one in data.datasets.items()},
        "target": trained_for,
        "kernel_revision": KERNEL_REVISION,
        "versions": versions(),
        "code": checkout(Path(__file__).resolve().parents[2]),
        "machine": {
            "cpu": cpu_model(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
        # The last, and one of two words: a file that was cut anywhere has lost it.
        "select_on": result.select_on,
    }


def write_record(record: Mapping[str, Any], directory: Path) -> Path:
    """Write `sweep.yaml`.

    Raises:
        TableError: the folder cannot be written to.
    """
    import yaml

    path = directory / RECORD
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(dict(record), Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)
    try:
        with beside(path) as written:
            written.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TableError(
            f"{path}: cannot be written ({error.strerror}); make the folder writable or make "
            "room, and repeat the command: what is complete is kept"
        ) from error
    return path


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


def checkout(folder: Path) -> dict[str, Any] | None:
    """Commit of a checkout and whether its files differ from it; None where there is none."""
    if not (folder / ".git").exists():
        return None
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "dirty": bool(changed)}


@functools.cache
def cpu_model() -> str:
    """The processor's name."""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 -- no word of it comes from outside
        ["git", "-C", str(folder), *words],  # noqa: S607 -- whichever git the user has
        capture_output=True,
        text=True,
        check=True,
        timeout=5,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.strip()


def _source(key: tuple[str, str | None, str | None]) -> str:
    name, *paths = key
    return " ".join([name, *(path for path in paths if path is not None)])
