"""Run the benchmarks, print what they found, and keep it: `python -m benchmarks`.

Each benchmark runs in a process of its own, so that thread pools, pinning and memory of one
cannot touch another. `--against FILE` compares ratios with an earlier run's, not seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import bars, machine, measurement

BENCHMARKS = (
    "kernel",
    "evaluation",
    "minibatch",
    "harness",
    "scaling",
    "startup",
    "mission",
    "cost",
    "clusters",
)
RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status is 1 if a bar was missed or a ratio fell."""
    options = _options(arguments)
    names = options.only or BENCHMARKS
    found: dict[str, list[measurement.Measurement]] = {}
    broken: list[str] = []
    for name in names:
        try:
            found[name] = _run(name, options.quick)
        except subprocess.CalledProcessError:
            broken.append(name)
            continue
        if not options.quick:
            measurement.write(found[name], RESULTS / f"{name}.csv")
    every = [m for measurements in found.values() for m in measurements]
    if not options.quick:
        _describe()
    _print(every)
    verdicts = bars.judge(every)
    print("\n" + "\n".join(str(verdict) for verdict in verdicts))
    for name in broken:
        print(f"not measured {name}: it ended with an error, see above")
    failed = bool(broken) or any(verdict.passed is False for verdict in verdicts)
    if options.against:
        fallen = bars.fallen(every, measurement.read(options.against), options.tolerance)
        print("\n" + ("\n".join(fallen) or "no ratio fell"))
        failed = failed or bool(fallen)
    return int(failed)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, metavar="NAME", default=None)
    parser.add_argument("--quick", action="store_true", help="few repetitions; nothing is kept")
    parser.add_argument("--against", type=Path, help="CSV of an earlier run to compare ratios with")
    parser.add_argument("--tolerance", type=float, default=0.2, help="allowed fall of a ratio")
    return parser.parse_args(arguments)


def _run(name: str, quick: bool) -> list[measurement.Measurement]:
    print(f"… {name}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "measurements.csv"
        command = [sys.executable, "-m", f"benchmarks.{name}", str(out)]
        subprocess.run(command + ["--quick"] * quick, check=True)
        return measurement.read(out)


def _describe() -> None:
    """What was kept belongs to this machine, and is drawn."""
    (RESULTS / "machine.txt").write_text(machine.describe())
    subprocess.run([sys.executable, "-m", "benchmarks.plots"], check=True)


def _print(measurements: Sequence[measurement.Measurement]) -> None:
    widths = (11, 34, 22)
    for m in measurements:
        value = m.note if m.skipped else f"{m.value:10.4g} {m.unit}"
        print(f"{m.benchmark:{widths[0]}} {m.case:{widths[1]}} {m.contestant:{widths[2]}} {value}")


if __name__ == "__main__":
    sys.exit(main())
