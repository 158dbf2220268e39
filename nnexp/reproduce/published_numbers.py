"""Published accuracies in words and as a table, beside ours for the same settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nnexp.claims.published import Beside, Figure, figures, percent

PUBLISHED_COLUMNS = (
    "hidden_nodes",
    "lr",
    "epochs",
    "data.rotation",
    "network.init",
    "published",
    "source",
    "verified",
    "claim",
    "ours",
    "low",
    "high",
    "repeats",
    "difference",
    "chance",
    "explained_by_luck",
    "gain_as_the_book",
    "gain_low",
    "gain_high",
)

_GAIN = PUBLISHED_COLUMNS[-3:]
"""What the book's order of samples and its float64 change, and the ends of its interval."""

_NOT_RUN = "no claim on this page has trained so at least twice"


def told(found: Beside) -> dict[str, str]:
    """A published number beside ours, cell by cell, for a page."""
    return {
        "setting": _setting(found.figure),
        "published": f"{100 * found.figure.test_accuracy:.2f} %",
        "ours": f"{100 * found.mean:.2f} %",
        "interval": f"{100 * found.low:.2f} to {100 * found.high:.2f} %",
        "repeats": str(found.repeats),
        "difference": f"{100 * found.difference:+.2f}",
        "chance": percent(found.chance),
        "luck": "may be all" if found.explained else "is hardly all",
        "source": _source(found.figure),
    }


def every_number(found: Sequence[tuple[str, Beside]]) -> list[dict[str, str]]:
    """Each published number with the claim that has the most trainings like it.

    Args:
        found: ids of claims, and what each has beside a published number.
    """
    rows = []
    for figure in figures():
        best = max(
            (one for one in found if one[1].figure == figure),
            key=lambda one: one[1].repeats,
            default=None,
        )
        rows.append(
            {
                "setting": _setting(figure),
                "published": f"{100 * figure.test_accuracy:.2f} %",
                "source": _source(figure),
                "claim": "" if best is None else best[0],
                "sentence": _NOT_RUN if best is None else best[1].sentence,
            }
        )
    return rows


def published_rows(found: Sequence[tuple[str, Beside]]) -> Iterator[dict[str, Any]]:
    """A row for each published number and claim with trainings like it, or for the number alone."""
    for figure in figures():
        beside = [one for one in found if one[1].figure == figure]
        for row in [_measured(*one) for one in beside] or [{}]:
            yield {**_published(figure), **row}


def _published(figure: Figure) -> dict[str, Any]:
    return {
        "hidden_nodes": figure.hidden_nodes,
        "lr": figure.lr,
        "epochs": figure.epochs,
        "data.rotation": figure.rotation,
        "network.init": figure.init,
        "published": figure.test_accuracy,
        "source": figure.source,
        "verified": figure.verified,
    }


def _measured(claim: str, found: Beside) -> dict[str, Any]:
    return {
        "claim": claim,
        "ours": found.mean,
        "low": found.low,
        "high": found.high,
        "repeats": found.repeats,
        "difference": found.difference,
        "chance": found.chance,
        "explained_by_luck": found.explained,
        **dict(zip(_GAIN, found.as_the_book or (), strict=False)),
    }


def _setting(figure: Figure) -> str:
    rotation = f", turned {figure.rotation:g}°" if figure.rotation else ""
    return (
        f"{figure.hidden_nodes} hidden nodes, lr {figure.lr:g}, "
        f"{figure.epochs} epoch{'' if figure.epochs == 1 else 's'}, {figure.init}{rotation}"
    )


def _source(figure: Figure) -> str:
    return f"{figure.source}{'' if figure.verified else ' (not verified)'}"
