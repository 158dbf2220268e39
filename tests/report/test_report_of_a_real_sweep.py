"""The whole way once: a sweep is run as by command, and every number of its report checked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnexp import Network, api
from nnexp.report.html import REPORT, make_report
from nnexp.report.islands import read_page
from nnexp.report.verification import verify
from nnexp.settings import parse
from nnexp.sweeps import SweepData
from nnexp.trainables.book.pictures import PICTURES
from nnexp.trainables.book.reading_file import file_names


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> SweepData:
    folder = tmp_path_factory.mktemp("real")
    shared = {
        "hidden_nodes": 5,
        "repeats": 3,
        "name": "real",
        "data": {"train_size": 200},
        "store": {"path": str(folder / "store.sqlite")},
    }
    settings = [
        parse(shared | {"lr": lr, "epochs": epochs})
        for lr in (0.1, 0.3, 1000.0)
        for epochs in (1, 2)
    ]
    return api.run([point for point, _ in settings], settings[0][1], folder / "sweep")


def test_every_number_of_the_report_holds(result: SweepData) -> None:
    count, problems = verify(result.directory)
    assert problems == ()
    assert count > 200
    page = result.directory / REPORT
    assert read_page(page).data["table"]["trials"] == len(result.table)
    text = page.read_text(encoding="utf-8")
    assert result.table_hash in text
    assert "python -m nnexp -m lr=0.1,0.3,1000 epochs=1,2 hidden_nodes=5" in text


def test_the_report_shows_the_networks_of_the_best_setting(result: SweepData) -> None:
    text = (result.directory / REPORT).read_text(encoding="utf-8")
    pictures = re.findall(
        r'<img src="data:image[^"]*" width="\d+" height="\d+" alt="([^"]*)"', text
    )
    assert len(pictures) == 4 + len(PICTURES.names)
    assert all(len(alt) > 40 for alt in pictures)
    assert text.index('id="networks"') < text.index("Which digits get confused")
    for file in re.findall(r'href="(plots/[^"]*|[a-z]+\.npz)"', text):
        assert (result.directory / file).is_file(), file
    network = Network.load(result.directory / "network.npz")
    assert network.architecture.layers == (64, 5, 10)


def test_the_stored_files_make_the_same_plots_and_page_again(
    result: SweepData, tmp_path: Path
) -> None:
    again = shutil.copytree(result.directory, tmp_path / "sweep")
    shutil.rmtree(again / "plots")
    make_report(again, plots=True)
    drawn = sorted((result.directory / "plots").iterdir())
    assert [path.name for path in drawn] == sorted(
        path.name for path in (again / "plots").iterdir()
    )
    for path in drawn:
        assert path.read_bytes() == (again / "plots" / path.name).read_bytes(), path.name


def test_pictures_that_the_table_contradicts_are_found(result: SweepData, tmp_path: Path) -> None:
    folder = shutil.copytree(result.directory, tmp_path / "sweep")
    arrays = dict(np.load(folder / "reading.npz"))
    run_id = arrays["run_ids"][1]
    counts = arrays["confusions"][1]
    counts[0, 0], counts[0, 1] = counts[0, 0] - 1, counts[0, 1] + 1
    np.savez(folder / "reading.npz", **arrays)
    (problem,) = verify(folder)[1]
    assert problem.startswith(f"reading.npz: test_accuracy of run {run_id} is 0.")
    arrays["epochs"] += 7
    np.savez(folder / "reading.npz", **arrays)
    assert all("is not in the table" in problem for problem in verify(folder)[1])


def test_without_the_files_the_sweep_is_told_without_networks(
    result: SweepData, tmp_path: Path
) -> None:
    folder = shutil.copytree(result.directory, tmp_path / "sweep")
    for name in file_names():
        (folder / name).unlink()
    shutil.rmtree(folder / "plots")
    text = make_report(folder, plots=False).read_text(encoding="utf-8")
    assert 'id="networks"' not in text
    assert verify(folder)[1] == ()
