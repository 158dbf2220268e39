"""Which plots a grid makes meaningful, drawn and written to files."""

from __future__ import annotations

import dataclasses
import functools
import io
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.analysis.languages import told_in
from nnexp.analysis.tasks import SweptData
from nnexp.columns import Columns
from nnexp.files.replacement import beside
from nnexp.language import ENGLISH
from nnexp.plots import PlotError, picture_name, style
from nnexp.plots.hover import with_titles
from nnexp.plots.pair import SweepPair
from nnexp.plots.pictures import picture_of
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.registry import PAIR_PLOTS, PLOTS
from nnexp.plots.view import View, view_of, within
from nnexp.process.forks import in_forks
from nnexp.sweeps.data import SweepData
from nnexp.trainables.pictures import Pictures

_DPI = 150
LAST = 99
"""Where on a page pictures of models belong."""
_LOCK = threading.Lock()


def write_plots(
    sweep: SweepData,
    directory: Path,
    only: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    pictures: Sequence[tuple[SweptData, Pictures]] = (),
    at_once: int = 1,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Path]:
    """As `nnexp.plots.draw`, which is this with its imports put off."""
    if _says_nothing(sweep):
        return []
    # Matplotlib reads its settings while it draws, and they belong to the whole process.
    with _LOCK, mpl.rc_context(style.settings(sweep.language)):
        view, told = _views(sweep, findings)
        asked = functools.partial(_asked, only)
        sketches = [*_plots(view, told), *_pictures(view, told, pictures)]
        written = _written(list(filter(asked, sketches)), directory, at_once, tell)

        def drawn(one: _Sketch) -> bool:
            return one.name in written or (not asked(one) and one.draw() is not None)

        for late in _late_plots(view, told, drawn):
            written |= _written([late] if asked(late) else [], directory, 1, tell)
    return [path for paths in written.values() for path in paths]


def _says_nothing(sweep: SweepData) -> bool:
    return sweep.table.empty or sweep.columns.chooser(sweep.select_on) is None


def _asked(only: Sequence[str], one: _Sketch) -> bool:
    return not only or one.name in only


def _written(
    sketches: Sequence[_Sketch], directory: Path, at_once: int, tell: Callable[[int, int], None]
) -> dict[str, list[Path]]:
    """Draw and write; the files of those that the grid makes meaningful, by their names."""
    calls = [functools.partial(_write, one, directory) for one in sketches]
    files: dict[int, list[Path]] = {}
    for place, paths in in_forks(calls, at_once):
        files[place] = paths
        tell(len(files), len(calls))
    return {one.name: files[place] for place, one in enumerate(sketches) if files[place]}


def _see_folder(directory: Path) -> None:
    """Make the folder of the plots; refuse one that lies elsewhere, which others may have set."""
    if directory.is_symlink():
        raise PlotError(
            f"{directory}: is a link to another folder, and nothing is written there; remove it"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "is a file, not a folder" if directory.exists() else error.strerror
        raise PlotError(f"{directory}: cannot be made ({why}); move away what is there") from error


def figures(
    sweep: SweepData,
    findings: Sequence[Finding] = (),
    pictures: Sequence[tuple[SweptData, Pictures]] = (),
) -> Iterator[tuple[str, Figure]]:
    """Every plot that grid and networks make meaningful, with the name of its file."""
    if _says_nothing(sweep):
        return
    view, told = _views(sweep, findings)
    found = _drawn(_plots(view, told))

    def drawn(one: _Sketch) -> bool:
        return one.name in found

    for late in _late_plots(view, told, drawn):
        found.update(_drawn([late]))
    yield from (found | _drawn(_pictures(view, told, pictures))).items()


def styled_figures(
    sweep: SweepData,
    findings: Sequence[Finding] = (),
    pictures: Sequence[tuple[SweptData, Pictures]] = (),
) -> dict[str, Figure]:
    """As `nnexp.plots.figures`, which is this with its imports put off."""
    with _LOCK, mpl.rc_context(style.settings(sweep.language)):
        return dict(figures(sweep, findings, pictures))


def drawn_pair(pair: SweepPair) -> dict[str, bytes]:
    """Every plot that two sweeps make meaningful, as SVG by its name."""
    columns = _drawable(pair.columns)
    shown = dataclasses.replace(pair, columns=columns)
    with _LOCK, mpl.rc_context(style.settings(columns.language)):
        return {
            name: _drawing(plot.draw(shown), plot.caption(pair), columns.language)
            for name, plot in PAIR_PLOTS.items()
            if plot.needs(pair)
        }


def _drawing(figure: Figure, caption: str, language: str) -> bytes:
    return _svg(figure, {"Description": caption, "Language": language})


def _svg(figure: Figure, about: Mapping[str, str | None]) -> bytes:
    """The drawing, without what differs from one run to the next; its points say what they are."""
    content = io.BytesIO()
    figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None, **about})
    return with_titles(content.getvalue(), figure)


