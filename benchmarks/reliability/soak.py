"""Endless small sweeps in one process: does anything grow that should not?

Sweeps from Python and command lines take turns, on threads and on worker processes, new ones and
known ones, some that diverge and some that are refused. Memory, open files, threads, temporary
files and the store are looked at every few seconds.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import io
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

# The share of the time in which caches, pools and allocators may still fill up.
WARM_UP = 0.25

_EVERY = 5.0

COLUMNS = {
    "memory_mb": "memory of the process, MB",
    "files": "open file handles",
    "threads": "threads",
    "children": "worker processes",
    "temporary": "temporary files and folders",
    "shared": "entries of /dev/shm",
}


@dataclasses.dataclass(frozen=True)
class Soak:
    """What was seen."""

    samples: pd.DataFrame
    """One row every few seconds: minutes, sweeps, and the columns of `COLUMNS`."""
    integrity: str
    """What SQLite's own check says of the store at the end; `ok` if nothing is wrong."""
    runs: int
    """In the store at the end, each read back and found whole."""


def soak(minutes: float, seed: int = 1) -> Soak:
    """Sweep for so many minutes and look at what grows.

    Args:
        minutes: of the clock on the wall.
        seed: of the choice of sweeps.
    """
    chance = random.Random(seed)
    with _workplace() as (folder, temporary):
        began, looked, sweeps = time.monotonic(), -_EVERY, 0
        rows: list[dict[str, float]] = []
        while (now := time.monotonic() - began) < 60 * minutes:
            _SWEEPS[sweeps % len(_SWEEPS)](chance, folder)
            sweeps += 1
            if now - looked >= _EVERY:
                looked = now
                rows.append({"minutes": now / 60, "sweeps": sweeps, **_look(temporary)})
        integrity, runs = _see_store(folder / "store.sqlite")
    return Soak(pd.DataFrame(rows), integrity, runs)


def summary(samples: pd.DataFrame) -> pd.DataFrame:
    """Of each column after warming up: first, last, highest, and the slope by least squares."""
    warm = samples[samples["minutes"] >= WARM_UP * samples["minutes"].max()]
    rows = []
    for name, meaning in COLUMNS.items():
        values = warm[name].to_numpy(dtype=float)
        minutes = warm["minutes"].to_numpy(dtype=float)
        slope = np.polyfit(minutes, values, 1)[0] * 60 if len(values) > 1 else np.nan
        per_sweep = slope / 60 * (np.ptp(minutes) or np.nan) / (np.ptp(warm["sweeps"]) or np.nan)
        rows.append(
            {
                "what": meaning,
                "after_warm_up": values[0],
                "at_the_end": values[-1],
                "highest": values.max(),
                "slope_per_hour": slope,
                "slope_per_1000_sweeps": 1000 * per_sweep,
            }
        )
    return pd.DataFrame(rows)


@contextlib.contextmanager
def _workplace() -> Iterator[tuple[Path, Path]]:
    """A folder to work in, the current one meanwhile, and one for temporary files."""
    before, default = Path.cwd(), tempfile.tempdir
    home = Path(tempfile.mkdtemp(prefix="nnexp-soak-"))
    folder, temporary = home / "work", home / "temporary"
    folder.mkdir()
    temporary.mkdir()
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    os.chdir(folder)
    try:
        yield folder, temporary
    finally:
        os.chdir(before)
        tempfile.tempdir = default
        del os.environ["TMPDIR"]
        shutil.rmtree(home, ignore_errors=True)


def _from_python(chance: random.Random, folder: Path, **more: object) -> None:
    import nnexp

    rates = [round(chance.uniform(0.01, 0.5), 3) for _ in range(2)]
    with contextlib.redirect_stderr(io.StringIO()):
        nnexp.sweep(
            {"store.path": str(folder / "store.sqlite")},
            directory=folder / "sweep",
            **{"lr": rates, "epochs": [1, 2], "hidden_nodes": 10, "repeats": 2, **more},
        )


def _extended(chance: random.Random, folder: Path) -> None:
    _from_python(chance, folder, lr=0.1, epochs=chance.randrange(1, 40))


def _on_processes(chance: random.Random, folder: Path) -> None:
    _from_python(chance, folder, engine="processes")


def _diverging(chance: random.Random, folder: Path) -> None:
    _from_python(chance, folder, lr=900.0 + chance.random(), hidden_nodes=0)


def _refused(_chance: random.Random, folder: Path) -> None:
    _command(["lr=-1"], folder)
    _command(["data=csv", "data.train=not_there.csv"], folder)


def _on_the_command_line(chance: random.Random, folder: Path) -> None:
    rate = round(chance.uniform(0.01, 0.5), 3)
    _command(["-m", f"lr=0.1,{rate}", "epochs=1,2", "hidden_nodes=10", "repeats=2"], folder)


def _command(words: Sequence[str], folder: Path) -> None:
    from nnexp.cli.main import main

    place = [f"store.path={folder / 'store.sqlite'}"]
    key = "hydra.sweep.dir" if "-m" in words else "hydra.run.dir"
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        main([*words, *place, f"{key}={folder / 'command'}"])


_SWEEPS: tuple[Callable[[random.Random, Path], None], ...] = (
    *[_from_python] * 4,
    _extended,
    _on_processes,
    _from_python,
    _diverging,
    _refused,
    _on_the_command_line,
)


def _look(temporary: Path) -> dict[str, float]:
    gc.collect()
    process = psutil.Process()
    memory = process.memory_full_info()
    shared = Path("/dev/shm")  # noqa: S108 -- where joblib puts arrays for its workers
    return {
        "memory_mb": getattr(memory, "uss", memory.rss) / 2**20,
        "files": process.num_fds(),
        "threads": process.num_threads(),
        "children": len(process.children(recursive=True)),
        "temporary": sum(1 for _ in temporary.rglob("*")),
        "shared": sum(1 for _ in shared.iterdir()) if shared.is_dir() else 0,
    }


def _see_store(path: Path) -> tuple[str, int]:
    """SQLite's verdict, and how many runs there are; raises if one of them is damaged."""
    from nnexp.store import open_store

    with contextlib.closing(sqlite3.connect(path)) as reader:
        verdict = "; ".join(row[0] for row in reader.execute("PRAGMA integrity_check"))
        ids = [row[0] for row in reader.execute("SELECT run_id FROM runs")]
    with open_store(path) as store:
        whole = store.get(ids)
    if len(whole) != len(ids):
        raise SystemExit(f"{len(ids) - len(whole)} of {len(ids)} runs in the store are damaged")
    return verdict, len(ids)


def tell(found: Soak) -> None:
    """Print a soak."""
    print(summary(found.samples).to_string(index=False, float_format="%.3g"), file=sys.stderr)
    sweeps = int(found.samples["sweeps"].max())
    print(
        f"{found.samples['minutes'].max():.1f} minutes, {sweeps:,} sweeps, {found.runs:,} runs in "
        f"the store, integrity_check: {found.integrity}",
        file=sys.stderr,
    )
