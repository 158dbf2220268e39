"""A data set after decoding: what every source delivers and everything else reads."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math

import numpy as np

from nnexp.errors import WrongInputError


class DataError(WrongInputError):
    """A data set cannot be found, read or split as asked."""


@dataclasses.dataclass(frozen=True)
class Dataset:
    """Labelled inputs in their raw values; arrays are read-only and may be memory-mapped."""

    name: str
    inputs: np.ndarray
    """(n, d), uint8 or float32; rows before `train_rows` train, the rest are the official test."""
    labels: np.ndarray
    """(n,), class numbers; uint8 when they fit, else int64."""
    train_rows: int
    """Equal to n when the source has no test set of its own."""
    classes: int
    low: float
    """Raw value of the darkest input, which `data.input_range` maps to its first number."""
    high: float
    image_shape: tuple[int, int] | None
    """Rows and columns of the image that an input is, or None."""
    fingerprint: str
    """SHA-256 (hex) of the content, whatever its name, place or compression."""
    class_names: tuple[str, ...] = ()
    """What users call each class; their numbers unless said otherwise."""
    notes: tuple[str, ...] = ()
    """How a source was read, where that is not plain."""
    cautions: tuple[str, ...] = ()
    """Why the data may not be what was meant."""

    def __post_init__(self) -> None:
        """Refuse what would make a kernel, which trusts its arrays, read or write astray."""
        rows, features = self.inputs.shape
        if self.inputs.dtype not in (np.uint8, np.float32) or not self.inputs.flags.c_contiguous:
            raise ValueError("inputs must be contiguous and of type uint8 or float32")
        if self.labels.shape != (rows,) or not 1 <= self.train_rows <= rows or features < 1:
            raise ValueError("labels, train_rows and inputs do not fit together")
        if self.labels.min() < 0 or self.labels.max() >= self.classes:
            raise ValueError(f"labels must go from 0 to {self.classes - 1}")
        if self.class_names and len(self.class_names) != self.classes:
            raise ValueError("class_names must name each class")
        if not -math.inf < self.low < self.high < math.inf:
            raise ValueError("low must be below high")
        if self.image_shape is not None and math.prod(self.image_shape) != features:
            raise ValueError("image_shape does not fit inputs")

    @property
    def features(self) -> int:
        """Inputs of a sample."""
        return int(self.inputs.shape[1])

    @property
    def has_test_set(self) -> bool:
        """Whether the source has a test set of its own, so that `data.test_share` is not read."""
        return self.train_rows < len(self.labels)

    @property
    def same_test(self) -> int | None:
        """Samples of that test set, which all repeats share; None where each draws its own."""
        return len(self.labels) - self.train_rows or None

    def __repr__(self) -> str:
        rows, features = self.inputs.shape
        sizes = f"{rows:,} samples of {features:,} inputs, {self.classes} classes"
        return f"<Dataset {self.name}: {sizes}>"


def dataset(
    name: str,
    inputs: np.ndarray,
    labels: np.ndarray,
    *,
    train_rows: int,
    classes: int,
    low: float,
    high: float,
    image_shape: tuple[int, int] | None,
    class_names: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Dataset:
    """A `Dataset` over these arrays, made read-only, with its fingerprint.

    Args:
        name: what users call it.
        inputs: (n, d) uint8 or float32.
        labels: (n,) whole numbers from 0 to classes - 1.
        train_rows: number of rows before the official test set.
        classes: number of classes.
        low: raw value of the darkest input.
        high: raw value of the brightest input.
        image_shape: rows and columns of the image that an input is, or None.
        class_names: what users call each class; empty for their numbers.
        notes: how the source was read, where that is not plain.

    Returns:
        The data set; it shares the memory of `inputs` and, where their type fits, `labels`.
    """
    inputs = np.ascontiguousarray(inputs)
    labels = np.ascontiguousarray(labels, dtype=np.uint8 if classes <= 256 else np.int64)
    inputs.setflags(write=False)
    labels.setflags(write=False)
    unsealed = Dataset(
        name,
        inputs,
        labels,
        train_rows,
        classes,
        float(low),
        float(high),
        image_shape,
        fingerprint="",
        class_names=class_names or tuple(map(str, range(classes))),
        notes=notes,
    )
    return dataclasses.replace(unsealed, fingerprint=fingerprint(unsealed))


def fingerprint(data: Dataset) -> str:
    """SHA-256 (hex) over all that can change a training: arrays, their types, and the counts.

    Args:
        data: any data set; names, notes and its own `fingerprint` do not enter.

    Returns:
        64 hexadecimal digits, the same on every machine.
    """
    described = {
        "inputs": [data.inputs.dtype.str, *data.inputs.shape],
        "labels": [data.labels.dtype.str, *data.labels.shape],
        "train_rows": data.train_rows,
        "classes": data.classes,
        "low": data.low,
        "high": data.high,
        "image_shape": data.image_shape,
    }
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    digest.update(np.ascontiguousarray(data.labels).data)
    digest.update(np.ascontiguousarray(data.inputs).data)
    return digest.hexdigest()
