"""Classes are the labels that occur, kept by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnexp.datasets.csv_layout import is_number, is_whole, shown
from nnexp.datasets.dataset import DataError

MOST_CLASSES = 65_536

_LONGEST_NAME = 60
_LARGEST = 1e15


def classes_of(labels: Sequence[np.ndarray], place: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number the labels that occur, whole numbers by size and words by the alphabet.

    Args:
        labels: (n,) of each file, whole numbers or text.
        place: what the data are called in messages.

    Returns:
        (n,) int64 class numbers of all files in turn, and the names of the classes, two at least:
        the labels 0, 1, …, k are the classes of these numbers.

    Raises:
        DataError: labels are fractions, too many or too long.
    """
    if all(part.dtype.kind in "iu" for part in labels):
        values, numbers = np.unique(np.concatenate(labels), return_inverse=True)
        names = [str(value) for value in values.tolist()]
    else:
        texts, codes = _distinct(np.concatenate([part.astype(str) for part in labels]))
        told = _names(texts, place)
        names = _ordered(dict.fromkeys(told))
        place_of = {name: number for number, name in enumerate(names)}
        numbers = np.array([place_of[name] for name in told], dtype=np.int64)[codes]
    if len(names) > MOST_CLASSES:
        raise DataError(
            f"{place}: has {len(names):,} different labels; at most {MOST_CLASSES:,} classes can "
            "be told apart; data.label names the column of the labels"
        )
    if len(names) > 1:
        return numbers.astype(np.int64), tuple(names)
    if names[0] in ("0", "1"):
        return numbers.astype(np.int64) + int(names[0]), ("0", "1")
    return numbers.astype(np.int64), (names[0], f"not {names[0]}")


def _distinct(texts: np.ndarray) -> tuple[list[str], np.ndarray]:
    import pandas as pd

    codes, values = pd.factorize(texts)
    return [str(value) for value in values], codes


def _names(texts: Sequence[str], place: str) -> list[str]:
    """The name of each distinct label: `3` for `3`, `3.0` and `3.000e+00`."""
    stripped = [text.strip() for text in texts]
    numeric = all(map(is_number, stripped))
    for text in stripped:
        if len(text) > _LONGEST_NAME or not text.isprintable():
            raise DataError(
                f"{place}: a label is {shown(text)}; labels are whole numbers or words of up to "
                f"{_LONGEST_NAME} characters"
            )
        if numeric and (not is_whole(text) or abs(float(text)) > _LARGEST):
            raise DataError(
                f"{place}: a label is {shown(text)}; labels are whole numbers or words: if they "
                "stand in another column, name it with data.label, as in data.label=last"
            )
    return [str(int(float(text))) for text in stripped] if numeric else stripped


def _ordered(names: dict[str, None]) -> list[str]:
    if all(map(is_whole, names)):
        return sorted(names, key=int)
    return sorted(names)
