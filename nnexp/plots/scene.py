"""What all plots of one sweep share: its rows with comparable settings, and words about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import pandas as pd

from nnexp.analysis import Finding
from nnexp.analysis.best import PROBLEM, rank
from nnexp.analysis.summary import settings_of
from nnexp.plots.levels import level, number, ordered
from nnexp.settings import Scalar

MAIN = ("lr", "epochs", "hidden_nodes")


@dataclasses.dataclass(frozen=True)
class Scene:
    """The rows of a sweep, with each setting as text (see `levels.level`)."""

    table: pd.DataFrame
    """One row per trial."""
    curves: pd.DataFrame
    """One row per run and epoch, with the `status` that its longest trial has in the table."""
    settings: tuple[str, ...]
    """What is swept, the base seed aside: it repeats a setting, it is not one to choose."""
    select_on: str
    ranking: pd.DataFrame
    """Settings that have a mean, from best to worst."""
    levels: dict[str, tuple[str, ...]]
    """The values of each swept setting, in order."""
    not_run: int
    """Trials that a stopped sweep did not reach; they are in no other field."""
    findings: tuple[Finding, ...] = ()
    """What the analyses found."""

    @property
    def metric(self) -> str:
        return f"{self.select_on}_accuracy"


def scene_of(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    findings: Sequence[Finding] = (),
) -> Scene:
    """Make a sweep's frames ready for drawing; the frames themselves stay as they are."""
    named = [name for name in settings_of(swept) if name in table.columns]
    settings = tuple(sorted(named, key=lambda name: (*MAIN, name).index(name)))
    constant = [name for name in (*MAIN, "data", "data.train") if name not in settings]
    reached = table[table["status"] != "not_run"]
    rows = _with_levels(reached, (*settings, *constant))
    ranking = rank(rows, settings, select_on)
    return Scene(
        table=rows,
        curves=_with_status(_with_levels(curves, (*settings, *constant)), rows),
        settings=settings,
        select_on=select_on,
        ranking=ranking[ranking["repeats"] > 0].reset_index(drop=True),
        levels={name: ordered(rows[name]) for name in settings},
        not_run=len(table) - len(reached),
        findings=tuple(findings),
    )


def within(scene: Scene, where: Mapping[str, Scalar]) -> Scene:
    """The part of a sweep that has these values of some swept settings."""
    wanted = {name: level(value) for name, value in where.items()}
    table = matching(scene.table, wanted)
    return dataclasses.replace(
        scene,
        table=table,
        curves=matching(scene.curves, wanted),
        ranking=matching(scene.ranking, wanted),
        levels={name: ordered(table[name]) for name in scene.settings},
    )


def matching(frame: pd.DataFrame, levels: Mapping[str, str]) -> pd.DataFrame:
    """The rows with these levels of some settings."""
    for name, value in levels.items():
        frame = frame[frame[name] == value]
    return frame


def best_level(scene: Scene, name: str) -> str | None:
    """The value that a setting has in the best combination of all."""
    return None if scene.ranking.empty else str(scene.ranking[name].iloc[0])


def best_rows(scene: Scene) -> pd.DataFrame:
    """The best setting of each task: one row, unless the sweep varies the data set."""
    tasks = [name for name in scene.settings if name in PROBLEM]
    return scene.ranking.drop_duplicates(tasks) if tasks else scene.ranking.head(1)


def data_label(scene: Scene) -> str:
    """The data set's name, or its file's for data of the user's own."""
    if "data" in scene.settings:
        return ", ".join(scene.levels["data"])
    name = str(scene.table["data"].iloc[0])
    if name not in ("csv", "png") or "data.train" in scene.settings:
        return name
    return PurePath(str(scene.table["data.train"].iloc[0])).name


def fixed(scene: Scene, *names: str) -> str:
    """`lr=0.1, hidden_nodes=100` for those of the names that are not swept."""
    return ", ".join(
        f"{name}={scene.table[name].iloc[0]}" for name in names if name not in scene.settings
    )


def repeats(rows: pd.DataFrame, settings: Sequence[str]) -> tuple[int, int]:
    """The smallest and the largest number of repeats that a setting has in these rows."""
    names = [name for name in settings if name in rows.columns]
    counts = rows.groupby(names).size() if names else pd.Series([len(rows)])
    return int(counts.min()), int(counts.max())


def is_ordered(levels: Sequence[str]) -> bool:
    """Whether levels are numbers, so that a line between them means something."""
    return all(number(text) is not None for text in levels)


def _with_levels(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """A copy with the settings as text; each distinct value is converted once."""
    columns = {}
    for name in names:
        if name in frame.columns:
            codes, values = pd.factorize(frame[name], use_na_sentinel=False)
            texts = pd.Index([level(value) for value in values], dtype=object)
            columns[name] = texts.take(codes)
    return frame.assign(**columns)


def _with_status(curves: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Curves of runs with a failed trial are failed: their last epochs are missing."""
    status = rows["status"].where(rows["status"] == "ok", "failed")
    worst = status.groupby(rows["run_id"]).min()
    return curves.assign(status=curves["run_id"].map(worst).fillna("failed"))
