"""The figures in docs/reliability.md, put there from what was measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

RESULTS = Path(__file__).parents[1] / "results"
DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"

FAULTS, FUZZ = RESULTS / "reliability_faults.csv", RESULTS / "reliability_fuzz.csv"
SOAK, SAMPLES = RESULTS / "reliability_soak.csv", RESULTS / "reliability_soak_samples.csv"
SOAK_FACTS = RESULTS / "reliability_soak.json"


def refresh(document: Path = DOCUMENT) -> None:
    """Put the last results between the marks of the document."""
    text = document.read_text(encoding="utf-8")
    for name, table in (("faults", faults()), ("fuzz", fuzz()), ("soak", soak())):
        begin, end = f"<!-- {name}: figures -->", f"<!-- {name}: end -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise SystemExit(f"{document}: needs the marks {begin} and {end} once each")
        text = pattern.sub(lambda _, new=f"{begin}\n{table}\n{end}": new, text)
    document.write_text(text, encoding="utf-8")


def faults() -> str:
    """How often each fault was caused and survived."""
    found = pd.read_csv(FAULTS)
    total = found[["tried", "survived"]].sum()
    lines = ["| fault | tried | survived |", "|---|---:|---:|"]
    lines += [f"| {row.fault} | {row.tried:,} | {row.survived:,} |" for row in found.itertuples()]
    lines.append(f"| **all** | **{total['tried']:,}** | **{total['survived']:,}** |")
    return "\n".join(lines)


def fuzz() -> str:
    """What became of hostile inputs."""
    found = pd.read_csv(FUZZ)
    lines = [
        "| reader | inputs | read | refused in one line | crashed | hung | took too much memory "
        "| ran anything | slowest | most memory |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.what} | {row.inputs:,} | {row.accepted:,} | {row.refused:,} | {row.crashed} | "
        f"{row.hung} | {row.flooded} | {row.executed} | {row.slowest_ms:,.0f} ms | "
        f"{row.largest_mb:,.1f} MB |"
        for row in found.itertuples()
    ]
    return "\n".join(lines)


def soak() -> str:
    """What grew in the long run."""
    found, facts = pd.read_csv(SOAK), json.loads(SOAK_FACTS.read_text(encoding="utf-8"))
    lines = [
        f"{facts['minutes']:.0f} minutes, {facts['sweeps']:,} sweeps in one process, "
        f"{facts['runs']:,} runs in the store, each read back whole; `PRAGMA integrity_check`: "
        f"{facts['integrity']}.",
        "",
        "| after a quarter of the time for warming up | first | last | highest | slope per hour |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.what} | {row.after_warm_up:,.0f} | {row.at_the_end:,.0f} | {row.highest:,.0f} | "
        f"{_slope(row.slope_per_hour)} |"
        for row in found.itertuples()
    ]
    return "\n".join(lines)


def _slope(value: float) -> str:
    return "0" if abs(value) < 0.05 else f"{value:+,.1f}"
