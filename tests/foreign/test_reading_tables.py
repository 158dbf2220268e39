"""Trials that something else ran are asked as those that nnexp ran: findings, plots, report."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_tables import ends, trainings, written

import nnexp
from nnexp.analysis import findings
from nnexp.foreign.reading import write_trials
from nnexp.report.__main__ import main
from nnexp.report.html import make_report
from nnexp.report.verification import verify


def disagreements(found: nnexp.Sweep) -> tuple[str, ...]:
    """What a report of it says otherwise than its table and curves."""
    write_trials(found)
    make_report(found.directory, plots=False)
    return verify(found.directory)[1]


def test_a_curve_per_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(trainings(), tmp_path)
    found = nnexp.read(path, repeat="seed", metric="val_acc", better="higher", budget="epoch")
    assert capsys.readouterr().err.splitlines() == [
        f"{path}: 40 trials at 8 grid points; settings lr, width; 5 repeats; val_acc chooses "
        "(validation data, higher is better)"
    ]
    assert found.best["lr"] == 0.1
    assert found.swept == ("lr", "width")
    assert sorted(found.table["repeat"].unique()) == [0, 1, 2, 3, 4]
    assert set(found.table["epochs"]) == {6}
    assert len(found.curves) == 240
    assert {"sweet_spot", "overfitting_onset"} <= {one.analysis for one in found.findings()}
    assert found.answer().startswith("The best setting is lr=0.1")
    assert "Of the test data" in found.answer()
    assert not (tmp_path / "runs_report").exists()


def test_findings_are_those_of_the_same_numbers(tmp_path: Path) -> None:
    """What is read off a file is asked by the same analyses as the frame that was written."""
    frame = ends(trainings())
    found = nnexp.read(written(frame, tmp_path), repeat="seed", quiet=True)
    by_hand = frame.assign(
        repeat=frame["seed"] - 11, status="ok", run_id=[str(one) for one in range(len(frame))]
    )
    told = [one.sentence for one in found.findings()]
    again = findings(by_hand, pd.DataFrame(), found.swept, "validation", columns=found.columns)
    assert told == [one.sentence for one in again]
    assert any("the best lr is about" in one for one in told)


def test_the_command_makes_a_report_that_verifies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(trainings(lrs=(0.01, 0.1, 0.3), widths=(16,), seeds=(1, 2, 3)), tmp_path)
    assert main([str(path), "repeat=seed", "metric=val_acc", "budget=epoch"]) == 0
    folder = tmp_path / "runs_report"
    assert capsys.readouterr().out == f"{folder / 'report.html'}\n"
    assert verify(folder)[1] == ()
    page = (folder / "report.html").read_text()
    assert f"python -m nnexp.report {path} repeat=seed metric=val_acc budget=epoch" in page
    assert (folder / "plots" / "val_acc_by_lr.png").is_file()
    assert main(["--verify", str(folder)]) == 0
    loaded = nnexp.load(folder)
    assert loaded.table_hash == nnexp.read(path, quiet=True).table_hash
    assert loaded.best["lr"] == 0.1


def test_report_from_python(tmp_path: Path) -> None:
    path = written(ends(trainings(seeds=(1, 2, 3))), tmp_path)
    found = nnexp.read(path, directory=tmp_path / "made", quiet=True)
    assert found.report() == tmp_path / "made" / "report.html"
    assert found.figure("val_acc_by_lr") is not None
    with pytest.raises(nnexp.NnexpError, match="networks are those of the built-in network"):
        found.trial(lr=0.1)


@pytest.mark.parametrize(
    "write",
    [
        lambda frame, path: frame.to_csv(path / "t.csv", index=False, sep=";", decimal=","),
        lambda frame, path: frame.to_csv(path / "t.tsv", index=False, sep="\t"),
        lambda frame, path: frame.to_csv(path / "t.csv", index=False, encoding="utf-8-sig"),
        lambda frame, path: frame.to_csv(path / "t.csv"),  # with the index as a nameless column
        lambda frame, path: frame.to_parquet(path / "t.parquet"),
        lambda frame, path: (path / "t.csv.gz").write_bytes(
            gzip.compress(frame.to_csv(index=False).encode())
        ),
        lambda frame, path: frame.sample(frac=1, random_state=0).to_csv(
            path / "t.csv", index=False, lineterminator="\r\n"
        ),
    ],
    ids=["semicolons", "tabs", "mark", "index", "parquet", "gzip", "shuffled"],
)
def test_files_as_people_have_them(write, tmp_path: Path) -> None:
    frame = ends(trainings(seeds=(1, 2, 3)))
    straight = nnexp.read(written(frame, tmp_path, "straight.csv"), quiet=True)
    write(frame, tmp_path)
    (path,) = tmp_path.glob("t.*")
    found = nnexp.read(path, quiet=True)
    keys = ["lr", "width", "repeat"]
    kept = [*keys, "val_acc", "test_acc", "train_loss"]
    pd.testing.assert_frame_equal(
        found.table[kept].sort_values(keys, ignore_index=True),
        straight.table[kept].sort_values(keys, ignore_index=True),
    )


def test_unequal_repeats_and_missing_cells(tmp_path: Path) -> None:
    frame = ends(trainings())
    frame = frame.drop(frame.index[[3, 8, 9]])
    frame.loc[frame.index[5], "val_acc"] = np.nan
    frame.loc[frame.index[7], "val_acc"] = np.inf
    frame.loc[frame.index[9], "test_acc"] = np.nan
    frame["momentum"] = np.where(frame["width"] == 16, 0.9, np.nan)
    found = nnexp.read(written(frame, tmp_path), repeat="seed", quiet=True)
    assert found.table["status"].value_counts().to_dict() == {"ok": 35, "error": 1, "diverged": 1}
    assert found.columns.settings["momentum"].optional
    assert found.best["lr"] == 0.1
    assert found.doubts["cautions"] == [
        "2 trials failed (val_acc is missing): a setting with a failed trial ranks behind those "
        "without"
    ]
    assert disagreements(found) == ()


def test_trainings_that_were_stopped_early(tmp_path: Path) -> None:
    frame = trainings(epochs=9)
    frame = frame[(frame["epoch"] <= 3) | frame["lr"].isin([0.1, 0.3])]
    found = nnexp.read(written(frame, tmp_path), budget="epoch", quiet=True)
    assert found.table.groupby("lr")["epochs"].unique().map(list).to_dict() == {
        0.01: [3], 0.03: [3], 0.1: [3, 9], 0.3: [3, 9],
    }  # fmt: skip
    assert found.doubts["cautions"] == [
        "trainings end after 3 or 9 epochs: what was stopped early has no row at later ones, which "
        "are those of settings that looked good"
    ]
    assert disagreements(found) == ()


def test_trainings_that_end_when_they_like(tmp_path: Path) -> None:
    frame = trainings(epochs=12)
    last = 3 + frame.groupby(["lr", "width", "seed"]).ngroup() % 7
    found = nnexp.read(written(frame[frame["epoch"] <= last], tmp_path), quiet=True)
    assert found.columns.budget is None
    assert len(found.table) == 40
    assert "end after 7 different numbers of epoch, 3 to 9" in found.doubts["cautions"][0]


def test_a_run_that_ends_in_infinity_diverged(tmp_path: Path) -> None:
    frame = trainings(lrs=(0.1, 0.3, 1.0), widths=(16,), seeds=(1, 2, 3))
    gone = (frame["lr"] == 1.0) & (frame["epoch"] >= 4)
    frame.loc[gone, "val_acc"] = np.inf
    found = nnexp.read(written(frame, tmp_path), budget="epoch", quiet=True)
    assert found.table.groupby("lr")["status"].unique().map(list).to_dict() == {
        0.1: ["ok"], 0.3: ["ok"], 1.0: ["diverged"],
    }  # fmt: skip
    assert found.curves[found.curves["lr"] == 1.0]["epoch"].max() == 3
    assert disagreements(found) == ()


def test_epochs_that_differ_between_trials_without_curves(tmp_path: Path) -> None:
    frame = trainings(epochs=4)
    frame = frame[frame["epoch"].isin([1, 4])].rename(columns={"epoch": "epochs"})
    frame["run_id"] = [f"run{number}" for number in range(len(frame))]
    found = nnexp.read(written(frame, tmp_path), quiet=True)
    assert found.best["epochs"] == 4
    assert len(found.table) == 80
    assert set(found.table["run_id"]) == set(frame["run_id"])
    assert disagreements(found) == ()


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        (
            lambda frame: frame.drop(columns="seed"),
            "no column says which repeat a row is (repeat=seed for one): rows of one setting are "
            "taken for its repeats, in their order, and pairs of them share nothing",
        ),
        (
            lambda frame: frame.assign(seed=42),
            "seed: is the same in every row, so rows of one setting are taken for its repeats, in "
            "their order",
        ),
        (
            lambda frame: frame.assign(seed=range(1000, 1000 + len(frame))),
            "seed: no two settings share a value, so repeats are taken in their order, and pairs "
            "of them share nothing",
        ),
        (
            lambda frame: pd.concat([frame, frame.head(2)]),
            "2 rows say again what another has said of the same setting and repeat: the last "
            "counts",
        ),
        (
            lambda frame: frame.rename(columns={"val_acc": "accuracy"}),
            "accuracy: does not say of which data it is; taken for validation data (part=test "
            "says otherwise)",
        ),
        (
            lambda frame: frame.assign(memory=np.linspace(1, 2, len(frame))),
            "memory: no two rows have the same value, so it is taken for measured or a name, not "
            "for a setting; settings=lr,width,memory says otherwise",
        ),
        (
            lambda frame: frame.assign(state="broken"),
            "state: 'broken' is no state that is known; such rows count if they have the metric",
        ),
        (
            lambda frame: frame.rename(columns={"width": "target_"}).assign(target="x"),
            None,
        ),
    ],
)
def test_doubts_are_told_in_a_line_each(change, doubt, tmp_path: Path) -> None:
    frame = change(ends(trainings(seeds=(1, 2, 3))))
    metric = "val_acc" if "val_acc" in frame else "accuracy"
    found = nnexp.read(written(frame, tmp_path), metric=metric, quiet=True)
    assert found.doubts["cautions"] == ([doubt] if doubt else [])
    assert found.best["lr"] == 0.1
    assert found.table["repeat"].max() == 2


def test_an_error_is_chosen_by_being_low(tmp_path: Path) -> None:
    frame = ends(trainings()).rename(columns={"val_acc": "rmse/val", "test_acc": "rmse/test"})
    frame[["rmse/val", "rmse/test"]] = 1 - frame[["rmse/val", "rmse/test"]]
    found = nnexp.read(written(frame, tmp_path), quiet=True)
    chooser = found.columns.choosing("validation")
    assert (chooser.name, chooser.better, found.best["lr"]) == ("rmse_val", "lower", 0.1)
    assert found.columns.chooser("test").name == "rmse_test"


def test_accuracies_in_percent_keep_their_numbers(tmp_path: Path) -> None:
    frame = ends(trainings())
    frame[["val_acc", "test_acc"]] *= 100
    found = nnexp.read(written(frame, tmp_path), quiet=True)
    chooser = found.columns.choosing("validation")
    assert (chooser.printed, chooser.unit, chooser.bounds) == ("number", "%", (0, 100))
    assert found.table["val_acc"].max() == frame["val_acc"].max()


def test_several_columns_may_tell_repeats(tmp_path: Path) -> None:
    frame = ends(trainings(seeds=(0, 1, 2, 3)))
    frame = frame.assign(fold=frame["seed"] % 2, seed=frame["seed"] // 2)
    found = nnexp.read(written(frame, tmp_path), repeat=["seed", "fold"], quiet=True)
    assert found.table.groupby(["lr", "width"])["repeat"].apply(list).tolist() == [[0, 1, 2, 3]] * 8


def test_nothing_in_a_table_is_run_or_unpickled(tmp_path: Path) -> None:
    """Text that is code stays text, and bytes that unpickle to a call are left out."""

    class Harm:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "harm",))

    import pickle

    frame = ends(trainings(seeds=(1, 2, 3)))
    frame["init"] = f"__import__('pathlib').Path({str(tmp_path / 'harm')!r}).touch()"
    frame["html"] = "<script>alert(1)</script>"
    frame["blob"] = [pickle.dumps(Harm())] * len(frame)
    path = written(frame, tmp_path, "runs.parquet")
    nnexp.read(path, quiet=True).report()
    page = (tmp_path / "runs_report" / "report.html").read_text()
    assert not (tmp_path / "harm").exists()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
