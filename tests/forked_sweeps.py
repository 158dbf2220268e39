"""Sweeps in processes of their own that start in milliseconds: forks of one that is ready.

Killing a hundred sweeps takes a hundred starts, and importing all that a sweep needs takes
seconds. `Forks` imports it once, in a process that then forks as often as it is asked to.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from pathlib import Path

GRID = {"lr": [0.05, 0.1, 0.2, 0.3], "epochs": [20, 60], "hidden_nodes": 12, "repeats": 2}
RUNS, EPOCHS = 8, 60


class Forks:
    """Starts sweeps as forks of a process that has everything loaded."""

    def __init__(self):
        # Forked threads are gone: there must be none.
        environment = {"OPENBLAS_NUM_THREADS": "1", "NNEXP_FORKS": "1"}
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self._ask({})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.stdin.close()
        self._server.wait(timeout=30)
        self._server.stdout.close()

    def start(self, folder, *, words=None, settings=None, file_limit=None, user=None, silence=None):
        """Start a sweep in `folder` and return its process id.

        Args:
            folder: current directory, store and output of the sweep.
            words: a command line; without it `nnexp.sweep` with `settings` on top of `GRID`.
            settings: by name.
            file_limit: bytes that a file may have.
            user: number of the user to become.
            silence: seconds beyond `engine.timeout` after which workers count as hanging.
        """
        order = {"folder": str(folder), "words": words, "settings": settings or {}}
        limits = {"file_limit": file_limit, "user": user, "silence": silence}
        return self._ask({**order, **limits})

    def wait(self, process):
        """The exit status of a sweep, negative for the signal that killed it."""
        return os.waitstatus_to_exitcode(self._ask({"wait": process}))

    def run(self, folder, **order):
        """Run a sweep to its end: exit status and what it said on standard error."""
        status = self.wait(self.start(folder, **order))
        return status, (Path(folder) / "said.txt").read_text(encoding="utf-8")

    def _ask(self, order):
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())


def outcome(folder):
    """What `nnexp.sweep` answered in `folder`: hash, counts and seconds."""
    return json.loads((Path(folder) / "answer.json").read_text(encoding="utf-8"))


def _carry_out(order):
    folder = Path(order["folder"])
    os.setsid()
    os.chdir(folder)
    said = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    for stream, target in ((0, os.open(os.devnull, os.O_RDWR)), (1, said), (2, said)):
        os.dup2(target, stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if order["user"] is not None:
        os.setgroups([])
        os.setgid(order["user"])
        os.setuid(order["user"])
    if order["file_limit"] is not None:
        # `said.txt` is under the same limit, and small.
        limit = order["file_limit"]
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if order["silence"] is not None:
        from nnexp.execution import pool

        pool._SILENCE = order["silence"]
    if order["words"] is not None:
        from nnexp.cli.main import main

        return main(order["words"])
    import nnexp

    settings = {"store.path": str(folder / "store.sqlite"), **GRID, **order["settings"]}
    result = nnexp.sweep(settings, directory=folder / "out")
    counts = result.counts
    answer = {
        "hash": result.table_hash,
        "trained": counts.trained,
        "extended": counts.extended,
        "reused": counts.reused,
        "failed": counts.failed,
        "seconds": result.seconds,
    }
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    return 0


def _serve():
    import tempfile

    import nnexp
    import nnexp.api
    import nnexp.cli.commands
    import nnexp.cli.launching
    import nnexp.plots
    import nnexp.report.html

    # Compiles the kernels, or loads them: forks have them then.
    with tempfile.TemporaryDirectory() as folder:
        here = {"store.path": f"{folder}/store.sqlite"}
        errors = os.dup(2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        nnexp.sweep({**here, **GRID, "epochs": 1, "repeats": 1}, directory=folder)
        os.dup2(errors, 2)
    for line in sys.stdin:
        order = json.loads(line)
        if not order:
            answer = "ready"
        elif "wait" in order:
            answer = os.waitpid(order["wait"], 0)[1]
        else:
            answer = os.fork()
            if answer == 0:
                status = 70
                try:
                    status = _carry_out(order)
                except BaseException:
                    traceback.print_exc()
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(status)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve()
