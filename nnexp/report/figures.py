"""The plots of a sweep as a page shows them: inlined, with words for those who cannot see them."""

from __future__ import annotations

import base64
import dataclasses
import glob
import itertools
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from nnexp.files.bounded import read_bytes
from nnexp.language import ENGLISH
from nnexp.plots import picture_name
from nnexp.report.stored import ReportError

PLOTS = "plots"

MOST_BYTES = 30_000_000
"""Of a plot's file; a drawing of ten thousand curves has half of that."""

# Above this a drawing of many curves is larger, and slower to show, than its picture.
_LARGEST_SVG = 400_000
_LAST = 9
# Metadata stand at the start.
_HEAD = 20_000
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
# Words outside the axes are the drawing's own, two spaces deep in what Matplotlib writes.
_BLOCK = re.compile(r'^  <g id="text_\d+">\n(.*?)\n  </g>', re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"<text[^>]*>([^<]*)</text>")
_SIZE = re.compile(rb'<svg[^>]*?\bviewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclasses.dataclass(frozen=True)
class PlotImage:
    """One plot, ready for a page."""

    name: str
    source: str
    """The picture itself as a `data:` address."""
    width: int
    height: int
    alt: str
    """The words in the picture: its title, what it shows of, its notes."""
    caption: str
    """How to read it; empty for a drawing that does not say."""
    files: tuple[str, ...]
    """The plot's files, relative to the sweep's folder."""
    task: str | None
    """Name of the task whose models it pictures; None for a plot of anything else."""
    place: int
    """Where it belongs among the others."""
    language: str
    """Of its words."""
    answers: tuple[str, ...]
    """Names of the analyses that it shows the findings of."""
    settings: frozenset[str]
    """What it shows them about; empty for all that there is."""


def plot_images(
    directory: Path, tasks: Sequence[str] = ("",), pictures: Sequence[str] = ()
) -> tuple[PlotImage, ...]:
    """Every plot in a sweep's folder, in the order in which a reader wants them.

    Args:
        directory: the folder of the sweep.
        tasks: names of the tasks whose models may be pictured, in their order.
        pictures: names of all pictures that there may be of models, in their order.

    Raises:
        ReportError: a plot cannot be read.
    """
    paths = [path for kind in _TYPES for path in plot_files(directory, f"*{kind}")]
    stems = {path.stem for path in paths}
    others = [_image(directory, stem) for stem in stems if not stem.startswith(tuple(pictures))]
    plots = sorted(others, key=lambda plot: (plot.place, plot.name))
    for task, name in itertools.product(tasks, pictures):
        stem = picture_name(name, task)
        if stem in stems:
            plots.append(_image(directory, stem, task))
    return tuple(plots)


def plot_files(directory: Path, pattern: str) -> list[Path]:
    """The files in a sweep's folder of plots; what is a link, a pipe or the like is none."""
    folder = directory / PLOTS
    if folder.is_symlink():
        return []
    return [path for path in folder.glob(pattern) if path.is_file() and not path.is_symlink()]


def _image(directory: Path, stem: str, task: str | None = None) -> PlotImage:
    there = set(plot_files(directory, f"{glob.escape(stem)}.*"))
    files = [path for kind in _TYPES if (path := directory / PLOTS / f"{stem}{kind}") in there]
    best = files[0] if files[0].stat().st_size <= _LARGEST_SVG else files[-1]
    try:
        content = read_bytes(best, MOST_BYTES)
        drawing = read_bytes(files[0], MOST_BYTES).decode("utf-8", errors="replace")
        names = tuple(f"{PLOTS}/{path.name}" for path in files)
        return _shown(stem, content, best.suffix, drawing, names, task)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ReportError(
            f"{best}: this plot cannot be read ({why}); draw the plots again: "
            f"python -m nnexp.report {directory}"
        ) from error


def drawn_image(name: str, drawing: bytes) -> PlotImage:
    """A drawing that has no file, as a page shows it.

    Args:
        name: of the plot.
        drawing: SVG as `nnexp.plots` writes it.
    """
    return _shown(name, drawing, ".svg", drawing.decode())


def _shown(
    name: str,
    content: bytes,
    kind: str,
    drawing: str,
    files: tuple[str, ...] = (),
    task: str | None = None,
) -> PlotImage:
    width, height = _size(content)
    answers, _, settings = _said_of(drawing, "relation").partition(":")
    return PlotImage(
        name=name,
        source=f"data:{_TYPES[kind]};base64,{base64.b64encode(content).decode()}",
        width=width,
        height=height,
        alt=_drawn_words(drawing) or f"{name.replace('_', ' ').capitalize()}.",
        caption=_said_of(drawing, "description"),
        files=files,
        task=task,
        place=int(place) if (place := _said_of(drawing, "identifier")).isdigit() else _LAST,
        language=_said_of(drawing, "language") or ENGLISH,
        answers=tuple(answers.split()),
        settings=frozenset(settings.split()),
    )


def _said_of(drawing: str, what: str) -> str:
    """What a drawing says of itself among its metadata."""
    found = re.search(rf"<dc:{what}>(.*?)</dc:{what}>", drawing[:_HEAD], re.DOTALL)
    return unescape(found.group(1)) if found else ""


def _drawn_words(drawing: str) -> str:
    """The title, the line under it and the notes of a drawing, which are text in it."""
    blocks = (
        " ".join(unescape(line) for line in _LINE.findall(block))
        for block in _BLOCK.findall(drawing)
    )
    return " ".join(f"{words.rstrip('.')}." for words in blocks if words)


def _size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, so that the page does not jump while it loads."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        # Drawn at 150 dots per inch; a page has 96.
        sides = (int.from_bytes(content[at : at + 4], "big") * 96 / 150 for at in (16, 20))
    elif found := _SIZE.search(content[:4000]):
        sides = (float(side) * 96 / 72 for side in found.groups())
    else:
        raise ValueError("neither SVG nor PNG")
    width, height = (round(side) for side in sides)
    return width, height
