"""Trained networks run backwards, from a digit to the picture that they associate with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Grey, Mark, Mosaic, Panel, lines
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import HALF, above
from nnexp.claims.first_weights import BOOKS, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.sample import scaled, targets_of
from nnexp.claims.unit import PERCENT, Unit
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.language.said import joined, said

TRAINED, MIXED = "trained", "links in random order"

_SHUFFLED = "training.shuffle"

_CORRELATION = Unit(lambda value: f"{value:.2f}")


def probe(trained: Trained) -> Iterable[Measured]:
    """How like each digit's mean picture the picture is that the network gives for it.

    Of pictures and means, what all digits share is taken off first: a dark margin is like any
    digit's. The same is measured for the links of the trained network in random order, which
    has nothing to show.
    """
    data = trained.dataset
    average = _means(trained)
    means = _without_common(average)
    wanted = targets_of(np.arange(data.classes), data.classes)
    draw = generator(trained.point.seed, trained.repeat, "noise")
    mixed = tuple(
        draw.permuted(weights.reshape(-1)).reshape(weights.shape)
        for weights in trained.network.weights
    )
    for name, network in (
        (TRAINED, trained.network),
        (MIXED, dataclasses.replace(trained.network, weights=mixed)),
    ):
        pictures = np.asarray(network.backquery(wanted), dtype=np.float64)
        alike = _correlations(_without_common(pictures), means)
        read = np.argmax(network.query(pictures.astype(network.dtype)), axis=1)
        shown = name == TRAINED and trained.repeat == 0 and data.image_shape is not None
        for digit in range(data.classes):
            others = np.delete(alike[digit], digit)
            yield {
                "network": name,
                "digit": digit,
                "own": float(alike[digit, digit]),
                "other": float(others.max()),
                "named": float(alike[digit, digit] > others.max()),
                "read": float(read[digit] == digit),
                "picture": _text_of(pictures[digit], data.image_shape) if shown else "",
                "average": _text_of(average[digit], data.image_shape) if shown else "",
            }


def _text_of(picture: np.ndarray, shape: tuple[int, int] | None) -> str:
    """A picture as text, for one cell of a table: its columns, and its pixels from 00 to ff."""
    low, high = picture.min(), picture.max()
    grey = np.round(255 * (picture - low) / max(high - low, 1e-12)).astype(np.uint8)
    return f"{0 if shape is None else shape[1]}:{grey.tobytes().hex()}"


def _picture_of(text: str) -> Grey:
    columns, _, pixels = text.partition(":")
    grey = np.frombuffer(bytes.fromhex(pixels), dtype=np.uint8).reshape(-1, int(columns)) / 255
    return tuple(tuple(row) for row in grey.tolist())


def _means(trained: Trained) -> np.ndarray:
    """(classes, inputs) mean training picture of each class."""
    rows = trained.split.train
    found = trained.dataset.labels[rows]
    return np.array(
        [
            scaled(trained.dataset, rows[found == digit]).mean(axis=0)
            for digit in range(trained.dataset.classes)
        ]
    )


def _without_common(pictures: np.ndarray) -> np.ndarray:
    rest: np.ndarray = pictures - pictures.mean(axis=0)
    return rest


def _correlations(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pearson's, of each row of one with each row of the other."""
    a, b = (x - x.mean(axis=1, keepdims=True) for x in (one, other))
    lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    found: np.ndarray = (a @ b.T) / np.where(lengths > 0, lengths, 1.0)
    return found


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether most pictures are most like their own digit, and clearly like it."""
    usual = _usual(frame)
    real, mixed = (usual[usual["network"] == name] for name in (TRAINED, MIXED))
    read = 100 * float(real["read"].mean())
    parts = {init: _parts(init, rows) for init, rows in by_init(real)}
    core, alike = parts.pop(BOOKS)
    return combine(
        core,
        (alike, *(part for one in parts.values() for part in one)),
        cautions=(
            said(
                "the same links in random order give {named:.0f} % and a correlation of {own:.2f}",
                named=100 * mixed["named"].mean(),
                own=mixed["own"].mean(),
            ),
            said(
                "run forwards, the networks read {read:.0f} % of their own pictures as the digit "
                "asked for: layer by layer, going back is rescaled and is no exact inverse",
                read=read,
            ),
            *_not_shown(real),
            NOTE,
        ),
    )


def _parts(init: str, rows: pd.DataFrame) -> tuple[Judgement, Judgement]:
    named, own = (_per_network(rows, column) for column in ("named", "own"))
    return (
        above(
            named,
            HALF,
            said(
                "share of digits whose backquery is most like their own mean picture ({init})",
                init=init,
            ),
            said(
                "with {init}, of all pictures that networks give when run backwards, those most "
                "like their own digit are",
                init=init,
            ),
            labels(rows),
            PERCENT,
        ),
        above(
            own,
            0.0,
            said("correlation of a digit's backquery with its mean picture ({init})", init=init),
            said(
                "with {init}, the correlation of a picture with its own digit's mean is", init=init
            ),
            labels(rows),
            _CORRELATION,
        ),
    )


def _not_shown(real: pd.DataFrame) -> Iterator[str]:
    """Digits that most networks give a picture for which is liker another digit."""
    share = real.groupby("digit")["named"].mean()
    digits = joined("{one}, {more}", map(str, share[share < HALF].index))
    if digits:
        yield said(
            "most networks' pictures are liker another digit when asked for {digits}",
            digits=digits,
        )


def _usual(frame: pd.DataFrame) -> pd.DataFrame:
    """Networks trained on shuffled samples; the others are there for published numbers."""
    return frame[frame[_SHUFFLED]] if _SHUFFLED in frame else frame


def _per_network(rows: pd.DataFrame, column: str) -> np.ndarray:
    """(repeats,) means over digits."""
    found = by_level(rows, "digit", column)
    means: np.ndarray = np.mean(list(found.values()), axis=0)
    return means


def chart(frame: pd.DataFrame) -> Chart:
    """Correlation with one's own digit's mean, and with the likest other, by digit."""
    real = _usual(frame)
    real = real[real["network"] == TRAINED]
    keys = [name for name in real.columns if name not in ("own", "other")]
    long = real.melt(keys, ["own", "other"], "mean", "alike")
    long["mean"] = long["mean"].map({"own": "its own digit", "other": "the likest other"})
    return Chart(
        title="What a network gives for a digit when run backwards",
        alt=(
            "Correlation of the picture that networks give for each digit with that digit's mean "
            "training picture, and with the mean of the likest other digit."
        ),
        panels=tuple(
            Panel(
                title=said("first weights {init}", init=init),
                x="digit asked for",
                y="correlation with the mean picture",
                lines=lines(part, "digit", "alike", "mean"),
                marks=(Mark("no likeness", 0.0),),
                legend="likeness to",
            )
            for init, part in by_init(long)
        ),
        notes=("What all digits share is taken off pictures and means.",),
        mosaic=_mosaic(real),
    )


def _mosaic(real: pd.DataFrame) -> Mosaic | None:
    """What one network of each kind gives for each digit, above the mean training pictures."""
    shown = real[real["picture"] != ""] if "picture" in real else real[:0]
    if shown.empty:
        return None
    parts = [(init, part.sort_values("digit")) for init, part in by_init(shown)]
    rows = [(init, tuple(map(_picture_of, part["picture"]))) for init, part in parts]
    average = tuple(map(_picture_of, parts[0][1]["average"]))
    return Mosaic(
        title="backqueries, and mean training images",
        columns=tuple(map(str, parts[0][1]["digit"])),
        rows=(*rows, ("mean", average)),
    )


CLAIM = Claim(
    id="backquery",
    section="3.2",
    sentence="Running the network backwards shows what it thinks a digit is.",
    statistic=(
        "share of digits whose backquery correlates most with the mean training picture of that "
        "digit among all ten, and the correlation"
    ),
    rule=(
        "core: with the book's first weights, fan_out, more than half of the pictures are most "
        "like their own digit, where chance gives a tenth; also: their mean correlation with it is "
        "above 0, and both with the other first weights"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
)
