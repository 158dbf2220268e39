"""Plots of the kept results: speed by width with the roofline, grid points, speed-up by workers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.harness import REPEATS
from benchmarks.measurement import Measurement, read

RESULTS = Path(__file__).parent / "results"

# MNIST: non-zero pixels in a mean image, and bytes a second that one Zen 4 core reads or writes
# in its second-level cache: 32 bytes a cycle at 3.7 GHz.
NON_ZERO = 150
BYTES_A_SECOND = 32 * 3.7e9


def roofline(width: int) -> float:
    """Least µs per sample: the first layer's touched rows read twice and written once."""
    return 3 * NON_ZERO * width * 4 / BYTES_A_SECOND * 1e6


def main() -> None:
    """Draw what there are results for."""
    drawings = {"kernel": _kernel, "harness": _harness, "scaling": _scaling, "clusters": _clusters}
    with mpl.rc_context({"svg.hashsalt": "nnexp", "font.size": 11}), sns.axes_style("whitegrid"):
        for name, draw in drawings.items():
            path = RESULTS / f"{name}.csv"
            if path.exists():
                figure = draw([m for m in read(path) if not m.skipped])
                figure.savefig(RESULTS / f"{name}.png", dpi=120)


def _lines(found: Iterable[Measurement], case: str) -> dict[str, list[tuple[int, float]]]:
    """Of each contestant the values by the number in cases of this pattern, ascending."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for m in found:
        if (match := re.fullmatch(case, m.case)) and m.value:
            lines.setdefault(m.contestant, []).append((int(match[1]), m.value))
    return {name: sorted(line) for name, line in lines.items()}


def _kernel(found: Iterable[Measurement]) -> Figure:
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots()
    series = _lines(found, r"mnist H=(\d+)")
    widths = sorted({width for points in series.values() for width, _ in points})
    palette = sns.color_palette("colorblind", len(series))
    for (name, points), colour, marker in zip(series.items(), palette, "osD^vP", strict=False):
        axes.plot(*zip(*points, strict=True), marker=marker, label=name, color=colour, linewidth=2)
    axes.plot(widths, [roofline(w) for w in widths], "k--", label="roofline (L2 traffic)")
    axes.set(xscale="log", yscale="log", xlabel="hidden nodes", ylabel="µs per training sample")
    axes.set_xticks(widths, [str(width) for width in widths])
    axes.minorticks_off()
    axes.set_title("Training on MNIST, one sample at a time, one core, float32", loc="left")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return figure


def _harness(found: Sequence[Measurement]) -> Figure:
    figure = Figure(figsize=(15, 4.5), layout="constrained")
    costs, walls = figure.subplots(1, 2, width_ratios=(5, 4))
    each = {f"{m.contestant}: {m.case}": m.value for m in found if m.unit == "ms per trial"}
    values = [value for value in each.values() if value]
    costs.barh(list(each), values, color=sns.color_palette("colorblind")[0])
    costs.set(xscale="log", xlabel="ms per trial beyond training")
    for place, value in enumerate(values):
        shown = f"{value:,.0f}" if value >= 10 else f"{value:.2f}"
        costs.annotate(f" {shown}", (value, place), va="center")
    costs.invert_yaxis()
    costs.margins(x=0.15)
    costs.grid(axis="y", visible=False)
    costs.set_title("What a trial costs beyond its training", loc="left")
    _walls(walls, found)
    return figure


def _walls(axes: Axes, found: Sequence[Measurement]) -> None:
    """Seconds by grid points: measured of nnexp, and what the peers' ms per trial come to."""
    series = _lines(found, r"wall time, (\d+) points")
    peers = {m.contestant: m.value for m in found if m.case == "no-op trials" and m.value}
    sizes = sorted({points for line in series.values() for points, _ in line})
    palette = iter(sns.color_palette("colorblind", len(series) + len(peers)))
    for name, line in series.items():
        axes.plot(*zip(*line, strict=True), "o-", color=next(palette), label=name)
    for name, value in peers.items():
        seconds = [points * REPEATS * value / 1e3 for points in sizes]
        axes.plot(sizes, seconds, "--", color=next(palette), label=f"{name}: no-op, extrapolated")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=f"grid points, {REPEATS} repeats each",
        ylabel="wall time (s)",
    )
    axes.set_title("Wall time by grid points", loc="left")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)


def _scaling(found: Iterable[Measurement]) -> Figure:
    seconds = {int(m.contestant[0]): m.value for m in found if m.case == "mnist" and m.value}
    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    workers = sorted(seconds)
    axes.plot(workers, [seconds[1] / seconds[n] for n in workers], "o-", label="measured")
    axes.plot(workers, workers, "k--", label="ideal")
    axes.set(xlabel="workers", ylabel="speed-up", xticks=workers, ylim=(0, None))
    axes.set_title("MNIST sweep by workers", loc="left")
    axes.legend()
    return figure


def _clusters(found: Iterable[Measurement]) -> Figure:
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    series: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for m in found:
        case, _, workers = m.case.rpartition(", ")
        if workers.endswith(" workers") and m.value:
            count = int(workers.removesuffix(" workers").replace(",", ""))
            series.setdefault((m.contestant, case), []).append((count, m.value))
    palette = dict(zip(("threads", "dask"), sns.color_palette("colorblind"), strict=False))
    for (name, case), points in series.items():
        xs, ys = zip(*sorted(points), strict=True)
        line = "-" if case.startswith("no-op") else "--"
        label = f"{name}: {case}"
        axes.plot(xs, ys, line, marker="o", color=palette[name], linewidth=2, label=label)
    counts = sorted({count for points in series.values() for count, _ in points})
    axes.plot(counts, counts, "k:", label="every worker busy with runs of 1 s")
    axes.set(xscale="log", yscale="log", xlabel="simulated workers", ylabel="runs per second")
    axes.set_title("What one driver hands out, takes back and stores", loc="left")
    axes.legend(frameon=True)
    return figure


if __name__ == "__main__":
    main()
