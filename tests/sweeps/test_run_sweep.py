import dataclasses
import io
import itertools
import logging
import random
import time

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from of_book import COLUMN_DOCS, CURVE_DOCS
from rich.console import Console
from small_grids import points

import nnexp.sweeps.sweep as sweep_module
import nnexp.trainables.book.trainable as book
from nnexp.datasets import DataError, encode, load
from nnexp.settings import DataSettings, SettingsError, parse, unflatten
from nnexp.store import open_store
from nnexp.sweeps import VerificationError, run_sweep
from nnexp.sweeps.record import parse_record, read_record
from nnexp.table import TableError, canonical_hash
from nnexp.table import load as load_table
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.run import train

UNTIMED = [name for name in METRICS if name != "seconds"]


def run(tmp_path, grid, name="out", store="store.sqlite", repeats=2, said=None, **more):
    more = {key.replace("__", "."): value for key, value in more.items()}
    given = {"repeats": repeats, "store.path": str(tmp_path / store), **more}
    whole = parse(unflatten(given))[1]
    console = Console(file=said or io.StringIO(), width=200)
    return run_sweep(grid, whole, tmp_path / name, overrides=["lr=0.1"], console=console)


def test_the_table_is_what_training_each_trial_alone_gives(tmp_path):
    grid = points(lr=[0.1, 0.5], epochs=[1, 3], training__batch_size=[1, 16])
    table = run(tmp_path, grid).table
    digits = load(DataSettings())
    encoded = encode(digits, (0.01, 1.0), "float32")
    assert len(table) == len(grid) * 2
    for row, (point, repeat) in enumerate(itertools.product(grid, range(2))):
        alone = train(point, repeat, digits, encoded).curve.values[-1]  # noqa: PD011
        assert table.loc[row, UNTIMED].to_numpy(dtype=float).tobytes() == alone[:-1].tobytes()
        assert table.loc[row, ["lr", "epochs", "repeat"]].tolist() == [
            point.lr,
            point.epochs,
            repeat,
        ]
    assert list(table.columns) == list(COLUMN_DOCS)
    assert set(table["status"]) == {"ok"}
    assert set(table["reason"]) == {""}


def test_epochs_in_one_sweep_or_in_three_give_the_same_table(tmp_path):
    whole = run(tmp_path, points(lr=[0.1, 0.5], epochs=[1, 5, 10]))
    parts = [
        run(tmp_path, points(lr=[0.1, 0.5], epochs=[epochs]), f"{epochs}", f"{epochs}.sqlite")
        for epochs in (1, 5, 10)
    ]
    assert whole.counts.epochs_trained == 2 * 2 * 10
    assert [part.counts.epochs_trained for part in parts] == [4, 20, 40]
    assert canonical_hash(pd.concat([part.table for part in parts])) == whole.table_hash


def test_workers_engines_and_order_leave_no_trace(tmp_path):
    grid = points(lr=[0.1, 0.3, 0.5], epochs=[1, 4], hidden_nodes=[0, 5, (6, 4)])
    shuffled = random.Random(1).sample(grid, len(grid))
    hashes = {
        run(tmp_path, asked, f"{n}", f"{n}.sqlite", **engine).table_hash
        for n, (asked, engine) in enumerate(
            [
                (grid, {"engine__workers": 1}),
                (grid, {"engine__workers": 2}),
                (grid, {"engine": "processes", "engine__workers": 1}),
                (grid, {"engine": "processes", "engine__workers": 2}),
                (shuffled, {"engine__workers": 3}),
            ]
        )
    }
    assert len(hashes) == 1


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(points(lr=[0.1, 0.3], epochs=[1, 2, 3])), min_size=1, max_size=4))
def test_whatever_was_asked_before_the_table_is_the_same(tmp_path_factory, first):
    asked = points(lr=[0.1, 0.3], epochs=[2])
    folder = tmp_path_factory.mktemp("order")
    fresh = run(folder, asked, "fresh", "fresh.sqlite", repeats=1)
    run(folder, first, "first", repeats=2)
    assert run(folder, asked, "then", repeats=1).table_hash == fresh.table_hash


def test_the_same_command_again_trains_nothing(tmp_path, monkeypatch):
    grid = points(lr=[0.1, 0.5], epochs=[1, 3])
    first = run(tmp_path, grid)

    def never(*_arguments, **_more):
        raise AssertionError("nothing was to be trained")

    monkeypatch.setattr(book, "train", never)
    said = io.StringIO()
    again = run(tmp_path, grid, "again", said=said)
    assert again.table_hash == first.table_hash
    assert (again.counts.reused, again.counts.trained, again.counts.epochs_trained) == (4, 0, 0)
    assert said.getvalue() == "8 trials: 4 runs, 4 of them known; nothing to train\n"


