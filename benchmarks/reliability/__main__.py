"""Measure what nnexp survives: `python -m benchmarks.reliability`.

Causes every fault (minutes), fuzzes every reader with 100,000 inputs each (a quarter of an hour)
and sweeps for 20 minutes, keeps what was found in `benchmarks/results/` and refreshes the figures
in `docs/reliability.md`. Name a part to do only that: faults, fuzz, soak, or figures. Exits with
1 if anything was not survived.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from benchmarks.reliability import figures

PARTS = ("faults", "fuzz", "soak", "figures")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the parts that were asked for; the exit status is 1 if one found something."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reliability",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="default: all")
    parser.add_argument("--inputs", type=int, default=100_000, help="hostile inputs per reader")
    parser.add_argument("--only", nargs="+", default=None, help="readers to fuzz; nothing is kept")
    parser.add_argument("--seed", type=int, default=1, help="of the inputs and the soak")
    parser.add_argument("--minutes", type=float, default=20.0, help="of the soak")
    options = parser.parse_args(arguments)
    parts = options.parts or PARTS
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"{' '.join(unknown)}: must be among {', '.join(PARTS)}")
    figures.RESULTS.mkdir(exist_ok=True)
    sound = True
    if "faults" in parts:
        sound &= _faults()
    if "fuzz" in parts:
        sound &= _fuzz(options.inputs, options.seed, options.only)
    if "soak" in parts:
        sound &= _soak(options.minutes, options.seed)
    if options.only is None:
        figures.refresh()
    return 0 if sound else 1


def _faults() -> bool:
    from benchmarks.reliability.faults import faults

    found = faults()
    found.to_csv(figures.FAULTS, index=False)
    print(found.to_string(index=False))
    return bool((found["tried"] == found["survived"]).all() and (found["tried"] > 0).all())


def _fuzz(inputs: int, seed: int, only: Sequence[str] | None) -> bool:
    from benchmarks.reliability.fuzz import NAMES, frame, fuzz_all

    reports = fuzz_all(only or NAMES, inputs, seed)
    found = frame(reports)
    if only is None:
        found.to_csv(figures.FUZZ, index=False)
    print(found.to_string(index=False))
    for report in reports:
        for finding in report.findings:
            print(f"{report.target}: {finding}")
    return all(report.sound for report in reports)


def _soak(minutes: float, seed: int) -> bool:
    from benchmarks.reliability.soak import soak, summary, tell

    found = soak(minutes, seed)
    tell(found)
    summary(found.samples).to_csv(figures.SOAK, index=False, float_format="%.4g")
    found.samples.to_csv(figures.SAMPLES, index=False, float_format="%.4g")
    facts = {
        "minutes": round(float(found.samples["minutes"].max()), 1),
        "sweeps": int(found.samples["sweeps"].max()),
        "runs": found.runs,
        "integrity": found.integrity,
    }
    figures.SOAK_FACTS.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return found.integrity == "ok"


if __name__ == "__main__":
    sys.exit(main())
