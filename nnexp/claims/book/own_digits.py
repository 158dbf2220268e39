"""Handwriting that is not of the training data's making, read by trained networks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Mark, Panel, lines
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import HALF, share_above
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.other_handwriting import DRAWN, OTHERS, OWN, pictures, seen_as, what_is_there
from nnexp.claims.pairing import labels
from nnexp.claims.verdict import combine
from nnexp.language.said import joined, said

_NETWORK = [INIT, "seed", "repeat"]
"""What tells networks apart."""

_SAID = {
    OWN: "of one's own handwriting",
    OTHERS: "of other writers' digits (scikit-learn's, by 43 people, enlarged from 8×8 pixels)",
    DRAWN: "drawn by a program with a pen, there being no handwriting but the training data's",
}


def probe(trained: Trained) -> Iterable[Measured]:
    """Whether each picture is read rightly."""
    shape = trained.dataset.image_shape
    low, high = trained.point.data.input_range
    for source, (images, digits) in pictures().items():
        if source == OTHERS and trained.dataset.name == "digits":
            continue  # these trained it
        values = seen_as(images, shape) if shape else np.empty(0)
        inputs = low + (high - low) * values
        answers = np.argmax(trained.network.query(inputs), axis=1)
        for number, (answer, digit) in enumerate(zip(answers, digits, strict=True)):
            yield {
                "source": source,
                "picture": number,
                "digit": int(digit),
                "right": float(answer == digit),
            }


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether most pictures of handwriting from elsewhere are read by most networks."""
    judged = _judged(frame)
    parts = {
        init: _read(rows[rows["source"].isin(judged)], judged, init)
        for init, rows in by_init(frame)
    }
    core = parts.pop(BOOKS)
    own = frame[(frame["source"] == OWN) & (frame[INIT] == BOOKS)]
    alone = () if own.empty or judged == (OWN,) else (_read(own, (OWN,), BOOKS),)
    return combine(core, (*alone, *parts.values()), (*_cautions(frame, judged), NOTE))


def _read(part: pd.DataFrame, sources: tuple[str, ...], init: str) -> Judgement:
    """Whether more than half of the pictures are read; they are the sample, not the networks."""
    often = _shares(part) > HALF
    return share_above(
        often,
        HALF,
        said(
            "share of {count:,} pictures that most networks read ({sources}, {init})",
            count=len(often),
            sources=joined("{one}, {more}", sources),
            init=init,
        ),
        said(
            "with {init}, of {count:,} pictures, {kinds}, most networks read",
            init=init,
            count=len(often),
            kinds=joined("{one} and {more}", (_SAID[source] for source in sources)),
        ),
        labels(part),
    )


def _shares(part: pd.DataFrame) -> np.ndarray:
    """(pictures,) share of the networks that read a picture rightly."""
    return part.groupby(["source", "picture"], sort=False)["right"].mean().to_numpy(dtype=float)


def _judged(frame: pd.DataFrame) -> tuple[str, ...]:
    """Handwriting that is not the training data's: one's own and other writers'."""
    there = set(frame["source"])
    written = tuple(source for source in (OWN, OTHERS) if source in there)
    return written or (DRAWN,)


def _cautions(frame: pd.DataFrame, judged: tuple[str, ...]) -> Iterator[str]:
    if OWN not in judged:
        yield (
            "no pictures of one's own were there: put PNGs such as my_own_3.png, named by the "
            "digit that they show, into the folder own_digits of NNEXP_DATA_DIR"
        )
    if OTHERS in judged:
        yield (
            "pictures by one writer are more alike than others, and it is not known who wrote "
            "which: the interval takes them as independent"
        )
    known = frame.groupby("source", sort=False)["right"].mean().to_dict()
    known["test images of their own data"] = frame["test_accuracy"].mean()
    told = [
        said("{name} {share:.0f} %", name=str(name), share=100 * right)
        for name, right in known.items()
    ]
    yield said("a network reads on average of {told}", told=joined("{one}, of {more}", told))


def chart(frame: pd.DataFrame) -> Chart:
    """Share read by kind of picture, and by digit."""
    tests = frame.drop_duplicates(_NETWORK)[[*_NETWORK, "test_accuracy"]]
    tests = tests.rename(columns={"test_accuracy": "right"}).assign(source="test images")
    per_network = pd.concat([tests, _per_network(frame, "source")])
    judged = _judged(frame)
    part = frame[frame["source"].isin(judged)]
    chance = (Mark("guessing", 10.0),)
    return Chart(
        title="How well handwriting from elsewhere is read",
        alt=(
            "Share of pictures read rightly by where they come from, and by digit for those that "
            "the verdict rests on."
        ),
        panels=(
            Panel(
                x="pictures",
                y="read rightly (%)",
                lines=lines(per_network, "source", "right", INIT, times=100),
                marks=chance,
                legend="first weights",
            ),
            Panel(
                title=joined("{one}, {more}", judged),
                x="digit",
                y="read rightly (%)",
                lines=lines(_per_network(part, "digit"), "digit", "right", INIT, times=100),
                marks=chance,
                legend="first weights",
            ),
        ),
    )


def _per_network(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """The share that each network reads rightly, for each value of a column."""
    return frame.groupby([by, *_NETWORK], sort=False)["right"].mean().reset_index()


CLAIM = Claim(
    id="own_digits",
    section="3.1",
    sentence="The trained network reads handwriting of one's own.",
    statistic=(
        "share of pictures that most networks read rightly, with the pictures as the sample: PNGs "
        "in the folder own_digits of NNEXP_DATA_DIR, and 1,797 digits of writers who are not in "
        "the training data; where these trained the network, digits drawn by a program with a pen"
    ),
    rule=(
        "core: most networks with the book's first weights, fan_out, read more than half of the "
        "pictures; also: of one's own alone, where there are some, and with the other first weights"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
    reads=what_is_there,
)