def test_one_of_each_is_no_plural(tmp_path):
    said = io.StringIO()
    run(tmp_path, points(lr=[0.1], epochs=[1]), repeats=1, said=said)
    assert said.getvalue().startswith("1 trial: 1 run, 1 to train (1 epoch)\n")


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_more_epochs_train_only_the_rest(tmp_path, engine):
    run(tmp_path, points(epochs=[2, 3]), "short", engine=engine)
    longer = run(tmp_path, points(epochs=[2, 7]), "long", engine=engine)
    assert (longer.counts.extended, longer.counts.trained) == (2, 0)
    assert longer.counts.epochs_trained == 2 * 4
    scratch = run(tmp_path, points(epochs=[2, 7]), "scratch", "scratch.sqlite")
    assert longer.table_hash == scratch.table_hash
    pd.testing.assert_frame_equal(
        longer.curves.drop(columns="seconds"), scratch.curves.drop(columns="seconds")
    )


def test_without_checkpoints_more_epochs_start_afresh(tmp_path):
    run(tmp_path, points(epochs=[3]), "short", store__checkpoints=False)
    longer = run(tmp_path, points(epochs=[5]), "long")
    assert (longer.counts.extended, longer.counts.trained) == (0, 2)
    assert longer.counts.epochs_trained == 2 * 5
    scratch = run(tmp_path, points(epochs=[5]), "scratch", "scratch.sqlite")
    assert longer.table_hash == scratch.table_hash


def test_more_repeats_train_only_the_new_ones(tmp_path):
    run(tmp_path, points(lr=[0.1, 0.5]), "few", repeats=2)
    more = run(tmp_path, points(lr=[0.1, 0.5]), "more", repeats=5)
    assert (more.counts.reused, more.counts.trained) == (4, 6)
    scratch = run(tmp_path, points(lr=[0.1, 0.5]), "scratch", "scratch.sqlite", repeats=5)
    assert more.table_hash == scratch.table_hash


def test_a_schedule_that_depends_on_the_total_is_right_and_shares_nothing(tmp_path):
    grid = points(epochs=[1, 3], training__schedule=["cosine", "linear"])
    whole = run(tmp_path, grid, repeats=1)
    assert whole.counts.trained == 4
    alone = run(tmp_path, grid[:1], "alone", "alone.sqlite", repeats=1)
    assert whole.table.iloc[:1][UNTIMED].equals(alone.table[UNTIMED])
    assert whole.curves.groupby("run_id")["total_epochs"].nunique().tolist() == [1] * 4


def test_settings_that_are_not_read_share_a_run_but_not_a_row(tmp_path):
    grid = points(hidden_nodes=[0], network__activation=["sigmoid", "relu"])
    result = run(tmp_path, grid, repeats=1)
    assert result.counts.trained == 1
    assert result.table["network.activation"].tolist() == ["sigmoid", "relu"]
    assert len(set(result.table["test_loss"])) == 1
    assert result.curves["network.activation"].tolist() == ["sigmoid"] * 2 + ["relu"] * 2


def test_curves_hold_every_epoch_that_was_asked_for_and_no_other(tmp_path):
    run(tmp_path, points(epochs=[6]), "longer")
    result = run(tmp_path, points(lr=[0.1, 0.2], epochs=[2, 4]))
    curves = result.curves
    assert list(curves.columns) == list(CURVE_DOCS)
    assert len(curves) == 2 * 2 * 4
    assert set(curves["total_epochs"]) == {4}
    last = curves[curves["epoch"] == 2].set_index(["lr", "repeat"])[UNTIMED].sort_index()
    rows = result.table[result.table["epochs"] == 2].set_index(["lr", "repeat"])[UNTIMED]
    pd.testing.assert_frame_equal(last, rows.sort_index())
    # Table seconds are those up to the epoch, the curve's are those of the epoch.
    summed = curves[curves["epoch"] <= 2].groupby(["lr", "repeat"])["seconds"].sum()
    taken = result.table[result.table["epochs"] == 2].set_index(["lr", "repeat"])["seconds"]
    np.testing.assert_allclose(summed.sort_index(), taken.sort_index())


