"""What every single benchmark takes on its command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks.measurement import Measurement, write


def run(measure: Callable[[bool], list[Measurement]]) -> None:
    """Call `measure(quick)` and write what it found to the file named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, help="CSV file to write")
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    options = parser.parse_args()
    write(measure(options.quick), options.out)
