"""Tables as other tools write them, of simulated trainings whose best setting is known."""

from pathlib import Path

import numpy as np
import pandas as pd

FILES = Path(__file__).parent / "files"


def trainings(
    lrs=(0.01, 0.03, 0.1, 0.3), widths=(16, 32), seeds=(11, 12, 13, 14, 15), epochs=6, noise=0.002
) -> pd.DataFrame:
    """One row per training and epoch; lr=0.1 is best by far, a seed shifts all of its rows."""
    draw = np.random.default_rng(0)
    shift = {seed: draw.normal(0, 0.01) for seed in seeds}
    rows = [
        {
            "lr": lr,
            "width": width,
            "seed": seed,
            "epoch": epoch,
            "train_loss": 1 / epoch,
            "val_acc": 0.9
            - 0.03 * (np.log10(lr) + 1) ** 2
            - 0.1 / epoch
            + shift[seed]
            + draw.normal(0, noise),
            "test_acc": 0.89 - 0.1 / epoch + draw.normal(0, noise),
        }
        for lr in lrs
        for width in widths
        for seed in seeds
        for epoch in range(1, epochs + 1)
    ]
    return pd.DataFrame(rows)


def ends(frame: pd.DataFrame) -> pd.DataFrame:
    """The last row of each training."""
    return frame[frame["epoch"] == frame["epoch"].max()].drop(columns="epoch")


def written(frame: pd.DataFrame, folder: Path, name: str = "runs.csv") -> Path:
    path = folder / name
    if name.endswith(".parquet"):
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False)
    return path
