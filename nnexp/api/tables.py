"""Tables of trials that something else ran, as sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from nnexp.api.arguments import check_quiet, folder_of
from nnexp.api.finished import Sweep
from nnexp.foreign.asked import asked
from nnexp.foreign.reading import read_trials
from nnexp.foreign.rows import ForeignTableError
from nnexp.process.messages import say
from nnexp.settings import shown_argument


def read(
    path: Path | str,
    *,
    repeat: str | Sequence[str] | None = None,
    metric: str | None = None,
    better: Literal["higher", "lower"] | None = None,
    budget: str | None = None,
    settings: str | Sequence[str] | None = None,
    part: Literal["validation", "test"] | None = None,
    directory: Path | str | None = None,
    quiet: bool = False,
) -> Sweep:
    """The trials of a CSV or Parquet file as a sweep, to be asked as one that nnexp ran.

    What is not said is recognised by the usual names, and by the marks of Optuna's
    `trials_dataframe`, MLflow's `search_runs`, Ray Tune's results and W&B's exports. How the file
    was understood is told in a line, and each doubt. Repeats may be unequal and cells missing.

    Args:
        path: a file with a row per trial, or per trial and epoch.
        repeat: the columns that tell repeats of one setting apart, `"seed"` for one. The same value
            is taken for the same repeat at every setting, so that comparisons are paired.
        metric: the column that chooses the best setting.
        better: its better direction, where its name does not tell.
        budget: the column that counts what was spent on training; rows that differ in it alone are
            the learning curve of one run.
        settings: the columns of the settings; all others are none, then.
        part: the data that the metric is of, where its name does not tell; validation unless given.
        directory: where plots and report go; beside the file unless given. Reading writes nothing.
        quiet: tell nothing.

    Returns:
        The sweep: `.table`, `.curves`, `.answer()`, `.findings()`, `.plot()`, `.report()`.

    Raises:
        ForeignTableError: the file cannot be read, or not in the way that was asked for.
    """
    check_quiet(quiet)
    if not isinstance(path, (str, Path)) or "\0" in str(path):
        raise ForeignTableError(
            f"{shown_argument(path)}: must be a path; for example 'runs.csv' or 'runs.parquet'"
        )
    given: dict[str, Any] = {
        "repeat": repeat,
        "metric": metric,
        "better": better,
        "budget": budget,
        "settings": settings,
        "part": part,
    }
    folder = None if directory is None else folder_of(directory)
    found = read_trials(Path(path).expanduser(), asked(given), folder)
    if not quiet:
        from rich.console import Console

        console = Console(stderr=True)
        for line in (found.understood, *(f"Warning: {one}" for one in found.doubts)):
            say(console, line)
    return Sweep.of(found.sweep)
