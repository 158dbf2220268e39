"""Plots of how often sweeps that decide are right, and of what they take."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd

mpl.use("Agg")

import matplotlib.pyplot as plt
import seaborn as sns

from benchmarks.calibration.deciding.sweet_spots import OURS

COLOURS = "colorblind"
ERRORS = (
    "false interior",
    "best excluded",
    "regret above the margin",
    "false overfits",
    "false harmless",
)
COVERAGES = ("accuracy coverage", "validation_accuracy coverage", "test_accuracy coverage")


def draw(found: pd.DataFrame, folder: Path) -> list[Path]:
    """Error rates with their bars, and trainings beside those of others, as PNG.

    Args:
        found: rows of `rates.frame`.
        folder: where to write.
    """
    paths = []
    for name, figure in {
        "deciding_errors": _errors(found),
        "deciding_rivals": _rivals(found),
    }.items():
        path = folder / f"{name}.png"
        figure.savefig(path, dpi=110)
        plt.close(figure)
        paths.append(path)
    return paths


def _errors(found: pd.DataFrame) -> plt.Figure:
    ours = found[found["analysis"].isin([OURS, "overfitting", "real"])]
    ours = ours.assign(world=ours["analysis"].map({"real": "real trainings"}).fillna("simulated"))
    figure, axes = plt.subplots(
        1, 2, figsize=(11, 4.6), layout="constrained", width_ratios=[len(ERRORS), len(COVERAGES)]
    )
    for panel, names, bar in ((axes[0], ERRORS, 0.05), (axes[1], COVERAGES, 0.93)):
        rows = ours[ours["quantity"].isin(names)]
        rows = rows.assign(quantity=rows["quantity"].str.replace("_accuracy", ""))
        sns.stripplot(
            rows,
            x="quantity",
            y="value",
            hue="world",
            order=[name.replace("_accuracy", "") for name in names],
            hue_order=["simulated", "real trainings"],
            dodge=True,
            alpha=0.6,
            palette=COLOURS,
            ax=panel,
            legend=panel is axes[0],
        )
        panel.axhline(bar, color="grey", linewidth=1)
        panel.set(xlabel="", ylabel="share of sweeps")
        panel.set_xticks(
            panel.get_xticks(),
            [one.get_text().replace(" ", "\n") for one in panel.get_xticklabels()],
        )
    axes[0].set(title="What may happen in 5 % of sweeps at most", ylim=(-0.003, None))
    axes[1].set(title="What must happen in 93 % at least", ylim=(None, 1.005))
    sns.move_legend(axes[0], "upper left", title="", bbox_to_anchor=(0.02, 0.9))
    return figure


def _rivals(found: pd.DataFrame) -> plt.Figure:
    theirs = found[(found["noise"] == "normal") & (found["analysis"] != "overfitting")]
    names = list(dict.fromkeys(theirs["analysis"]))
    wanted = {
        "decided": "decided",
        "best excluded": "truly best value\nexcluded",
        "regret above the margin": "decided, but off by\nmore than the margin",
        "trainings": "trainings",
    }
    figure, axes = plt.subplots(1, 4, figsize=(14, 7), layout="constrained", sharey=True)
    for panel, (quantity, title) in zip(axes, wanted.items(), strict=True):
        rows = theirs[theirs["quantity"] == quantity]
        sns.stripplot(
            rows,
            x="value",
            y="surface",
            hue="analysis",
            hue_order=names,
            palette=COLOURS,
            jitter=False,
            dodge=True,
            size=6,
            ax=panel,
            legend=quantity == "trainings",
        )
        panel.set(title=title, xlabel="", ylabel="")
        panel.grid(axis="y", linewidth=0.5)
        if quantity == "trainings":
            panel.set(xscale="log")
            ticks = [20, 50, 100, 200, 500, 1000]
            panel.set_xticks(ticks, [str(one) for one in ticks])
            panel.minorticks_off()
        elif quantity != "decided":
            panel.axvline(0.05, color="grey", linewidth=1)
    sns.move_legend(axes[3], "upper left", bbox_to_anchor=(1, 1), title="", frameon=False)
    return figure