def test_everything_is_on_disk(tmp_path):
    result = run(tmp_path, points(lr=[0.1, 0.5], epochs=[1, 2]), name="sweep")
    folder = tmp_path / "sweep"
    names = {path.name for path in folder.iterdir()}
    assert names == {"table.parquet", "table.csv", "curves.parquet", "sweep.yaml"}
    for file in (folder, folder / "table.csv"):
        assert canonical_hash(load_table(file)) == result.table_hash
    pd.testing.assert_frame_equal(load_table(folder / "curves.parquet"), result.curves)
    record = yaml.safe_load((folder / "sweep.yaml").read_text())
    assert record["table_hash"] == result.table_hash
    assert record["overrides"] == ["lr=0.1"]
    assert record["grid"] == {"lr": [0.1, 0.5], "epochs": [1, 2]}
    assert record["settings"]["hidden_nodes"] == 5
    assert record["settings"]["repeats"] == 2
    assert record["runs"]["trained"] == 4
    assert record["data"] == {"digits": load(DataSettings()).fingerprint}
    assert record["versions"]["numpy"] == np.__version__
    assert record["machine"]["cpu"]
    assert record["seconds"] > 0
    assert parse_record(record) == read_record(folder)
    assert record["classes"].keys() == record["data"].keys()
    assert list(record)[-1] == "select_on"


def test_before_the_first_run_the_folder_says_what_the_sweep_is(tmp_path, monkeypatch):
    grid = points(lr=[0.1, 0.5])
    before = run(tmp_path, grid, name="sweep")
    seen = []

    def killed(*_arguments, **_more):
        seen.append(read_record(tmp_path / "sweep"))
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "train", killed)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, points(lr=[0.1, 0.3]), name="sweep", engine__workers=1)
    assert seen[0].outcome is None
    assert seen[0].grid == {"lr": [0.1, 0.3]}
    assert read_record(tmp_path / "sweep") == seen[0]
    monkeypatch.undo()
    after = run(tmp_path, points(lr=[0.1, 0.3]), name="sweep")
    record = read_record(tmp_path / "sweep")
    assert record.outcome.table_hash == after.table_hash != before.table_hash
    assert record.outcome.runs == after.counts
    begun, ended = (dataclasses.replace(one, outcome=None, started="") for one in (seen[0], record))
    assert ended == dataclasses.replace(begun, settings=record.settings)


DIVERGING = {"network__output_activation": ["linear"], "lr": [900], "hidden_nodes": [0]}


def test_a_diverged_trial_is_a_row_with_its_reason_and_the_sweep_goes_on(tmp_path):
    grid = points(**DIVERGING) + points(lr=[0.1])
    result = run(tmp_path, grid)
    table = result.table
    assert table["status"].tolist() == ["diverged", "diverged", "ok", "ok"]
    assert "not finite in epoch 1" in table["reason"].iloc[0]
    assert table[list(METRICS)].iloc[:2].isna().all(axis=None)
    assert table["test_accuracy"].iloc[2:].notna().all()
    assert result.counts.failed == 2
    again = run(tmp_path, grid, "again")
    assert (again.counts.trained, again.counts.failed) == (0, 2)
    assert again.table_hash == result.table_hash


def test_epochs_that_a_failed_run_never_trained_are_not_saved(tmp_path):
    grid = points(**DIVERGING, epochs=[5]) + points(lr=[0.1], epochs=[5])
    counts = run(tmp_path, grid, repeats=1).counts
    assert (counts.failed, counts.epochs_trained, counts.epochs_saved) == (1, 5, 0)
    again = run(tmp_path, grid, "again", repeats=1).counts
    assert (again.failed, again.epochs_trained, again.epochs_saved) == (1, 0, 5)


def test_epochs_before_a_failure_are_saved_for_the_trials_that_share_them(tmp_path):
    grid = points(hidden_nodes=[200], epochs=[1, 2, 100_000])
    result = run(tmp_path, grid, repeats=1, engine__timeout=0.5, engine__workers=1)
    assert result.counts.failed == 1
    assert result.counts.epochs_trained == len(result.curves)
    assert result.counts.epochs_saved == 1 + 2


def test_epochs_that_a_stopped_sweep_never_trained_are_not_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "train", raise_for_lr(0.1, ValueError("no")))
    grid = points(lr=[0.1, 0.2, 0.3], epochs=[3])
    result = run(tmp_path, grid, repeats=1, engine__on_error="stop", engine__workers=1)
    assert result.counts.epochs_saved == 0


MIXED = points(epochs=[1, 2, 4], lr=[0.1]) + points(**DIVERGING, epochs=[1, 3])


