"""A line between two kinds of bugs: what one example may do to it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.analysis.english.phrases import number
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above
from nnexp.claims.experiment import Experiment, whole
from nnexp.claims.experiment import number as share
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import POINTS, Unit
from nnexp.claims.verdict import combine
from nnexp.datasets import generator, load
from nnexp.datasets.bugs import CATERPILLAR
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.settings import DataSettings, Scalar, as_number, as_whole

NAIVE, MODERATE = 1.0, 0.1

# The line should pass just above a ladybird and just below a caterpillar, in cm.
_BESIDE = 0.1
_CM = Unit(lambda value: said("{value} cm", value=number(value)), "cm")


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """Training of length = slope × width on bugs in random order, by the book's update.

    Args:
        values: `bugs`, how many of the data set's first training bugs are used, and `lr`, the
            share L of each correction ΔA = L·E/x that is made.
        seed: base seed.
        repeat: first slope and order of the bugs differ between repeats only.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Training A Simple Classifier".
    """
    data = load(DataSettings("bugs"))
    count, lr = as_whole(values["bugs"]), as_number(values["lr"])
    width, length = data.inputs[:count].astype(np.float64).T
    wanted = length + np.where(data.labels[:count] == CATERPILLAR, -_BESIDE, _BESIDE)
    slope = float(generator(seed, repeat, "init").uniform(0, 1))
    order = generator(seed, repeat, "order").permutation(count)
    for bug in order:
        slope += lr * (wanted[bug] - slope * width[bug]) / width[bug]
    miss = np.abs(wanted - slope * width)[order]
    tests = data.inputs[data.train_rows :].astype(np.float64)
    longer = tests[:, 1] > slope * tests[:, 0]
    right = longer == (data.labels[data.train_rows :] == CATERPILLAR)
    return {
        "slope": slope,
        "last_miss": float(miss[-1]),
        "other_miss": float(miss[:-1].mean()),
        "accuracy": float(right.mean()),
    }


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether naive updates serve the last bug only, and moderate ones no single bug."""
    many = frame[frame["bugs"] == frame["bugs"].max()]
    rows = labels(many)
    last, other, slope, accuracy = (
        by_level(many, "lr", name) for name in ("last_miss", "other_miss", "slope", "accuracy")
    )
    return combine(
        above(
            _spread(slope[NAIVE]) - _spread(slope[MODERATE]),
            0.0,
            said(
                "spread of the final slope over orders, lr {naive:g} less lr {moderate:g}",
                naive=NAIVE,
                moderate=MODERATE,
            ),
            said(
                "the order of the bugs moves the final slope more with naive updates than with a "
                "learning rate of {moderate:g}, by",
                moderate=MODERATE,
            ),
            rows,
        ),
        (
            above(
                other[NAIVE] - last[NAIVE],
                0.0,
                "miss of the other bugs less that of the last one, in cm",
                "a naive line misses the other bugs by more than the last one, by",
                rows,
                _CM,
            ),
            above(
                accuracy[MODERATE] - accuracy[NAIVE],
                0.0,
                said(
                    "test accuracy of lr {moderate:g} less that of lr {naive:g}",
                    moderate=MODERATE,
                    naive=NAIVE,
                ),
                "on bugs it has not seen the moderate line is better by",
                rows,
                POINTS,
            ),
        ),
        cautions=_of_two_bugs(frame),
    )


def _spread(slopes: np.ndarray) -> np.ndarray:
    """(repeats,) distances from the median, whose mean is a spread that outliers do not rule."""
    spread: np.ndarray = np.abs(slopes - np.median(slopes))
    return spread


def _of_two_bugs(frame: pd.DataFrame) -> tuple[str, ...]:
    two = frame[(frame["bugs"] == 2) & (frame["lr"] == NAIVE)]
    ends = sorted({round(slope, 3) for slope in two["slope"]})
    if len(ends) != 2:
        return ()
    return (
        said(
            "with the book's two bugs the naive slope is always {one:g} or {other:g}, as the last "
            "of them has it",
            one=ends[0],
            other=ends[1],
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Spread of the slope, misses and accuracy by learning rate."""
    parts = [
        part.assign(spread=_spread(part["slope"].to_numpy(dtype=float)))
        for _, part in frame.groupby(["bugs", "lr"], sort=False)
    ]
    whole = pd.concat(parts).assign(gap=lambda rows: rows["other_miss"] - rows["last_miss"])
    labelled = "share L of each correction that is made"
    return Chart(
        title="Moderate corrections let no single bug have its way",
        alt=(
            "Spread of the final slope over orders, how much more other bugs are missed than the "
            "last, and accuracy on new bugs, by learning rate."
        ),
        panels=(
            Panel(
                labelled,
                "distance of the slope from its median",
                lines(whole, "lr", "spread", "bugs"),
                log_x=True,
                log_y=True,
                legend="training bugs",
            ),
            Panel(
                labelled,
                "others missed more than the last (cm)",
                lines(whole, "lr", "gap", "bugs"),
                log_x=True,
                legend="training bugs",
            ),
            Panel(
                labelled,
                "accuracy on new bugs (%)",
                lines(whole, "lr", "accuracy", "bugs", times=100),
                log_x=True,
                legend="training bugs",
            ),
        ),
    )


_SETTINGS = {
    "bugs": whole("bugs that are learnt from"),
    "lr": share("share of each correction that is made"),
}

_METRICS = (
    Metric("slope", "of the line between the two kinds"),
    Metric("last_miss", "how far the line misses its mark for the last bug", better="lower"),
    Metric("other_miss", "the same for all bugs before, on average", better="lower"),
    Metric("accuracy", "share of other bugs that it tells apart", "test", "higher", "percent"),
)

CLAIM = Claim(
    id="moderation",
    section="1.4",
    sentence=(
        "Naive updates fit only the last sample; a learning rate keeps any one sample from "
        "dominating."
    ),
    statistic=(
        "distance of the final slope from its median over random orders, misses of the last and "
        "of the other training bugs, and accuracy on new bugs, by learning rate"
    ),
    rule=(
        "core: the order of the bugs spreads the slope more with naive updates than with a "
        "learning rate of 0.1; also: a naive line misses the other bugs by more than the last, and "
        "is less accurate on new bugs than a moderate one"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("moderation", _SETTINGS, _METRICS, measure),
)
