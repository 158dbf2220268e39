"""What a trained setting reads: its network, what it confuses, where it errs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from nnexp.datasets import Dataset, Encoded, encode_for, load, scaled
from nnexp.network import Network, NetworkError
from nnexp.settings import GridPoint, point_of
from nnexp.trainables.book.confusion import confusion
from nnexp.trainables.book.costs import expected_seconds
from nnexp.trainables.book.networks import kept_state
from nnexp.trainables.book.rows import rows_of
from nnexp.trainables.book.run import architecture_of, train
from nnexp.trainables.book.state import network_from
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.pictures import Chosen

MOST_CLASSES = 30
"""With more, no page could show which class is taken for which."""
MOST_MISTAKES = 40
# Rows that a network reads at once, fewer where a layer is so wide that these would be many values.
_BLOCK, _BLOCK_VALUES = 1000, 1 << 22
# Seconds on one core that trainings besides the first may take, by the planner's estimate.
_AFFORDABLE = 0.5
# Targets of a backquery: those of the book, inside the range of every activation that has one.
_LOW, _HIGH = 0.01, 0.99
# Mistakes are shown whatever the range was that the network read.
_SHARES = (0.0, 1.0)


@dataclasses.dataclass(frozen=True, eq=False)
class Mistakes:
    """Samples that a network read wrongly, the surest of its errors first."""

    inputs: np.ndarray
    """(mistakes, inputs) float32, 0 for the darkest and 1 for the brightest value."""
    labels: np.ndarray
    """(mistakes,) int64, what they are."""
    answers: np.ndarray
    """(mistakes,) int64, what the network took them for."""
    total: int
    """How many there are, of which these are some."""

    def __repr__(self) -> str:
        return f"<Mistakes: {len(self.labels):,} of {self.total:,}>"


@dataclasses.dataclass(frozen=True, eq=False)
class Reading:
    """What the networks of one setting make of data that did not train them."""

    network: Network
    """Of the first trial."""
    part: Literal["test", "validation"]
    """The data that were read: the test data, where there are any."""
    epochs: int
    run_ids: tuple[str, ...]
    """Of the trials that were read, the first one's first; with `epochs` they name the rows."""
    trials: int
    """Finished trials of the setting; where training again would take long, not all are read."""
    confusions: np.ndarray
    """(trials read, classes, classes) int64: row = right class, column = the answer; none where
    there are too many classes or no such data."""
    mistakes: Mistakes
    """Of the first trial's network."""
    minds: np.ndarray
    """(classes, inputs) float32: what the first network, asked backwards, associates with each
    class; none where its activation has no inverse or there are too many classes."""
    image_shape: tuple[int, int] | None
    """Rows and columns of the image that an input is, or None."""
    class_names: tuple[str, ...] = ()
    """What users call each class; empty for their numbers."""

    def name_of(self, label: int, letters: int = 60) -> str:
        """What users call a class, cut to a number of letters."""
        name = self.class_names[label] if self.class_names else str(label)
        return name if len(name) <= letters else f"{name[: letters - 1]}…"

    def __repr__(self) -> str:
        return (
            f"<Reading of the {self.part} data by {len(self.run_ids):,} networks "
            f"after {self.epochs:,} epochs>"
        )


@dataclasses.dataclass(frozen=True)
class _Trial:
    point: GridPoint
    repeat: int
    run_id: str


def read_again(chosen: Sequence[Chosen], kept: Mapping[str, Checkpoint]) -> Reading:
    """Have the networks of one setting read the data that did not train them.

    A network comes from the state of the right epoch where that is kept; else it is trained
    again, to the same bits. The first trial always is; further ones while that costs
    next to nothing.

    Args:
        chosen: finished trials that differ in `seed` and `repeat` only, one at least.
        kept: by run id, of those runs of which a state is known, whatever its epoch.

    Raises:
        DataError: the data cannot be read.
    """
    trials = [_Trial(point_of(one.settings), one.repeat, one.run_id) for one in chosen]
    first = trials[0]
    data = load(first.point.data)
    encoded = encode_for(first.point, data)
    networks = dict(_networks(trials, data, encoded, kept))
    network = networks[first]
    rows = {trial: rows_of(trial.point, trial.repeat, data) for trial in networks}
    part: Literal["test", "validation"] = "test" if len(rows[first].test) else "validation"
    read: dict[_Trial, np.ndarray] = {trial: getattr(rows[trial], part) for trial in networks}
    return Reading(
        network=network,
        part=part,
        epochs=first.point.epochs,
        run_ids=tuple(trial.run_id for trial in networks),
        trials=len(trials),
        confusions=_confusions(networks, data, encoded, read),
        mistakes=_mistakes(network, first.point, data, read[first]),
        minds=_minds(network),
        image_shape=data.image_shape,
        class_names=data.class_names,
    )


def _confusions(
    networks: Mapping[_Trial, Network],
    data: Dataset,
    encoded: Encoded,
    rows: Mapping[_Trial, np.ndarray],
) -> np.ndarray:
    """Of each network on its rows; none where there are too many classes or no rows."""
    if data.classes > MOST_CLASSES or not all(len(some) for some in rows.values()):
        return np.empty((0, data.classes, data.classes), dtype=np.int64)
    return np.stack(
        [
            confusion(network, trial.point, encoded, rows[trial])
            for trial, network in networks.items()
        ]
    )


def _networks(
    trials: Sequence[_Trial], data: Dataset, encoded: Encoded, kept: Mapping[str, Checkpoint]
) -> Iterator[tuple[_Trial, Network]]:
    spent = 0.0
    for place, trial in enumerate(trials):
        state = kept_state(trial.point, kept.get(trial.run_id))
        if state is None:
            spent += expected_seconds(trial.point, trial.point.epochs, data)
            if place and spent > _AFFORDABLE:
                continue
            state = train(trial.point, trial.repeat, data, encoded).state
        if state is not None:
            yield trial, network_from(state, architecture_of(trial.point, data))


def _mistakes(network: Network, point: GridPoint, data: Dataset, rows: np.ndarray) -> Mistakes:
    answers = np.empty(len(rows), dtype=np.int64)
    sure = np.empty(len(rows))
    labels = data.labels[rows].astype(np.int64)
    block = max(1, min(_BLOCK, _BLOCK_VALUES // max(network.architecture.layers)))
    for start in range(0, len(rows), block):
        part = slice(start, start + block)
        with np.errstate(over="ignore", invalid="ignore"):
            outputs = network.query(scaled(data, rows[part], point.data.input_range))
        at = np.arange(len(outputs))
        answers[part] = outputs.argmax(axis=1)
        sure[part] = outputs[at, answers[part]] - outputs[at, labels[part]]
    wrong = np.flatnonzero(answers != labels)
    shown = wrong[np.argsort(-sure[wrong], kind="stable")][:MOST_MISTAKES]
    inputs = scaled(data, rows[shown], _SHARES).astype(np.float32)
    return Mistakes(inputs, labels[shown], answers[shown], len(wrong))


def _minds(network: Network) -> np.ndarray:
    classes, inputs = network.architecture.layers[-1], network.architecture.layers[0]
    if classes > MOST_CLASSES:
        return np.empty((0, inputs), dtype=np.float32)
    targets = np.full((classes, classes), _LOW)
    np.fill_diagonal(targets, _HIGH)
    try:
        return network.backquery(targets).astype(np.float32)
    except NetworkError:
        return np.empty((0, inputs), dtype=np.float32)
