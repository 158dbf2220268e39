"""Shared by the tests of analyses."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def seeded() -> np.random.Generator:
    """Random numbers that are the same in every run."""
    return np.random.default_rng(20)
