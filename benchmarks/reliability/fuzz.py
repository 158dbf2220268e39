"""Hostile input by the hundred thousand: no crash, no hang, no flood of memory, no code.

`python -m benchmarks.reliability.fuzz TARGET COUNT` tries one target in this process and prints
a line of JSON; `fuzz_all` gives each target a process of its own, so that not even a
segmentation fault goes unseen.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pandas as pd

from benchmarks.reliability.mutation import chance_of
from benchmarks.reliability.targets import Target, WrongAnswerError, scratch_folder, targets
from nnexp.errors import NnexpError

NAMES = ("idx", "csv", "png", "overrides", "store", "networks")

# Processor time that one input may take.
_SECONDS = 5.0

# Address space above what the process has when it starts: what asks for more gets a MemoryError.
_SPACE = 4 << 30

# Doings of the interpreter that no reader has any business with.
_FORBIDDEN = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "subprocess.Popen",
    "pickle.find_class",
    "socket.connect",
    "ctypes.dlopen",
)

# Whose classes a configuration is made of.
_COPIED = ("builtins", "collections", "copyreg", "typing", "omegaconf._utils", "omegaconf.base")
_COPIED += ("omegaconf.dictconfig", "omegaconf.listconfig", "omegaconf.nodes")


@dataclasses.dataclass
class Report:
    """What became of the inputs of one target."""

    target: str
    what: str
    seed: int
    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    """In one clear line each: an `NnexpError`."""
    crashed: int = 0
    """Any other exception, or an answer that is wrong."""
    hung: int = 0
    flooded: int = 0
    executed: int = 0
    """Something outside was run, loaded, unpickled or written to."""
    slowest_ms: float = 0.0
    largest_mb: float = 0.0
    """The most memory that reading one input took."""
    seconds: float = 0.0
    findings: list[str] = dataclasses.field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every input was accepted or refused."""
        return self.accepted + self.refused == self.inputs and not (self.flooded + self.executed)


class _HangError(BaseException):
    """Raised by the timer into an input that takes too long."""


def fuzz(target: Target, count: int, seed: int = 1, start: int = 0) -> Report:
    """Try a target with inputs number `start` to `start + count - 1`.

    Args:
        target: what to try.
        count: inputs.
        seed: of all inputs.
        start: the first of them.
    """
    report = Report(target.name, target.what, seed)
    began = time.perf_counter()
    with _watched(target) as doings, _timer(), warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(start, start + count):
            made = target.make(chance_of(target.name, seed, number))
            before = _memory_mb("VmRSS")
            _forget_peak()
            _try(target, made, number, report)
            taken = _memory_mb("VmHWM") - before
            report.largest_mb = max(report.largest_mb, taken)
            if taken > target.memory:
                report.flooded += 1
                _note(report, number, f"took {taken:.0f} MB of memory")
            if doings:
                report.executed += 1
                _note(report, number, "did " + doings.pop())
                doings.clear()
    report.seconds = time.perf_counter() - began
    return report


def fuzz_all(names: Sequence[str], count: int, seed: int = 1) -> list[Report]:
    """Try targets one after the other, each in a process of its own."""
    return [_in_a_process(name, count, seed) for name in names]


def frame(reports: Sequence[Report]) -> pd.DataFrame:
    """One row per target."""
    table = pd.DataFrame([dataclasses.asdict(report) for report in reports])
    return table.drop(columns="findings").round({"slowest_ms": 1, "largest_mb": 1, "seconds": 1})


def _try(target: Target, made: Any, number: int, report: Report) -> None:
    report.inputs += 1
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    began = time.process_time()
    try:
        target.read(made)
        report.accepted += 1
    except NnexpError as error:
        report.refused += 1
        if not str(error).strip() or not all(line.strip() for line in str(error).split("\n")):
            report.crashed += 1
            _note(report, number, f"refused without words: {error!r}")
    except _HangError:
        report.hung += 1
        _note(report, number, f"took more than {_SECONDS:g} s")
    except (Exception, WrongAnswerError) as error:
        report.crashed += 1
        _note(report, number, " ".join(f"{type(error).__name__}: {error}".split())[:200])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    report.slowest_ms = max(report.slowest_ms, 1000 * (time.process_time() - began))


def _note(report: Report, number: int, text: str) -> None:
    if len(report.findings) < 20:
        report.findings.append(f"input {number}: {text}")


def _memory_mb(which: str) -> float:
    """VmRSS, the memory that the process has now, or VmHWM, the most since `_forget_peak`."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition(f"{which}:")[2].split(maxsplit=1)[0]) / 1024


def _forget_peak() -> None:
    # Linux, "clear_refs": 5 resets the peak.
    handle = os.open("/proc/self/clear_refs", os.O_WRONLY)
    os.write(handle, b"5")
    os.close(handle)


@contextmanager
def _timer() -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> NoReturn:
        raise _HangError

    before = signal.signal(signal.SIGPROF, ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _watched(target: Target) -> Iterator[list[str]]:
    """What the process did in the block that a reader has no business with."""
    doings: list[str] = []
    armed = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not armed:
            return
        if target.copies and event == "pickle.find_class" and arguments[0] in _COPIED:
            return
        if event.startswith(_FORBIDDEN):
            doings.append(f"{event}{arguments!r}"[:120])
        elif event == "open" and _writes(arguments) and not _ours(arguments[0]):
            doings.append(f"open{arguments!r}"[:120])

    # The first input loads modules and fills caches, which is not its doing.
    first = target.make(chance_of(target.name, 0, 0))
    with suppress(Exception):
        target.read(first)
    sys.addaudithook(hook)
    try:
        yield doings
    finally:
        armed = False


def _ours(path: Any) -> bool:
    return any(part in str(path) for part in ("nnexp-fuzz-", "/proc/self/clear_refs"))


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _in_a_process(name: str, count: int, seed: int) -> Report:
    command = [sys.executable, "-m", "benchmarks.reliability.fuzz", name, str(count)]
    done = subprocess.run(
        [*command, "--seed", str(seed)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        report = Report(name, name, seed, inputs=count, crashed=1)
        report.findings.append(f"ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        return report
    return Report(**json.loads(done.stdout.splitlines()[-1]))


def _limit_space() -> None:
    now = int(_memory_mb("VmSize") * 2**20)
    resource.setrlimit(resource.RLIMIT_AS, (now + _SPACE, now + _SPACE))


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz one target in this process."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability.fuzz")
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("count", type=int, help="inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first input")
    options = parser.parse_args(arguments)
    with scratch_folder() as scratch:
        target = targets(scratch)[options.target]
        _limit_space()
        report = fuzz(target, options.count, options.seed, options.start)
    print(json.dumps(dataclasses.asdict(report)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
