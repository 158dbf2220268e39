"""`python -m benchmarks --against PATH`: ratios that fell are found, and nothing is overwritten."""

import pytest

from benchmarks import __main__ as command
from benchmarks.measurement import Measurement, write


def measured(nnexp, jax, benchmark="kernel"):
    """Seconds of both in one case."""
    times = {"nnexp": nnexp, "jax": jax}
    return [
        Measurement(benchmark, "mnist H=100", name, time, "µs per sample", 5, time, time, "")
        for name, time in times.items()
    ]


@pytest.fixture
def results(tmp_path, monkeypatch):
    """The folder of an earlier run: JAX took four times as long."""
    write(measured(2.0, 8.0), tmp_path / "kernel.csv")
    monkeypatch.setattr(command, "RESULTS", tmp_path)
    return tmp_path


def check(monkeypatch, now, path):
    monkeypatch.setattr(command, "_run", lambda name, quick: now)
    monkeypatch.setattr(command.bars, "judge", lambda measurements: [])
    return command.main(["--only", "kernel", "--against", str(path)])


@pytest.mark.parametrize("name", ["", "kernel.csv"])
def test_a_ratio_that_fell_is_found_against_what_it_was(results, monkeypatch, capsys, name):
    """Though the machine is twice as fast today, and the file is the one of the last run."""
    before = (results / "kernel.csv").read_bytes()
    assert check(monkeypatch, measured(1.0, 3.0), results / name) == 1
    assert capsys.readouterr().out.endswith(
        "kernel mnist H=100: jax/nnexp fell from 4.00 to 3.00\n"
        "1 of 1 ratios fell by more than 20%\n"
    )
    assert (results / "kernel.csv").read_bytes() == before
    assert [path.name for path in results.iterdir()] == ["kernel.csv"]


def test_a_slower_machine_is_no_fall(results, monkeypatch, capsys):
    assert check(monkeypatch, measured(6.0, 22.0), results) == 0
    assert capsys.readouterr().out.endswith("\n0 of 1 ratios fell by more than 20%\n")


def test_nothing_in_common_is_no_success(results, monkeypatch, capsys):
    assert check(monkeypatch, measured(6.0, 22.0, "minibatch"), results) == 1
    assert capsys.readouterr().out.endswith("\n0 of 0 ratios fell by more than 20%\n")


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_earlier_run_is_told_before_anything_is_measured(tmp_path, monkeypatch, capsys, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit) as caught:
        check(monkeypatch, [], tmp_path / name)
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith(
        f"argument --against: {tmp_path / name}: holds no measurements of an earlier run\n"
    )
