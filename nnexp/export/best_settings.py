"""The best settings of a sweep as a frame of texts, for the formats of papers and pages."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from nnexp.analysis.sentence import plain
from nnexp.columns import cell_value
from nnexp.export.export import ExportError
from nnexp.report.cautions import no_answer
from nnexp.report.headline import task_text, whole_answer
from nnexp.report.ranking import interval
from nnexp.table.levels import level

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.analysis.best import Best
    from nnexp.metrics import Metric
    from nnexp.sweeps.data import SweepData

MOST = 20
"""Settings of a table."""

_INTERVALS = "± half the 95 % interval over repeats"


@dataclasses.dataclass(frozen=True, eq=False)
class BestSettings:
    """The best settings of one task."""

    frame: pd.DataFrame
    """A row per setting, the best first, all cells text."""
    caption: str
    """The answer in a sentence, and what the table leaves out."""
    label: str
    """A word for references."""


def best_settings(sweep: SweepData) -> list[BestSettings]:
    """The best settings of each task of a sweep.

    Raises:
        ExportError: nothing finished.
    """
    if not sweep.answers:
        why = no_answer(sweep.table, sweep.select_on, sweep.columns)
        raise ExportError(f"{sweep.directory}: {why}")
    return [_of_task(best, sweep) for best in sweep.answers]


def _of_task(best: Best, sweep: SweepData) -> BestSettings:
    import pandas as pd

    rows = best.ranking.head(MOST)
    tested = best.tested if best.select_on != "test" else None
    columns = {name: [level(cell_value(value)) for value in rows[name]] for name in best.setting}
    for start, metric in (("", best.measured), ("test_", tested)):
        if metric is not None:
            ends = zip(*(rows[f"{start}{end}"] for end in ("mean", "low", "high")), strict=True)
            columns[_head(metric)] = [interval(metric, *some) for some in ends]
    columns["repeats"] = [f"{count:,}" for count in rows["repeats"]]
    answer = plain(whole_answer(sweep, best))
    left = len(best.ranking) - len(rows)
    more = f" The best {MOST} of {len(best.ranking):,} settings." if left > 0 else ""
    several = f" ({_INTERVALS})" if best.most_repeats > 1 else ""
    label = " ".join([sweep.name, task_text(best)]).strip()
    return BestSettings(
        frame=pd.DataFrame(columns),
        caption=f"{answer}{more}{several}",
        label="".join(one if one.isascii() and one.isalnum() else "-" for one in label),
    )


def _head(metric: Metric) -> str:
    unit = metric.printed_unit
    return f"{metric.label} ({unit})" if unit else metric.label
