"""The table: one row per trial, columns of plain types, each with its meaning.

`COLUMN_DOCS` and `CURVE_DOCS` list the columns in order. `write`, `write_curves` and
`load` move them to disk and back to the bit; `canonical_hash` is the one number that two
sweeps share exactly when they found the same.
"""

from nnexp.table.columns import COLUMN_DOCS, CURVE_DOCS, SETTINGS, column
from nnexp.table.files import TableError, documented, load, write, write_curves
from nnexp.table.hashing import canonical_hash

__all__ = [
    "COLUMN_DOCS",
    "CURVE_DOCS",
    "SETTINGS",
    "TableError",
    "canonical_hash",
    "column",
    "documented",
    "load",
    "write",
    "write_curves",
]
