"""Trained networks with links and nodes cut, and with noise on their inputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import as_good
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import TOLERATED
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level
from nnexp.claims.sample import scaled
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.network import Network

LINKS, NODES, NOISE = "links cut", "hidden nodes cut", "noise on the inputs"
AMOUNTS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8)
"""Share of links or nodes, or deviation of the noise, where inputs go from 0.01 to 1."""

_JUDGED = 0.1
_TESTED = 1000


def probe(trained: Trained) -> Iterable[Measured]:
    """Accuracy on up to 1,000 test samples, others in each repeat, after each kind of damage."""
    seed = trained.point.seed
    draw = generator(seed, trained.repeat, "order")
    rows = draw.permutation(trained.split.test)[:_TESTED]
    inputs = scaled(trained.dataset, rows)
    right = trained.dataset.labels[rows]
    for kind_number, kind in enumerate((LINKS, NODES, NOISE)):
        for amount in AMOUNTS:
            # The same draw for every amount: what is cut first stays cut.
            draw = generator(seed, trained.repeat, "noise", kind_number)
            network, signals = _damaged(trained.network, inputs, kind, amount, draw)
            answers = np.argmax(network.query(signals), axis=1)
            yield {"damage": kind, "amount": amount, "accuracy": float(np.mean(answers == right))}


def _damaged(
    network: Network, inputs: np.ndarray, kind: str, amount: float, draw: np.random.Generator
) -> tuple[Network, np.ndarray]:
    if kind == NOISE:
        return network, inputs + amount * draw.standard_normal(inputs.shape)
    inner, outer = network.weights
    if kind == NODES:
        cut = np.zeros(len(inner), dtype=bool)
        cut[draw.permutation(len(inner))[: round(amount * len(inner))]] = True
        weights = (inner, outer * ~cut)
    else:
        weights = (inner * (draw.random(inner.shape) >= amount),
                   outer * (draw.random(outer.shape) >= amount))  # fmt: skip
    typed = tuple(array.astype(network.dtype) for array in weights)
    return dataclasses.replace(network, weights=typed), inputs


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether a tenth of damage of each kind costs the largest networks less than five points."""
    size = frame["hidden_nodes"].max()
    largest = frame[frame["hidden_nodes"] == size]
    accuracy = by_level(largest, ["damage", "amount"], "accuracy")
    core, *others = (
        as_good(
            accuracy[kind, _JUDGED],
            accuracy[kind, 0.0],
            said(
                "test accuracy gained by {share:g} {kind}, {size} hidden nodes",
                share=_JUDGED,
                kind=kind,
                size=size,
            ),
            said(
                "with {damage}, networks of {size} hidden nodes have the accuracy of whole ones "
                "plus",
                damage=damage,
                size=size,
            ),
            largest.drop(columns="data", errors="ignore"),  # each repeat has images of its own
            TOLERATED,
        )
        for kind, damage in (
            (LINKS, said("{share:.0%} of the links cut", share=_JUDGED)),
            (NODES, said("{share:.0%} of the hidden nodes cut", share=_JUDGED)),
            (NOISE, said("noise of deviation {share:g} on the inputs", share=_JUDGED)),
        )
    )
    return combine(core, others, cautions=_of_small_networks(frame))


def _of_small_networks(frame: pd.DataFrame) -> tuple[str, ...]:
    """How much the smallest networks lose when as many of their nodes are cut."""
    sizes = sorted(frame["hidden_nodes"].unique())
    if len(sizes) < 2:
        return ()
    smallest = frame[frame["hidden_nodes"] == sizes[0]]
    accuracy = by_level(smallest, ["damage", "amount"], "accuracy")
    lost = 100 * (accuracy[NODES, 0.0] - accuracy[NODES, _JUDGED]).mean()
    return (
        said(
            "it takes spare nodes: networks of {size} lose {lost:.1f} points with {share:.0%} of "
            "them cut",
            size=sizes[0],
            lost=lost,
            share=_JUDGED,
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Accuracy by amount of damage, a panel per kind."""
    return Chart(
        title="Damage is borne, the better the more hidden nodes there are",
        alt=(
            "Test accuracy by the share of links cut, of hidden nodes cut, and by noise on the "
            "inputs, for several numbers of hidden nodes."
        ),
        panels=tuple(
            Panel(
                title=kind,
                x="deviation of the noise" if kind == NOISE else "share that is cut",
                y="test accuracy (%)",
                lines=lines(
                    frame[frame["damage"] == kind], "amount", "accuracy", "hidden_nodes", times=100
                ),
                legend="hidden nodes",
            )
            for kind in (LINKS, NODES, NOISE)
        ),
    )


CLAIM = Claim(
    id="damage",
    section="1.6",
    sentence="Networks keep working with damaged parts and imperfect signals.",
    statistic=(
        "test accuracy of trained networks by the share of links or hidden nodes cut and by "
        "noise on their inputs"
    ),
    rule=(
        "core: the largest networks lose less than five points to a tenth of the links cut; also: "
        "less than that to a tenth of the hidden nodes cut, and to noise of a tenth of the inputs' "
        "range"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
)
