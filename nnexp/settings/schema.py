"""Every setting of a sweep, as frozen dataclasses.

A settings object that exists is legal: constructors coerce and check each field
against its `Spec`, then the rules that tie fields together, and raise one
`SettingsError` that names everything wrong.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, ClassVar

from nnexp.errors import NnexpError
from nnexp.settings.spec import Spec, coerce, setting, spec_of

SOURCES = ("digits", "mnist", "fashion_mnist", "csv", "png", "bugs", "and", "or", "xor")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear", "step")
INITS = ("fan_in", "fan_out", "uniform", "zero", "constant")


class SettingsError(NnexpError):
    """One or more settings are not legal; `problems` has a line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclasses.dataclass(frozen=True)
class DataSettings:
    """What is learned from, and how it is split and scaled."""

    prefix: ClassVar[str] = "data."

    name: str = setting(
        "digits",
        Spec("the data set", "choice", "data=digits,mnist", choices=SOURCES),
    )
    train: str | None = setting(
        None,
        Spec(
            "CSV file of training rows label,p1,p2,… (data=csv), or folder of PNGs named by their "
            "digit (data=png)",
            "text",
            "data.train=train.csv",
            unit="path",
            optional=True,
        ),
    )
    test: str | None = setting(
        None,
        Spec(
            "CSV file of test rows (data=csv), or folder of test PNGs (data=png); null holds out "
            "data.test_share of what data.train names",
            "text",
            "data.test=test.csv",
            unit="path",
            optional=True,
        ),
    )
    validation: float = setting(
        0.2,
        Spec(
            "held out of training to choose settings on: a share below 1, or a number of samples",
            "number",
            "data.validation=10000",
            unit="share or samples",
            low=0,
        ),
    )
    test_share: float = setting(
        0.2,
        Spec(
            "held out for testing where the data set has no test set of its own",
            "number",
            "data.test_share=0.25",
            unit="share",
            low=0,
            above=True,
            high=1,
            below=True,
        ),
    )
    train_size: int | None = setting(
        None,
        Spec(
            "train on this many samples only; null for all",
            "integer",
            "data.train_size=100,1000",
            unit="samples",
            low=1,
            optional=True,
        ),
    )
    label_noise: float = setting(
        0.0,
        Spec(
            "share of training samples that are given a wrong label, at random; validation and "
            "test data keep theirs",
            "number",
            "data.label_noise=0,0.1,0.3",
            unit="share",
            low=0,
            high=1,
        ),
    )
    rotation: float = setting(
        0.0,
        Spec(
            "beside each training image train two copies, turned by this angle one way and the "
            "other; 0 for none; validation and test images stay as they are",
            "number",
            "data.rotation=0,5,10",
            unit="degrees",
            low=0,
            high=180,
        ),
    )
    input_range: tuple[float, float] = setting(
        (0.01, 1.0),
        Spec(
            "inputs for the darkest and the brightest pixel",
            "pair",
            "'data.input_range=[-1,1]'",
            low=-1e6,
            high=1e6,
        ),
    )
    target_range: tuple[float, float] = setting(
        (0.01, 0.99),
        Spec(
            "targets of the wrong and of the right class",
            "pair",
            "'data.target_range=[0,1]'",
            low=-1e6,
            high=1e6,
        ),
    )

    def __post_init__(self) -> None:
        _check(self)


@dataclasses.dataclass(frozen=True)
class NetworkSettings:
    """The shape and the first weights of the network, hidden layers aside."""

    prefix: ClassVar[str] = "network."

    activation: str = setting(
        "sigmoid",
        Spec(
            "activation of hidden nodes (step has slope 0: its layer does not learn)",
            "choice",
            "network.activation=sigmoid,tanh,relu",
            choices=ACTIVATIONS,
        ),
    )
    output_activation: str = setting(
        "sigmoid",
        Spec(
            "activation of output nodes",
            "choice",
            "network.output_activation=linear",
            choices=tuple(name for name in ACTIVATIONS if name != "step"),
        ),
    )
    bias: bool = setting(
        False,
        Spec("give every node a bias (the book has none)", "flag", "network.bias=true,false"),
    )
    init: str = setting(
        "fan_in",
        Spec(
            "first weights: fan_in normal, deviation 1/sqrt(incoming links); fan_out normal, "
            "1/sqrt(nodes of the next layer), as the book's first code; uniform within ±0.5; "
            "zero; constant 1",
            "choice",
            "network.init=fan_in,fan_out",
            choices=INITS,
        ),
    )
    init_scale: float = setting(
        1.0,
        Spec(
            "factor on the first weights",
            "number",
            "network.init_scale=0.1,1,10",
            low=0,
            above=True,
            high=1e6,
        ),
    )

    def __post_init__(self) -> None:
        _check(self)


