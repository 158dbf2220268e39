"""The plots of a sweep as a page shows them: inlined, with words for those who cannot see them."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from nnexp.plots import NETWORK_PICTURES, picture_name
from nnexp.report.stored import ReportError

PLOTS = "plots"

# Above this a drawing of many curves is larger, and slower to show, than its picture.
_LARGEST_SVG = 400_000
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
    """How to read it."""
    files: tuple[str, ...]
    """The plot's files, relative to the sweep's folder."""
    task: str | None
    """Name of the task whose networks it pictures; None for a plot of anything else."""


def plot_images(
    directory: Path, select_on: str, tasks: Sequence[str] = ("",)
) -> tuple[PlotImage, ...]:
    """Every plot in a sweep's folder, in the order in which a reader wants them.

    Args:
        directory: the folder of the sweep.
        select_on: the data whose accuracy the plots show.
        tasks: names of the tasks whose networks may be pictured, in their order.

    Raises:
        ReportError: a plot cannot be read.
    """
    paths = [path for kind in _TYPES for path in (directory / PLOTS).glob(f"*{kind}")]
    stems = {path.stem for path in paths}
    others = sorted((stem for stem in stems if not stem.startswith(NETWORK_PICTURES)), key=_order)
    plots = [_image(directory, stem, _caption(stem, select_on)) for stem in others]
    for task, name in itertools.product(tasks, NETWORK_PICTURES):
        stem = picture_name(name, task)
        if stem in stems:
            plots.append(_image(directory, stem, _CAPTIONS[name], task))
    return tuple(plots)


def _image(directory: Path, stem: str, caption: str, task: str | None = None) -> PlotImage:
    files = [path for kind in _TYPES if (path := directory / PLOTS / f"{stem}{kind}").is_file()]
    best = files[0] if files[0].stat().st_size <= _LARGEST_SVG else files[-1]
    try:
        content = best.read_bytes()
        width, height = _size(content)
        drawn = _drawn_words(files[0].read_bytes())
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{best}: this plot cannot be read ({error}); draw the plots again: "
            f"python -m nnexp.report {directory}"
        ) from error
    return PlotImage(
        name=stem,
        source=f"data:{_TYPES[best.suffix]};base64,{base64.b64encode(content).decode()}",
        width=width,
        height=height,
        alt=drawn or f"{stem.replace('_', ' ').capitalize()}.",
        caption=caption,
        files=tuple(f"{PLOTS}/{path.name}" for path in files),
        task=task,
    )


def _drawn_words(content: bytes) -> str:
    """The title, the line under it and the notes of a drawing, which are text in it."""
    blocks = (
        " ".join(unescape(line) for line in _LINE.findall(block))
        for block in _BLOCK.findall(content.decode("utf-8", errors="replace"))
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


def _order(stem: str) -> tuple[int, str]:
    first = ("accuracy_by_lr", "accuracy_by_lr_and_epochs", "learning_curves")
    return (first.index(stem) if stem in first else len(first), stem)


def _caption(stem: str, select_on: str) -> str:
    """How to read a plot, from the name of its file; nothing for one that is not known."""
    if stem in _CAPTIONS:
        return _CAPTIONS[stem].format(data=select_on)
    if not stem.startswith("accuracy_by_"):
        return ""
    axes = stem.removeprefix("accuracy_by_").split("_and_")
    match axes := [_plot_name(axis) for axis in axes]:
        case [across, down]:
            return (
                f"Mean {select_on} accuracy for every {across} and {down}: each cell is one grid "
                "point, its number the mean over repeats. Where diamonds mark the best learning "
                "rate of each row, see whether they lean to one side: then what is best depends "
                "on the other setting."
            )
        case _:
            return (
                f"The {select_on} accuracy by {' and '.join(axes)} with 95 % intervals; settings "
                "whose intervals overlap may be equally good."
            )


def _plot_name(axis: str) -> str:
    return {"lr": "learning rate", "hidden_nodes": "hidden nodes"}.get(axis, axis)


_CAPTIONS = {
    "learning_curves": (
        "Loss and accuracy after each epoch of training. Training data should keep improving; "
        "where the curve of data that the network has not seen turns back, it begins to learn its "
        "training data by heart. That epoch is marked where the repeats agree that it is more "
        "than chance; where they do not, the panel says so."
    ),
    "accuracy_by_lr": (
        "The {data} accuracy by learning rate with 95 % intervals. The top of a hump is the sweet "
        "spot. The strip below the lines says how well it is known: a short bar is a sure answer, "
        "a long one says that these repeats cannot tell, and an arrow that it may lie beyond the "
        "values tried."
    ),
    "accuracy_by_hidden_nodes": (
        "Above, {data} accuracy by hidden nodes; below, the time that training took. Look for "
        "where the accuracy levels off while the time keeps rising: the strip shows from how many "
        "nodes on more of them bring next to nothing."
    ),
    "accuracy_by_setting": (
        "The {data} accuracy of each setting; each point is the mean over its repeats."
    ),
    "confusion": (
        "Rows are what a sample is, columns what the networks read it as. A dark cell is a habit: "
        "to the networks these two look alike."
    ),
    "wrongly_read": (
        "Samples that the network had not seen and read wrongly. Some of them a person would "
        "doubt, too; the others show what the network has not learnt."
    ),
    "mind_of_the_network": (
        "The book's look inside the mind of a network: an answer is fed in at the output and sent "
        "backwards through the weights, and what comes out at the input is what the network "
        "associates with that answer. Expect a shadow of a typical sample, not a picture of one."
    ),
    "weights_of_nodes": (
        "Each small image is one node: how much each point of the input excites or quiets it. "
        "Nodes that learnt something show strokes and loops, the others look like noise."
    ),
}
