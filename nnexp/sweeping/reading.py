"""What a trained setting reads: its network, what it confuses, where it errs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from nnexp.datasets import Dataset, Encoded, encode_for, load, scaled
from nnexp.network import Network, NetworkError
from nnexp.settings import GridPoint
from nnexp.store import open_store
from nnexp.sweeping.jobs import expected_seconds
from nnexp.sweeping.networks import kept_network
from nnexp.training import train
from nnexp.training.confusion import confusion
from nnexp.training.rows import rows_of

MOST_CLASSES = 30
"""With more, no page could show which class is taken for which."""
MOST_MISTAKES = 40
_BLOCK = 1000
# Seconds on one core that trainings besides the first may take, by the planner's estimate.
_AFFORDABLE = 0.5
# Targets of a backquery: those of the book, inside the range of every activation that has one.
_LOW, _HIGH = 0.01, 0.99
# Mistakes are shown whatever the range was that the network read.
_SHARES = (0.0, 1.0)


@dataclasses.dataclass(frozen=True)
class Chosen:
    """A trial of the setting to look into: it finished."""

    point: GridPoint
    repeat: int
    run_id: str


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
    class; none where its activation has no inverse."""
    image_shape: tuple[int, int] | None
    """Rows and columns of the image that an input is, or None."""

    def __repr__(self) -> str:
        return (
            f"<Reading of the {self.part} data by {len(self.run_ids):,} networks "
            f"after {self.epochs:,} epochs>"
        )


def read_again(trials: Sequence[Chosen], store: Path | str) -> Reading:
    """Have the networks of one setting read the data that did not train them.

    A network comes from the store where that has the weights of the right epoch; else it is
    trained again, to the same bits. The first trial always is; further ones while that costs
    next to nothing.

    Args:
        trials: finished trials that differ in `seed` and `repeat` only, one at least.
        store: the file with the last weights of their runs.

    Raises:
        NnexpError: data or store cannot be read.
    """
    first = trials[0]
    data = load(first.point.data)
    encoded = encode_for(first.point, data)
    networks = dict(_networks(trials, data, encoded, store))
    network = networks[first]
    rows = {trial: rows_of(trial.point, trial.repeat, data) for trial in networks}
    part: Literal["test", "validation"] = "test" if len(rows[first].test) else "validation"
    read: dict[Chosen, np.ndarray] = {trial: getattr(rows[trial], part) for trial in networks}
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
    )


def _confusions(
    networks: Mapping[Chosen, Network],
    data: Dataset,
    encoded: Encoded,
    rows: Mapping[Chosen, np.ndarray],
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
    trials: Sequence[Chosen], data: Dataset, encoded: Encoded, store: Path | str
) -> Iterator[tuple[Chosen, Network]]:
    kept = _kept(trials, store)
    spent = 0.0
    for place, trial in enumerate(trials):
        network = kept.get(trial)
        if network is None:
            spent += expected_seconds(trial.point, trial.point.epochs, data)
            if place and spent > _AFFORDABLE:
                continue
            network = train(trial.point, trial.repeat, data, encoded).network
        if network is not None:
            yield trial, network


def _kept(trials: Sequence[Chosen], store: Path | str) -> Mapping[Chosen, Network]:
    """The networks of the right epoch that the store has."""
    found = {}
    with open_store(store) as opened:
        for trial in trials:
            network = kept_network(trial.point, opened.checkpoint(trial.run_id))
            if network is not None:
                found[trial] = network
    return found


def _mistakes(network: Network, point: GridPoint, data: Dataset, rows: np.ndarray) -> Mistakes:
    answers = np.empty(len(rows), dtype=np.int64)
    sure = np.empty(len(rows))
    labels = data.labels[rows].astype(np.int64)
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
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
    targets = np.full((classes, classes), _LOW)
    np.fill_diagonal(targets, _HIGH)
    try:
        return network.backquery(targets).astype(np.float32)
    except NetworkError:
        return np.empty((0, inputs), dtype=np.float32)
