"""Modules that are imported by a thread of its own while this process waits for something else."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

# Held while a library is linked, and by whoever lists the libraries that are: to import one holds
# the interpreter's lock and waits for the linker's; `dl_iterate_phdr`, by which threadpoolctl finds
# libraries, holds the linker's and waits for the interpreter's. Both at once never end.
linking = threading.Lock()


class Ahead:
    """Imports step by step, once it is begun; what is imported elsewhere too waits by itself."""

    def __init__(self, steps: Sequence[Callable[[], None]]) -> None:
        self._left = list(steps)
        self._halted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nnexp-imports", daemon=True)

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._thread.ident is None:
            self._thread.start()

    def halt(self) -> None:
        """Begin no further step: there is something better to do."""
        self._halted.set()

    def end(self) -> None:
        """Wait for the step that has begun and take those left; none where it was not begun."""
        if self._thread.ident is not None:
            self._halted.set()
            self._thread.join()
            self._take()

    def _run(self) -> None:
        while self._left and not self._halted.is_set():
            self._take(1)

    def _take(self, most: int | None = None) -> None:
        for step in self._left[:most]:
            self._left.remove(step)
            # Who needs what cannot be imported is told where it is needed.
            with linking, contextlib.suppress(Exception):
                step()


def imported(*names: str) -> None:
    """Import modules by their names."""
    for name in names:
        import_module(name)


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """Modules that are not to be had in the block by who can do without, unless they are there."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is: not to be had
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
