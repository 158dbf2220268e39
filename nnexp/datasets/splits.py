"""Which rows train, which choose settings, and which are kept for the final test."""

from __future__ import annotations

import dataclasses

import numpy as np

from nnexp.datasets.dataset import DataError, Dataset
from nnexp.datasets.randomness import generator
from nnexp.plural import counted
from nnexp.settings import DataSettings, as_text


@dataclasses.dataclass(frozen=True)
class Split:
    """Row numbers (int64, read-only) into `Dataset.inputs`, disjoint.

    Each array ascends, which is the order of the source: training without shuffling
    presents the samples as they stand in the file, as the book does.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def split(data: Dataset, settings: DataSettings, seed: int, repeat: int) -> Split:
    """Divide the rows for one repeat.

    One random order of the rows outside the official test set is drawn per (seed, repeat).
    Without an official test set its head is the test set; the validation set follows; what is
    left trains. A `data.train_size` takes the tail, so that a smaller training set lies within
    a larger one and does not change with `data.validation`.

    Args:
        data: the data set.
        settings: `validation`, `test_share` and `train_size` are read.
        seed: base seed.
        repeat: number of the repetition.

    Returns:
        The rows of the three sets; a share is rounded to the nearest number of rows, but is
        never less than one row.

    Raises:
        DataError: fewer rows than asked for.
    """
    rows = generator(seed, repeat, "split").permutation(data.train_rows).astype(np.int64)
    official = np.arange(data.train_rows, len(data.labels), dtype=np.int64)
    tested = 0 if len(official) else _rows_of(settings.test_share, data.train_rows)
    available = data.train_rows - tested
    validated = (
        int(settings.validation)
        if settings.validation >= 1
        else _rows_of(settings.validation, available)
    )
    left = available - validated
    if left < 1:
        raise DataError(_nothing_left(data, settings, tested))
    trained = left if settings.train_size is None else settings.train_size
    if trained > left:
        raise DataError(_too_few(data, settings, tested, validated))
    return Split(
        train=_ascending(rows[len(rows) - trained :]),
        validation=_ascending(rows[tested : tested + validated]),
        test=_ascending(official if len(official) else rows[:tested]),
    )


def _rows_of(share: float, total: int) -> int:
    return max(1, int(share * total + 0.5)) if share > 0 else 0


def _ascending(rows: np.ndarray) -> np.ndarray:
    ordered = np.sort(rows)
    ordered.setflags(write=False)
    return ordered


def _nothing_left(data: Dataset, settings: DataSettings, tested: int) -> str:
    available = data.train_rows - tested
    if available < 1:
        return (
            f"data.test_share={as_text(settings.test_share)}: nothing would be left to train on: "
            f"{data.name} has {counted(data.train_rows, 'sample')}; "
            "add rows, or hold out a smaller share"
        )
    held = f" after {tested:,} {'is' if tested == 1 else 'are'} held out for testing"
    whole = settings.validation >= 1
    return (
        f"data.validation={int(settings.validation) if whole else settings.validation}: "
        f"nothing would be left to train on: {data.name} has "
        f"{counted(available, 'training sample')}{held if tested else ''}; hold out fewer"
    )


def _too_few(data: Dataset, settings: DataSettings, tested: int, validated: int) -> str:
    left = data.train_rows - tested - validated
    held = [
        f"{count:,} held out for {purpose}"
        for count, purpose in ((validated, "validation"), (tested, "testing"))
        if count
    ]
    where = f" ({', '.join(held)})" if held else ""
    return (
        f"data.train_size={settings.train_size}: only {left:,} of the {data.train_rows:,} samples "
        f"of {data.name} are left for training{where}; "
        f"ask for at most {left}"
    )
