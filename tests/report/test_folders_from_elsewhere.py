"""Folders that others made: one line for what is wrong, memory bounded, nothing written outside."""

from __future__ import annotations

import os
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from stored_sweep import store_sweep

from nnexp import show
from nnexp.network import Architecture, Network
from nnexp.report import __main__ as report
from nnexp.report.html import make_report
from nnexp.trainables.book.reading import Mistakes, Reading
from nnexp.trainables.book.reading_file import ReadingError, load_reading, save_reading


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = store_sweep(tmp_path_factory.mktemp("w") / "sweep", {"lr": (0.1, 0.3)}, repeats=2)
    make_report(folder, plots=True)
    return folder


@pytest.fixture
def sweep(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "sweep")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line on standard error of a command that ends with an error."""
    command = show if words[0] == "show" else report
    assert command.main(list(words[1:])) != 0
    found = capsys.readouterr().err
    assert found.count("\n") == 1
    return found.rstrip("\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", ["table.parquet", "curves.parquet", "sweep.yaml", "report.html"])
def test_a_pipe_in_place_of_a_file(sweep: Path, capsys, name: str) -> None:
    (sweep / name).unlink()
    os.mkfifo(sweep / name)
    assert "is a pipe, not a file" in said(capsys, "report", "--verify", str(sweep))
    if name in ("table.parquet", "sweep.yaml"):
        assert "is a pipe, not a file" in said(capsys, "show", str(sweep.parent))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_among_the_plots_are_no_plots(sweep: Path, capsys) -> None:
    picture = next((sweep / "plots").glob("*.png"))
    picture.unlink()
    os.mkfifo(picture)
    os.mkfifo(sweep / "plots" / "more.svg")
    assert report.main(["--verify", str(sweep)]) in (0, 1)


def test_plots_as_a_file(sweep: Path, capsys) -> None:
    shutil.rmtree(sweep / "plots")
    (sweep / "plots").write_text("x")
    assert said(capsys, "report", str(sweep)) == (
        f"nnexp.report: error: {sweep / 'plots'}: cannot be made (is a file, not a folder); move "
        "away what is there"
    )


def test_links_out_of_the_folder_are_not_written_through(sweep: Path, tmp_path, capsys) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for picture in (sweep / "plots").iterdir():
        (outside / picture.name).write_text("precious")
        picture.unlink()
        picture.symlink_to(outside / picture.name)
    (outside / "report").write_text("precious")
    (sweep / "report.html").unlink()
    (sweep / "report.html").symlink_to(outside / "report")
    assert report.main([str(sweep)]) == 0
    assert {one.read_text() for one in outside.iterdir()} == {"precious"}
    capsys.readouterr()
    shutil.rmtree(sweep / "plots")
    (sweep / "plots").symlink_to(outside)
    assert said(capsys, "report", str(sweep)) == (
        f"nnexp.report: error: {sweep / 'plots'}: is a link to another folder, and nothing is "
        "written there; remove it"
    )
    assert {one.read_text() for one in outside.iterdir()} == {"precious"}


def test_a_page_of_200_mb_is_not_read(sweep: Path, capsys) -> None:
    with (sweep / "report.html").open("r+b") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    text = said(capsys, "report", "--verify", str(sweep))
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert "report.html: cannot be read (has 200,000,000 bytes, and no more than 50," in text


@pytest.mark.parametrize("value", [np.nan, np.inf, "fast", b"fast"])
def test_values_that_cannot_be(sweep: Path, capsys, value) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    rows = parquet.read_table(sweep / "table.parquet")
    place = rows.column_names.index("lr")
    rows = rows.set_column(place, "lr", pa.array([value] * len(rows)))
    parquet.write_table(rows, sweep / "table.parquet")
    for words in (["report", str(sweep)], ["report", "--verify", str(sweep)]):
        assert f"{sweep / 'table.parquet'}: " in said(capsys, *words)
    assert f"{sweep / 'table.parquet'}: " in said(capsys, "show", str(sweep.parent))


def a_reading() -> Reading:
    weights = (np.ones((4, 6), np.float32), np.ones((3, 4), np.float32))
    mistakes = Mistakes(np.zeros((1, 6), np.float32), np.array([1]), np.array([2]), 7)
    return Reading(
        network=Network(Architecture((6, 4, 3)), weights),
        part="test",
        epochs=2,
        run_ids=("a" * 32, "b" * 32),
        trials=2,
        confusions=np.arange(18, dtype=np.int64).reshape(2, 3, 3),
        mistakes=mistakes,
        minds=np.zeros((3, 6), np.float32),
        image_shape=(2, 3),
    )


def test_a_reading_is_read_back(tmp_path: Path) -> None:
    save_reading(a_reading(), tmp_path)
    found = load_reading(tmp_path)
    assert found is not None
    assert found.run_ids == a_reading().run_ids
    assert found.confusions.tolist() == a_reading().confusions.tolist()
    assert found.mistakes.inputs.tobytes() == a_reading().mistakes.inputs.tobytes()
    assert found.image_shape == (2, 3)


def test_a_zip_bomb_as_a_reading_is_not_unpacked(tmp_path: Path) -> None:
    save_reading(a_reading(), tmp_path)
    path = tmp_path / "reading.npz"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["minds.npy"] += bytes(100_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert path.stat().st_size < 200_000
    del members
    tracemalloc.start()
    with pytest.raises(ReadingError, match="is damaged \\(its arrays claim to be larger"):
        load_reading(tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", ["reading.npz", "network.npz"])
def test_a_pipe_as_a_reading(tmp_path: Path, name: str) -> None:
    save_reading(a_reading(), tmp_path)
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    with pytest.raises(ReadingError, match="is a pipe, not a file"):
        load_reading(tmp_path)
