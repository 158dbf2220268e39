"""One call for the whole grid, and an honest answer for every grid point."""

from typing import Any

import pytest
from hydra.core.utils import JobReturn, JobStatus

from nnexp.cli.launching import Launch, TrialsFailedError


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[JobReturn]:
    """What the launcher returned to the sweeper, batch after batch."""
    returned: list[JobReturn] = []
    original = Launch.run

    def run(self: Launch, grid: Any) -> list[JobReturn]:
        batch = original(self, grid)
        returned.extend(batch)
        return batch

    monkeypatch.setattr(Launch, "run", run)
    return returned


def test_a_job_return_for_each_grid_point_in_order(command, jobs, tmp_path):
    answer = command("-m", "lr=0.3,0.1", "epochs=2,1", "repeats=3")
    (call,) = answer.calls
    assert len(call.points) == 4
    assert [job.overrides for job in jobs] == [
        [f"lr={lr}", f"epochs={epochs}", "repeats=3"] for lr in (0.3, 0.1) for epochs in (2, 1)
    ]
    assert {job.status for job in jobs} == {JobStatus.COMPLETED}
    assert {job.working_dir for job in jobs} == {str(call.directory)}


def test_an_adaptive_sweeper_gets_the_mean_loss(command, jobs):
    command("-m", "lr=0.3,0.1", "repeats=3")
    assert [job.return_value for job in jobs] == pytest.approx([1.3, 1.1])


@pytest.mark.parametrize("status", ["diverged", "error", "timeout"])
def test_failed_trials_fail_their_grid_points_and_the_command(command, jobs, recorder, status):
    recorder.status = lambda point, repeat: status if (point.lr, repeat) == (2, 1) else "ok"
    answer = command("-m", "lr=1,2,3", "repeats=2")
    assert [job.status for job in jobs] == [
        JobStatus.COMPLETED,
        JobStatus.FAILED,
        JobStatus.COMPLETED,
    ]
    with pytest.raises(TrialsFailedError):
        _ = jobs[1].return_value
    assert answer.status == 1
    assert answer.err == (
        f"nnexp: error: 1 of 6 trials failed (1 {status}); "
        f"column 'reason' of {answer.calls[0].directory / 'table.csv'} says why\n"
    )


def test_points_that_were_not_reached_count_as_failed(command, jobs, recorder):
    recorder.status = lambda point, repeat: {1: "ok", 2: "error"}.get(point.lr, "absent")
    answer = command("-m", "lr=1,2,3", "repeats=1", "engine.on_error=stop")
    assert [job.status.name for job in jobs] == ["COMPLETED", "FAILED", "FAILED"]
    assert answer.status == 1
    assert "2 of 3 trials failed (1 error, 1 not trained)" in answer.err


def test_the_same_point_twice_ends_twice(command, jobs):
    command("-m", "lr=0.1,0.1", "repeats=1")
    assert [job.return_value for job in jobs] == [0.1, 0.1]


def test_null_and_mixed_axes_find_their_rows(command, jobs, recorder):
    recorder.loss = lambda point: (point.data.train_size or 7) + len(point.hidden_nodes)
    command("-m", "data.train_size=null,10", "hidden_nodes=0,5,[5,4]", "repeats=1")
    assert [job.return_value for job in jobs] == [7, 8, 9, 10, 11, 12]


@pytest.mark.filterwarnings("default")
def test_a_listed_grid_is_run_as_a_whole_whatever_its_batches(command, jobs):
    answer = command("-m", "lr=1,2,3,4,5", "hydra.sweeper.max_batch_size=2", "repeats=1")
    assert [point.lr for point in answer.points] == [1, 2, 3, 4, 5]
    assert [job.return_value for job in jobs] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("more", [[], ["plan=true"], ["hydra.sweep.subdir=${hydra.job.num}"]])
def test_a_launcher_from_elsewhere_runs_no_point_alone(command, tmp_path, more):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.yaml").write_text(
        "defaults: [config, _self_, {override hydra/launcher: basic}]\n"
    )
    answer = command("-cd", "own", "-cn", "mine", "-m", "lr=0.1,0.2", *more)
    assert (answer.status, answer.calls) == (2, [])
    assert "hydra/launcher: nnexp plans the grid as a whole" in answer.err or more


def test_an_unexpected_error_is_one_line_and_a_file(command, recorder, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def explode(*_: object) -> None:
        raise RuntimeError("a\nbug")

    monkeypatch.setattr("nnexp.api.run", explode)
    answer = command("lr=0.1")
    (file,) = tmp_path.glob("nnexp-*.log")
    assert answer.err == (
        f"nnexp: error: RuntimeError: a bug (unexpected; the traceback is in {file})\n"
    )
    assert answer.status == 1
    assert "in explode" in file.read_text(encoding="utf-8")


def test_whoever_wants_the_traceback_gets_it(command, monkeypatch):
    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("nnexp.api.run", explode)
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    with pytest.raises(RuntimeError, match="a bug"):
        command("lr=0.1")


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("bad", [1, 5])
def test_a_failure_in_one_batch_does_not_stop_the_next(command, jobs, recorder, bad):
    recorder.status = lambda point, repeat: "diverged" if point.lr == bad else "ok"
    answer = command("-m", "lr=1,2,3,4,5", "hydra.sweeper.max_batch_size=2", "repeats=1")
    assert len(answer.calls) == 1
    assert answer.status == 1
    assert "error: 1 of 5 trials failed (1 diverged)" in answer.err
