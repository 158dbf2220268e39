"""A new observer is one file and one line, is told everything, and can end nothing."""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path

import numpy as np
import pytest

import nnexp
from nnexp.observers.registry import OBSERVERS

GRID = {"lr": [0.1, 0.3], "hidden_nodes": 5, "epochs": [1, 3], "repeats": 2}

DIVERGING = {"network.activation": "linear", "network.output_activation": "linear"}

ONE_FILE = '''
"""A line for each event of a sweep, in a file in its folder."""

from nnexp.execution.observing import Ended, Failed, Measured, Planned


def journal(watched):
    if watched.sweep.name != "told":
        return None
    runs = {}

    def observe(event):
        with (watched.directory / "journal.txt").open("a") as file:
            match event:
                case Planned():
                    runs.update(event.runs)
                    left = sum(run.to_train for run in runs.values())
                    print("planned", len(runs), left, event.trials, event.purpose, file=file)
                case Measured():
                    last = len(event.values) + event.first_epoch - 1
                    print("measured", runs[event.run_id].settings["lr"], last, file=file)
                case Failed():
                    print("failed", event.status, event.reason, file=file)
                case Ended():
                    print("ended", event.how, event.reason, file=file)
                case _:
                    print(type(event).__name__.lower(), event.run_id, file=file)

    return observe
'''


def swept(folder: Path, place: str = "out", **more):
    grid = {**GRID, "store.path": str(folder / "store.sqlite"), **more}
    return nnexp.sweep(grid, directory=folder / place, quiet=True)


def lines(folder: Path, name: str = "out") -> list[list[str]]:
    return [line.split() for line in (folder / name / "journal.txt").read_text().splitlines()]


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "journal_observer.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("journal_observer")
    monkeypatch.delitem(sys.modules, "journal_observer")
    monkeypatch.setitem(OBSERVERS, "journal", module.journal)


@pytest.mark.usefixtures("journal")
def test_an_observer_of_ones_own_is_told_everything(tmp_path: Path) -> None:
    table = swept(tmp_path, "told", name="told").table
    first, *middle, last = lines(tmp_path, "told")
    # Trials of one and of three epochs share a run.
    assert first == ["planned", "4", "12", "8", "answer"]
    assert last == ["ended", "finished"]
    runs = set(table.loc[table["epochs"] == 3, "run_id"])
    assert {words[1] for words in middle if words[0] == "started"} == runs
    assert {words[1] for words in middle if words[0] == "finished"} == runs
    assert sorted(words for words in middle if words[0] == "measured") == [
        ["measured", lr, "3"] for lr in ("0.1", "0.1", "0.3", "0.3")
    ]
    assert len(middle) == 12


@pytest.mark.usefixtures("journal")
def test_who_is_not_asked_for_is_not_there(tmp_path: Path) -> None:
    swept(tmp_path)
    assert not (tmp_path / "out" / "journal.txt").exists()


@pytest.mark.usefixtures("journal")
def test_what_the_store_knows_is_told_as_ended(tmp_path: Path) -> None:
    swept(tmp_path, epochs=2, lr=0.1)
    swept(tmp_path, "told", name="told", epochs=3)
    first, *middle, last = lines(tmp_path, "told")
    # The two at lr=0.1 go on from their checkpoint after two epochs.
    assert first == ["planned", "4", "8", "4", "answer"]
    assert sorted(words for words in middle if words[0] == "measured") == [
        *[["measured", "0.1", "2"]] * 2,
        *[["measured", "0.1", "3"]] * 2,
        *[["measured", "0.3", "3"]] * 2,
    ]
    assert last == ["ended", "finished"]
    swept(tmp_path, "again", name="told", epochs=3)
    first, *middle, last = lines(tmp_path, "again")
    assert first == ["planned", "4", "0", "4", "answer"]
    assert [words[0] for words in middle] == ["measured", "finished"] * 4
    assert last == ["ended", "finished"]


@pytest.mark.usefixtures("journal")
def test_failures_are_told_with_their_reason(tmp_path: Path) -> None:
    table = swept(tmp_path, "told", name="told", lr=[0.1, 500], data="xor", **DIVERGING).table
    failed = [words for words in lines(tmp_path, "told") if words[0] == "failed"]
    assert len(failed) == 2
    (reason,) = table.loc[table["status"] == "diverged", "reason"].unique()
    assert all(" ".join(words) == f"failed diverged {reason}" for words in failed)


@pytest.mark.usefixtures("journal")
def test_a_verification_is_told_apart(tmp_path: Path) -> None:
    swept(tmp_path, "told", name="told", verify="prefix")
    planned = [words for words in lines(tmp_path, "told") if words[0] == "planned"]
    assert [words[-1] for words in planned] == ["answer", "verification"]
    assert lines(tmp_path, "told")[-1] == ["ended", "finished"]


@pytest.mark.parametrize("error", [ValueError("no\nroom"), SystemExit(1), MemoryError()])
def test_an_observer_that_raises_is_logged_and_the_sweep_goes_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: BaseException,
) -> None:
    told = []

    def observe(event: object) -> None:
        told.append(event)
        raise error

    whole = swept(tmp_path)
    monkeypatch.setitem(OBSERVERS, "clumsy", lambda _watched: observe)
    other = swept(tmp_path, "other", **{"store.path": str(tmp_path / "other.sqlite")})
    assert len(told) == 1
    assert other.table_hash == whole.table_hash
    (said,) = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    what = f"{type(error).__name__}: {error}".replace("\n", " ").strip()
    assert said == f"observer clumsy: is told nothing more of this sweep, as it raised {what}"


def test_an_observer_that_cannot_be_made_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(OBSERVERS, "clumsy", lambda watched: watched.nothing)
    assert len(swept(tmp_path).table) == 8
    assert "observer clumsy: is told nothing more" in caplog.text


def test_no_observer_can_change_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def observe(event: object) -> None:
        if (values := getattr(event, "values", None)) is not None:
            with pytest.raises(ValueError, match="read-only"):
                values[:] = np.nan
            refused.append(event)

    monkeypatch.setitem(OBSERVERS, "greedy", lambda _watched: observe)
    first, again = swept(tmp_path), swept(tmp_path, "again")
    assert len(refused) == 8
    assert first.table_hash == again.table_hash
