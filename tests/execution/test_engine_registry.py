"""A new engine is one file and one line, and trains to the same bits."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

import pytest

import nnexp
from nnexp.cli.main import main
from nnexp.execution.cluster import EngineError
from nnexp.settings import ENGINES, Engine, SettingsError

ONE_FILE = '''
"""Workers that are threads of this machine, reached as if they were far away."""

import functools

from nnexp.execution.data_cache import DataReference
from nnexp.execution.worker import never

SEEN = []


def watch():
    return never


def fetch(content):
    SEEN.append(content.name)
    return content


class Loopback:
    watch = staticmethod(watch)

    def __init__(self, engine, trainable):
        self.target, self.slots, self.ahead = trainable.target(), engine.workers or 2, 4

    def publish(self, content):
        SEEN.append(f"published {content.name}")

    def reference(self, content):
        return DataReference(content.name, content.fingerprint, functools.partial(fetch, content))

    def backend(self):
        return {"backend": "threading"}

    def trouble(self):
        return None

    def is_loss(self, error):
        return False

    def cancel(self):
        pass

    def close(self):
        SEEN.append("closed")


def join(engine, trainable, say):
    say(f"loopback at {engine.address}")
    return Loopback(engine, trainable)
'''

GRID = {"lr": [0.1, 0.3], "hidden_nodes": 5, "epochs": [1, 2], "repeats": 2, "data": "bugs"}


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    (tmp_path / "loopback.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    engine = Engine(join="loopback:join", package="joblib", address="loop:[0-9]+", example="loop:1")
    monkeypatch.setitem(ENGINES, "loopback", engine)
    module = importlib.import_module("loopback")
    monkeypatch.delitem(sys.modules, "loopback", raising=False)
    monkeypatch.setitem(sys.modules, "loopback", module)
    return module.SEEN


def test_an_engine_of_ones_own_trains_to_the_same_bits(
    tmp_path: Path, seen: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def swept(place: str, **more: object) -> nnexp.Sweep:
        store = {"store.path": str(tmp_path / f"{place}.sqlite")}
        return nnexp.sweep(GRID | store | more, directory=tmp_path / place)

    here = swept("here")
    there = swept("there", engine="loopback", **{"engine.address": "loop:7"})
    assert "loopback at loop:7" in capsys.readouterr().err
    assert there.table_hash == here.table_hash
    assert there.record.settings["engine"] == "loopback"
    assert seen[0] == "published bugs"
    assert "bugs" in seen[1:]
    assert seen[-1] == "closed"


def test_the_command_line_knows_it_by_its_line_alone(
    tmp_path: Path, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [f"{name}={value}" for name, value in GRID.items() if not isinstance(value, list)]
    assert main(["-m", *words, "lr=0.1,0.3", "epochs=1", "engine=loopback"]) == 0
    assert seen[0] == "published bugs"


@pytest.mark.usefixtures("seen")
def test_its_address_and_its_package_are_looked_at_as_those_of_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as caught:
        nnexp.sweep({"engine.address": "there"}, engine="loopback")
    assert str(caught.value) == (
        "engine.address=there: must name a host and a port; for example engine.address=loop:1"
    )
    with pytest.raises(SettingsError, match="engine=dask and engine=ray and engine=loopback, not"):
        nnexp.sweep({"engine.address": "loop:1"})
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match=r"pip install 'nnexp\[loopback\]'"):
        nnexp.sweep(GRID, engine="loopback", directory=tmp_path / "out", quiet=True)
