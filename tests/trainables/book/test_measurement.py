"""Metrics recomputed in plain NumPy from the network that a run returns."""

import numpy as np
import pytest
from run_cases import bits, encoded_for, network_of, point_of, problem, scaled, targets_of

from nnexp.datasets import split
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.rows import rows_of
from nnexp.trainables.book.run import train

DATA = problem()
WITHOUT_OFFICIAL_TEST = problem(official=0)

VALUES = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: z * (z > 0),
    "linear": lambda z: z,
    "step": lambda z: 1.0 * (z > 0),
}
# |σ'| below a twentieth of its largest value.
SATURATED = {
    "sigmoid": lambda o: o * (1 - o) < 0.05 * 0.25,
    "tanh": lambda o: 1 - o**2 < 0.05,
    "relu": lambda o: o == 0,
    "linear": lambda o: np.zeros_like(o, dtype=bool),
    "step": lambda o: np.zeros_like(o, dtype=bool),
}


def layers_of(network, inputs):
    """The outputs of every layer after the inputs, in float64."""
    outputs = [inputs]
    for layer, weights in enumerate(network.weights):
        z = outputs[-1] @ weights.astype(np.float64).T
        if network.biases:
            z = z + network.biases[layer]
        outputs.append(VALUES[network.architecture.activations[layer]](z))
    return outputs[1:]


def metrics_of(point, data, network, measured):
    """All metrics but the time, by their definitions."""
    inputs, targets = scaled(point, data), targets_of(point, data)
    parts = split(data, point.data, point.seed, 0)
    expected = {}
    for name, rows in (
        ("train", measured),
        ("validation", parts.validation),
        ("test", parts.test),
    ):
        answers = layers_of(network, inputs[rows])[-1]
        errors = targets[rows] - answers
        expected[f"{name}_loss"] = (errors**2).sum() / len(rows)
        right = answers.argmax(axis=1) == data.labels[rows]
        expected[f"{name}_accuracy"] = right.sum() / len(rows)
    expected["weight_norm"] = sum((w.astype(np.float64) ** 2).sum() for w in network.weights) ** 0.5
    hidden = np.concatenate(layers_of(network, inputs[measured])[:-1], axis=1)
    saturated = SATURATED[network.architecture.activation](hidden)
    expected["saturation"] = saturated.sum() / saturated.size
    return expected


@pytest.mark.parametrize("data", [DATA, WITHOUT_OFFICIAL_TEST], ids=["official", "held out"])
@pytest.mark.parametrize("hidden", [(6,), (9, 5)])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"dtype": "float64", "bias": True, "lr": 1.0},
        {"activation": "tanh", "init_scale": 3.0, "lr": 0.02, "train_metrics_size": None},
        {"activation": "relu", "lr": 0.02, "dense": True},
        {"activation": "linear", "output_activation": "linear", "lr": 0.003},
        {"activation": "step", "batch_size": 7},
        {"input_range": (0.0, 9.0), "target_range": (-0.5, 2.0), "train_metrics_size": 11},
    ],
)
def test_metrics_are_those_of_the_network_returned(data, hidden, more):
    more = dict(more)
    dense = more.pop("dense", None)
    point = point_of(**more, hidden_nodes=hidden, epochs=3)
    outcome = train(point, 0, data, encoded_for(point, data, dense=dense))
    measured = rows_of(point, 0, data).measured
    expected = metrics_of(point, data, network_of(outcome, point, data), measured)
    found = dict(zip(METRICS, outcome.curve.values[-1], strict=True))
    assert found.pop("seconds") > 0
    assert set(found) == set(expected)
    # The kernel rounds to float32 on the way.
    tolerance = 1e-4 if point.training.dtype == "float32" else 1e-12
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=tolerance, abs=tolerance), name


def test_the_saturation_compared_above_is_neither_nothing_nor_all():
    for activation in ("sigmoid", "tanh", "relu"):
        point = point_of(activation=activation, init_scale=20.0, lr=0.001)
        outcome = train(point, 0, DATA, encoded_for(point, DATA))
        measured = rows_of(point, 0, DATA).measured
        expected = metrics_of(point, DATA, network_of(outcome, point, DATA), measured)["saturation"]
        assert 0.05 < expected < 0.95
        found = outcome.curve.values[-1, METRICS.index("saturation")]
        # A hidden output of float32 may fall on the other side of the limit.
        assert found == pytest.approx(expected, abs=1.5 / (len(measured) * 6))


def missing(point) -> set[str]:
    values = train(point, 0, DATA, encoded_for(point, DATA)).curve.values
    assert values.shape == (point.epochs, len(METRICS))
    absent = np.isnan(values)
    assert np.array_equal(absent.any(axis=0), absent.all(axis=0))
    return {name for name, nothing in zip(METRICS, absent.any(axis=0), strict=True) if nothing}


def test_what_there_is_no_data_for_is_nan_and_nothing_else():
    assert missing(point_of()) == set()
    assert missing(point_of(validation=0)) == {"validation_loss", "validation_accuracy"}
    assert missing(point_of(hidden_nodes=())) == {"saturation"}


def test_fewer_measured_rows_are_some_of_more():
    rows = {
        size: rows_of(point_of(train_metrics_size=size), 0, DATA)
        for size in (1, 5, 40, 76, 77, 500, None)
    }
    for size, found in rows.items():
        assert len(found.measured) == min(size or 77, 77)
        assert np.all(np.diff(found.measured) > 0)
        assert np.all(np.isin(found.measured, found.train))
        assert np.array_equal(found.train, rows[None].train)
    for fewer, more in ((1, 5), (5, 40), (40, 76), (76, 77)):
        assert np.all(np.isin(rows[fewer].measured, rows[more].measured))
    for whole in (77, 500, None):
        assert np.array_equal(rows[whole].measured, rows[whole].train)


def test_measured_rows_follow_the_repeat_and_not_the_settings_compared():
    first = rows_of(point_of(train_metrics_size=20), 0, DATA).measured
    for more in ({"lr": 0.01}, {"epochs": 9}, {"hidden_nodes": (3,)}, {"shuffle": False}):
        point = point_of(train_metrics_size=20, **more)
        assert np.array_equal(rows_of(point, 0, DATA).measured, first)
    assert not np.array_equal(rows_of(point_of(train_metrics_size=20), 1, DATA).measured, first)


def test_measuring_changes_no_weight():
    states = []
    for size in (1, None):
        point = point_of(train_metrics_size=size)
        states.append(train(point, 0, DATA, encoded_for(point, DATA)).state)
    assert bits(states[0]) == bits(states[1]) is not None
