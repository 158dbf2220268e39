"""The sweeps of the claims, as commands: the same grids that `nnexp.reproduce` runs."""

import shlex

import pytest

from nnexp.claims.book import CLAIMS
from nnexp.cli.places import description, sweep_directories
from nnexp.reproduce.grid import read_trainings

TRAINED = [claim for claim in CLAIMS if claim.experiment is None]


@pytest.mark.parametrize("quick", [pytest.param(True, marks=pytest.mark.slow), False])
@pytest.mark.parametrize("claim", TRAINED, ids=[claim.id for claim in TRAINED])
def test_the_command_of_a_claim_runs_the_grid_that_is_judged(command, claim, quick):
    asked = read_trainings(claim, quick=quick)
    words = shlex.split(asked.command)
    assert words[:4] == ["python", "-m", "nnexp", "-m"]
    answer = command(*words[3:])
    assert (answer.status, answer.err) == (0, "")
    assert set(answer.points) == set(asked.points)
    (call,) = answer.calls
    assert call.sweep == asked.sweep


def test_an_experiment_is_not_a_sweep(command):
    answer = command("-m", "+sweep=claims/step_size")
    assert answer.status == 2
    (line,) = answer.err.splitlines()
    assert line.endswith(
        "claims/step_size.yaml: is the experiment of a claim, not a sweep of trainings; "
        "run it with python -m nnexp.reproduce step_size"
    )


def test_an_unknown_claim_gets_the_nearest_name(command):
    answer = command("-m", "+sweep=claims/xorr")
    assert answer.status == 2
    assert answer.err.strip().startswith(
        "nnexp: error: +sweep=claims/xorr: there is no sweep file 'claims/xorr' "
        "(did you mean 'claims/xor'?); there are "
    )
    assert answer.err.strip().endswith(", claims/…")


def test_every_file_is_of_a_claim_and_says_what_for():
    folder = sweep_directories()[-1] / "claims"
    found = {path.stem: path for path in folder.glob("*.yaml")}
    assert set(found) == {claim.id for claim in CLAIMS}
    assert all(description(path) for path in found.values())
