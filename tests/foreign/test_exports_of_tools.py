"""Exports of other tools: `files/` has what Optuna and MLflow wrote of small sweeps.

Those of Ray Tune and W&B are made here, in the layout of their tables of results and histories.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_tables import FILES, ends, trainings, written

import nnexp
from nnexp.foreign.dialects import dialect_of


def test_optunas_trials(capsys: pytest.CaptureFixture[str]) -> None:
    found = nnexp.read(FILES / "optuna.csv", metric="value", better="higher", repeat="seed")
    assert found.swept == ("lr", "width")
    assert found.table["status"].value_counts().to_dict() == {"ok": 14, "not_run": 2, "error": 2}
    assert set(found.table[found.table["status"] == "error"]["reason"]) == {"state is FAIL"}
    assert found.best == {"lr": 0.1, "width": 64}
    assert {"value", "test_accuracy", "seconds"} == set(found.columns.metrics)
    assert found.table["seconds"].dropna().between(0, 1).all()
    told = capsys.readouterr().err
    assert "18 trials of Optuna at 6 grid points" in told
    assert "2 trials were pruned and count in no mean" in told


def test_optunas_random_search_with_a_setting_that_some_lack() -> None:
    found = nnexp.read(FILES / "optuna_random.csv", better="higher", quiet=True)
    assert found.swept == ("lr", "momentum", "optimizer")
    assert found.columns.settings["momentum"].optional
    sgd = found.table["optimizer"] == "sgd"
    assert found.table["momentum"].notna().equals(sgd)
    assert found.best["lr"] == pytest.approx(0.1, rel=1)


def test_values_that_hold_text_are_no_metric(tmp_path: Path) -> None:
    frame = pd.read_csv(FILES / "optuna.csv", dtype={"value": "str"})
    frame.loc[0, "value"] = "abc"
    found = nnexp.read(written(frame, tmp_path), metric="test_accuracy", quiet=True)
    assert set(found.columns.metrics) == {"test_accuracy", "seconds"}
    assert found.select_on == "test"


def test_optunas_parquet(tmp_path: Path) -> None:
    frame = pd.read_csv(FILES / "optuna.csv", parse_dates=["datetime_start", "datetime_complete"])
    frame["duration"] = pd.to_timedelta(frame["duration"])
    path = written(frame, tmp_path, "optuna.parquet")
    found = nnexp.read(path, better="higher", repeat="seed", quiet=True)
    text = nnexp.read(FILES / "optuna.csv", better="higher", repeat="seed", quiet=True)
    assert found.best == text.best
    assert found.table["value"].equals(text.table["value"])


def test_mlflows_runs() -> None:
    found = nnexp.read(FILES / "mlflow.csv", quiet=True)
    assert found.swept == ("lr",)
    assert found.columns.choosing("validation").name == "val_accuracy"
    assert found.columns.chooser("test").name == "test_accuracy"
    assert found.table.groupby("lr").size().to_dict() == {0.01: 3, 0.1: 4, 1.0: 3}
    assert found.table["status"].value_counts().to_dict() == {"ok": 9, "error": 1}
    assert found.doubts["cautions"] == [
        "1 trial failed (status is FAILED): a setting with a failed trial ranks behind those "
        "without"
    ]
    assert list(found.answers[0].ranking["lr"]) == [0.01, 1.0, 0.1]


def results_of_ray(epochs: int) -> pd.DataFrame:
    """A row per trial and iteration, as `Result.metrics_dataframe` with the trial's config has."""
    frame = trainings(lrs=(0.01, 0.1, 1.0), widths=(16,), seeds=(1, 2), epochs=epochs)
    return pd.DataFrame(
        {
            "val_loss": 1 - frame["val_acc"],
            "timestamp": 1_760_000_000 + frame["epoch"],
            "checkpoint_dir_name": np.nan,
            "done": frame["epoch"] == epochs,
            "training_iteration": frame["epoch"],
            "trial_id": frame.groupby(["lr", "seed"]).ngroup().map("ab12_{:05d}".format),
            "date": "2026-01-01_10-00-00",
            "time_this_iter_s": 0.5,
            "time_total_s": 0.5 * frame["epoch"],
            "pid": 4711,
            "hostname": "host",
            "node_ip": "127.0.0.1",
            "time_since_restore": 0.5 * frame["epoch"],
            "iterations_since_restore": frame["epoch"],
            "config/lr": frame["lr"],
            "config/seed": frame["seed"],
            "logdir": "a1b2",
        }
    )


