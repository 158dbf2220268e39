"""Measurements kept between commands, so that a second one measures nothing again.

What trainings and experiments left behind is in the store. What probes measure on networks that
were trained is kept here, beside the claim's sweep, under a key of all that can change it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

import nnexp.claims
from nnexp.files.replacement import replacement
from nnexp.network import KERNEL_REVISION, target

_FRAME, _KEY = "measured.parquet", b"nnexp key"


def kept(directory: Path, about: Any, measure: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The frame that `measure` returns, from disk if it was made of the same things.

    Args:
        directory: where it is kept; created when it is missing.
        about: plain values that decide the frame, beside the code that measures.
        measure: makes the frame.

    Returns:
        The frame, with the types that it has after reading it back.
    """
    path = directory / _FRAME
    key = _key_of(about)
    if _known_key(path) != key:
        # Vectors as short as ours are no work for threads, which only wait for one another.
        with threadpool_limits(1, user_api="blas"):
            frame = measure()
        _write(frame, path, key)
    # Where no thread can be started, under `ulimit -v`, Arrow would wait for ever.
    return pd.read_parquet(path, use_threads=False, pre_buffer=False)


def _key_of(about: Any) -> str:
    known = [about, _code(), KERNEL_REVISION, target()]
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()


@functools.cache
def _code() -> str:
    """A hash of everything that measures: an edit anywhere in it measures anew."""
    digest = hashlib.sha256()
    for path in sorted(Path(nnexp.claims.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _known_key(path: Path) -> str | None:
    import pyarrow
    import pyarrow.parquet

    try:
        found = pyarrow.parquet.read_schema(path).metadata or {}
    except (OSError, pyarrow.ArrowException):
        return None  # absent or damaged: measured anew
    return found.get(_KEY, b"").decode(errors="replace") or None


def _write(frame: pd.DataFrame, path: Path, key: str) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: key.encode()})
    with replacement(path) as file:
        pyarrow.parquet.write_table(table, file)
