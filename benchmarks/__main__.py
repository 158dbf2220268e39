"""Run the benchmarks, print what they found, and keep it: `python -m benchmarks`.

Each benchmark runs in a process of its own, so that thread pools, pinning and memory of one
cannot touch another. `--against PATH` compares ratios with an earlier run's, not seconds, and keeps
nothing: what is kept there is what the next run is to be compared with.
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
    "answer",
    "grids",
    "mission",
    "cost",
    "clusters",
)
RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit status is 1 if a bar was missed or a ratio fell."""
    options = _options(arguments)
    names = options.only or BENCHMARKS
    keep = not options.quick and not options.against
    found: dict[str, list[measurement.Measurement]] = {}
    broken: list[str] = []
    for name in names:
        try:
            found[name] = _run(name, options.quick)
        except subprocess.CalledProcessError:
            broken.append(name)
            continue
        if keep:
            measurement.write(found[name], RESULTS / f"{name}.csv")
    every = [m for measurements in found.values() for m in measurements]
    if keep:
        _describe()
    _print(every)
    verdicts = bars.judge(every)
    print("\n" + "\n".join(str(verdict) for verdict in verdicts))
    for name in broken:
        print(f"not measured {name}: it ended with an error, see above")
    failed = bool(broken) or any(verdict.passed is False for verdict in verdicts)
    if options.against:
        comparisons = bars.compare(every, options.against)
        fallen = [one for one in comparisons if one.fell_by > options.tolerance]
        print("\n" + "\n".join(map(str, fallen)))
        print(
            f"{len(fallen)} of {len(comparisons)} ratios fell by more than {options.tolerance:.0%}"
        )
        # A check that found nothing to check has not passed.
        failed = failed or bool(fallen) or not comparisons
    return int(failed)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, metavar="NAME", default=None)
    parser.add_argument("--quick", action="store_true", help="few repetitions; nothing is kept")
    parser.add_argument(
        "--against",
        type=_earlier,
        metavar="PATH",
        help="an earlier run, as a folder or one of its CSVs, to compare ratios with",
    )
    parser.add_argument("--tolerance", type=float, default=0.2, help="allowed fall of a ratio")
    return parser.parse_args(arguments)


def _earlier(text: str) -> list[measurement.Measurement]:
    """What an earlier run kept; read before this one starts."""
    path = Path(text)
    files = [path / f"{name}.csv" for name in BENCHMARKS] if path.is_dir() else [path]
    found = [m for file in files if file.exists() for m in measurement.read(file)]
    if not found:
        raise argparse.ArgumentTypeError(f"{text}: holds no measurements of an earlier run")
    return found


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
