"""The best settings as a table for LaTeX with booktabs' rules, through pandas' Styler."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.export.best_settings import BestSettings, best_settings
from nnexp.export.export import Export

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData

_HEAD = "% \\usepackage{booktabs}\n"

# What stands in answers and is no letter of every font.
_SIGNS = {"±": r"$\pm$", "–": "--", "−": "$-$", "×": r"$\times$"}
_ESCAPED = {
    "\\": r"\textbackslash{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def escaped(text: object) -> str:
    """Text as LaTeX prints it."""
    return "".join({**_ESCAPED, **_SIGNS}.get(sign, sign) for sign in str(text))


def _write(sweep: SweepData, place: Path) -> str:
    tables = [_table(one) for one in best_settings(sweep)]
    place.write_text(_HEAD + "\n".join(tables), encoding="utf-8", newline="\n")
    return str(place)


def _table(found: BestSettings) -> str:
    styled = found.frame.style.hide(axis="index")
    styled = styled.format(escaped).format_index(escaped, axis="columns")
    first = found.frame.index[:1]
    styled = styled.set_properties(subset=(first, slice(None)), textbf="--rwrap")
    text: str = styled.to_latex(
        hrules=True,
        position="ht",
        position_float="centering",
        column_format="l" * (len(found.frame.columns) - 1) + "r",
        caption=escaped(found.caption),
        label=f"tab:{found.label}",
    )
    return text


LATEX = Export(
    name="latex",
    help="the best settings as a table with booktabs' rules",
    out="best_settings.tex",
    write=_write,
)
