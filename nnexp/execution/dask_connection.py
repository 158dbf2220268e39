"""Coming and going: connections to a Dask scheduler, and a cluster on this machine."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import threading
from collections.abc import Callable

from distributed import Client, LocalCluster
from distributed.comm import CommClosedError

from nnexp.execution.cluster import EngineError, Say

# Seconds to reach a scheduler that is there.
_CONNECT = 10

# Seconds to wait for a first worker: those of a batch system may be in a queue.
_FIRST_WORKER = 600

# Seconds that saying goodbye may take.
_FAREWELL = 5


def connect(address: str) -> Client:
    """A client of the scheduler at an address.

    Raises:
        EngineError: nobody answers there in time.
    """
    answers: queue.SimpleQueue[Client | Exception] = queue.SimpleQueue()

    # In a thread that can be left behind: Dask waits for ever for the first words of a server
    # that is none of its own.
    def attempt() -> None:
        try:
            answers.put(Client(address, timeout=_CONNECT, set_as_default=False))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=attempt, name="nnexp-connect", daemon=True).start()
    try:
        answer = answers.get(timeout=_CONNECT + 2)
    except queue.Empty:
        answer = TimeoutError()
    if isinstance(answer, Exception):
        raise EngineError(
            f"engine.address={address}: no Dask scheduler answers there within {_CONNECT} "
            "seconds; start one with dask scheduler, and name the address that it prints, "
            "for example engine.address=tcp://10.0.0.1:8786"
        ) from answer
    return answer


def await_first_worker(client: Client, address: str, say: Say) -> None:
    """Wait until there is somebody to train.

    Raises:
        EngineError: nobody came.
    """
    if client.ncores():
        return
    say(f"engine.address={address}: waiting for a first worker to join")
    try:
        # Work to be done, so that a cluster that adapts to it starts a worker.
        client.submit(os.getpid, pure=False).result(timeout=_FIRST_WORKER)
    except TimeoutError as error:
        raise EngineError(
            f"engine.address={address}: no worker has joined within {_FIRST_WORKER} seconds; "
            f"start some with dask worker {address}, and repeat the command"
        ) from error


def start_here(count: int) -> LocalCluster:
    """Worker processes of this machine, reachable from nowhere else, but for all of its users."""
    try:
        return LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            host="127.0.0.1",
            # Without one it serves at a port of its own choice, and warns where that is taken.
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise EngineError(
            f"engine=dask: no cluster could be started on this machine ({error}); in a script, "
            "begin below if __name__ == '__main__', or take engine=processes"
        ) from error


def leave(what: Client | LocalCluster) -> None:
    """Close a connection, or end a cluster; what takes longer ends with this process."""
    with contextlib.suppress(Exception):
        what.close(timeout=_FAREWELL)
    if isinstance(what, Client):
        # One that could not close in time would try again when it is collected, on a loop that
        # has ended, and print a traceback.
        what.status = "closed"


def quietly() -> Callable[[], None]:
    """Keep Dask's own log off the screen: what matters is told in our words."""
    for name in ("asyncio", "tornado.application"):
        logging.getLogger(name).addFilter(_is_not_of_a_lost_connection)
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

    def restore() -> None:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)

    return restore


def _is_not_of_a_lost_connection(record: logging.LogRecord) -> bool:
    """Futures that nobody waits for any more tell of it when they are collected, much later."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, CommClosedError) or "CommClosedError" in record.getMessage())
