"""Training with some steps that go anywhere, and with imperfect inputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim, Measured
from nnexp.claims.evidence import POINTS, below
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.plain_training import accuracy, train_plainly
from nnexp.claims.sample import Sample, sample
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.settings import Scalar

STEPS, INPUTS = "wrong steps", "inputs replaced by noise"

_JUDGED, _TOLERATED = 0.1, 0.05


def experiment(values: Mapping[str, Scalar], seed: int, repeat: int) -> Iterable[Measured]:
    """Training where a share of something is replaced at random.

    Args:
        values: `replaced`, either `wrong steps` (as long as the step they replace, but in a
            direction drawn at random) or `inputs replaced by noise` (pixels drawn from the whole
            range); its `share`; and `data`, `train_size`, `hidden_nodes`, `lr`, `epochs`.
        seed: base seed.
        repeat: samples, first weights and what is hit differ between repeats only.
    """
    share = float(str(values["share"]))
    data = sample(str(values["data"]), int(str(values["train_size"])), seed, repeat)
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
        int(str(values["hidden_nodes"])),
        float(str(values["lr"])),
        int(str(values["epochs"])),
        seed,
        repeat,
        disturb=disturb,
    )
    yield {"accuracy": accuracy(network, data.test_inputs, data.test_labels)}


def _with_noise(data: Sample, share: float, draw: np.random.Generator) -> Sample:
    hit = draw.random(data.inputs.shape) < share
    noise = draw.uniform(0.01, 1.0, data.inputs.shape)
    return dataclasses.replace(data, inputs=np.where(hit, noise, data.inputs))


def judge(frame: pd.DataFrame) -> Finding:
    """Whether a tenth of wrong steps, and of wrong inputs, costs less than five points."""
    rows = labels(frame)
    right = by_level(frame, ["replaced", "share"], "accuracy")
    most = max(share for _, share in right)
    lost = 100 * (right[STEPS, 0.0] - right[STEPS, most]).mean()
    return combine(
        "not_exact",
        tuple(
            below(
                right[kind, 0.0] - right[kind, _JUDGED],
                _TOLERATED,
                f"test accuracy lost by {_JUDGED:.0%} {kind}",
                f"{said} cost",
                rows,
                POINTS,
            )
            for kind, said in (
                (STEPS, f"steps of which {_JUDGED:.0%} go in a random direction"),
                (INPUTS, f"training pixels of which {_JUDGED:.0%} are noise"),
            )
        ),
        cautions=(f"with {most:.0%} of wrong steps it is {lost:.1f} points",),
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


CLAIM = Claim(
    id="not_exact",
    section="1.14",
    sentence="Gradient descent tolerates imperfect data and odd wrong steps.",
    statistic=(
        "test accuracy lost when a share of the steps goes in a random direction, or a share of "
        "the training inputs is noise"
    ),
    rule=(
        "reproduced if a tenth of either costs less than five points of accuracy; not reproduced "
        "if one of the two clearly costs more"
    ),
    judge=judge,
    chart=chart,
    experiment=experiment,
)
