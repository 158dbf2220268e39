"""How much memory is free for this process: of the machine, a container, a limit."""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path

_GROUPS, _OWN_GROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def free_memory() -> int | None:
    """The bytes that this process may still take, or None where the system does not say.

    The least of what the machine has, what a container or batch system grants, and `ulimit -v`.
    """
    return min((found for found in (_of_machine(), of_group(), of_limit()) if found), default=None)


def size(count: int) -> str:
    """`4.7 GB`."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if value < 1000 or unit == "PB":
            break
        value /= 1000
    return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def _of_machine() -> int | None:
    import psutil

    try:
        return int(psutil.virtual_memory().available)
    except (OSError, psutil.Error):  # a jail without /proc
        return None


def of_group(root: Path = _GROUPS, own: Path = _OWN_GROUPS) -> int | None:
    """What the control group of a container or batch job has left, in either of its versions.

    Args:
        root: where the system shows control groups.
        own: the file that names those of this process.
    """
    left = []
    for line in _text(own).splitlines():
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        if controllers == "":
            folder, names = root / path.lstrip("/"), ("memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            folder = root / "memory" / path.lstrip("/")
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
        else:
            continue
        # Inside a container the group's own folder is often mounted as the root.
        for place in (folder, root if controllers == "" else root / "memory"):
            limit, used = (_text(place / name).strip() for name in names)
            if limit.isdecimal() and used.isdecimal():
                left.append(max(1, int(limit) - int(used) + _reclaimable(place)))
                break
    return min(left, default=None)


def _reclaimable(group: Path) -> int:
    """Bytes of cached files, which the group gives up when it needs them."""
    for line in _text(group / "memory.stat").splitlines():
        name, _, value = line.partition(" ")
        if name in ("inactive_file", "total_inactive_file") and value.isdecimal():
            return int(value)
    return 0


def of_limit() -> int | None:
    """Bytes of address space that `ulimit -v` leaves; None where there is no such limit."""
    try:
        import resource
    except ImportError:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    import psutil

    try:
        return max(1, limit - int(psutil.Process().memory_info().vms))
    except (OSError, psutil.Error):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


# Of glibc's malloc.h.
_M_ARENA_MAX = -8


def one_arena() -> None:
    """Let all threads of this process, and of those that it starts, allocate from one arena.

    glibc reserves up to 128 MB of addresses for each thread that allocates, which `ulimit -v`
    counts though almost none of it is used. Elsewhere this does nothing.
    """
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")  # read where a process starts
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another library of C
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