@pytest.fixture(scope="module")
def epochs_alone(tmp_path_factory):
    """What each point of the mixed grid costs when nothing else is known."""
    folder = tmp_path_factory.mktemp("alone")
    return {
        point: run(folder, [point], "out", f"{n}.sqlite", repeats=1).counts.epochs_trained
        for n, point in enumerate(MIXED)
    }


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.sets(st.sampled_from(MIXED), min_size=1, max_size=3),
    then=st.sets(st.sampled_from(MIXED), min_size=1, max_size=4),
)
def test_trained_and_saved_are_what_one_training_per_trial_costs(
    tmp_path_factory, epochs_alone, first, then
):
    folder = tmp_path_factory.mktemp("cost")
    run(folder, list(first), "first", repeats=1)
    counts = run(folder, list(then), "then", repeats=1).counts
    assert counts.epochs_trained + counts.epochs_saved == sum(epochs_alone[one] for one in then)


def test_how_a_diverged_run_reads_does_not_depend_on_what_shares_it(tmp_path):
    whole = run(tmp_path, points(**DIVERGING, epochs=[1, 2, 5]))
    parts = [
        run(tmp_path, points(**DIVERGING, epochs=[epochs]), f"{epochs}", f"{epochs}.sqlite")
        for epochs in (1, 2, 5)
    ]
    assert canonical_hash(pd.concat([part.table for part in parts])) == whole.table_hash


def raise_for_lr(lr, error):
    def training(point, *arguments, **more):
        if point.lr == lr:
            raise error
        return train(point, *arguments, **more)

    return training


def test_a_raising_trial_is_a_row_its_traceback_is_in_the_log_and_it_is_tried_again(
    tmp_path, monkeypatch, caplog
):
    broken = raise_for_lr(0.5, ZeroDivisionError("by nought"))
    monkeypatch.setattr(book, "train", broken)
    with caplog.at_level(logging.ERROR):
        result = run(tmp_path, points(lr=[0.1, 0.5]), engine__workers=2)
    assert result.table["status"].tolist() == ["ok", "ok", "error", "error"]
    assert result.table["reason"].iloc[2] == "ZeroDivisionError: by nought"
    assert "Traceback" in caplog.text
    assert result.counts.failed == 2
    monkeypatch.undo()
    mended = run(tmp_path, points(lr=[0.1, 0.5]), "again")
    assert (mended.counts.reused, mended.counts.trained) == (2, 2)
    fresh = run(tmp_path, points(lr=[0.1, 0.5]), "fresh", "fresh.sqlite")
    assert mended.table_hash == fresh.table_hash


def test_stop_ends_at_the_first_failure_and_keeps_what_is_complete(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "train", raise_for_lr(0.3, ValueError("no")))
    grid = points(lr=[0.1, 0.2, 0.3, 0.4, 0.5], epochs=[1])
    result = run(tmp_path, grid, repeats=1, engine__on_error="stop", engine__workers=1)
    statuses = result.table["status"].tolist()
    assert statuses.count("error") == 1
    assert statuses.count("not_run") >= 1
    assert set(statuses) <= {"ok", "error", "not_run"}
    assert result.table.set_index("status").loc[["not_run"], "reason"].unique().tolist() == [
        "the sweep stopped before"
    ]
    assert result.counts.not_run == statuses.count("not_run")
    monkeypatch.undo()
    rest = run(tmp_path, grid, "rest", repeats=1)
    assert rest.counts.reused == statuses.count("ok")
    assert set(rest.table["status"]) == {"ok"}


def test_a_damaged_checkpoint_costs_time_but_no_bit(tmp_path, monkeypatch):
    run(tmp_path, points(epochs=[3]), "short", repeats=1)
    with open_store(tmp_path / "store.sqlite") as store:
        store._connection.execute("UPDATE checkpoints SET state = x'00'")
    longer = run(tmp_path, points(epochs=[5]), "long", repeats=1)
    assert (longer.counts.extended, longer.counts.trained) == (0, 1)
    scratch = run(tmp_path, points(epochs=[5]), "scratch", "scratch.sqlite", repeats=1)
    assert longer.table_hash == scratch.table_hash


def test_verification_passes_and_says_what_it_checked(tmp_path):
    result = run(tmp_path, points(lr=[0.1, 0.5], epochs=[1, 3]), verify="prefix")
    assert len(result.verified) == 3
    assert all("epochs=1" in name for name in result.verified)
    record = yaml.safe_load((tmp_path / "out" / "sweep.yaml").read_text())
    assert record["verified"] == list(result.verified)


