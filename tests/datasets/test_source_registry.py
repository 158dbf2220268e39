"""A new data source is one file and one line, and is swept like the others."""

from __future__ import annotations

from pathlib import Path

import pytest

import nnexp
from nnexp.cli.main import main
from nnexp.report.html import REPORT, make_report
from nnexp.report.verification import verify
from nnexp.settings import SOURCES, DataSource

ONE_FILE = '''
"""Upright and lying stripes of 6×6 pixels."""

import numpy as np

from nnexp.datasets.dataset import dataset


def load_stripes(settings):
    draw = np.random.default_rng(1)
    labels = np.arange(200) % 2
    inputs = draw.integers(0, 60, (200, 6, 6)).astype(np.uint8)
    for image, label in zip(inputs, labels):
        place = 2 * draw.integers(2)
        image[(slice(None), place) if label else (place, slice(None))] += 150
    return dataset(
        settings.name, inputs.reshape(200, 36), labels, train_rows=150, classes=2, low=0, high=255,
        image_shape=(6, 6),
    )
'''


def test_a_source_of_ones_own_is_swept_and_pictured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stripes.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(SOURCES, "stripes", DataSource("stripes:load_stripes"))
    found = nnexp.sweep(
        {"store.path": str(tmp_path / "store.sqlite")},
        data="stripes",
        lr=[0.001, 0.3],
        epochs=20,
        hidden_nodes=6,
        repeats=3,
        directory=tmp_path / "out",
        quiet=True,
    )
    assert found.best["lr"] == 0.3
    assert found.trial(lr=0.3).image_shape == (6, 6)
    assert found.table.groupby("lr")["test_accuracy"].mean()[0.3] > 0.9
    found.plot("weights_of_nodes")
    make_report(tmp_path / "out", plots=False)
    assert "stripes" in (tmp_path / "out" / REPORT).read_text(encoding="utf-8")
    assert verify(tmp_path / "out")[1] == ()
    with pytest.raises(nnexp.settings.SettingsError, match=r"data\.train=x: is only for data=csv"):
        nnexp.sweep({"data.train": "x"}, data="stripes")
    monkeypatch.chdir(tmp_path)
    assert main(["data=stripes", "epochs=1", "repeats=2", "hidden_nodes=3"]) == 0
