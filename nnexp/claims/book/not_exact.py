"""Training with some steps that go anywhere, and with imperfect inputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import as_good
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import TOLERATED
from nnexp.claims.experiment import Experiment, choice, number, whole
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level
from nnexp.claims.plain_training import accuracy, train_plainly
from nnexp.claims.sample import Sample, sample
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.settings import SOURCES, Scalar, as_number, as_whole

STEPS, INPUTS = "wrong steps", "inputs replaced by noise"

_JUDGED = 0.1


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """Training where a share of something is replaced at random.

    Args:
        values: `replaced`, either `wrong steps` (as long as the step they replace, but in a
            direction drawn at random) or `inputs replaced by noise` (pixels drawn from the whole
            range); its `share`; and `data`, `train_size`, `hidden_nodes`, `lr`, `epochs`.
        seed: base seed.
        repeat: samples, first weights and what is hit differ between repeats only.
    """
    share = as_number(values["share"])
    data = sample(str(values["data"]), as_whole(values["train_size"]), seed, repeat)
    draw = generator(seed, repeat, "noise")
    if values["replaced"] == INPUTS:
        data = _with_noise(data, share, draw)

    def disturb(step: np.ndarray) -> np.ndarray:
        if values["replaced"] == INPUTS or draw.random() >= share:
            return step
        way = draw.standard_normal(step.shape)
        turned: np.ndarray = way * (np.linalg.norm(step) / np.linalg.norm(way))
        return turned

    network = train_plainly(
        data,
        as_whole(values["hidden_nodes"]),
        as_number(values["lr"]),
        as_whole(values["epochs"]),
        seed,
        repeat,
        disturb=disturb,
    )
    return {"accuracy": accuracy(network, data.test_inputs, data.test_labels)}


def _with_noise(data: Sample, share: float, draw: np.random.Generator) -> Sample:
    hit = draw.random(data.inputs.shape) < share
    noise = draw.uniform(0.01, 1.0, data.inputs.shape)
    return dataclasses.replace(data, inputs=np.where(hit, noise, data.inputs))


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether a tenth of wrong steps, and of wrong inputs, costs less than five points."""
    right = by_level(frame, ["replaced", "share"], "accuracy")
    most = max(share for _, share in right)
    lost = 100 * (right[STEPS, 0.0] - right[STEPS, most]).mean()
    core, other = (
        as_good(
            right[kind, _JUDGED],
            right[kind, 0.0],
            said("test accuracy gained by {share:.0%} {kind}", share=_JUDGED, kind=kind),
            said("{inexact} give the accuracy of exact ones plus", inexact=inexact),
            frame.drop(columns="data", errors="ignore"),  # each repeat has images of its own
            TOLERATED,
        )
        for kind, inexact in (
            (STEPS, said("steps of which {share:.0%} go in a random direction", share=_JUDGED)),
            (INPUTS, said("training pixels of which {share:.0%} are noise", share=_JUDGED)),
        )
    )
    return combine(
        core,
        (other,),
        cautions=(
            said("with {most:.0%} of wrong steps it is {lost:.1f} points", most=most, lost=lost),
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Test accuracy by the share that is replaced."""
    panel = Panel(
        x="share that is replaced at random",
        y="test accuracy (%)",
        lines=lines(frame, "share", "accuracy", "replaced", times=100),
        legend="replaced",
    )
    return Chart(
        title="Descent bears odd wrong steps and imperfect data",
        alt="Test accuracy by the share of wrong steps, and of training inputs that are noise.",
        panels=(panel,),
    )


_SETTINGS = {
    "replaced": choice("what is replaced at random", STEPS, INPUTS),
    "share": number("share of it that is replaced"),
    "data": choice("the data set", *SOURCES),
    "train_size": whole("training samples"),
    "hidden_nodes": whole("nodes of the hidden layer"),
    "lr": number("learning rate"),
    "epochs": whole("passes over the training data"),
}

_METRICS = (Metric("accuracy", "share of right answers on test data", "test", "higher", "percent"),)

CLAIM = Claim(
    id="not_exact",
    section="1.14",
    sentence="Gradient descent tolerates imperfect data and odd wrong steps.",
    statistic=(
        "test accuracy lost when a share of the steps goes in a random direction, or a share of "
        "the training inputs is noise"
    ),
    rule=(
        "core: a tenth of wrong steps costs less than five points of accuracy; also: a tenth of "
        "inputs that are noise costs less than that"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("not_exact", _SETTINGS, _METRICS, measure),
)
