"""The examples under `examples/`: each runs, finds what the docs say, and stands in them."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import nnexp

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


@pytest.fixture
def example(monkeypatch):
    """Imports an example by its name."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(EXAMPLES)])

    def load(name):
        return importlib.import_module(name)

    return load


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_each_example_stands_in_the_docs_as_it_is(path):
    docs = (ROOT / "docs" / "own_models.md").read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert f"```python\n# examples/{path.name}\n{text}```\n" in docs


def options(folder, **more):
    return {"directory": folder / "out", "quiet": True, "repeats": 5} | more


@pytest.mark.slow
def test_the_books_network_in_numpy_finds_what_the_kernel_finds(example, tmp_path):
    store = {"store.path": str(tmp_path / "store.sqlite")}
    grid = {"lr": [0.01, 0.1, 0.3], "epochs": [1, 5, 10]}
    own = nnexp.sweep(example("book_network").train, store, **grid, **options(tmp_path))
    kernel = nnexp.sweep(
        store, data="digits", **grid, **options(tmp_path, directory=tmp_path / "kernel")
    )
    means, errors = [], []
    for found in (own, kernel):
        cells = found.table.groupby(["lr", "epochs"])["test_accuracy"]
        means.append(cells.mean())
        errors.append(cells.sem())
    assert means[0].idxmax() == means[1].idxmax() == (0.3, 10)
    # Both draw their own splits and weights: nine differences, each within four of its errors.
    assert (np.abs(means[0] - means[1]) < 4 * np.hypot(*errors) + 0.005).all()
    assert list(means[0].sort_values().index) == list(means[1].sort_values().index)


@pytest.mark.slow
def test_wines_are_told_apart(example, tmp_path):
    found = example("wine").sweep(
        directory=tmp_path / "out", quiet=True, **{"store.path": str(tmp_path / "store.sqlite")}
    )
    assert set(found.table["status"]) == {"ok"}
    whole = found.table[found.table["epochs"] == 20]
    assert whole["test_accuracy"].max() > 0.9
    assert set(found.table.columns) >= {"validation_log_loss", "train_accuracy"}


@pytest.mark.slow
def test_the_network_in_pytorch_learns_100_digits_by_heart_and_goes_on_to_the_bit(
    example, tmp_path
):
    pytest.importorskip("torch", reason="needs PyTorch, which nnexp does not")
    train = example("digits_cnn").train
    grid = {"lr": [0.01], "dropout": 0.1, "repeats": 2, "directory": tmp_path / "out"}
    store = {"store.path": str(tmp_path / "store.sqlite")}
    nnexp.sweep(train, store, epochs=10, quiet=True, **grid)
    on = nnexp.sweep(train, store, epochs=[20, 60], quiet=True, **grid)
    assert on.counts.extended == 2
    other = {"store.path": str(tmp_path / "other.sqlite")}
    whole = nnexp.sweep(train, other, epochs=[20, 60], quiet=True, **grid)
    assert whole.table_hash == on.table_hash
    losses = on.table.groupby("epochs")[["train_loss", "validation_loss"]].mean()
    assert losses["train_loss"][60] < losses["train_loss"][20]
    assert losses["validation_loss"][60] > losses["validation_loss"][20]
