"""A sweep that has run: its frames, and what can be asked of them."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.api.arguments import as_arguments, merged
from nnexp.api.chosen import keep_chosen
from nnexp.api.trial import Trial, trial_of
from nnexp.errors import NnexpError
from nnexp.files.folder_lock import held
from nnexp.metrics import Part
from nnexp.settings import (
    SettingsError,
    as_text,
    catalog,
    coerce,
    plain,
    point_of,
    shown_argument,
)
from nnexp.sweeps import SweepData
from nnexp.sweeps.record import FOREIGN
from nnexp.table import rows_with, setting_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


_HEAT_MAP = "heat_map"


class SelectionError(NnexpError):
    """A sweep has no such trial, or no such plot."""


@dataclasses.dataclass(frozen=True)
class Plots:
    """Files of plots; a notebook shows them."""

    files: tuple[Path, ...]
    """Each plot as PNG and as SVG."""

    def __iter__(self) -> Iterator[Path]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __repr__(self) -> str:
        where = f" in {self.files[0].parent}" if self.files else ""
        return f"<Plots: {len(self.files)} files{where}>"

    def _ipython_display_(self) -> None:
        from IPython.display import Image, display

        for file in self.files:
            if file.suffix == ".png":
                # Half its pixels wide: sharp on every screen.
                picture = Image(  # type: ignore[no-untyped-call]
                    _small(file), retina=True, alt=f"Plot: {file.stem.replace('_', ' ')}"
                )
                display(picture)  # type: ignore[no-untyped-call]


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Sweep(SweepData):
    """A finished sweep, of now or of its folder; shows answer and table in a notebook."""

    @classmethod
    def of(cls, data: SweepData) -> Sweep:
        """The same with what can be asked of it."""
        return cls(**{field.name: getattr(data, field.name) for field in dataclasses.fields(data)})

    @property
    def best(self) -> dict[str, Any]:
        """The best setting, by the names of what was swept; of several data sets see `answer`.

        Raises:
            SelectionError: nothing finished, or there are several data sets with a best setting.
        """
        if len(self.answers) != 1:
            why = "each data set has its own" if self.answers else "nothing finished"
            raise SelectionError(f"best: this sweep has no one best setting, for {why}")
        return dict(self.answers[0].setting)

    def answer(self) -> str:
        """The headline: what is best, how sure that is, what ties with it and is cheaper."""
        from nnexp.analysis.sentence import plain as text_of
        from nnexp.report.cautions import no_answer
        from nnexp.report.headline import whole_answer

        told = [text_of(whole_answer(self, best)) for best in self.answers]
        return "\n".join(told) or no_answer(self.table, self.select_on, self.columns)

    def figure(self, name: str, *, x: str | None = None, y: str | None = None) -> Figure:
        """One plot as a Matplotlib figure, to be changed or saved as one likes.

        Args:
            name: of the plot, for example `accuracy_by_lr`: the names of the files of `plot`; or
                `heat_map`, of any two settings.
            x: of a heat map, the setting from left to right.
            y: of a heat map, the setting from bottom to top.

        Raises:
            SelectionError: the grid has no plot of that name, or does not cross the two settings.
        """
        from nnexp.plots import figures
        from nnexp.report.main_findings import main_findings

        if name == _HEAT_MAP or x is not None or y is not None:
            return self._heat_map(name, x, y)
        drawn = figures(self, main_findings(self), keep_chosen(self))
        if name not in drawn:
            there = ", ".join(drawn) or "none, for nothing finished"
            raise SelectionError(
                f"figure {shown_argument(name)}: this sweep has no such plot; it has {there}"
            )
        return drawn[name]

    def _heat_map(self, name: str, x: str | None, y: str | None) -> Figure:
        from nnexp.plots import figure
        from nnexp.report.main_findings import main_findings

        swept = ", ".join(self.swept) or "nothing"
        if name != _HEAT_MAP:
            raise SelectionError(
                f"figure {shown_argument(name)}: x and y are settings of a heat_map alone"
            )
        if x not in self.swept or y not in self.swept or x == y:
            given = f"x={shown_argument(x)}, y={shown_argument(y)}"
            raise SelectionError(
                f"figure heat_map, {given}: name two settings that the sweep varies; it varies "
                f"{swept}"
            )
        found = figure(self, _HEAT_MAP, (str(x), str(y)), main_findings(self))
        if found is None:
            raise SelectionError(
                f"figure heat_map, x={x}, y={y}: the grid does not cross these two, or has "
                "too many of their values for cells"
            )
        return found

    def next(self) -> dict[str, Any]:
        """What to sweep next to settle what is open: arguments of `nnexp.sweep`.

        Returns:
            Nothing where nothing is open, or where nothing that can be trained would help.
        """
        from nnexp.report.main_findings import main_findings
        from nnexp.report.next_sweep import next_sweep

        after = next_sweep(self, main_findings(self), costed=False)
        return {} if after is None else as_arguments(after.settings)

    def plot(self, *names: str) -> Plots:
        """Draw every plot that the grid makes meaningful, as PNG and SVG, and show them.

        Args:
            names: show these only, for example `accuracy_by_lr`: the names of the files.

        Returns:
            The files, under `directory / "plots"`; a notebook shows them as pictures.

        Raises:
            SelectionError: the grid has no plot of that name.
        """
        for name in names:
            if not isinstance(name, str):
                raise SelectionError(
                    f"plot {shown_argument(name)}: a plot is named by a text; "
                    "for example 'learning_curves'"
                )
        files = self._draw(names)
        for name in names:
            if name not in {file.stem for file in files}:
                every = dict.fromkeys(file.stem for file in self._draw(()))
                there = ", ".join(every) or "none, for nothing finished"
                raise SelectionError(f"plot {name}: this sweep has no such plot; it has {there}")
        return Plots(tuple(files))

    def report(self) -> Path:
        """Draw the plots and make `report.html` in the folder of the sweep.

        Returns:
            The page: one file that needs no other and no network.
        """
        from nnexp.foreign.reading import write_trials
        from nnexp.report.html import make_report

        with held(self.directory):
            if self.record.trainable == FOREIGN:
                write_trials(self)
            return make_report(self.directory, plots=True)

    def trial(
        self, settings: Mapping[str, Any] | None = None, /, repeat: int = 0, **named: Any
    ) -> Trial:
        """One trained network and its samples.

        Args:
            settings: settings that tell the trial from others, for names with a dot.
            repeat: number of the repetition.
            named: settings whose names have no dot, `lr=0.1`. Those that the sweep does not vary
                may be left out; so may `epochs`, which is then the longest.

        Returns:
            The trial: `.network`, and the samples of its `.train`, `.validation` and `.test`.

        Raises:
            SelectionError: no trial, several trials or one that failed is meant.
            ChangedDataError: the data are not those any more that it was trained on.
            SettingsError: a value that is not legal.
        """
        if self.record.columns is not None:
            raise SelectionError(
                "trial: networks are those of the built-in network; of other sweeps .table and "
                ".curves have what was measured"
            )
        given = _given(settings, named)
        rows = self._rows(given)
        repeats = sorted(rows["repeat"])
        if not isinstance(repeat, Integral) or repeat not in repeats:
            last = repeats[-1]
            every = f"0 to {last}" if len(repeats) == last + 1 else ", ".join(map(str, repeats))
            raise SelectionError(
                f"repeat={shown_argument(repeat)}: this setting has the repeats {every}"
            )
        (row,) = rows[rows["repeat"] == repeat].to_dict("records")
        if row["status"] != "ok":
            raise SelectionError(
                f"{_named({**given, 'repeat': repeat})}this trial has no network to show: "
                f"{row['status']} ({row['reason']}); choose one that finished"
            )
        return trial_of(
            point_of(setting_of(row, self.columns)),
            int(repeat),
            str(row["run_id"]),
            self.store,
            str(row["data_fingerprint"]),
        )

    def _draw(self, only: Sequence[str]) -> list[Path]:
        from nnexp.plots import draw
        from nnexp.report.main_findings import main_findings

        pictures = keep_chosen(self, only)
        return draw(self, self.directory / "plots", only, main_findings(self), pictures)

    def _rows(self, given: Mapping[str, Any]) -> pd.DataFrame:
        """All repeats of the setting that is named; without `epochs`, of the longest."""
        entries = {entry.name: entry for entry in catalog()}
        for name in given:
            if not entries[name].axis:
                raise SelectionError(
                    f"{name}: holds for the sweep as a whole; name settings that tell its trials "
                    f"apart: {', '.join(self.swept) or 'there are none'}"
                )
        wanted = {
            name: plain(name, coerce(name, value, entries[name].spec)[0])
            for name, value in given.items()
        }
        rows = rows_with(self.table, wanted, self.columns)
        if rows.empty:
            raise SelectionError(f"{_named(given)}this sweep has no such trial; {self._values()}")
        names = [
            name
            for name in self.swept
            if name not in self.columns.budgets and len(rows[name].unique()) > 1
        ]
        if names:
            raise SelectionError(
                f"{_named(given)}trials of several settings are meant; name {' and '.join(names)} "
                f"too: {self._values()}"
            )
        budget = self.columns.budget
        longest: pd.DataFrame = rows if budget is None else rows[rows[budget] == rows[budget].max()]
        return longest

    def _values(self) -> str:
        every = self.table[list(self.swept)].drop_duplicates().to_dict("records")
        settings = [setting_of(one, self.columns) for one in every]
        axes = [
            f"{name}={','.join(dict.fromkeys(as_text(values[name]) for values in settings))}"
            for name in self.swept
        ]
        return f"it has {' '.join(axes)}" if axes else "all its trials have the same settings"

    def __repr__(self) -> str:
        if self.record.trainable == FOREIGN:
            return f"<Sweep of {len(self.table):,} trials, read from {self.record.overrides[0]}>"
        counts = self.counts
        runs = counts.trained + counts.extended + counts.reused + counts.not_run
        return (
            f"<Sweep of {len(self.table):,} trials by {runs:,} runs "
            f"({counts.reused:,} reused, {counts.failed:,} failed) in {self.directory}>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        parts: tuple[Part, ...] = ("validation", "test")
        metrics = (self.columns.chooser(part) for part in parts)
        told = [metric.name for metric in metrics if metric is not None]
        columns = [*self.swept, "repeat", "status", *told]
        shown = self.table[[name for name in columns if name in self.table.columns]]
        answer = "".join(f"<p>{escape(line)}</p>" for line in self.answer().splitlines())
        return f"{answer}<p>{escape(repr(self))}</p>{shown.to_html(max_rows=20, index=False)}"


def _small(png: Path) -> bytes:
    """The picture in the 256 colours that a plot needs: a notebook keeps every picture it shows."""
    from PIL import Image

    packed = io.BytesIO()
    with Image.open(png) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
            packed, "PNG", optimize=True
        )
    return packed.getvalue()


def _given(settings: Any, named: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a caller names, each legal by itself."""
    given, problems = merged(settings, named)
    specs = {entry.name: entry.spec for entry in catalog()}
    for name, value in given.items():
        _, problem = coerce(name, value, specs[name])
        if problem:
            problems.append(problem)
    if problems:
        raise SettingsError(tuple(problems))
    return given


def _named(wanted: Mapping[str, Any]) -> str:
    """`lr=0.1 epochs=5: `, as the start of a message."""
    text = " ".join(f"{name}={as_text(value)}" for name, value in wanted.items())
    return f"{text}: " if text else ""
