"""A real Dask cluster for tests: a scheduler and workers in processes of their own, on loopback."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

# What a driver runs: no plots, no report, so that a test spends its time on the cluster.
SCRIPT = """
import json, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from small_grids import points
from nnexp.process.messages import tell
from nnexp.errors import NnexpError
from nnexp.settings import parse, unflatten
from nnexp.sweeps import run_sweep

folder, settings, grid = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
settings = {{"repeats": 2, "store.path": str(folder / "store.sqlite")}} | settings
if __name__ == "__main__":
    try:
        result = run_sweep(points(**grid), parse(unflatten(settings))[1], folder / "out")
    except NnexpError as error:
        sys.exit(f"nnexp: error: {{error}}")
    print(json.dumps([result.table_hash, result.counts.trained, result.counts.extended,
                      result.counts.reused, sorted(set(result.table["target"])),
                      sorted(set(result.table["status"]))]))
"""


class Cluster:
    """A scheduler and its workers; killed at the end of a `with` block."""

    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._environment = environment
        self.scheduler = self._start("scheduler", "--port", "0", "--no-show", **environment)
        self.workers: list[subprocess.Popen] = []
        self.address = wait_for(self._address)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_error) -> None:
        for process in [*self.workers, self.scheduler]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()

    def add(self, count: int = 1, *more: str, **environment: str) -> list[subprocess.Popen]:
        """Start workers of one thread each, and wait until the scheduler knows them."""
        before = len(self.known())
        more = more or ("--no-nanny",)
        started = [
            self._start("worker", "--nthreads", "1", "--memory-limit", "0",
                        "--death-timeout", "5", "--local-directory", str(self.folder), *more,
                        **{**self._environment, **environment})
            for _ in range(count)
        ]  # fmt: skip
        self.workers += started
        wait_for(lambda: len(self.known()) >= before + count)
        return started

    def known(self) -> dict[str, dict]:
        """The workers that the scheduler knows."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return dict(client.scheduler_info(n_workers=-1)["workers"])

    def ask(self, function) -> dict:
        """What each worker answers to a function."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return client.run(function)

    def restart(self) -> None:
        """Have every worker that has a nanny begin anew."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.restart()

    def tasks(self) -> int:
        """How many tasks the scheduler has in hand."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))

    def busy(self) -> bool:
        """Whether a worker trains at the moment."""
        return any(
            bool(calls)
            for calls in self.ask(lambda dask_worker: len(dask_worker.active_threads)).values()
        )

    def _start(self, what: str, *more: str, **environment: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "dask", what, "--host", "127.0.0.1", "--no-dashboard"]
        command += ["--scheduler-file", str(self.folder / "scheduler.json"), *more]
        with (self.folder / f"{what}.log").open("a") as log:
            return subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **environment},
            )

    def _address(self) -> str | None:
        try:
            return json.loads((self.folder / "scheduler.json").read_text())["address"]
        except (OSError, ValueError):
            return None


def start(folder: Path, grid: dict, prelude: str = "", **settings: object) -> subprocess.Popen:
    """A driver; double underscores in names of settings stand for dots."""
    folder.mkdir(exist_ok=True)
    script = folder / "driver.py"
    here = str(Path(__file__).parent)
    script.write_text(prelude + SCRIPT.format(here=here))
    settings = {name.replace("__", "."): value for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), json.dumps(settings), json.dumps(grid)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen, seconds: float = 120) -> dict:
    """What a driver that ends well says."""
    out, err = process.communicate(timeout=seconds)
    assert process.returncode == 0, err
    assert "Traceback" not in err, err
    names = ("hash", "trained", "extended", "reused", "targets", "statuses")
    return dict(zip(names, json.loads(out.splitlines()[-1]), strict=True))


def stored(folder: Path) -> dict[str, bytes]:
    """The complete runs and their curves, whose seconds tell one training from another."""
    path = folder / "store.sqlite"
    if not path.exists():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as reader:
        try:
            return dict(reader.execute("SELECT run_id, curve FROM runs WHERE status = 'ok'"))
        except sqlite3.OperationalError:
            return {}


def wait_for(condition, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")
