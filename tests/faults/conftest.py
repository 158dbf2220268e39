"""What the tests of faults share."""

import pytest
from forked_sweeps import Forks, outcome


@pytest.fixture(scope="session")
def forks():
    with Forks() as forks:
        yield forks


@pytest.fixture(scope="session")
def undisturbed(forks, tmp_path_factory):
    """The answer of a sweep that nothing happened to, and how long it took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    status, said = forks.run(folder)
    assert status == 0, said
    return outcome(folder)
