"""Small data sets on disk, and a cache folder of its own for every test."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from real_mnist import mnist_folder

from nnexp.datasets.image_sets import FILES, ImageSet


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder; no data folder is named and no proxy is used."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(folder))
    monkeypatch.delenv("NNEXP_DATA_DIR", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    return folder


@pytest.fixture
def real_mnist(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the real MNIST files: the one that NNEXP_DATA_DIR names, or mnist in it."""
    folder = mnist_folder()
    if folder is None:
        pytest.skip("NNEXP_DATA_DIR does not name a folder with MNIST's files")
    monkeypatch.setenv("NNEXP_DATA_DIR", str(folder))
    return folder


def idx_bytes(values: np.ndarray) -> bytes:
    """An IDX file of unsigned bytes, written as the format's description says."""
    return struct.pack(">HBB", 0, 8, values.ndim) + b"".join(
        [struct.pack(">I", size) for size in values.shape] + [values.astype(np.uint8).tobytes()]
    )


MakeSet = Callable[..., ImageSet]


@pytest.fixture
def make_set() -> MakeSet:
    """Write four small IDX files into a folder; returns the `ImageSet` that they make up."""

    def make(
        folder: Path,
        name: str = "mnist",
        *,
        seed: int = 0,
        arrays: Sequence[np.ndarray] | None = None,
        packed: bool = True,
        mirrors: tuple[str, ...] = ("http://127.0.0.1:9/",),
    ) -> ImageSet:
        draw = np.random.default_rng(seed)
        if arrays is None:
            arrays = [
                draw.integers(0, 256, (30, 4, 5)),
                draw.integers(0, 10, 30),
                draw.integers(0, 256, (12, 4, 5)),
                draw.integers(0, 10, 12),
            ]
        folder.mkdir(parents=True, exist_ok=True)
        digests = []
        for file, values in zip(FILES, arrays, strict=True):
            content = idx_bytes(values)
            digests.append(hashlib.sha256(content).hexdigest())
            if packed:
                (folder / f"{file}.gz").write_bytes(gzip.compress(content, mtime=0))
            else:
                (folder / file).write_bytes(content)
        return ImageSet(name, name.title(), mirrors, tuple(digests))

    return make
