"""A sweep over several data sets shows the best networks of each, under its name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnexp import Network
from nnexp.api import Sweep, chosen
from nnexp.plots import draw
from nnexp.report.html import REPORT, make_report
from nnexp.report.networks import stored_pictures
from nnexp.report.stored import read_sweep
from nnexp.report.verification import verify
from nnexp.settings import parse
from nnexp.sweeps import run_sweep

PICTURES = ("confusion_digits", "mind_of_the_network_digits", "confusion_strokes")


def _strokes(path: Path, sides: int) -> Path:
    """Images of an upright or a lying stroke, or of none, with much noise."""
    generator = np.random.default_rng(3)
    labels = np.arange(120) % 3
    images = generator.integers(0, 160, (120, sides, sides))
    for image, label in zip(images, labels, strict=True):
        place = generator.integers(sides)
        if label < 2:
            image[(slice(None), place) if label else (place, slice(None))] += 95
    rows = np.column_stack([labels, images.reshape(120, -1)])
    np.savetxt(path, rows, fmt="%d", delimiter=",")
    return path


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """Run, pictured and reported; its CSV file is gone."""
    folder = tmp_path_factory.mktemp("several")
    shared = {"hidden_nodes": 5, "repeats": 2, "store": {"path": str(folder / "store.sqlite")}}
    sources = [
        {"name": "digits", "train_size": 200},
        {"name": "csv", "train": str(_strokes(folder / "strokes.csv", 6))},
    ]
    settings = [
        parse(shared | {"lr": lr, "data": source}) for source in sources for lr in (0.1, 0.3)
    ]
    points = tuple(point for point, _ in settings)
    result = run_sweep(points, settings[0][1], folder / "sweep")
    found = Sweep.of(result)
    found.plot(*PICTURES)
    (folder / "strokes.csv").unlink()
    make_report(found.directory, plots=False)
    return found


@pytest.fixture
def folder(sweep: Sweep, tmp_path: Path) -> Path:
    """A copy to change."""
    return shutil.copytree(sweep.directory, tmp_path / "sweep")


def test_each_data_set_has_a_network_of_its_own(sweep: Sweep) -> None:
    assert sorted(path.name for path in sweep.directory.glob("network*")) == [
        "network_digits.npz",
        "network_strokes.npz",
    ]
    for name, layers in (("digits", (64, 5, 10)), ("strokes", (36, 5, 3))):
        network = Network.load(sweep.directory / f"network_{name}.npz")
        assert network.architecture.layers == layers


def test_the_page_groups_pictures_by_data_set(sweep: Sweep) -> None:
    text = (sweep.directory / REPORT).read_text(encoding="utf-8")
    pictured = text[text.index('id="networks"') : text.index('id="trials"')]
    groups = dict(group.split("</h4>") for group in pictured.split("<h4>")[1:])
    csv = sweep.directory.parent / "strokes.csv"
    assert list(groups) == ["data=digits, data.train=null", f"data=csv, data.train={csv}"]
    for group, name in zip(groups.values(), ("digits", "strokes"), strict=True):
        files = re.findall(r'href="([^"]*)"', group)
        kinds = [f"plots/{picture}" for picture in PICTURES if picture.endswith(name)]
        assert files == [
            f"network_{name}.npz",
            *(f"{kind}.{end}" for kind in kinds for end in ("svg", "png")),
        ]
        assert all((sweep.directory / file).is_file() for file in files)
    digits, strokes = (re.findall(r'alt="([^"]*)"', group) for group in groups.values())
    assert all("digits · lr=" in words for words in digits)
    assert all("csv · data.train=/" in words for words in strokes)
    assert "Not every data set" not in text


def test_every_number_holds_and_a_wrong_one_is_found(sweep: Sweep, folder: Path) -> None:
    assert verify(sweep.directory)[1] == ()
    arrays = dict(np.load(folder / "reading_strokes.npz"))
    arrays["confusions"][0, 0] = arrays["confusions"][0, 0, ::-1]
    np.savez(folder / "reading_strokes.npz", **arrays)
    (problem,) = verify(folder)[1]
    assert problem.startswith("reading_strokes.npz: test_accuracy of run")
    for kind in ("network", "reading"):
        shutil.copy2(folder / f"{kind}_digits.npz", folder / f"{kind}_strokes.npz")
    problems = verify(folder)[1]
    assert len(problems) == 2
    assert all("is not in the table" in problem for problem in problems)


def test_the_same_pictures_are_made_again_without_the_data(sweep: Sweep, folder: Path) -> None:
    stored = read_sweep(folder)
    again = draw(sweep, folder / "again", PICTURES[:1], (), stored_pictures(stored))
    assert len(again) == 2
    for file in again:
        assert file.read_bytes() == (folder / "plots" / file.name).read_bytes()


def test_pictures_that_an_earlier_sweep_left_in_the_folder_are_not_shown(folder: Path) -> None:
    plots = folder / "plots"
    for name in ("confusion", "confusion_letters"):
        shutil.copy2(plots / "confusion_digits.png", plots / f"{name}.png")
    shown = re.findall(
        r"plots/confusion\w*.png", make_report(folder, plots=False).read_text(encoding="utf-8")
    )
    assert shown == ["plots/confusion_digits.png", "plots/confusion_strokes.png"]


def test_of_many_data_sets_the_first_are_pictured(
    sweep: Sweep, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "_MOST_TASKS", 1)
    ((task, _),) = chosen.keep_chosen(sweep)
    assert task.name == "digits"
    for file in (folder / "plots").glob("*_strokes.*"):
        file.unlink()
    text = make_report(folder, plots=False).read_text(encoding="utf-8")
    assert "Not every data set has its pictures here" in text
