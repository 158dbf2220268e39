"""The settings of `network`: the first weights and the activations."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting

ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear", "step")
INITS = ("fan_in", "fan_out", "uniform", "zero", "constant")


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
            role="tuned",
        ),
    )
    output_activation: str = setting(
        "sigmoid",
        Spec(
            "activation of output nodes",
            "choice",
            "network.output_activation=linear",
            choices=tuple(name for name in ACTIVATIONS if name != "step"),
            role="tuned",
        ),
    )
    bias: bool = setting(
        False,
        Spec(
            "give every node a bias (the book has none)",
            "flag",
            "network.bias=true,false",
            role="tuned",
        ),
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
            role="tuned",
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
            role="tuned",
            scale="log",
        ),
    )

    def __post_init__(self) -> None:
        check(self)
