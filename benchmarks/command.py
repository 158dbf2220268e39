"""`python -m nnexp …` as a user runs it, timed from outside with its peak memory."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Finished:
    """Wall time in seconds, peak resident memory in MB (largest process), and what was printed."""

    seconds: float
    peak_mb: float
    output: str


def nnexp(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run nnexp with its store and results under `folder`; raises if it fails."""
    return run(
        [sys.executable, "-m", "nnexp", *arguments],
        folder,
        environment,
    )


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run a command in `folder` and wait for it with `wait4`, which reports its peak memory."""
    log = folder / "output.txt"
    start = time.perf_counter()
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    output = log.read_text(errors="replace")
    if process.returncode:
        raise RuntimeError(
            f"{' '.join(command)} ended with {process.returncode}:\n{output[-3000:]}"
        )
    return Finished(seconds, usage.ru_maxrss / 1024, output)


@dataclasses.dataclass(frozen=True)
class TreePeak:
    """Peak memory in MB: resident of the driver, unshared of its largest child."""

    driver_mb: float
    largest_worker_mb: float


def tree_peak(arguments: Sequence[str], folder: Path, interval: float) -> TreePeak:
    """Run nnexp and sample the memory of its process tree every `interval` seconds."""
    import psutil

    driver = largest = 0.0
    with (folder / "output.txt").open("wb") as log:
        process = psutil.Popen(
            [sys.executable, "-m", "nnexp", *arguments], cwd=folder, stdout=log, stderr=log
        )
        while process.poll() is None:
            try:
                driver = max(driver, process.memory_info().rss)
                for child in process.children(recursive=True):
                    largest = max(largest, child.memory_full_info().uss)
            except psutil.NoSuchProcess:
                continue
            time.sleep(interval)
    if process.returncode:
        raise RuntimeError((folder / "output.txt").read_text(errors="replace")[-3000:])
    return TreePeak(driver / 2**20, largest / 2**20)
