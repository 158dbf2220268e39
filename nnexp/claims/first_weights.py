"""The two ways to draw first weights that the book's code has had, each judged by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nnexp.analysis.finding import AnalysisError
from nnexp.analysis.samples import require
from nnexp.columns import cell_value

INIT = "network.init"

BOOKS = "fan_out"
"""The first weights of the book's first printing, from which most of its numbers are."""

NOTE = (
    "fan_out draws first weights as the book's first printing does, with deviation 1/√(nodes of "
    "the next layer); fan_in as its later code does, with 1/√(incoming links)"
)
"""A caution that tells readers what the words in the sentences mean."""


def by_init(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each kind of first weights, in order of appearance.

    Raises:
        AnalysisError: the frame does not say how weights were drawn, or has no rows.
    """
    require(rows, (INIT,), "claim")
    if rows.empty:
        raise AnalysisError("claim: the frame has no rows; run its sweep first")
    for init, part in rows.groupby(INIT, sort=False, observed=True):
        yield str(cell_value(init)), part
