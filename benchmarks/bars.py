"""What must hold of the measurements: ratios between contestants of the same run."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from benchmarks.measurement import Measurement, find


@dataclasses.dataclass(frozen=True)
class Bar:
    """`slower / faster`, two contestants' values in one case, must be at least `least`."""

    benchmark: str
    case: str
    slower: str
    faster: str
    least: float


@dataclasses.dataclass(frozen=True)
class Limit:
    """One contestant's value in one case must be at most `most`."""

    benchmark: str
    case: str
    contestant: str
    most: float


@dataclasses.dataclass(frozen=True)
class Floor:
    """One contestant's value in one case must be at least `least`."""

    benchmark: str
    case: str
    contestant: str
    least: float


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Whether a bar was met; `passed` is None when a side of it was not measured."""

    text: str
    passed: bool | None

    def __str__(self) -> str:
        return (
            f"{ {True: 'met', False: 'MISSED', None: 'not measured'}[self.passed]:12} {self.text}"
        )


@dataclasses.dataclass(frozen=True)
class Comparison:
    """A peer's time over nnexp's, in an earlier run and now."""

    name: str
    before: float
    now: float

    @property
    def fell_by(self) -> float:
        """Part of the earlier ratio that is gone; negative where the ratio rose."""
        return 1 - self.now / self.before

    def __str__(self) -> str:
        return f"{self.name} fell from {self.before:.2f} to {self.now:.2f}"


WIDTHS = (10, 30, 50, 100, 200, 500)
SHAPES = (
    "1,000 lr x 2 hidden_nodes",
    "45 lr x 45 hidden_nodes",
    "2 lr x 1,000 init_scale",
    "5 axes of 4 to 5",
    "2,000 lr",
)
VARIANTS = ("two hidden layers", "bias", "tanh", "relu")

RATIOS = (
    Bar("kernel", "mnist H=100", "jax", "nnexp", 3.5),
    Bar("kernel", "mnist H=100", "book", "nnexp", 80),
    Bar("kernel", "mnist H=100", "scikit-learn", "nnexp", 80),
    Bar("kernel", "mnist H=100", "pytorch", "nnexp", 80),
    *(Bar("kernel", f"mnist H={width}", "jax", "nnexp", 3) for width in WIDTHS),
    *(Bar("kernel", f"digits H={width}", "jax", "nnexp", 3) for width in (30, 100)),
    *(Bar("kernel", f"{data} H=100", "jax", "nnexp", 1) for data in ("half dense", "standardised")),
    *(Bar("minibatch", f"batch {size}", "pytorch", "nnexp", 1) for size in (16, 64, 256)),
    Bar("scaling", "mnist", "1 worker", "2 workers", 1.9),
)

LIMITS = (
    Limit("evaluation", "share of training time", "nnexp", 25),
    Limit("harness", "2000 points x 5 repeats", "nnexp", 1),
    Limit("harness", "2,000 no-op trials of a function", "nnexp, processes", 5),
    Limit("harness", "memory", "nnexp", 600),
    Limit("scaling", "memory threads", "nnexp", 450),
    Limit("scaling", "memory per further process", "nnexp", 150),
    Limit("startup", "--help", "nnexp", 0.7),
    Limit("startup", "first training step", "nnexp", 3),
    Limit("answer", "main job, answer", "nnexp", 2.0),
    Limit("answer", "main job, end", "nnexp", 3.5),
    Limit("answer", "nothing to train, answer", "nnexp", 1.3),
    Limit("answer", "nothing to train, end", "nnexp", 1.6),
    Limit("answer", "mnist mission beside training", "nnexp", 3),
    *(Limit("answer", shape, "nnexp", 1) for shape in SHAPES),
    Limit("answer", "import nnexp", "nnexp", 0.15),
    Limit("answer", "second sweep, first training", "nnexp", 50),
    Limit("mission", "wall time", "nnexp", 25),
    Limit("cost", "mnist error", "nnexp", 25),
    Limit("cost", "digits error", "nnexp", 25),
)

FLOORS = (
    Floor("clusters", "store: 10 epochs, one a transaction", "nnexp", 5000),
    Floor("clusters", "store: 20 epochs, one a transaction", "nnexp", 5000),
    Floor("clusters", "store: 20 epochs, 16 a transaction", "nnexp", 5000),
)


def judge(measurements: Sequence[Measurement]) -> list[Verdict]:
    """A verdict on every bar of the benchmarks that ran."""
    ran = {m.benchmark for m in measurements}
    verdicts = [_judge_ratio(bar, measurements) for bar in RATIOS if bar.benchmark in ran]
    verdicts += [_judge_limit(limit, measurements) for limit in LIMITS if limit.benchmark in ran]
    verdicts += [_judge_floor(floor, measurements) for floor in FLOORS if floor.benchmark in ran]
    if "kernel" in ran:
        verdicts += [_judge_variant(variant, measurements) for variant in VARIANTS]
    return verdicts


def compare(now: Sequence[Measurement], before: Sequence[Measurement]) -> list[Comparison]:
    """Every ratio of a peer to nnexp that both runs have."""
    found = []
    for m in now:
        if m.contestant.startswith("nnexp"):
            continue
        ours = find(now, m.benchmark, m.case, "nnexp")
        ours_before = find(before, m.benchmark, m.case, "nnexp")
        theirs_before = find(before, m.benchmark, m.case, m.contestant)
        if not (m.value and ours and ours_before and theirs_before):
            continue
        name = f"{m.benchmark} {m.case}: {m.contestant}/nnexp"
        found.append(Comparison(name, theirs_before / ours_before, m.value / ours))
    return found


def _judge_ratio(bar: Bar, measurements: Sequence[Measurement]) -> Verdict:
    slower = find(measurements, bar.benchmark, bar.case, bar.slower)
    faster = find(measurements, bar.benchmark, bar.case, bar.faster)
    text = f"{bar.benchmark} {bar.case}: {bar.slower}/{bar.faster} at least {bar.least:g}"
    if slower is None or faster is None:
        return Verdict(text, None)
    return Verdict(f"{text}: {slower / faster:.2f}", slower / faster >= bar.least)


def _judge_limit(limit: Limit, measurements: Sequence[Measurement]) -> Verdict:
    value = find(measurements, limit.benchmark, limit.case, limit.contestant)
    text = f"{limit.benchmark} {limit.case}: at most {limit.most:g}"
    if value is None:
        return Verdict(text, None)
    return Verdict(f"{text}: {value:.3g}", value <= limit.most)


def _judge_floor(floor: Floor, measurements: Sequence[Measurement]) -> Verdict:
    value = find(measurements, floor.benchmark, floor.case, floor.contestant)
    text = f"{floor.benchmark} {floor.case}: at least {floor.least:g}"
    if value is None:
        return Verdict(text, None)
    return Verdict(f"{text}: {value:.4g}", value >= floor.least)


def _judge_variant(variant: str, measurements: Sequence[Measurement]) -> Verdict:
    plain = find(measurements, "kernel", "mnist H=100", "nnexp")
    varied = find(measurements, "kernel", f"mnist H=100, {variant}", "nnexp")
    text = f"kernel {variant}: at least half the plain kernel's speed"
    if plain is None or varied is None:
        return Verdict(text, None)
    return Verdict(f"{text}: {plain / varied:.2f}", plain / varied >= 0.5)
