"""The table: one row per trial, columns of plain types, each with its meaning.

`table_docs` and `curve_docs` list the columns in order. `write`, `write_curves` and
`load` move them to disk and back to the bit; `canonical_hash` is the one number that two
sweeps share exactly when they found the same.
"""

from nnexp.table.columns import column, curve_docs, table_docs
from nnexp.table.files import TableError, write, write_curves
from nnexp.table.hashing import canonical_hash
from nnexp.table.loading import documented, load
from nnexp.table.selection import rows_with, setting_of
from nnexp.table.soundness import impossible_value

__all__ = [
    "TableError",
    "canonical_hash",
    "column",
    "curve_docs",
    "documented",
    "impossible_value",
    "load",
    "rows_with",
    "setting_of",
    "table_docs",
    "write",
    "write_curves",
]
