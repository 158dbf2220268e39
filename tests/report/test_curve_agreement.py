"""Curves that contradict the table are told, whichever metric and epoch they do it in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from stored_sweep import diverging, store_sweep

from nnexp import table as tables
from nnexp.report.curve_agreement import curve_problems
from nnexp.report.html import make_report
from nnexp.report.verification import verify
from nnexp.trainables.book.columns import BOOK, METRICS


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    axes = {"hidden_nodes": (0, 10), "lr": (0.1, 10.0), "epochs": (1, 3, 5)}
    folder = store_sweep(tmp_path_factory.mktemp("s"), axes, fails=diverging, repeats=2)
    return tables.load(folder), tables.load(folder / "curves.parquet")


def told(table: pd.DataFrame, curves: pd.DataFrame) -> list[str]:
    return list(curve_problems(table, curves, BOOK))


def test_curves_of_a_sweep_agree_with_its_table(frames) -> None:
    assert told(*frames) == []


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("value", [0.5, np.nan, np.inf])
def test_one_value_throughout(frames, metric: str, value: float) -> None:
    table, curves = frames
    [line] = told(table, curves.assign(**{metric: value}))
    assert line.startswith(f"curves.parquet: {metric} differs from the table in ")


@pytest.mark.parametrize("metric", METRICS)
def test_one_changed_epoch_of_the_table(frames, metric: str) -> None:
    table, curves = frames
    changed = curves.copy()
    place = changed.index[(changed["epoch"] == 3) & (changed["lr"] == 0.1)][0]
    changed.loc[place, metric] *= 1 + 1e-7
    [line] = told(table, changed)
    where = f"epoch 3 of run {changed.loc[place, 'run_id']}"
    # A trial of more epochs has the seconds of all epochs before.
    assert f"{metric} differs from the table in " in line
    assert where in line


def test_lost_and_foreign_runs(frames) -> None:
    table, curves = frames
    run_id = table["run_id"][0]
    [lost] = told(table, curves[curves["run_id"] != run_id])
    assert lost == (
        "curves.parquet: lacks 3 epochs that the table has; the first is epoch 1 of run " + run_id
    )
    rows = curves[curves["run_id"] == run_id].assign(run_id="f" * 32)
    [foreign] = told(table, pd.concat([curves, rows]))
    assert foreign == f"curves.parquet: run {'f' * 32} is not in the table"


def test_the_same_run_twice_with_different_numbers(frames) -> None:
    table, curves = frames
    once = curves[(curves["run_id"] == table["run_id"][0]) & (curves["epoch"] == 2)]
    other = once.assign(test_loss=once["test_loss"] + 1)
    assert told(table, pd.concat([curves, once])) == []
    assert told(table, pd.concat([curves, other])) == [
        f"curves.parquet: says different things of epoch 2 of run {table['run_id'][0]}"
    ]


def test_verify_tells_of_curves_that_were_changed_and_drawn_again(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"epochs": (1, 3)}, repeats=2)
    curves = tables.load(folder / "curves.parquet")
    tables.write_curves(curves.assign(validation_accuracy=0.5), folder, BOOK)
    make_report(folder, plots=True)
    assert [line for line in verify(folder)[1] if "curves.parquet" in line] == [
        "curves.parquet: validation_accuracy differs from the table in 4 places; the first is "
        f"epoch 1 of run {curves['run_id'][0]}: 0.5 is not "
        f"{tables.load(folder)['validation_accuracy'][0]}"
    ]
