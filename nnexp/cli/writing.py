"""Plain values in the words of Hydra's override grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hydra.core.override_parser.types import Quote, QuotedString

# Read back as the same text; anything else, `null` and `1e-3` for example, needs quotes.
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RESERVED = {"null", "true", "false", "nan", "inf"}


def written(value: Any) -> str:
    """The text that Hydra's override grammar reads back as `value`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{written(member)}" for key, member in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(written(member) for member in value) + "]"
    if isinstance(value, str):
        bare = _BARE.fullmatch(value) and value.lower() not in _RESERVED
        return value if bare else QuotedString(value, Quote.single).with_quotes()
    return str(value)
