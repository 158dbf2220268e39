"""Plots are taken from a neighbouring sweep only where they would be drawn the same."""

import shutil
from pathlib import Path

import pytest
import yaml
from sweep_records import a_record

from nnexp.report.reuse import reuse_pictures


def _record(dirty: bool = False, **more) -> dict:
    known = {
        "grid": {"lr": [0.1, 0.2]},
        "versions": {"nnexp": "1"},
        "code": {"commit": "abc", "dirty": dirty},
    }
    return a_record(**known | more)


def _sweep(folder, record, table=b"table", plots=True):
    folder.mkdir()
    (folder / "sweep.yaml").write_text(yaml.safe_dump(record))
    (folder / "table.parquet").write_bytes(table)
    (folder / "curves.parquet").write_bytes(b"curves")
    if plots:
        (folder / "plots").mkdir()
        (folder / "plots" / "accuracy.png").write_bytes(b"picture")
    return folder


def test_the_same_sweep_again_takes_over_plots_and_networks(tmp_path):
    first = _sweep(tmp_path / "1", _record())
    names = [f"{file}{of}.npz" for file in ("network", "reading") for of in ("", "_a", "_b")]
    for name in names:
        (first / name).write_bytes(name.encode())
    again = _sweep(tmp_path / "2", _record(seconds=2.0), plots=False)
    assert reuse_pictures(again)
    assert (again / "plots" / "accuracy.png").read_bytes() == b"picture"
    for name in names:
        assert (again / name).read_bytes() == name.encode()


def test_a_sweep_without_networks_is_taken_over_without_them(tmp_path):
    _sweep(tmp_path / "1", _record())
    again = _sweep(tmp_path / "2", _record(), plots=False)
    assert reuse_pictures(again)
    assert not list(again.glob("*.npz"))


@pytest.mark.parametrize(
    ("record", "table"),
    [
        (_record(grid={"lr": [0.1]}), b"table"),
        (_record(select_on="test"), b"table"),
        (_record(versions={"nnexp": "2"}), b"table"),
        (_record(code={"commit": "other", "dirty": False}), b"table"),
        (_record(dirty=True), b"table"),
        (_record(), b"another table"),
    ],
)
def test_anything_else_is_drawn(tmp_path, record, table):
    _sweep(tmp_path / "1", record, table)
    again = _sweep(tmp_path / "2", _record(), plots=False)
    assert not reuse_pictures(again)
    assert not (again / "plots").exists()


def test_changed_code_draws_again(tmp_path):
    _sweep(tmp_path / "1", _record(dirty=True))
    assert not reuse_pictures(_sweep(tmp_path / "2", _record(dirty=True), plots=False))


@pytest.mark.parametrize("damaged", ["{", "code: comm", "versions: {nnexp: '1'}"])
def test_damaged_and_unfinished_neighbours_are_passed_over(tmp_path, damaged):
    (_sweep(tmp_path / "1", _record()) / "sweep.yaml").write_text(damaged)
    _sweep(tmp_path / "0", _record(), plots=False)
    again = _sweep(tmp_path / "2", _record(), plots=False)
    assert not reuse_pictures(again)
    shutil.rmtree(tmp_path / "1")
    assert not reuse_pictures(again)


def test_a_folder_named_by_dots_is_not_its_own_neighbour(tmp_path, monkeypatch):
    folder = _sweep(tmp_path / "1", _record())
    monkeypatch.chdir(folder)
    assert not reuse_pictures(Path())
    assert not reuse_pictures(Path("plots/.."))
