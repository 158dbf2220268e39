"""The signals of a layer as loops over its links, and as one product."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above, below
from nnexp.claims.experiment import Experiment, whole
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import FACTOR, SMALL
from nnexp.claims.verdict import all_of, combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.settings import Scalar, as_whole

NODES = 100
"""Of the layer that is judged: the book's hidden layer."""

_TIMES = 5
_SHORTEST = 2e-4
_MUCH = 1.0
_EQUAL = -10.0
_EXACT = 1e-20


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """One layer's sums, both ways: how far apart, and how long each takes.

    Args:
        values: `nodes` of the layer, and of the one before.
        seed: base seed.
        repeat: weights and signals differ between repeats.
    """
    nodes = as_whole(values["nodes"])
    draw = generator(seed, repeat, "init")
    weights = draw.standard_normal((nodes, nodes)) / math.sqrt(nodes)
    signals = draw.uniform(0.01, 1.0, nodes)
    rows, entries = weights.tolist(), signals.tolist()
    apart = np.max(np.abs(np.array(by_loops(rows, entries)) - weights @ signals))
    loops = _seconds(lambda: by_loops(rows, entries))
    product = _seconds(lambda: weights @ signals)
    return {
        "loops_us": 1e6 * loops,
        "matrix_us": 1e6 * product,
        "speedup": math.log10(loops / product),
        "apart": math.log10(max(float(apart), _EXACT)),
    }


def by_loops(weights: list[list[float]], signals: list[float]) -> list[float]:
    """Each node's sum, link by link."""
    sums = []
    for links in weights:
        total = 0.0
        for link, signal in zip(links, signals, strict=True):
            total += link * signal
        sums.append(total)
    return sums


def _seconds(work: Callable[[], object]) -> float:
    """The shortest time of one call: other programs can only make it longer."""
    work()
    calls = 1
    best = math.inf
    for _ in range(_TIMES):
        began = time.perf_counter()
        for _ in range(calls):
            work()
        took = time.perf_counter() - began
        best = min(best, took / calls)
        calls = max(calls, int(_SHORTEST / max(took / calls, 1e-9)))
    return best


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether both ways agree, and the product is at least ten times faster."""
    rows = labels(frame)
    speedup = by_level(frame, "nodes", "speedup")
    apart = by_level(frame, "nodes", "apart")
    smallest = min(speedup)
    faster, much = (
        above(
            speedup[NODES],
            margin,
            metric,
            said("for {nodes} nodes the product is faster than loops, by", nodes=NODES),
            rows,
            FACTOR,
        )
        for margin, metric in (
            (0.0, said("time of loops over that of a product, {nodes} nodes", nodes=NODES)),
            (
                _MUCH,
                said("time of loops over that of a product, {nodes} nodes, above ×10", nodes=NODES),
            ),
        )
    )
    same = below(
        np.max(list(apart.values()), axis=0),
        _EQUAL,
        "largest difference of any sum at any size",
        "the sums of both ways differ at most by",
        rows,
        SMALL,
    )
    return combine(
        all_of("the same sums, faster", (faster, same)),
        (much,),
        cautions=(
            said(
                "small layers gain little: ×{factor:.1f} for {nodes} nodes",
                factor=10 ** speedup[smallest].mean(),
                nodes=smallest,
            ),
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Time of both ways by size."""
    panel = Panel(
        x="nodes of the layer and of the one before",
        y="time of one pass (µs)",
        lines=(
            line(frame, "nodes", "loops_us", "loops"),
            line(frame, "nodes", "matrix_us", "matrix product"),
        ),
        log_x=True,
        log_y=True,
        legend="way",
    )
    return Chart(
        title="One matrix product replaces a page of loops, and most of the time",
        alt="Time to work out the signals of a layer, by loops and by a matrix product, by size.",
        panels=(panel,),
    )


_SETTINGS = {
    "nodes": whole("nodes of the layer, and of the one before"),
}

_METRICS = (
    Metric("loops_us", "time of the loops", better="lower", unit="µs"),
    Metric("matrix_us", "time of the matrix product", better="lower", unit="µs"),
    Metric("speedup", "log10 of the first over the second", better="higher"),
    Metric("apart", "log10 of the largest difference of their results", better="lower"),
)

CLAIM = Claim(
    id="matrix",
    section="1.8",
    sentence="The matrix form computes the same signals, much faster.",
    statistic="largest difference of the sums of a layer, and time, by loops and by a product",
    rule=(
        "core: for 100 nodes the product is faster, and no sum at any size differs by more than "
        "1e-10; also: it is more than ten times faster"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("matrix", _SETTINGS, _METRICS, measure),
)
