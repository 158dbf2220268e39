"""A sweep that has run: its frames, and what can be asked of them."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.api.arguments import merged
from nnexp.api.chosen import keep_chosen
from nnexp.api.trial import Trial, trial_of
from nnexp.errors import NnexpError
from nnexp.settings import (
    GridPoint,
    SettingsError,
    as_text,
    catalog,
    coerce,
    flatten,
    parse,
    shown_argument,
    unflatten,
)
from nnexp.sweeping import SweepResult

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.analysis import Finding


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


@dataclasses.dataclass(frozen=True)
class Sweep:
    """A finished sweep; shows its table in a notebook."""

    result: SweepResult
    """Counts, hash, verification and wall time besides the frames."""
    points: tuple[GridPoint, ...]
    """The grid."""
    store: Path
    """The file with the curves and the last weights of its runs."""

    @property
    def table(self) -> pd.DataFrame:
        """One row per trial; `.attrs["columns"]` says what each column means."""
        return self.result.table

    @property
    def curves(self) -> pd.DataFrame:
        """One row per run and epoch."""
        return self.result.curves

    @property
    def directory(self) -> Path:
        """Where the sweep's files are."""
        return self.result.directory

    def findings(self) -> list[Finding]:
        """Every answer that the grid allows; `.sentence` is each in a sentence."""
        from nnexp.analysis import findings

        result = self.result
        return findings(result.table, result.curves, result.swept, result.select_on)

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
            SettingsError: a value that is not legal.
        """
        wanted = _wanted(settings, named)
        point = self._point(wanted)
        repeats = len(self.table) // len(self.points)
        if not isinstance(repeat, Integral) or not 0 <= repeat < repeats:
            raise SelectionError(
                f"repeat={shown_argument(repeat)}: this sweep has the repeats 0 to {repeats - 1} "
                "of each setting"
            )
        # The table has the trials in the order of the grid, all repeats of a point together.
        row = self.table.iloc[self.points.index(point) * repeats + repeat]
        if row["status"] != "ok":
            raise SelectionError(
                f"{_named({**wanted, 'repeat': repeat})}this trial has no network to show: "
                f"{row['status']} ({row['reason']}); choose one that finished"
            )
        return trial_of(point, int(repeat), str(row["run_id"]), self.store)

    def _draw(self, only: Sequence[str]) -> list[Path]:
        from nnexp.plots import NETWORK_PICTURES, draw
        from nnexp.report.stored_findings import main_findings

        result = self.result
        frames = (result.table, result.curves, result.swept, result.select_on)
        pictured = not only or any(name.startswith(NETWORK_PICTURES) for name in only)
        readings = keep_chosen(self.points, result, self.store) if pictured else ()
        findings = main_findings(*frames)
        return draw(*frames, self.directory / "plots", only, findings, readings)

    def _point(self, wanted: Mapping[str, Any]) -> GridPoint:
        """The grid point with these settings; without `epochs` among them, the longest."""
        axes = {entry.name: entry.axis for entry in catalog()}
        for name in wanted:
            if not axes.get(name, True):
                raise SelectionError(
                    f"{name}: holds for the sweep as a whole; name settings that tell its trials "
                    f"apart: {', '.join(self.result.swept) or 'there are none'}"
                )
        found = [point for point in self.points if _with(point, wanted) == point]
        if not found:
            raise SelectionError(f"{_named(wanted)}this sweep has no such trial; {self._values()}")
        differing = {
            name
            for name in self.result.swept
            if len({flatten(point)[name] for point in found}) > 1 and name != "epochs"
        }
        if differing:
            names = [name for name in self.result.swept if name in differing]
            raise SelectionError(
                f"{_named(wanted)}trials of several settings are meant; name {' and '.join(names)} "
                f"too: {self._values()}"
            )
        return max(found, key=lambda point: point.epochs)

    def _values(self) -> str:
        every = [flatten(point) for point in self.points]
        axes = [
            f"{name}={','.join(dict.fromkeys(as_text(values[name]) for values in every))}"
            for name in self.result.swept
        ]
        return f"it has {' '.join(axes)}" if axes else "all its trials have the same settings"

    def __repr__(self) -> str:
        counts = self.result.counts
        runs = counts.trained + counts.extended + counts.reused + counts.not_run
        return (
            f"<Sweep of {len(self.table):,} trials by {runs:,} runs "
            f"({counts.reused:,} reused, {counts.failed:,} failed) in {self.directory}>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        columns = [*self.result.swept, "repeat", "status", "validation_accuracy", "test_accuracy"]
        shown = self.table[[name for name in columns if name in self.table.columns]]
        return f"<p>{escape(repr(self))}</p>{shown.to_html(max_rows=20, index=False)}"


def _small(png: Path) -> bytes:
    """The picture in the 256 colours that a plot needs: a notebook keeps every picture it shows."""
    from PIL import Image

    packed = io.BytesIO()
    with Image.open(png) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
            packed, "PNG", optimize=True
        )
    return packed.getvalue()


def _wanted(settings: Any, named: Mapping[str, Any]) -> dict[str, Any]:
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


def _with(point: GridPoint, wanted: Mapping[str, Any]) -> GridPoint:
    """The grid point with some settings changed."""
    nested = dataclasses.asdict(point)
    for name, value in unflatten(wanted).items():
        if isinstance(value, dict):
            nested[name] = nested[name] | value
        else:
            nested[name] = value
    return parse(nested)[0]


def _named(wanted: Mapping[str, Any]) -> str:
    """`lr=0.1 epochs=5: `, as the start of a message."""
    text = " ".join(f"{name}={as_text(value)}" for name, value in wanted.items())
    return f"{text}: " if text else ""
