"""Data sets: where they come from, how they are split, scaled and encoded.

`load` turns settings into a `Dataset` (decoded, read-only, fingerprinted), `split`
divides its rows into training, validation and test for one repeat, `encode` scales
them into the form that kernels read. `generator` is where every random draw comes from.
"""

from nnexp.datasets.dataset import DataError, Dataset
from nnexp.datasets.encoding import Encoded, encode, encode_for, encoding_key, scaled
from nnexp.datasets.label_noise import with_wrong_labels
from nnexp.datasets.randomness import PURPOSES, generator
from nnexp.datasets.rotation import beside_copies, check_rotation, with_copies
from nnexp.datasets.sources import load
from nnexp.datasets.splits import Split, split

__all__ = [
    "PURPOSES",
    "DataError",
    "Dataset",
    "Encoded",
    "Split",
    "beside_copies",
    "check_rotation",
    "encode",
    "encode_for",
    "encoding_key",
    "generator",
    "load",
    "scaled",
    "split",
    "with_copies",
    "with_wrong_labels",
]
