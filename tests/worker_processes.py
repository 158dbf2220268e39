"""The worker processes of a running sweep, as the system sees them."""

import contextlib

import psutil


def workers_of(pid: int) -> list[psutil.Process]:
    """Those of `engine=processes` under a driver; a process may end while it is looked at."""
    found = []
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "popen_loky_posix" in " ".join(child.cmdline()):
                    found.append(child)
    return found
