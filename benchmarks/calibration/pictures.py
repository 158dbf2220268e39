"""Plots of the measured error rates."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd

mpl.use("Agg")

import matplotlib.pyplot as plt
import seaborn as sns

COLOURS = "colorblind"


def draw(found: pd.DataFrame, folder: Path) -> list[Path]:
    """Coverage, sizes of sets, false verdicts and power, as PNG.

    Args:
        found: rows of `rates.frame`.
        folder: where to write.
    """
    asked = found[~found["stress"]]
    pictures = {
        "calibration_intervals": _intervals(asked),
        "calibration_sets": _sets(asked),
        "calibration_false": _false(asked),
        "calibration_power": _power(asked),
    }
    paths = []
    for name, figure in pictures.items():
        path = folder / f"{name}.png"
        figure.savefig(path, dpi=110)
        plt.close(figure)
        paths.append(path)
    return paths


def _intervals(found: pd.DataFrame) -> plt.Figure:
    spots = found[found["analysis"] == "sweet_spot"]
    kinds = ["interval coverage", "percentile bootstrap coverage"]
    rows = spots[spots["quantity"].isin(kinds) & ~spots["surface"].str.startswith("MNIST")]
    rows = rows.assign(repeats=rows["repeats"].astype(str))
    grid = sns.catplot(
        rows,
        x="repeats",
        y="value",
        hue="quantity",
        col="grid",
        kind="strip",
        dodge=True,
        alpha=0.6,
        palette=COLOURS,
        height=3.2,
        aspect=0.9,
        legend_out=False,
    )
    for axes in grid.axes.flat:
        axes.axhline(0.93, color="grey", linewidth=1)
        axes.axhline(0.98, color="grey", linewidth=1, linestyle=":")
    grid.set_axis_labels("repeats", "share with the optimum")
    grid.set_titles("{col_name} grid")
    sns.move_legend(grid, "upper right", title="", ncol=2, frameon=False)
    grid.figure.suptitle(
        "Sweet spot: each dot is a surface with a kind of noise", x=0.02, y=0.97, ha="left"
    )
    grid.figure.subplots_adjust(top=0.82)
    return grid.figure


def _sets(found: pd.DataFrame) -> plt.Figure:
    keys = ["analysis", "surface", "grid", "noise", "repeats"]
    wide = found[found["quantity"].str.startswith("set size")]
    wide = wide.pivot_table(index=keys, columns="quantity", values="value").reset_index()
    wide = wide.assign(repeats=wide["repeats"].astype(str))
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
    sns.scatterplot(
        wide,
        x="set size, plain Bonferroni",
        y="set size",
        hue="repeats",
        style="analysis",
        palette=COLOURS,
        ax=axes[0],
    )
    most = wide["set size"].max()
    axes[0].plot([1, most], [1, most], color="grey", linewidth=1)
    axes[0].set(xscale="log", yscale="log", title="Mean size of confidence sets: lower is sharper")
    coverage = found[found["quantity"] == "set coverage"]
    coverage = coverage.assign(repeats=coverage["repeats"].astype(str))
    sns.stripplot(
        coverage,
        x="repeats",
        y="value",
        hue="analysis",
        dodge=True,
        alpha=0.5,
        palette=COLOURS,
        ax=axes[1],
    )
    axes[1].axhline(0.93, color="grey", linewidth=1)
    axes[1].set(ylabel="share of sets that hold the best", title="Coverage of confidence sets")
    return figure


def _false(found: pd.DataFrame) -> plt.Figure:
    rows = found[found["quantity"].isin(["false interior", "false overfits", "false enough"])]
    rows = rows.assign(repeats=rows["repeats"].astype(str))
    figure, axes = plt.subplots(figsize=(8, 4.4), layout="constrained")
    sns.stripplot(
        rows, x="quantity", y="value", hue="repeats", dodge=True, palette=COLOURS, ax=axes
    )
    axes.axhline(0.05, color="grey", linewidth=1)
    axes.set(xlabel="", ylabel="share of sweeps", title="Verdicts where there is nothing to find")
    return figure


def _power(found: pd.DataFrame) -> plt.Figure:
    rows = found[found["surface"].str.startswith("MNIST")]
    rows = rows.assign(case=rows["surface"] + ", " + rows["grid"])
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained", sharey=True)
    for panel, (quantity, part) in zip(axes, rows.groupby("quantity", sort=False), strict=True):
        sns.lineplot(
            part, x="repeats", y="value", hue="case", marker="o", palette=COLOURS, ax=panel
        )
        panel.axhline(0.8, color="grey", linewidth=1)
        panel.set(xscale="log", title=f"Power of `{quantity}` on MNIST's effects")
        panel.set_xticks([3, 5, 10, 30], ["3", "5", "10", "30"])
        panel.minorticks_off()
        panel.set(ylabel="share of sweeps", ylim=(-0.03, 1.03))
        panel.legend(fontsize=8, title="")
    return figure
