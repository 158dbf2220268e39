"""Around a user's code: seeds, what it prints, when it has to stop.

What belongs to a process as a whole (generators, streams, signals) belongs to one training at a
time, and is given back as it was.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import multiprocessing
import random
import signal
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nnexp.trainables.outcome import State, Stop, StopCheck

TURN = threading.RLock()
"""Held by the training of a process that runs: its generators are the process's own."""

# Seconds between two looks at whether a training has to stop that does not come back to be asked.
_LOOK = 0.25

# Characters of what a training prints that are kept for the log.
_KEPT = 20_000

_PYTHON, _GAUSS, _NUMPY, _TORCH = (
    f"nnexp.{name}" for name in ("python", "gauss", "numpy", "torch")
)

RESERVED = "nnexp."
"""How the names begin under which a state keeps the generators."""


class StoppedError(BaseException):
    """Ends a user's code that is not to go on; no `except Exception` takes it."""


def seed_of(seed: int, repeat: int) -> int:
    """What a training is seeded with: of seed and repeat alone, below 2³²."""
    return int(np.random.SeedSequence([seed, repeat]).generate_state(1)[0])


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Python's, NumPy's and torch's generators from a seed, for the time of the block."""
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002
    torch = _torch()
    before = None if torch is None else torch.get_rng_state()
    try:
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002 -- the one that users' code may draw from
        if torch is not None:
            torch.manual_seed(seed)
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        if torch is not None:
            torch.set_rng_state(before)


@contextlib.contextmanager
def processes_of_its_own() -> Iterator[None]:
    """Processes that the user's code begins, those of PyTorch's `DataLoader` for one, can begin.

    In joblib's workers whoever asks for a process gets one of joblib's, which knows joblib's only.
    On Linux it is a fork: it has the code, which came to this process as data.
    """
    before = multiprocessing.get_start_method(allow_none=True)
    if before is None or not before.startswith("loky"):
        yield
        return
    usual = "fork" if sys.platform == "linux" else None
    multiprocessing.set_start_method(usual, force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


def generators() -> dict[str, np.ndarray]:
    """Where the generators of this process stand, as a state keeps them."""
    version, internal, gauss = random.getstate()
    drawn: Any = np.random.get_state()  # noqa: NPY002
    _, keys, place, has_gauss, cached = drawn
    found = {
        _PYTHON: np.array([version, *internal], dtype=np.uint64),
        _GAUSS: np.array([np.nan if gauss is None else gauss, float(has_gauss), cached]),
        _NUMPY: np.array([*keys, place], dtype=np.uint64),
    }
    if (torch := _torch()) is not None:
        found[_TORCH] = torch.get_rng_state().numpy().copy()
    return found


class Resumed(dict[str, np.ndarray]):
    """A state that is gone on from: who reads it finds the generators where it left them.

    Code begins as it began the first time, with the same draws; it reads its state last of all,
    once there is something to put it into, and then goes on with the draws that come next.
    """

    def __init__(self, kept: State) -> None:
        own = {name: np.array(one) for name, one in kept.items() if not name.startswith(RESERVED)}
        super().__init__(own)
        self._kept = kept

    def __getitem__(self, name: str) -> np.ndarray:
        self._read()
        return super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        self._read()
        return super().__iter__()

    def get(self, name: str, default: Any = None) -> Any:
        self._read()
        return super().get(name, default)

    def items(self) -> Any:
        self._read()
        return super().items()

    def values(self) -> Any:
        self._read()
        return super().values()

    def _read(self) -> None:
        if _PYTHON in self._kept:
            _set_generators(self._kept)


def _set_generators(kept: Mapping[str, np.ndarray]) -> None:
    version, *internal = (int(one) for one in kept[_PYTHON])
    gauss, has_gauss, cached = (float(one) for one in kept[_GAUSS])
    random.setstate((version, tuple(internal), None if np.isnan(gauss) else gauss))
    keys, place = kept[_NUMPY][:-1].astype(np.uint32), int(kept[_NUMPY][-1])
    np.random.set_state(("MT19937", keys, place, int(has_gauss), cached))  # noqa: NPY002
    if _TORCH in kept and (torch := _torch()) is not None:
        torch.set_rng_state(torch.from_numpy(kept[_TORCH].copy()))


def _torch() -> Any:
    """PyTorch, where somebody has imported it: here nobody does."""
    return sys.modules.get("torch")


class _Said(io.StringIO):
    """The beginning of what is written."""

    def write(self, text: str) -> int:
        if self.tell() < _KEPT:
            super().write(text[: _KEPT - self.tell()])
        return len(text)


@contextlib.contextmanager
def heard() -> Iterator[Callable[[], str]]:
    """Keep what is printed and warned of; gives what was said so far.

    Only in a process that does nothing else, as worker processes do: elsewhere the streams are
    those of the sweep, and a training prints where everybody does.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: ""
        return
    said = _Said()

    def show(message: Warning | str, category: type[Warning], *_place: Any, **_more: Any) -> None:
        said.write(f"{category.__name__}: {message}\n")

    stdin = sys.stdin
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        warnings.catch_warnings(),
    ):
        warnings.showwarning = show
        sys.stdin = io.StringIO()  # whoever asks for input finds its end instead of waiting
        try:
            yield said.getvalue
        finally:
            sys.stdin = stdin


class Watch:
    """Ends code that does not come back to be asked whether it has to stop.

    Python's own code is ended anywhere; what waits or computes in a library ends when that hands
    back, in the main thread of a process also when it waits.
    """

    def __init__(self, should_stop: StopCheck) -> None:
        self.why: Stop | None = None
        self._should_stop = should_stop
        self._thread = threading.get_ident()
        self._main = threading.current_thread() is threading.main_thread() and hasattr(
            signal, "pthread_kill"
        )
        self._over = threading.Event()
        self._inside = False
        self._turn = threading.Lock()
        self._watcher = threading.Thread(target=self._look, name="nnexp-watch-run", daemon=True)

    def __enter__(self) -> Watch:
        if self._main:
            self._before = signal.signal(signal.SIGALRM, self._hear)
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        self._over.set()
        self._watcher.join()
        if self._main:
            signal.signal(signal.SIGALRM, self._before)

    def ask(self) -> Stop | None:
        """Whether to stop, and why."""
        with self._turn:
            self.why = self.why or self._should_stop()
            return self.why

    def run(self, step: Callable[[], Any]) -> Any:
        """What a step of the user's code gives.

        Raises:
            StoppedError: it was ended; `why` says for what.
        """
        try:
            self._inside = True
            try:
                return step()
            finally:
                self._inside = False
        finally:
            # One may be on its way that was raised as the step ended.
            if self.why is not None and not self._main:
                _raise_in(self._thread, None)

    def _look(self) -> None:
        while not self._over.wait(_LOOK):
            if self.ask() is None:
                continue
            if self._main:
                signal.pthread_kill(self._thread, signal.SIGALRM)
            else:
                with self._turn:
                    if self._inside:
                        _raise_in(self._thread, StoppedError)

    def _hear(self, _signal: int, _frame: types.FrameType | None) -> None:
        if self._inside:
            raise StoppedError


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Have a thread raise an exception at its next step; None takes back one that waits."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), None if error is None else ctypes.py_object(error)
    )
