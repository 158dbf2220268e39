"""Curves that are lost, or known but of no use, are told; the sweep itself goes on."""

import io
import itertools

import pytest
from rich.console import Console

from nnexp import api
from nnexp.errors import WrongInputError
from nnexp.planning import elsewhere
from nnexp.settings import parse, unflatten
from nnexp.store import StoreError
from nnexp.sweeps import preview, run_sweep
from nnexp.sweeps import session as session_module
from nnexp.table import load
from nnexp.trainables.book.columns import BOOK
from nnexp.trainables.book.trainable import Book


def grid(**axes):
    base = {"hidden_nodes": [5], "epochs": [1]} | axes
    return [
        parse(unflatten(dict(zip(base, values, strict=True))))[0]
        for values in itertools.product(*base.values())
    ]


def whole(tmp_path, **more):
    return parse(unflatten({"repeats": 2, "store.path": str(tmp_path / "store.sqlite"), **more}))[1]


def run(tmp_path, points, name, trainable=None):
    said = io.StringIO()
    console = Console(file=said, width=300)
    result = run_sweep(
        points, whole(tmp_path), tmp_path / name, trainable=trainable, console=console
    )
    return result, said.getvalue()


def test_runs_of_another_target_or_kernel_are_told(tmp_path, monkeypatch):
    points = grid(lr=[0.1, 0.3])
    with monkeypatch.context() as older:
        older.setattr(Book, "target", lambda _: "another processor")
        _, said = run(tmp_path, points, "first")
        assert "another target" not in said
    # A longer run is the same run: what is known of it would have been continued.
    _, said = run(tmp_path, grid(lr=[0.1, 0.2], epochs=[2]), "second", Book(revision=0))
    assert "to train (8 epochs); 2 runs known for another target or kernel" in said
    seen = preview.preview(points, whole(tmp_path))
    assert (seen.to_train, seen.elsewhere) == (4, 4)
    result, said = run(tmp_path, points, "third")
    assert result.counts.trained == 4
    assert "4 to train (4 epochs); 4 runs known for another target or kernel" in said
    _, said = run(tmp_path, points, "fourth")
    assert "nothing to train\n" in said
    _, said = run(tmp_path, grid(lr=[0.1, 0.7]), "fifth")
    assert "another target" not in said


@pytest.mark.parametrize("left", [None, b"something else" * 1000])
def test_a_store_that_was_taken_away_under_way(tmp_path, monkeypatch, left, capsys):
    path, keep = tmp_path / "store.sqlite", session_module.execute

    def taken_away(*arguments):
        done = keep(*arguments)
        path.unlink()
        if left is not None:
            path.write_bytes(left)
        return done

    monkeypatch.setattr(session_module, "execute", taken_away)
    monkeypatch.setattr("nnexp.plots.draw", lambda *_arguments, **_more: [])
    with pytest.raises(StoreError) as caught:
        api.run(grid(lr=[0.1, 0.3]), whole(tmp_path), tmp_path / "out")
    assert not isinstance(caught.value, WrongInputError)
    what = "was deleted" if left is None else "was replaced by another file"
    assert str(caught.value) == (
        f"store.path={path}: this file {what} while the sweep ran: its table and curves are "
        "complete, but 4 epochs that it trained are not kept for other sweeps"
    )
    assert set(load(tmp_path / "out")["status"]) == {"ok"}
    assert (tmp_path / "out" / "report.html").is_file()
    assert (tmp_path / "out" / "network.npz").is_file()
    assert "The best setting is lr=0.3: " in capsys.readouterr().out


def test_a_sweep_that_trained_nothing_lost_nothing(tmp_path, monkeypatch):
    run(tmp_path, grid(), "first")
    collect = session_module.execute

    def taken_away(*arguments):
        (tmp_path / "store.sqlite").unlink()
        return collect(*arguments)

    monkeypatch.setattr(session_module, "execute", taken_away)
    result, _ = run(tmp_path, grid(), "second")
    assert result.lost == ""


def test_one_run():
    assert elsewhere.elsewhere_text(1, BOOK) == "1 run known for another target or kernel"
