"""Why data may not be what was meant: each doubt one line, none of them a reason to refuse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np

from nnexp.datasets.dataset import Dataset
from nnexp.plural import counted

# Fewer rows than this for each class, over at least so many rows.
_ROWS_EACH, _FEW_ROWS = 3, 10
_COMMON = 0.9
# Share of the range of a byte that is hardly used, and by how much two ranges may differ.
_DARK = 0.2
_OTHER_SCALE = 10
_MOST_NAMED = 5


@dataclasses.dataclass(frozen=True)
class Guess:
    """The answer of one who never looks at the inputs."""

    label: str
    """Name of the commonest class of the training rows."""
    validation: float
    """Share of the rows outside the official test set that have it."""
    test: float
    """Share of the official test set; of all rows where there is none."""


def guess(data: Dataset) -> Guess:
    """How often always answering the commonest class is right."""
    counts = np.bincount(data.labels[: data.train_rows], minlength=data.classes)
    commonest = int(counts.argmax())
    share = float(counts[commonest] / data.train_rows)
    test = data.labels[data.train_rows :]
    names = data.class_names or tuple(map(str, range(data.classes)))
    return Guess(names[commonest], share, float((test == commonest).mean()) if len(test) else share)


def with_doubts(data: Dataset) -> Dataset:
    """The data set with what its content makes one doubt added to its cautions."""
    return dataclasses.replace(data, cautions=(*data.cautions, *doubts(data)))


def doubts(data: Dataset) -> Iterator[str]:
    """What in labels and inputs is seldom meant."""
    labels = data.labels[: data.train_rows]
    yield from _labels(data, np.bincount(labels, minlength=data.classes))
    yield from _unknown_labels(data)
    yield from _inputs(data)
    yield from _same_rows(data)


def _labels(data: Dataset, counts: np.ndarray) -> Iterator[str]:
    rows, there = data.train_rows, np.flatnonzero(counts)
    if len(there) == 1:
        yield (
            f"all {counted(rows, 'training row')} have the label {data.class_names[there[0]]}: "
            "there is nothing to tell apart, and always answering it is right"
        )
        return
    if rows >= _FEW_ROWS and len(there) * _ROWS_EACH > rows:
        yield (
            f"{len(there):,} different labels in {rows:,} training rows are too few rows of each "
            "to learn them: are these the labels?"
        )
    common = guess(data)
    if common.validation >= _COMMON:
        yield (
            f"{100 * common.validation:.2f} % of the training rows have the label {common.label}: "
            "an accuracy of that much takes no learning"
        )


def _unknown_labels(data: Dataset) -> Iterator[str]:
    test = data.labels[data.train_rows :]
    unknown = np.setdiff1d(test, data.labels[: data.train_rows])
    if len(unknown):
        rows = int(np.isin(test, unknown).sum())
        yield (
            f"no training row has the label {_listed(data.class_names[one] for one in unknown)} "
            f"of {counted(rows, 'test row')} (of {len(test):,}): no network can read them rightly"
        )


def _inputs(data: Dataset) -> Iterator[str]:
    train, test = data.inputs[: data.train_rows], data.inputs[data.train_rows :]
    low, high = train.min(axis=0), train.max(axis=0)
    if data.train_rows > 1 and np.array_equal(low, high):
        yield "every input is the same in all training rows: nothing can be learnt from them"
        return
    brightest = float(high.max())
    if data.inputs.dtype == np.uint8 and 0 < brightest <= _DARK * data.high:
        yield (
            f"no input is above {brightest:g}, and {data.high:g} is taken for the brightest: "
            f"'data.input_range=[0.01,{0.01 + 0.99 * data.high / brightest:.4g}]' would bring "
            f"{brightest:g} to 1"
        )
    if len(test):
        widths = [float(part.max()) - float(part.min()) for part in (train, test)]
        if not widths[0] / _OTHER_SCALE < widths[1] < widths[0] * _OTHER_SCALE:
            yield (
                f"the inputs of the training rows go over a range of {widths[0]:.3g} and those of "
                f"the test rows over {widths[1]:.3g}: they may not be on the same scale"
            )


def _same_rows(data: Dataset) -> Iterator[str]:
    tested = len(data.labels) - data.train_rows
    if not tested:
        return
    known = {_key(data, row) for row in range(data.train_rows)}
    again = sum(_key(data, row) in known for row in range(data.train_rows, len(data.labels)))
    if 2 * again > tested:
        count = (
            f"all {counted(tested, 'test row')} are"
            if again == tested
            else (f"{again:,} of {counted(tested, 'test row')} are")
        )
        yield (
            f"{count} training rows as well: the test accuracy says little about data that the "
            "network has not seen"
        )


def _key(data: Dataset, row: int) -> int:
    return hash((int(data.labels[row]), data.inputs[row].tobytes()))


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - _MOST_NAMED:,} more" if len(every) > _MOST_NAMED else ""
    return ", ".join(every[:_MOST_NAMED]) + more
