"""What the networks of one setting see, say and confuse."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from nnexp.language import phrase
from nnexp.trainables.book.reading import Reading, read_again
from nnexp.trainables.book.reading_file import file_names, load_reading, save_reading
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.pictures import Chosen, Confusion, Picture, Pictures, Picturing, Tiles

CAPTIONS = {
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
"""How to read each picture, by the name of its file."""

_MOST_NODES = 40
_MOST_NAMED = 3
# Letters of a class's name below a small image.
_LONGEST = 10


@dataclasses.dataclass(frozen=True)
class _BookPictures:
    """See `nnexp.trainables.pictures.Picturing`."""

    names: tuple[str, ...] = tuple(CAPTIONS)

    def files(self, task: str = "") -> tuple[str, ...]:
        return file_names(task)

    def make(
        self, trials: Sequence[Chosen], kept: Mapping[str, Checkpoint], directory: Path, task: str
    ) -> Pictures:
        reading = read_again(trials, kept)
        save_reading(reading, directory, task)
        return pictures_of(reading, task)

    def load(self, directory: Path, task: str = "") -> Pictures | None:
        reading = load_reading(directory, task)
        return None if reading is None else pictures_of(reading, task)


PICTURES: Picturing = _BookPictures()


def pictures_of(reading: Reading, task: str = "") -> Pictures:
    """Every picture that data and network allow, and the accuracies by the confusions."""
    return Pictures(
        members=lambda language: tuple(_members(reading, functools.partial(phrase, language))),
        file=file_names(task)[-1],
        run_ids=reading.run_ids,
        epochs=reading.epochs,
        metric=f"{reading.part}_accuracy",
        measured=tuple(
            int(counts.trace()) / max(1, int(counts.sum())) for counts in reading.confusions
        ),
    )


def _members(reading: Reading, say: Callable[..., str]) -> Iterator[Picture]:
    if len(reading.confusions):
        yield _confusion(reading, say)
    if reading.image_shape is None:
        return
    if len(reading.mistakes.labels):
        yield _gallery(reading, reading.image_shape, say)
    if len(reading.minds):
        yield _minds(reading, reading.image_shape, say)
    yield _weights(reading, reading.image_shape, say)


def _confusion(reading: Reading, say: Callable[..., str]) -> Picture:
    counts = reading.confusions.sum(axis=0)
    read = len(reading.confusions)
    networks = say("{count} networks" if read > 1 else "{count} network", count=read)
    if read < reading.trials:
        networks = say("{count} of {all} networks", count=read, all=reading.trials)
    worst = _worst(reading, counts, say)
    names = tuple(map(reading.name_of, range(len(counts))))
    digits = names == tuple(map(str, range(10)))
    return Picture(
        "confusion",
        say("Which digits get confused" if digits else "Which classes get confused"),
        say("{part} data, {networks}", part=say(reading.part), networks=networks),
        (
            say("Most often: {mistakes}.", mistakes=worst)
            if worst
            else say("No sample was read wrongly."),
            say(
                "Cells: of 100 samples of the class in the row, how many are read as the class in "
                "the column; the darker, the more. On the grey diagonal: those read rightly."
            ),
        ),
        say(CAPTIONS["confusion"]),
        Confusion(counts, names, (say("read as"), say("is"))),
    )


def _worst(reading: Reading, counts: np.ndarray, say: Callable[..., str]) -> str:
    """`4 read as 9 (12 of 490), …`: the most frequent mistakes."""
    wrong = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MOST_NAMED]
    pairs = [divmod(int(place), len(counts)) for place in order]
    return say(", ").join(
        say(
            "{label} read as {answer} ({count} of {all})",
            label=reading.name_of(label),
            answer=reading.name_of(answer),
            count=f"{wrong[label, answer]:,}",
            all=f"{counts[label].sum():,}",
        )
        for label, answer in pairs
        if wrong[label, answer]
    )


def _gallery(reading: Reading, shape: tuple[int, int], say: Callable[..., str]) -> Picture:
    mistakes = reading.mistakes
    labels = tuple(
        say(
            "said {answer}\nis {label}",
            answer=reading.name_of(answer, _LONGEST),
            label=reading.name_of(label, _LONGEST),
        )
        for label, answer in zip(mistakes.labels, mistakes.answers, strict=True)
    )
    some = "{count} {part} samples" if mistakes.total != 1 else "{count} {part} sample"
    samples = say(some, count=f"{mistakes.total:,}", part=say(reading.part))
    title = say("Wrongly read: {samples}", samples=samples)
    if len(labels) < mistakes.total:
        title = say("Wrongly read: {count} of {samples}", count=len(labels), samples=samples)
    return Picture(
        "wrongly_read",
        title,
        "",
        (
            say(
                "Below each: what the network said, and what it is. The errors of which it was "
                "surest come first. One network: that of the first repeat."
            ),
        ),
        say(CAPTIONS["wrongly_read"]),
        Tiles(_images(mistakes.inputs, shape), labels, "Greys", (0, 1)),
    )


def _minds(reading: Reading, shape: tuple[int, int], say: Callable[..., str]) -> Picture:
    images = _images(reading.minds, shape)
    labels = tuple(reading.name_of(label, _LONGEST) for label in range(len(images)))
    return Picture(
        "mind_of_the_network",
        say("The mind of the network: each answer, asked backwards"),
        "",
        (
            say(
                "From the answer back through the weights to an input: dark where the network "
                "wants ink to give this answer, light where it wants none. First repeat's network."
            ),
        ),
        say(CAPTIONS["mind_of_the_network"]),
        Tiles(images, labels, "Greys", (0, 1), across=5),
    )


def _weights(reading: Reading, shape: tuple[int, int], say: Callable[..., str]) -> Picture:
    weights = reading.network.weights
    hidden = len(weights) > 1
    # A node matters by the links that leave it; outputs all do.
    reach = (
        np.square(weights[1].astype(float)).sum(axis=0) if hidden else -np.arange(len(weights[0]))
    )
    order = np.argsort(-reach, kind="stable")[:_MOST_NODES]
    images = _images(weights[0][order], shape)
    most = float(np.quantile(np.abs(images), 0.995)) or 1.0
    some = say("hidden nodes" if hidden else "output nodes")
    labels = [str(node + 1) if hidden else reading.name_of(int(node), _LONGEST) for node in order]
    if len(order) < len(weights[0]):
        of = f"{len(weights[0]):,}"
        some = say("{count} of {all} {nodes}", count=len(order), all=of, nodes=some)
    meant = (
        "Orange: ink here excites the node; purple: ink here quiets it; white: no matter. Those "
        "with the strongest links onwards come first. First repeat's network."
        if hidden
        else "Orange: ink here excites the node; purple: ink here quiets it; white: no matter. "
        "First repeat's network."
    )
    return Picture(
        "weights_of_nodes",
        say("What {nodes} look for: the weights of their links to the image", nodes=some),
        "",
        (say(meant),),
        say(CAPTIONS["weights_of_nodes"]),
        Tiles(images, tuple(labels), "PuOr_r", (-most, most)),
    )


def _images(rows: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    return rows.reshape(len(rows), *shape).astype(float)
