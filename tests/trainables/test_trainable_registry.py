"""A new trainable is one file and one line; one more line, and its models are pictured."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from random_walk import Start
from rich.console import Console

import nnexp
from nnexp.report.html import REPORT, make_report
from nnexp.report.verification import verify
from nnexp.settings import parse, unflatten
from nnexp.sweeps import run_sweep
from nnexp.trainables import registry

ONE_FILE = '''
"""A walk under another name, and a picture of how far its best setting comes."""

import dataclasses

import numpy as np
from random_walk import Walk

from nnexp.trainables.pictures import Picture, Pictures, Tiles

STROLL = Walk(name="stroll")


class StrollPictures:
    names = ("paths",)

    def files(self, task=""):
        return (f"paths{task}.npy",)

    def make(self, trials, kept, directory, task):
        states = [kept[trial.run_id][1] for trial in trials]
        found = np.array([[float(trial.settings["steps"]), *map(float, state["place"])]
                          for trial, state in zip(trials, states)])
        np.save(directory / self.files(task)[0], found)
        names = np.array([trial.run_id for trial in trials])
        np.save(directory / "ids.npy", names)
        return self.load(directory, task)

    def load(self, directory, task=""):
        path = directory / self.files(task)[0]
        if not path.is_file():
            return None
        found = np.load(path)
        images = found.reshape(len(found), 1, -1)
        labels = tuple(f"walk {number}" for number in range(len(found)))
        shown = Tiles(images, labels, "Greys", (0.0, 10.0))
        words = "Where walks end", "all walks", ("A note.",), "A caption."
        picture = Picture("paths", *words, shown)
        return Pictures(
            members=lambda _: (picture,),
            file=path.name,
            run_ids=tuple(np.load(directory / "ids.npy").tolist()),
            epochs=int(found[0, 0]),
            metric="validation_distance",
            measured=tuple(abs(found[:, 1]).tolist()),
        )


PICTURES = StrollPictures()
'''


@pytest.fixture
def stroll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stroll.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(registry.TRAINABLES, "stroll", "stroll:STROLL")
    monkeypatch.setitem(registry.PICTURES, "stroll", "stroll:PICTURES")


@pytest.mark.usefixtures("stroll")
def test_a_trainable_of_ones_own_from_its_grid_to_its_pictures(tmp_path: Path) -> None:
    given = {"store.path": str(tmp_path / "store.sqlite"), "engine.workers": 1, "repeats": 3}
    grid = [Start(pull=pull, steps=5) for pull in (0.01, 0.5)]
    folder = tmp_path / "out"
    result = run_sweep(
        grid,
        parse(unflatten(given))[1],
        folder,
        trainable=registry.trainable("stroll"),
        console=Console(file=io.StringIO()),
    )
    # Its columns come from the registry, not from the record.
    assert result.record.columns is None
    found = nnexp.load(folder)
    assert found.columns == registry.columns_of("stroll")
    assert "pull" in found.best
    assert [file.name for file in found.plot("paths")] == ["paths.png", "paths.svg"]
    make_report(folder, plots=True)
    page = (folder / REPORT).read_text(encoding="utf-8")
    assert "Where walks end" in page
    assert "A caption." in page
    assert 'href="paths.npy"' in page
    assert verify(folder)[1] == ()
    np.save(folder / "paths.npy", 2 * np.load(folder / "paths.npy"))
    assert verify(folder)[1]
