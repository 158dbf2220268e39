"""Frozen links keep their weights to the bit, and the others learn as the reference says."""

import numpy as np
import pytest
from kernel_cases import TARGETS, difference, network_of, one_hot, samples

from nnexp.network import Network, reference
from nnexp.network.kernel.model import model_of, task_of
from nnexp.settings import TrainingSettings

# Kernels for frozen links are compiled for these tests alone.
BATCHES = [1, pytest.param(7, marks=pytest.mark.slow)]
DENSE = [False, pytest.param(True, marks=pytest.mark.slow)]


def trained(network, encoded, lr=0.2, **settings):
    model = model_of(network, task_of(encoded, TARGETS, TrainingSettings(**settings)))
    model.train(np.arange(len(encoded.labels)), lr)
    return model.network()


def kept(before: Network, after: Network) -> list[bool]:
    """Of each layer, whether weights and biases are the same to the bit."""
    return [
        all(
            np.array_equal(group[0][layer], group[1][layer])
            for group in ((before.weights, after.weights), (before.biases, after.biases))
            if group[0]
        )
        for layer in range(len(before.weights))
    ]


@pytest.mark.parametrize(
    ("freeze", "hidden", "expected"),
    [
        ("none", (9, 17), [False, False, False]),
        ("hidden", (9, 17), [True, True, False]),
        ("output", (9, 17), [False, False, True]),
        ("all", (9, 17), [True, True, True]),
        ("hidden", (20,), [True, False]),
        ("output", (20,), [False, True]),
        ("hidden", (), [False]),
        ("output", (), [True]),
    ],
)
@pytest.mark.parametrize("dense", DENSE)
@pytest.mark.parametrize("batch_size", BATCHES)
def test_frozen_layers_keep_every_bit(freeze, hidden, expected, dense, batch_size):
    _, _, encoded = samples(50, dense=dense)
    network = network_of(hidden, bias=True)
    after = trained(network, encoded, batch_size=batch_size, freeze=freeze)
    assert kept(network, after) == expected


@pytest.mark.parametrize("rule", ["book", "exact"])
@pytest.mark.parametrize("freeze", ["hidden", "output"])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("dense", DENSE)
@pytest.mark.parametrize("hidden", [(20,), (130, 20, 8)])
@pytest.mark.parametrize("batch_size", BATCHES)
def test_what_is_not_frozen_follows_the_reference(rule, freeze, bias, dense, hidden, batch_size):
    inputs, labels, encoded = samples(50, dense=dense)
    network = network_of(hidden, bias=bias)
    after = trained(network, encoded, backpropagation=rule, batch_size=batch_size, freeze=freeze)
    expected = reference.train(
        network,
        inputs,
        one_hot(labels),
        lr=0.2,
        rule=rule,
        batch_size=batch_size,
        freeze=freeze,
    )
    assert difference(network, expected) > 0.001
    assert difference(after, expected) < 1e-12


@pytest.mark.parametrize("freeze", ["hidden", "output", "all"])
def test_the_reference_holds_what_it_should(freeze):
    inputs, labels, _ = samples(20)
    network = network_of((6, 4), bias=True)
    after = reference.train(network, inputs, one_hot(labels), lr=0.2, rule="exact", freeze=freeze)
    held = {"hidden": [True, True, False], "output": [False, False, True], "all": [True] * 3}
    assert kept(network, after) == held[freeze]


def test_errors_pass_a_frozen_layer():
    inputs, labels, _ = samples(20)
    network = network_of((6,))
    target = one_hot(labels)[:1]
    free, held = (
        reference.train(network, inputs[:1], target, lr=0.2, rule="exact", freeze=freeze)
        for freeze in ("none", "output")
    )
    assert np.array_equal(free.weights[0], held.weights[0])
