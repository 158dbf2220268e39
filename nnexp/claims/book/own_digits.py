"""Handwriting that is not of the training data's making, read by trained networks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Mark, Panel, lines
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import PERCENT, above, share_above
from nnexp.claims.first_weights import INIT
from nnexp.claims.other_handwriting import DRAWN, OTHERS, OWN, pictures, seen_as, what_is_there
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.verdict import combine

_READS, _MOST = 0.8, 0.5
"""Four pictures in five: a reader would not call less reading. And of such pictures, of which
there are few, more than half are read by most networks."""

_NETWORK = [INIT, "seed", "repeat"]
"""What tells networks apart."""

_SAID = {
    OWN: "pictures of one's own handwriting",
    OTHERS: (
        "digits of other writers (scikit-learn's, enlarged from 8×8 pixels), there being no "
        "pictures of one's own"
    ),
    DRAWN: "digits drawn by a program with a pen, there being no pictures of one's own",
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


def judge(frame: pd.DataFrame) -> Finding:
    """Whether networks read most of the pictures that are nearest to one's own handwriting."""
    source = _judged(frame)
    part = frame[frame["source"] == source]
    rows = labels(part)
    answers = _answers(part)
    often = np.nanmean(answers, axis=1) > 0.5
    return combine(
        "own_digits",
        (
            above(
                answers.mean(axis=0),
                _READS,
                f"share of {len(answers)} {source} that a network reads rightly",
                f"of {len(answers)} {_SAID[source]}, networks read",
                rows,
                PERCENT,
            ),
            share_above(
                often,
                _MOST,
                f"share of {source} that most networks read rightly",
                "of such pictures, most networks read",
                rows,
            ),
        ),
        cautions=tuple(_cautions(frame, source)),
    )


def _answers(part: pd.DataFrame) -> np.ndarray:
    """(pictures, repeats) share of the networks of a repeat that read a picture rightly."""
    by_picture: dict[int, list[np.ndarray]] = {}
    for (_, picture), right in by_level(part, [INIT, "picture"], "right").items():
        by_picture.setdefault(picture, []).append(right)
    return np.array([np.mean(right, axis=0) for right in by_picture.values()])


def _judged(frame: pd.DataFrame) -> str:
    """What is nearest to one's own handwriting among what is there."""
    there = set(frame["source"])
    return next(source for source in (OWN, OTHERS, DRAWN) if source in there)


def _cautions(frame: pd.DataFrame, judged: str) -> Iterator[str]:
    if judged != OWN:
        yield (
            "no pictures of one's own were there: put PNGs such as my_own_3.png, named by the "
            "digit that they show, into the folder own_digits of NNEXP_DATA_DIR"
        )
    known = frame.groupby("source", sort=False)["right"].mean().to_dict()
    told = [f"{name!s} {100 * right:.0f} %" for name, right in known.items() if name != judged]
    told.append(f"test images of their own data {100 * frame['test_accuracy'].mean():.0f} %")
    yield f"the same networks read of {', of '.join(told)}"


def chart(frame: pd.DataFrame) -> Chart:
    """Share read by kind of picture, and by digit."""
    tests = frame.drop_duplicates(_NETWORK)[[*_NETWORK, "test_accuracy"]]
    tests = tests.rename(columns={"test_accuracy": "right"}).assign(source="test images")
    per_network = pd.concat([tests, _per_network(frame, "source")])
    judged = _judged(frame)
    part = frame[frame["source"] == judged]
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
                title=judged,
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
        "share of pictures read rightly: PNGs in the folder own_digits of NNEXP_DATA_DIR; where "
        "there are none, digits of writers who are not in the training data; where these trained "
        "the network, digits drawn by a program with a pen"
    ),
    rule=(
        "reproduced if networks read more than four pictures in five, and the pictures that most "
        "networks read are shown to be more than half of all such pictures; not reproduced if one "
        "of these is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
    reads=what_is_there,
)