def test_ray_tunes_results(tmp_path: Path) -> None:
    frame = results_of_ray(4)
    found = nnexp.read(written(frame[frame["done"]], tmp_path), quiet=True)
    chooser = found.columns.choosing("validation")
    assert (chooser.name, chooser.better) == ("val_loss", "lower")
    assert (found.swept, found.best) == (("lr",), {"lr": 0.1})
    assert sorted(found.table["repeat"]) == [0, 0, 0, 1, 1, 1]
    assert set(found.table["seconds"]) == {2.0}


def test_ray_tunes_histories(tmp_path: Path) -> None:
    found = nnexp.read(written(results_of_ray(4), tmp_path), quiet=True)
    assert found.columns.budget == "training_iterations"
    assert (len(found.table), len(found.curves)) == (6, 24)
    assert "overfitting_onset" in {one.analysis for one in found.findings()}


def runs_of_wandb() -> pd.DataFrame:
    frame = ends(trainings(seeds=(1, 2, 3)))
    count = len(frame)
    named = pd.DataFrame(
        {
            "Name": [f"eager-sun-{number}" for number in range(count)],
            "State": ["finished"] * (count - 1) + ["crashed"],
            "Notes": "-",
            "User": "somebody",
            "Tags": "",
            "Created": "2026-01-01T10:00:00.000Z",
            "Runtime": np.linspace(10, 20, count),
            "Sweep": "q7",
        }
    )
    return pd.concat([named, frame.reset_index(drop=True)], axis=1)


def test_a_table_of_wandbs_runs(tmp_path: Path) -> None:
    found = nnexp.read(written(runs_of_wandb(), tmp_path), quiet=True)
    assert found.swept == ("lr", "width")
    assert found.table["status"].value_counts().to_dict() == {"ok": 23, "error": 1}
    assert found.table["run_id"].iloc[0] == "eager-sun-0"
    assert found.best["lr"] == 0.1
    assert found.columns.metrics["seconds"].unit == "s"


def test_a_history_of_wandb_with_metrics_in_rows_of_their_own(tmp_path: Path) -> None:
    frame = trainings(lrs=(0.03, 0.1, 0.3), widths=(16,), seeds=(1, 2, 3)).drop(columns="test_acc")
    frame = frame.assign(run_id=frame.groupby(["lr", "seed"]).ngroup().map("r{}".format))
    frame = frame.rename(columns={"epoch": "_step"}).assign(_runtime=frame["epoch"] * 2.0)
    loss = frame.drop(columns="val_acc")
    found = nnexp.read(
        written(pd.concat([loss, frame.drop(columns="train_loss")]), tmp_path), quiet=True
    )
    assert found.columns.budget == "steps"
    assert len(found.curves) == 54
    assert found.curves[["val_acc", "train_loss"]].notna().all(axis=None)
    assert set(found.curves["seconds"]) == {2.0}
    assert set(found.table["seconds"]) == {12.0}


@pytest.mark.parametrize(
    ("names", "tool"),
    [
        (["number", "value", "params_lr", "state"], "Optuna"),
        (["run_id", "params.lr", "metrics.loss"], "MLflow"),
        (["config/lr", "training_iteration"], "Ray Tune"),
        (["_step", "_runtime", "loss"], "W&B"),
        (["Name", "State", "Created", "lr"], "W&B"),
        (["lr", "seed", "val_acc"], ""),
        (["params_lr", "val_acc"], ""),
    ],
)
def test_tools_are_known_by_their_columns(names, tool) -> None:
    assert dialect_of(names).name == tool
