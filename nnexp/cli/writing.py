"""Plain values in the words of Hydra's override grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hydra.core.override_parser.types import Quote, QuotedString

# Read back as the same text; anything else, `null` and `1e-3` for example, needs quotes.
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RESERVED = {"null", "true", "false", "nan", "inf"}

# What the grammar has no sign for outside quotes: other alphabets, `~`, `#`, `&` for example.
_FOREIGN = re.compile(r"""[^\w/\\+.$%*@?|()\[\]{},:=\s'"-]|[^\x00-\x7f]""", re.ASCII)
# Pieces of a value: text in quotes, what is escaped, an interpolation, what holds values apart.
_PIECE = re.compile(
    r"""("[^"]*"|'[^']*')|(\\.|\$\{[^}]*\}|\$|[^,()\[\]{}'"\\$]+)|(.)""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\([\\()\[\]{}:=, \t])")


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


def quoted(typed: str) -> str:
    """An override with quotes around the values that the grammar reads only in quotes.

    `name=学习率` and `data.train=~/t.csv,数据/t.csv` say what they mean; a shell would take away
    quotes that are not quoted again. Anything else comes back as it is.
    """
    name, equal, value = typed.partition("=")
    if not _FOREIGN.search(value) or not value.isprintable():
        return typed
    parts, text, in_braces = [name, equal], "", False
    for in_quotes, plain, apart in _PIECE.findall(value):
        if apart in ("'", '"'):  # opened and never closed: whoever typed it is told
            return typed
        if plain:
            text += plain
            continue
        parts += [_in_quotes(text, in_braces), in_quotes or apart]
        text, in_braces = "", in_braces or apart == "{"
    return "".join([*parts, _in_quotes(text, in_braces)])


def _in_quotes(text: str, in_braces: bool) -> str:
    """One value of a list, or one name and value of braces, in quotes if it needs them."""
    if not _FOREIGN.search(text):
        return text
    name, colon, value = text.partition(":") if in_braces and ":" in text else ("", "", text)
    meant = _ESCAPED.sub(r"\1", value.strip())
    return name + colon + str(QuotedString(meant, Quote.single).with_quotes())
