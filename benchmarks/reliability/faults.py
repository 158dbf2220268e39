"""Real faults, each with the tests that cause it; what was tried and what was survived.

The tests live in the suite. Here they are run once, and counted: a test says how many times it
caused its fault (`record_property("tried", …)`), else it counts once.
"""

from __future__ import annotations

import collections
import dataclasses
import os
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something that happens to a sweep, and the tests that make it happen."""

    name: str
    tests: tuple[str, ...]
    """`file::beginning of a test's name` below tests/."""


FAULTS = (
    Fault(
        "driver killed (SIGKILL) at a random moment",
        ("faults/test_sudden_death.py::test_drivers",),
    ),
    Fault(
        "worker killed (SIGKILL) at a random moment",
        (
            "faults/test_sudden_death.py::test_workers",
            "execution/test_interruption.py::test_killed_workers",
            "execution/test_engines.py::test_a_run_that_kills_its_worker",
        ),
    ),
    Fault(
        "SIGINT, SIGTERM, Ctrl-C to the whole group",
        (
            "execution/test_interruption.py::test_a_signal",
            "execution/test_interruption.py::test_ctrl_c",
            "execution/test_interruption.py::test_an_interrupted_sweep",
            "process/test_signals.py::test_",
        ),
    ),
    Fault(
        "disk full, or a file that may not grow",
        (
            "faults/test_places_that_fail.py::test_files_that_cannot_grow",
            "faults/test_places_that_fail.py::test_a_disk_that_is_full",
            "store/test_store_faults.py::test_a_full_disk",
        ),
    ),
    Fault(
        "folder, output or store that may only be read",
        (
            "faults/test_places_that_fail.py::test_what_may_only_be_read",
            "store/test_store_faults.py::test_a_read_only",
        ),
    ),
    Fault(
        "store cut off",
        (
            "faults/test_damaged_stores.py::test_cut_off",
            "store/test_store_faults.py::test_cut_off",
        ),
    ),
    Fault("store with a flipped bit", ("faults/test_damaged_stores.py::test_flipped_bits",)),
    Fault(
        "store of a newer version, or of another program",
        (
            "faults/test_damaged_stores.py::test_of_a_newer",
            "store/test_store_faults.py::test_a_schema_of",
            "store/test_store_faults.py::test_a_database_of_another",
            "store/test_store_faults.py::test_not_a_database",
        ),
    ),
    Fault(
        "store locked by another sweep",
        (
            "faults/test_damaged_stores.py::test_locked",
            "store/test_store_faults.py::test_locked",
        ),
    ),
    Fault(
        "store opened by several sweeps at once",
        (
            "faults/test_damaged_stores.py::test_opened_by_three",
            "sweeps/test_run_sweep.py::test_two_sweeps_at_once",
            "store/test_store_faults.py::test_a_store_that_another_sweep_makes_meanwhile",
        ),
    ),
    Fault("cache file damaged", ("faults/test_damaged_data.py::test_a_damaged_cache",)),
    Fault(
        "data file damaged, swapped or half there",
        (
            "faults/test_damaged_data.py::test_damaged_bytes",
            "faults/test_damaged_data.py::test_half_a_file",
            "faults/test_damaged_data.py::test_a_swapped",
            "datasets/test_image_sets.py::test_one_swapped_file",
            "datasets/test_image_sets.py::test_a_damaged_file",
            "datasets/test_downloads.py::test_a_download_cut_short",
            "datasets/test_downloads.py::test_a_page_that_is_not",
        ),
    ),
    Fault("clock that runs backwards and jumps", ("faults/test_clocks_that_jump.py::test_",)),
    Fault(
        "more memory asked for than there is",
        ("planning/test_memory_needed.py::test_",),
    ),
    Fault(
        "weights that are no longer finite",
        (
            "sweeps/test_run_sweep.py::test_a_diverged_trial",
            "sweeps/test_run_sweep.py::test_how_a_diverged",
        ),
    ),
    Fault(
        "run that hangs or takes too long",
        (
            "execution/test_engines.py::test_a_run_that_takes_too_long",
            "faults/test_hanging_workers.py::test_",
        ),
    ),
    Fault(
        "file or configuration made to run code or take memory",
        (
            "faults/test_hostile_files.py::test_a",
            "faults/test_hostile_files.py::test_text",
            "faults/test_hostile_configuration.py::test_",
            "network/test_foreign_files.py::test_a_trap",
        ),
    ),
)


def faults(selected: Sequence[Fault] = FAULTS) -> pd.DataFrame:
    """Cause the faults: one row each with how often it was tried and survived."""
    cases = _cases(sorted({one.partition("::")[0] for fault in selected for one in fault.tests}))
    places = [place for fault in selected for place in fault.tests]
    if nobody := [place for place in places if not any(c.place.startswith(place) for c in cases)]:
        raise SystemExit(f"no test is called {nobody[0]} (below tests/); was it moved?")
    rows = []
    for fault in selected:
        mine = [case for case in cases if _belongs(case, fault)]
        ran = [case for case in mine if not case.skipped]
        rows.append(
            {
                "fault": fault.name,
                "tried": sum(case.tried for case in ran),
                "survived": sum(case.tried for case in ran if case.passed),
                "tests": len(ran),
                "skipped": len(mine) - len(ran),
                "seconds": round(sum(case.seconds for case in ran), 1),
            }
        )
    return pd.DataFrame(rows)


@dataclasses.dataclass(frozen=True)
class _Case:
    place: str
    """`file::name`."""
    passed: bool
    skipped: bool
    tried: int
    seconds: float


def _belongs(case: _Case, fault: Fault) -> bool:
    return any(case.place.startswith(beginning) for beginning in fault.tests)


def _cases(files: Sequence[str]) -> list[_Case]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        paths = [str(ROOT / "tests" / file) for file in files]
        options = ["-q", "-n", "2", "--dist", "loadfile", "-m", "slow or not slow"]
        # The newer form of the report has no place for how often a fault was tried.
        options += ["-o", "junit_family=xunit1", f"--junitxml={report}"]
        subprocess.run(
            [sys.executable, "-m", "pytest", *options, *paths],
            cwd=ROOT,
            check=False,
            env={**os.environ, "NNEXP_PATIENT": "1"},
            # A job in the background ignores Ctrl-C, which tests send.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        tree = ET.parse(report)  # noqa: S314 -- as above
    found = [_case(element) for element in tree.iter("testcase")]
    if not found:
        raise SystemExit("no test of a fault could be run; see what pytest said above")
    return found


def _case(element: ET.Element) -> _Case:
    properties = {one.get("name"): one.get("value") for one in element.iter("property")}
    kinds = collections.Counter(child.tag for child in element)
    module = str(element.get("classname")).removeprefix("tests.").replace(".", "/")
    return _Case(
        place=f"{module}.py::{element.get('name')}",
        passed=not (kinds["failure"] + kinds["error"] + kinds["skipped"]),
        skipped=bool(kinds["skipped"]),
        tried=int(properties.get("tried") or 1),
        seconds=float(element.get("time") or 0),
    )
