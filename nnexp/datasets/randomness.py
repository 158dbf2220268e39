"""Where every random draw comes from.

A stream is named by the base seed, the repeat and a purpose, never by worker,
time or order of execution. Two settings compared under the same repeat therefore
share their initial weights, splits and sample orders (common random numbers).
"""

from __future__ import annotations

import numpy as np

# Positions are part of every stream's name: append, never reorder.
PURPOSES = ("init", "order", "split", "noise", "augment")


def generator(seed: int, repeat: int, purpose: str, *more: int) -> np.random.Generator:
    """A fresh generator at the start of the stream (seed, repeat, purpose, more).

    Args:
        seed: base seed of the sweep, at least 0.
        repeat: number of the repetition, at least 0.
        purpose: one of `PURPOSES`.
        more: further whole numbers that tell streams of one purpose apart, such as the epoch.

    Returns:
        A PCG64 generator; equal arguments give equal draws.

    Raises:
        ValueError: a purpose that is not in `PURPOSES`, or a negative number.

    Reference:
        NumPy, `SeedSequence`, "spawn_key".
    """
    if purpose not in PURPOSES:
        raise ValueError(f"purpose {purpose!r} is not one of {', '.join(PURPOSES)}")
    key = (repeat, PURPOSES.index(purpose), *more)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
