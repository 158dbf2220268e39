"""What plots say about their data, in words that are the same on every plot."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nnexp.plots.axes import shown_level
from nnexp.plots.scene import MAIN, Scene, data_label, fixed, repeats

MOST_REPEATS = 30
"""Single repeats are drawn for so many; means are over all of them."""


def shown(scene: Scene, *more: str) -> str:
    """The line under a title: data set, fixed settings, what chose them, a plot's own words."""
    parts = [data_label(scene), fixed(scene, *MAIN), *more]
    if scene.select_on == "test":
        parts.append("the test data also choose the setting")
    return " · ".join(part for part in parts if part)


def accuracy_label(scene: Scene) -> str:
    """`Validation accuracy (%)`, or `Test …` where the test data choose."""
    return f"{scene.select_on.capitalize()} accuracy (%)"


def notes(scene: Scene, rows: pd.DataFrame, marks: str, *more: str) -> tuple[str, ...]:
    """The lines below panels of trials: what marks mean, and what is left out of the means.

    Args:
        scene: the sweep.
        rows: the rows that the plot shows.
        marks: how single repeats are drawn, such as `faint points`.
        more: further lines; empty ones are left out.
    """
    return (means(scene, rows, marks), *left_out(scene, rows), *(line for line in more if line))


def means(scene: Scene, rows: pd.DataFrame, marks: str) -> str:
    """What lines, bands and marks mean, for these rows."""
    most = repeats(rows, scene.settings)[1]
    if most < 2:
        return "One repeat of each setting, so there is no interval."
    some = f" (the first {MOST_REPEATS})" if most > MOST_REPEATS else ""
    return (
        f"Mean of {repeat_count(scene, rows)} with its 95 % interval (t); "
        f"{marks}: single repeats{some}."
    )


def repeat_count(scene: Scene, rows: pd.DataFrame) -> str:
    """`5 repeats`, `3 to 5 repeats`, `1 repeat`."""
    low, high = repeats(rows, scene.settings)
    return f"{low if low == high else f'{low} to {high}'} repeat{'' if high == 1 else 's'}"


def left_out(scene: Scene, rows: pd.DataFrame) -> tuple[str, ...]:
    """How many of the trials shown failed or have no value, and how many never ran, if any."""
    failed = int((rows["status"] != "ok").sum())
    empty = int((rows[scene.metric].isna() & (rows["status"] == "ok")).sum())
    lines = [
        f"{count} of {len(rows)} trials {what} and are left out."
        for count, what in ((failed, "failed"), (empty, f"have no {scene.select_on} accuracy"))
        if count
    ]
    if scene.not_run:
        lines.append(f"{scene.not_run} trials of the sweep were not run.")
    return tuple(lines)


def fewer(scene: Scene, name: str | None, levels: Sequence[str]) -> str:
    """`6 of 20 values of lr` where not all of them are drawn."""
    if name is None or len(levels) == len(scene.levels[name]):
        return ""
    return f"{len(levels)} of {len(scene.levels[name])} values of {name}"


def slice_label(names: Sequence[str], values: Sequence[str]) -> str:
    """A panel's title: a line for each setting that tells the panel from the others."""
    return "\n".join(
        f"{name}={shown_level(value)}" for name, value in zip(names, values, strict=True)
    )