@dataclasses.dataclass(frozen=True)
class TrainingSettings:
    """How the weights are changed, learning rate and epochs aside."""

    prefix: ClassVar[str] = "training."

    backpropagation: str = setting(
        "book",
        Spec(
            "rule for hidden errors: book (without the output's slope) or exact (the gradient)",
            "choice",
            "training.backpropagation=book,exact",
            choices=("book", "exact"),
        ),
    )
    freeze: str = setting(
        "none",
        Spec(
            "links that keep their first weights: hidden, those up to the last hidden layer; "
            "output, those into the output nodes; all of them; none",
            "choice",
            "training.freeze=none,hidden,output,all",
            choices=("none", "hidden", "output", "all"),
        ),
    )
    batch_size: int = setting(
        1,
        Spec(
            "samples per update; their mean gives the step",
            "integer",
            "training.batch_size=1,16,64",
            unit="samples",
            low=1,
        ),
    )
    shuffle: bool = setting(
        True,
        Spec(
            "a new sample order in each epoch; false keeps the order of the data, as the book does",
            "flag",
            "training.shuffle=false",
        ),
    )
    schedule: str = setting(
        "constant",
        Spec(
            "learning rate over the epochs: constant, or falling to 0 at the last (linear, cosine)",
            "choice",
            "training.schedule=constant,cosine",
            choices=("constant", "linear", "cosine"),
        ),
    )
    dtype: str = setting(
        "float32",
        Spec(
            "floating-point type of weights and arithmetic",
            "choice",
            "training.dtype=float64",
            choices=("float32", "float64"),
        ),
    )
    train_metrics_size: int | None = setting(
        2_000,
        Spec(
            "training samples on which training loss and accuracy are measured; null for all",
            "integer",
            "training.train_metrics_size=null",
            unit="samples",
            low=1,
            optional=True,
        ),
    )

    def __post_init__(self) -> None:
        _check(self)


@dataclasses.dataclass(frozen=True)
class EngineSettings:
    """Where runs are executed. Nothing here can change a number."""

    prefix: ClassVar[str] = "engine."

    name: str = setting(
        "threads",
        Spec(
            "what executes the runs",
            "choice",
            "engine=processes",
            choices=("threads", "processes", "dask", "ray"),
        ),
    )
    address: str | None = setting(
        None,
        Spec(
            "running cluster of engine=dask or engine=ray to join; null starts one on this machine",
            "text",
            "engine.address=tcp://10.0.0.1:8786",
            optional=True,
        ),
    )
    workers: int | None = setting(
        None,
        Spec(
            "runs trained at once; null for one per core",
            "integer",
            "engine.workers=2",
            unit="runs",
            low=1,
            high=4096,
            optional=True,
        ),
    )
    timeout: float | None = setting(
        None,
        Spec(
            "longest time one run may train before it counts as failed; null for no limit",
            "number",
            "engine.timeout=600",
            unit="s",
            low=0,
            above=True,
            high=1e9,
            optional=True,
        ),
    )
    on_error: str = setting(
        "keep_going",
        Spec(
            "after a failed run, keep going or stop the sweep",
            "choice",
            "engine.on_error=stop",
            choices=("keep_going", "stop"),
        ),
    )

    def __post_init__(self) -> None:
        _check(self, _address_problems)


@dataclasses.dataclass(frozen=True)
class StoreSettings:
    """Where every curve is kept."""

    prefix: ClassVar[str] = "store."

    path: str = setting(
        "results/store.sqlite",
        Spec("file of all curves ever computed", "text", "store.path=my.sqlite", unit="path"),
    )
    checkpoints: bool = setting(
        True,
        Spec(
            "keep the last weights of every run, so that more epochs continue it",
            "flag",
            "store.checkpoints=false",
        ),
    )

    def __post_init__(self) -> None:
        _check(self)


@dataclasses.dataclass(frozen=True)
class GridPoint:
    """One combination of settings: with a repeat and the data's content it fixes a training."""

    prefix: ClassVar[str] = ""

    lr: float = setting(
        0.1,
        Spec(
            "learning rate: the step against the error's slope",
            "number",
            "lr=0.01,0.1,0.3",
            low=0,
            above=True,
            high=1000,
        ),
    )
    epochs: int = setting(
        5,
        Spec(
            "passes over the training data",
            "integer",
            "epochs=1,5,10",
            unit="passes",
            low=1,
            high=1_000_000,
        ),
    )
    hidden_nodes: tuple[int, ...] = setting(
        (100,),
        Spec(
            "nodes of the hidden layer; a list for several layers, 0 for none",
            "layers",
            "'hidden_nodes=0,100,[100,50]'",
            unit="nodes",
            high=1_000_000_000,
        ),
    )
    seed: int = setting(
        1,
        Spec(
            "with the repeat's number it fixes every random draw",
            "integer",
            "seed=7",
            low=0,
            high=2**63 - 1,
        ),
    )
    data: DataSettings = dataclasses.field(default_factory=DataSettings)
    network: NetworkSettings = dataclasses.field(default_factory=NetworkSettings)
    training: TrainingSettings = dataclasses.field(default_factory=TrainingSettings)

    def __post_init__(self) -> None:
        _check(self, _cross_field_problems)