def test_verification_finds_a_wrong_row_and_names_it(tmp_path, monkeypatch):
    """A training that peeks at its total number of epochs must not be merged."""

    def peeking(point, *args, **kwargs):
        outcome = train(point, *args, **kwargs)
        outcome.curve.values[:, 4] += point.epochs  # noqa: PD011
        return outcome

    monkeypatch.setattr(book, "train", peeking)
    with pytest.raises(VerificationError) as caught:
        run(tmp_path, points(epochs=[1, 3]), verify="prefix", repeats=1)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("epochs=1 seed=1 repeat=0 (run ")
    assert ": test_loss is 3." in lines[0]
    assert "when trained alone" in lines[0]
    record = yaml.safe_load((tmp_path / "out" / "sweep.yaml").read_text())
    assert record["verified"] == []


@pytest.mark.slow
def test_two_sweeps_at_once_share_a_store_and_lose_nothing(tmp_path):
    import subprocess
    import sys

    script = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], str(Path(sys.argv[1]).parent)]
from test_run_sweep import points, run
lrs = [float(lr) for lr in sys.argv[4].split(",")]
result = run(Path(sys.argv[2]), points(lr=lrs, epochs=[2, 4]), sys.argv[3], repeats=8)
print(result.table_hash)
"""
    here = __file__.rpartition("/")[0]
    sweeps = {"one": "0.1,0.2,0.3", "two": "0.2,0.3,0.4"}
    running = {
        name: subprocess.Popen(
            [sys.executable, "-c", script, here, str(tmp_path), name, lrs],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, lrs in sweeps.items()
    }
    hashes = {
        name: process.communicate(timeout=120)[0].strip() for name, process in running.items()
    }
    for name, lrs in sweeps.items():
        grid = points(lr=[float(lr) for lr in lrs.split(",")], epochs=[2, 4])
        alone = run(tmp_path, grid, f"{name} alone", f"{name}.sqlite", repeats=8)
        assert alone.table_hash == hashes[name]
        after = run(tmp_path, grid, f"{name} after", repeats=8)
        assert after.counts.trained == 0


def test_contradictions_across_the_grid_are_said_before_training(tmp_path):
    with pytest.raises(SettingsError, match=r"select_on=validation: data\.validation=0 leaves no"):
        run(tmp_path, points(data__validation=[0.2, 0]), select_on="validation")
    with pytest.raises(SettingsError, match="the grid is empty"):
        run(tmp_path, [])


def test_the_data_that_select_follow_from_the_grid(tmp_path):
    assert run(tmp_path, points(), "a").select_on == "validation"
    assert run(tmp_path, points(), "b", select_on="test").select_on == "test"
    result = run(tmp_path, points(data__validation=[0]), "c")
    assert result.select_on == "test"
    assert result.table["validation_loss"].isna().all()


def test_every_impossible_split_is_named_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        run(tmp_path, points(data__train_size=[10, 9_000, 8_000]))
    assert len(str(caught.value).splitlines()) == 2
    assert not (tmp_path / "store.sqlite").exists()


def test_a_folder_that_cannot_be_is_said_before_training(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(TableError, match="this folder cannot be created"):
        run(tmp_path, points(), name="file/out")
    assert not (tmp_path / "store.sqlite").exists()


def test_a_store_that_fails_midway_is_one_line_and_ends_the_pool(tmp_path, monkeypatch):
    import threading

    from nnexp.store import Store, StoreError

    def full(self, batch):
        raise StoreError("the disk is full")

    monkeypatch.setattr(Store, "put_all", full)
    before = time.monotonic()
    with pytest.raises(StoreError, match="the disk is full"):
        run(tmp_path, points(lr=[0.1, 0.2, 0.3], epochs=[500]), engine__workers=2)
    assert time.monotonic() - before < 60
    assert not [t for t in threading.enumerate() if t.name == "nnexp-pool"]


def test_the_table_of_contents_reads_what_the_store_reads(tmp_path):
    """The frames come from the store after training, so a second look finds the same."""
    result = run(tmp_path, points(epochs=[2]))
    with open_store(tmp_path / "store.sqlite") as store:
        known = store.get(result.table["run_id"])
        kept = store.checkpoint(result.table["run_id"].iloc[0])
    assert {run.epochs for run in known.values()} == {2}
    assert {name: array.shape for name, array in kept[1].items()} == {
        "weights_1": (5, 64),
        "weights_2": (10, 5),
    }
    assert sweep_module.run_sweep is run_sweep