def styled_figure(
    sweep: SweepData, plot: str, settings: Settings, findings: Sequence[Finding] = ()
) -> Figure | None:
    """As `nnexp.plots.figure`, which is this with its imports put off."""
    if _says_nothing(sweep):
        return None
    with _LOCK, mpl.rc_context(style.settings(sweep.language)):
        view, _ = _views(sweep, findings)
        known = set(settings) <= set(view.settings)
        return PLOTS[plot].draw(view, settings) if known else None


def _drawn(sketches: Iterable[_Sketch]) -> dict[str, Figure]:
    figures = ((one.name, one.draw()) for one in sketches)
    return {name: figure for name, figure in figures if figure is not None}


@dataclasses.dataclass(frozen=True, eq=False)
class _Sketch:
    """A plot that is not drawn yet."""

    name: str
    draw: Callable[[], Figure | None]
    """None where the grid does not make it meaningful."""
    caption: Callable[[], str]
    place: int
    language: str
    """Of the drawing; that of the caption where there is a font for it."""
    answers: str = ""
    """Names of analyses, a colon, names of settings: what a page sets it beside."""


def _views(sweep: SweepData, findings: Sequence[Finding]) -> tuple[View, View]:
    """What is drawn and what is said of it: in English drawings where a font is missing."""
    told = view_of(sweep, findings)
    columns = _drawable(told.columns)
    if columns is told.columns:
        return told, told
    english = tuple(told_in(ENGLISH, told.findings))
    return dataclasses.replace(told, columns=columns, findings=english), told


def _drawable(columns: Columns) -> Columns:
    """They in a language that this system has a font for."""
    if style.is_drawable(columns.language):
        return columns
    return dataclasses.replace(columns, language=ENGLISH)


def _plots(view: View, told: View) -> list[_Sketch]:
    """What is drawn, if the grid makes it meaningful, whatever else is."""
    return [
        _sketch(plot, view, told, settings)
        for plot in PLOTS.values()
        if not _depends(plot, view)
        for settings in plot.needs(view, False)
    ]


def _late_plots(view: View, told: View, drawn: Callable[[_Sketch], bool]) -> Iterator[_Sketch]:
    """What is drawn or not by whether plots that stand before it in the registry are."""
    before: list[_Sketch] = []
    for plot in PLOTS.values():
        if _depends(plot, view):
            needed = plot.needs(view, any(map(drawn, before)))
            late = [_sketch(plot, view, told, each) for each in needed]
            yield from late
        else:
            late = [_sketch(plot, view, told, each) for each in plot.needs(view, False)]
        before += late


def _depends(plot: Plot, view: View) -> bool:
    return list(plot.needs(view, True)) != list(plot.needs(view, False))


def _sketch(plot: Plot, view: View, told: View, settings: Settings) -> _Sketch:
    return _Sketch(
        plot.file(view, settings),
        functools.partial(plot.draw, view, settings),
        functools.partial(plot.caption, told, settings),
        plot.place,
        view.columns.language,
        f"{' '.join(plot.answers)}: {' '.join(settings)}" if plot.answers else "",
    )


def _pictures(
    view: View, told: View, pictures: Sequence[tuple[SweptData, Pictures]]
) -> Iterator[_Sketch]:
    """Of the models of each task."""
    language = view.columns.language
    for task, some in pictures:
        part = within(view, task.problem)
        both = zip(some.members(language), some.members(told.columns.language), strict=True)
        for one, said in both:
            name = picture_name(one.name, task.name)
            draw = functools.partial(picture_of, one, part)
            caption = functools.partial(str, said.caption)
            yield _Sketch(name, draw, caption, LAST, language)


def _lay_out(figure: Figure) -> None:
    """Put all in its place, once for both files: Matplotlib would draw each of them twice."""
    figure.set_dpi(_DPI)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    # Not `"none"`, which leaves one that does nothing, and for which all is drawn twice as well.
    figure.set_layout_engine(None)


def _write(one: _Sketch, directory: Path) -> list[Path]:
    """Draw, and write as PNG and SVG; nothing where the grid does not make it meaningful.

    The same bytes for the same figure: no dates, and ids from a fixed salt. The drawing says
    itself how it is to be read, and where on a page it belongs.
    """
    figure = one.draw()
    if figure is None:
        return []
    _see_folder(directory)
    about = {
        "Description": one.caption(),
        "Identifier": str(one.place),
        "Language": one.language,
        "Relation": one.answers or None,
    }
    png, svg = directory / f"{one.name}.png", directory / f"{one.name}.svg"
    _lay_out(figure)
    try:
        # Another sweep that draws into the same folder, or a browser, sees a whole picture.
        with beside(png) as written:
            figure.savefig(written, format="png", dpi=_DPI, metadata={"Software": None})
        with beside(svg) as written:
            written.write_bytes(_svg(figure, about))
    except OSError as error:
        raise PlotError(
            f"{png}: cannot be written ({error.strerror or error}); make the folder writable or "
            "make room, and draw the plots again"
        ) from error
    return [png, svg]