@dataclasses.dataclass(frozen=True)
class SweepSettings:
    """What holds for a sweep as a whole and cannot be an axis of its grid."""

    prefix: ClassVar[str] = ""

    name: str = setting(
        "sweep",
        Spec("name of the sweep and of its folder under results/", "text", "name=first_try"),
    )
    repeats: int = setting(
        5,
        Spec(
            "trainings of every grid point, each from its own random draws",
            "integer",
            "repeats=30",
            unit="trainings",
            low=1,
            high=100_000,
        ),
    )
    select_on: str = setting(
        "auto",
        Spec(
            "data that choose the best setting; auto takes validation unless data.validation=0",
            "choice",
            "select_on=test",
            choices=("auto", "validation", "test"),
        ),
    )
    verify: str = setting(
        "none",
        Spec(
            "prefix retrains a sample of trials alone and compares them to the bit",
            "choice",
            "verify=prefix",
            choices=("none", "prefix"),
        ),
    )
    plan: bool = setting(
        False,
        Spec(
            "say what would be trained and how long that takes, and train nothing",
            "flag",
            "plan=true",
        ),
    )
    engine: EngineSettings = dataclasses.field(default_factory=EngineSettings)
    store: StoreSettings = dataclasses.field(default_factory=StoreSettings)

    def __post_init__(self) -> None:
        _check(self, _name_problems)


def _check(settings: Any, cross_field: Any = None) -> None:
    """Coerce every described field in place, then apply the rules that tie fields together."""
    problems = []
    for field in dataclasses.fields(settings):
        if "spec" not in field.metadata:
            continue
        value, problem = coerce(
            column_name(settings, field.name), getattr(settings, field.name), spec_of(field)
        )
        if problem:
            problems.append(problem)
        else:
            object.__setattr__(settings, field.name, value)
    if not problems and cross_field is not None:
        problems = cross_field(settings)
    if problems:
        raise SettingsError(tuple(problems))


def column_name(settings: Any, field: str) -> str:
    """The name a user types for a field: `data`, `data.validation`, `lr`, …"""
    if field == "name" and settings.prefix:
        return str(settings.prefix[:-1])
    return f"{settings.prefix}{field}"


def _cross_field_problems(point: GridPoint) -> list[str]:
    problems = []
    data = point.data
    if data.name == "csv" and data.train is None:
        problems.append(
            "data=csv: data.train is missing; name the file of training rows, "
            "for example data.train=mnist_train_100.csv"
        )
    if data.name == "png" and data.train is None:
        problems.append(
            "data=png: data.train is missing; name the folder of PNGs, "
            "for example data.train=my_own_images"
        )
    if data.name not in ("csv", "png"):
        problems += [
            f"data.{side}={path}: is only for data=csv and data=png, not for data={data.name}; "
            f"add one of them or leave data.{side} out"
            for side, path in (("train", data.train), ("test", data.test))
            if path is not None
        ]
    if data.validation > 1 and data.validation != int(data.validation):
        problems.append(
            f"data.validation={data.validation:g}: must be a share below 1 or a whole number of "
            f"samples; for example data.validation=0.2"
        )
    if data.validation == 1:
        problems.append(
            "data.validation=1: must be a share below 1 or at least 2 samples; "
            "for example data.validation=0.2"
        )
    return problems


def _address_problems(engine: EngineSettings) -> list[str]:
    address = engine.address
    if address is None:
        return []
    if engine.name not in ("dask", "ray"):
        return [
            f"engine.address={address}: is only for engine=dask and engine=ray, not for "
            f"engine={engine.name}; add engine=dask or leave engine.address out"
        ]
    scheme = "(tcp|tls|ucx|ws|wss)://" if engine.name == "dask" else ""
    if re.fullmatch(rf"({scheme})?(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{{1,5}}", address) or (
        engine.name == "ray" and address == "auto"
    ):
        return []
    example = "tcp://10.0.0.1:8786" if engine.name == "dask" else "10.0.0.1:6379"
    return [
        f"engine.address={address}: must name a host and a port; "
        f"for example engine.address={example}"
    ]


def _name_problems(sweep: SweepSettings) -> list[str]:
    name = sweep.name
    if name.startswith(".") or "/" in name or "\\" in name or len(name.encode()) > 100:
        return [
            f"name={name[:60]}: must name one folder: no slash, no leading dot, at most 100 bytes; "
            "for example name=first_try"
        ]
    return []
