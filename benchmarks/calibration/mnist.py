"""What MNIST shows: mean learning curves and their spread, from a real sweep.

    NNEXP_DATA_DIR=… python -m nnexp -m data=mnist data.validation=10000 \\
        lr=0.01,0.02,0.05,0.1,0.2,0.3,0.6 epochs=20 repeats=5
    python -m benchmarks.calibration.mnist results/sweep/…/curves.parquet

writes `mnist.csv` beside this file: per learning rate and epoch, mean validation loss and
error rate over repeats, smoothed over epochs so that simulations do not take its noise for
an effect, and what is left around it as the deviation of one repeat.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import numpy as np
import pandas as pd

TABLE = Path(__file__).with_name("mnist.csv")
LEARNING_RATES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.6)
"""The grid of the project's reference sweep."""


@functools.cache
def table() -> pd.DataFrame:
    """Rows of lr and epoch with `loss`, `error` and their deviations."""
    return pd.read_csv(TABLE)


def curve(lr: float, metric: str) -> tuple[np.ndarray, float]:
    """Mean over 20 epochs of `loss` or `error` at one learning rate, and deviation of a repeat."""
    rows = table()[table()["lr"] == lr].sort_values("epoch")
    return rows[metric].to_numpy(), float(rows[f"{metric}_deviation"].iloc[0])


def response(epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """(grid,) mean error rate of the reference grid after an epoch, and (grid,) deviations."""
    rows = table()[table()["epoch"] == epoch].set_index("lr").loc[list(LEARNING_RATES)]
    return rows["error"].to_numpy(), rows["error_spread"].to_numpy()


def summarise(curves: pd.DataFrame) -> pd.DataFrame:
    """Smooth means and deviations of a sweep's curves.

    Args:
        curves: `lr`, `repeat`, `epoch`, `validation_loss`, `validation_accuracy`.
    """
    curves = curves.assign(loss=curves["validation_loss"], error=1 - curves["validation_accuracy"])
    return pd.concat([_smooth(float(lr), rows) for lr, rows in curves.groupby("lr")])


def _smooth(lr: float, rows: pd.DataFrame) -> pd.DataFrame:
    epochs = np.sort(rows["epoch"].unique())
    log = np.log(epochs)
    basis = np.stack([np.ones_like(log), log, log**2, log**3, epochs], axis=1)
    columns: dict[str, object] = {"lr": lr, "epoch": epochs}
    for metric in ("loss", "error"):
        values = rows.pivot_table(index="repeat", columns="epoch", values=metric).to_numpy()
        means = basis @ np.linalg.lstsq(basis, values.mean(axis=0), rcond=None)[0]
        # Around each repeat's own level, which pairing takes out, and past the steep start.
        around = values - values.mean(axis=0)
        around = (around - around.mean(axis=1, keepdims=True))[:, 3:]
        columns[metric] = means
        columns[f"{metric}_deviation"] = np.sqrt((around**2).sum() / (around.size * 0.75))
        columns[f"{metric}_spread"] = values.std(axis=0, ddof=1)
    return pd.DataFrame(columns)


if __name__ == "__main__":
    summarise(pd.read_parquet(sys.argv[1])).to_csv(TABLE, index=False, float_format="%.6g")
