"""A run may begin processes of its own, in the worker process that trains it."""

import multiprocessing
from pathlib import Path

import pytest

import nnexp


def squares(x: int, *, seed: int):
    """Squares, by two processes."""
    with multiprocessing.Pool(2) as pool:
        return {"validation_loss": float(sum(pool.map(square, range(x))))}


def square(x: int) -> int:
    return x * x


def swept(model, tmp_path: Path, **grid):
    store = {"store.path": str(tmp_path / "store.sqlite")}
    return nnexp.sweep(model, store, directory=tmp_path / "out", quiet=True, **grid)


def test_a_pool_inside_a_run(tmp_path: Path) -> None:
    found = swept(squares, tmp_path, x=[3, 4], repeats=2)
    assert found.table["reason"].tolist() == [""] * 4
    assert found.table["validation_loss"].tolist() == [5, 5, 14, 14]


LOADING = '''
import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info


class Drawn(Dataset):
    """Its number, who loads it, and a draw of the process that does."""

    def __len__(self):
        return 32

    def __getitem__(self, place):
        info = get_worker_info()
        loader = -1.0 if info is None else float(info.id)
        return torch.tensor([float(place), loader, float(torch.rand(()))])


def train(lr: float, workers: int = 2, *, seed: int):
    while True:
        loader = DataLoader(Drawn(), batch_size=4, shuffle=True, num_workers=workers)
        rows = torch.cat(list(loader))
        yield {
            "validation_loss": lr * (rows[:, 0] * rows[:, 2]).sum(),
            "validation_loaders": len(rows[:, 1].unique()),
            "validation_samples": len(rows[:, 0].unique()),
        }
'''


@pytest.mark.slow
def test_pytorchs_loaders_inside_a_run(tmp_path: Path) -> None:
    """As many load as were asked for, each sample once; draws repeat to the bit, also alone."""
    pytest.importorskip("torch", reason="needs PyTorch, which nnexp does not")
    from nnexp.trainables.function.code import read_function

    path = tmp_path / "loading.py"
    path.write_text(LOADING, encoding="utf-8")
    train = read_function(path, "train")
    found = swept(
        train, tmp_path, lr=[0.1, 1.0], workers=[0, 2], epochs=[1, 2], repeats=2, verify="prefix"
    )
    table = found.table
    assert set(table["reason"]) == {""}
    assert set(table["validation_samples"]) == {32}
    assert table.groupby("workers")["validation_loaders"].unique().map(list).to_dict() == {
        0: [1], 2: [2],
    }  # fmt: skip
    assert len(found.verified) > 0
    keys = ["workers", "epochs", "repeat"]
    losses = table.pivot(index=keys, columns="lr", values="validation_loss")
    # The same draws at every grid point, others in each repeat.
    assert losses[0.1].sub(losses[1.0] / 10).abs().max() < 1e-4
    assert len(set(losses[1.0])) == len(losses)
