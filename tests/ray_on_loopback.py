"""A real Ray head node for tests, in processes of its own, with a token of its own."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from dask_on_loopback import wait_for


class Head:
    """A head node with two cores; killed at the end of a `with` block."""

    def __init__(self) -> None:
        # Sockets lie in it, whose paths must be short.
        self._folder = tempfile.TemporaryDirectory(prefix="ray", dir=tempfile.gettempdir())
        folder = Path(self._folder.name)
        (folder / "token").write_text(secrets.token_hex(32))
        self.environment = {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN_PATH": str(folder / "token"),
            "RAY_USAGE_STATS_ENABLED": "0",
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block"]
        command += [f"--port={port}", "--node-ip-address=127.0.0.1", "--num-cpus=2"]
        command += ["--include-dashboard=false", "--disable-usage-stats", f"--temp-dir={folder}/t"]
        with (folder / "log").open("w") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        try:
            wait_for(lambda: "Ray runtime started" in (folder / "log").read_text())
        except AssertionError:
            self.__exit__()
            raise

    def __enter__(self) -> "Head":
        return self

    def __exit__(self, *_error) -> None:
        self._process.kill()
        self._process.wait()
        # The node starts its helpers again while it lives: until nobody is left.
        while left := self.processes():
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(left, timeout=5)
        with contextlib.suppress(OSError):
            self._folder.cleanup()

    def processes(self, words: str = "") -> list[psutil.Process]:
        """Every process of this node whose command line holds some words."""
        found = []
        for process in psutil.process_iter():
            # By the session: some of them write their title over their own environment.
            with contextlib.suppress(psutil.Error, ProcessLookupError):
                if os.getsid(process.pid) == self._process.pid and process.is_running():
                    line = " ".join(process.cmdline())
                    if words in line and process.status() != psutil.STATUS_ZOMBIE:
                        found.append(process)
        return found
