"""One number for a whole table: equal when, and only when, the sweeps found the same."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

from nnexp.settings import catalog, shown_argument
from nnexp.table.files import TableError
from nnexp.trainables.trainable import SECONDS

if TYPE_CHECKING:
    import pandas as pd

# Times differ between any two trainings.
_LEFT_OUT = {SECONDS} | {entry.name for entry in catalog() if entry.spec.by_content}

# Text that may look like a number but is none.
_VERBATIM = ("run_id", "target", "status", "reason", "data_fingerprint")


def canonical_hash(table: pd.DataFrame) -> str:
    """SHA-256 over all columns but times and paths.

    Args:
        table: one row per trial; order of rows and columns and the type of a column (100, 100.0
            or "100") do not matter, nor which settings were swept.

    Returns:
        64 hexadecimal digits.

    Raises:
        TableError: it is no table.
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame) or not all(isinstance(one, str) for one in table):
        raise TableError(
            f"{shown_argument(table)}: must be a table, as a sweep's .table is and "
            "nnexp.table.load reads it"
        )
    names = sorted(name for name in table.columns if name not in _LEFT_OUT)
    try:
        columns = [_texts(table[name], verbatim=name in _VERBATIM) for name in names]
    except (TypeError, ValueError) as error:
        raise TableError(
            f"this table holds what is neither number nor text ({error}); read it again with "
            "nnexp.table.load"
        ) from error
    encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
    digest = hashlib.sha256(encode(names).encode())
    for row in sorted(map(encode, zip(*columns, strict=True))):
        digest.update(b"\n" + row.encode())
    return digest.hexdigest()


def _texts(column: pd.Series, *, verbatim: bool) -> list[str]:
    """Each cell as canonical text; a distinct value is converted once."""
    import pandas as pd

    codes, values = pd.factorize(column)
    texts = [str(value) if verbatim else _text(value) for value in values.tolist()]
    # The code of a missing value is -1, which is the last entry.
    texts.append("")
    return [texts[code] for code in codes.tolist()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.lower() if value.lower() in ("true", "false") else _number_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return repr(value)


def _number_text(text: str) -> str:
    """The text, or the canonical spelling of the number that it is."""
    for kind in (int, float):
        try:
            return _text(kind(text))
        except ValueError:
            continue
    return text
