"""The list of faults names tests that are there: it is run by hand, and tests move."""

import re
from pathlib import Path

import pytest

from benchmarks.reliability.faults import FAULTS

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_is_caused_by_a_test(fault):
    for place in fault.tests:
        file, _, name = place.partition("::")
        assert re.search(f"^def {name}", (TESTS / file).read_text("utf-8"), re.MULTILINE), place
