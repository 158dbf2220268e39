"""How findings read in Chinese, in the words of the book's Chinese edition.

The same findings as `nnexp.analysis.english` tells, one template for each analysis.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nnexp.analysis.chinese import (
    capacity,
    compare,
    importance,
    interaction,
    overfitting_onset,
    own_best,
    repeats_needed,
    sensitivity,
    sweet_spot,
    variance,
)
from nnexp.analysis.finding import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "sweet_spot": sweet_spot.WORDS,
        "own_best": own_best.WORDS,
        "importance": importance.WORDS,
        "interaction": interaction.WORDS,
        "overfitting_onset": overfitting_onset.WORDS,
        "capacity": capacity.WORDS,
        "sensitivity": sensitivity.WORDS,
        "compare": compare.WORDS,
        "repeats_needed": repeats_needed.WORDS,
        "variance": variance.WORDS,
    }
)
"""By the name of the analysis."""
