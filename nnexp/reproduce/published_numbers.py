"""Published accuracies in words and as a table, beside ours for the same settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nnexp.claims.published import Beside, Figure, figures, percent
from nnexp.language import ENGLISH, counted, phrase
from nnexp.language.said import said, told_in

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


def told(found: Beside, language: str = ENGLISH) -> dict[str, str]:
    """A published number beside ours, cell by cell, for a page."""
    low, high = f"{100 * found.low:.2f}", f"{100 * found.high:.2f}"
    return {
        "setting": _setting(found.figure, language),
        "published": f"{100 * found.figure.test_accuracy:.2f} %",
        "ours": f"{100 * found.mean:.2f} %",
        "interval": phrase(language, "{low} to {high} %", low=low, high=high),
        "repeats": str(found.repeats),
        "difference": f"{100 * found.difference:+.2f}",
        "chance": told_in(language, percent(found.chance)),
        "luck": phrase(language, "may be all" if found.explained else "is hardly all"),
        "source": _source(found.figure, language),
    }


def every_number(
    found: Sequence[tuple[str, Beside]], language: str = ENGLISH
) -> list[dict[str, str]]:
    """Each published number with the claim that has the most trainings like it.

    Args:
        found: ids of claims, and what each has beside a published number.
        language: in which it is told.
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
                "setting": _setting(figure, language),
                "published": f"{100 * figure.test_accuracy:.2f} %",
                "source": _source(figure, language),
                "claim": "" if best is None else best[0],
                "sentence": phrase(language, _NOT_RUN)
                if best is None
                else told_in(language, best[1].sentence),
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


def _setting(figure: Figure, language: str) -> str:
    setting = phrase(
        language,
        "{nodes} hidden nodes, lr {lr}, {epochs}, {init}",
        nodes=figure.hidden_nodes,
        lr=f"{figure.lr:g}",
        epochs=counted(language, figure.epochs, "epoch"),
        init=figure.init,
    )
    if not figure.rotation:
        return setting
    angle = f"{figure.rotation:g}"
    return phrase(language, "{setting}, turned {angle}°", setting=setting, angle=angle)


def _source(figure: Figure, language: str) -> str:
    source = told_in(language, _named(figure.source))
    if figure.verified:
        return source
    return phrase(language, "{source} (not verified)", source=source)


def _named(source: str) -> str:
    """A source, said so that it can be told in other languages."""
    _, repository, commit = source.partition("author's repository ")
    return said("author's repository {commit}", commit=commit) if repository else source
