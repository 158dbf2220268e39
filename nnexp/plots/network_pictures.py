"""What the networks of the best setting see, say and confuse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.figure import Figure

from nnexp.analysis.best import PROBLEM
from nnexp.plots.confusion import confusion_map
from nnexp.plots.mosaic import Tiles, mosaic
from nnexp.plots.page import Words
from nnexp.plots.scene import Scene, best_rows, data_label, fixed
from nnexp.plural import counted
from nnexp.sweeping.reading import Reading

_MOST_NODES = 40


def network_pictures(scene: Scene, reading: Reading) -> Iterator[tuple[str, Figure]]:
    """Every picture that data and network allow, with the name of its file."""
    about = _about(scene)
    if len(reading.confusions):
        yield "confusion", confusion_map(reading, about)
    if reading.image_shape is None:
        return
    if len(reading.mistakes.labels):
        yield "wrongly_read", _gallery(reading, reading.image_shape, about)
    if len(reading.minds):
        yield "mind_of_the_network", _minds(reading, reading.image_shape, about)
    yield "weights_of_nodes", _weights(reading, reading.image_shape, about)


def _about(scene: Scene) -> str:
    """Data and setting of the networks."""
    best = best_rows(scene).iloc[0]
    settings = (name for name in scene.settings if name != "data")
    names = sorted(settings, key=lambda name: name not in PROBLEM)
    # The digits have no file, whatever the other data sets of the sweep have.
    stated = [name for name in names if name not in PROBLEM or best[name] != "null"]
    chosen = ", ".join(f"{name}={best[name]}" for name in stated)
    rest = fixed(scene, "lr", "epochs", "hidden_nodes")
    return f"{data_label(scene)} · {', '.join(part for part in (chosen, rest) if part)}"


def _gallery(reading: Reading, shape: tuple[int, int], about: str) -> Figure:
    mistakes = reading.mistakes
    labels = [
        f"said {answer}\nis {label}"
        for label, answer in zip(mistakes.labels, mistakes.answers, strict=True)
    ]
    of = f"{len(labels)} of " if len(labels) < mistakes.total else ""
    words = Words(
        f"Wrongly read: {of}{counted(mistakes.total, f'{reading.part} sample')}",
        about,
        (
            "Below each: what the network said, and what it is. The errors of which it was surest "
            "come first. One network: that of the first repeat.",
        ),
    )
    return mosaic(words, Tiles(_images(mistakes.inputs, shape), tuple(labels), "Greys", (0, 1)))


def _minds(reading: Reading, shape: tuple[int, int], about: str) -> Figure:
    images = _images(reading.minds, shape)
    labels = tuple(map(str, range(len(images))))
    words = Words(
        "The mind of the network: each answer, asked backwards",
        about,
        (
            "From the answer back through the weights to an input: dark where the network wants "
            "ink to give this answer, light where it wants none. First repeat's network.",
        ),
    )
    return mosaic(words, Tiles(images, labels, "Greys", (0, 1)), columns=5)


def _weights(reading: Reading, shape: tuple[int, int], about: str) -> Figure:
    weights = reading.network.weights
    hidden = len(weights) > 1
    # A node matters by the links that leave it; outputs all do.
    reach = (
        np.square(weights[1].astype(float)).sum(axis=0) if hidden else -np.arange(len(weights[0]))
    )
    order = np.argsort(-reach, kind="stable")[:_MOST_NODES]
    images = _images(weights[0][order], shape)
    most = float(np.quantile(np.abs(images), 0.995)) or 1.0
    what = "hidden node" if hidden else "output node"
    labels = [str(node + 1 if hidden else node) for node in order]
    some = (
        f"{len(order)} of {len(weights[0]):,} {what}s"
        if len(order) < len(weights[0])
        else f"{what}s"
    )
    words = Words(
        f"What {some} look for: the weights of their links to the image",
        about,
        (
            "Orange: ink here excites the node; purple: ink here quiets it; white: no matter."
            + (" Those with the strongest links onwards come first." if hidden else "")
            + " First repeat's network.",
        ),
    )
    return mosaic(words, Tiles(images, tuple(labels), "PuOr_r", (-most, most)))


def _images(rows: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    return rows.reshape(len(rows), *shape).astype(float)
