"""The definition of training, in readable NumPy; the kernels are tested against it.

With x the input, o_l the outputs of layer l, t the targets and e = t - o the error:

    forward     o_l = σ(W_l o_(l-1) + b_l),  o_0 = x
    δ           δ_l = e_l ⊙ σ'(o_l)
    book        e_(l-1) = W_lᵀ e_l            the errors themselves are sent back
    exact       e_(l-1) = W_lᵀ δ_l            the gradient of ½ Σ e²
    step        W_l ← W_l + lr · mean(δ_l o_(l-1)ᵀ),  b_l ← b_l + lr · mean(δ_l)
    freeze      the step of a frozen layer is 0; errors pass it as ever

The mean is over the samples of a mini-batch. Both rules agree on the output layer.

Reference:
    T. Rashid, Make Your Own Neural Network, "How Do We Actually Update Weights?" for the
    exact rule with one hidden layer, "Python Code" for the errors that the book's program
    sends back.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnexp.network.activation import ACTIVATIONS, saturated
from nnexp.network.network import Network

Steps = tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]


def forward(network: Network, x: np.ndarray) -> list[np.ndarray]:
    """The outputs of every layer for one sample.

    Args:
        network: L layers after the inputs.
        x: (inputs,).

    Returns:
        [x, o_1, …, o_L], each (nodes,).
    """
    outputs = [x]
    for layer, name in enumerate(network.architecture.activations):
        z = network.weights[layer] @ outputs[-1]
        if network.biases:
            z = z + network.biases[layer]
        outputs.append(ACTIVATIONS[name].value(z))
    return outputs


def steps(network: Network, x: np.ndarray, target: np.ndarray, rule: str) -> Steps:
    """What one sample adds to weights and biases at lr = 1.

    Args:
        network: before the step.
        x: (inputs,).
        target: (outputs,).
        rule: `book` or `exact`.

    Returns:
        Arrays shaped like the network's weights, and like its biases.
    """
    outputs = forward(network, x)
    error = target - outputs[-1]
    of_weights, of_biases = [], []
    for layer, name in reversed(tuple(enumerate(network.architecture.activations))):
        delta = error * ACTIVATIONS[name].slope(outputs[layer + 1])
        of_weights.append(np.outer(delta, outputs[layer]))
        of_biases.append(delta)
        error = network.weights[layer].T @ (error if rule == "book" else delta)
    return tuple(reversed(of_weights)), tuple(reversed(of_biases)) if network.biases else ()


def train(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    *,
    lr: float,
    rule: str,
    batch_size: int = 1,
    freeze: str = "none",
) -> Network:
    """One pass over the samples in the order given.

    Args:
        network: before the pass.
        inputs: (samples, inputs).
        targets: (samples, outputs).
        lr: learning rate.
        rule: `book` or `exact`.
        batch_size: samples per step; the last step may have fewer, and takes their mean.
        freeze: which weights and biases stay as they are: `none`; `hidden`, of all hidden layers;
            `output`, of the output nodes; `all`.

    Returns:
        The network after the pass.
    """
    last = len(network.weights) - 1
    learning = [freeze not in ("all", "output" if layer == last else "hidden")
                for layer in range(last + 1)]  # fmt: skip
    scales = [network.dtype.type(lr if learns else 0) for learns in learning]
    for start in range(0, len(inputs), batch_size):
        batch = slice(start, start + batch_size)
        each = [
            steps(network, x, target, rule)
            for x, target in zip(inputs[batch], targets[batch], strict=True)
        ]
        of_weights = zip(*(of_weights for of_weights, _ in each), strict=True)
        of_biases = zip(*(of_biases for _, of_biases in each), strict=True)
        network = Network(
            network.architecture,
            _stepped(network.weights, scales, of_weights),
            _stepped(network.biases, scales, of_biases),
        )
    return network


def loss(network: Network, x: np.ndarray, target: np.ndarray) -> float:
    """½ Σ (t - o)² for one sample: what the exact rule descends."""
    error = target - forward(network, x)[-1]
    return float(0.5 * np.sum(error * error))


def evaluate(
    network: Network, inputs: np.ndarray, targets: np.ndarray, labels: np.ndarray
) -> tuple[float, float, float]:
    """How well a network does.

    Args:
        network: L layers after the inputs.
        inputs: (samples, inputs).
        targets: (samples, outputs).
        labels: (samples,), right classes.

    Returns:
        Mean over samples of Σ (t - o)²; share of samples whose largest output (the first of
        equals) is the right class; share of hidden outputs that are saturated, NaN without
        hidden layers.
    """
    every = [forward(network, x) for x in inputs]
    answers = np.array([outputs[-1] for outputs in every])
    hidden = np.array(
        [np.concatenate(outputs[1:-1] or [x[:0]]) for outputs in every for x in outputs[:1]]
    )
    activation = ACTIVATIONS[network.architecture.activation]
    return (
        float(np.mean(np.sum((targets - answers) ** 2, axis=1))),
        float(np.mean(np.argmax(answers, axis=1) == labels)),
        float(np.mean(saturated(activation, hidden))) if hidden.size else float("nan"),
    )


def _stepped(
    arrays: tuple[np.ndarray, ...],
    scales: list[np.floating],
    each: Iterable[tuple[np.ndarray, ...]],
) -> tuple[np.ndarray, ...]:
    """Arrays of all layers after a step; there are none where the network has no biases."""
    return tuple(
        array + scale * _mean(of_samples)
        for array, scale, of_samples in zip(arrays, scales, each, strict=False)
    )


def _mean(of_samples: tuple[np.ndarray, ...]) -> np.ndarray:
    mean: np.ndarray = np.mean(of_samples, axis=0, dtype=of_samples[0].dtype)
    return mean
