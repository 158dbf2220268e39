"""The network of the book in plain NumPy, as a function that nnexp sweeps.

python -m nnexp -m train=examples/book_network.py:train lr=0.01,0.1,0.3 epochs=1,5,10
"""

import numpy as np
from sklearn.datasets import load_digits

PIXELS, DIGITS = load_digits(return_X_y=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def train(lr: float, hidden_nodes: int = 100, *, seed: int, state=None):
    """One hidden layer without biases, one sample at a time.

    Args:
        lr: learning rate: the step against the error's slope.
        hidden_nodes: nodes of the hidden layer.
    """
    draw = np.random.default_rng(seed)
    order = draw.permutation(len(DIGITS))
    test, validation, training = order[:359], order[359:647], order[647:]
    inputs = 0.01 + 0.99 * PIXELS / 16
    targets = np.where(np.eye(10)[DIGITS] == 1, 0.99, 0.01)
    W = draw.normal(0, 64**-0.5, (hidden_nodes, 64))
    U = draw.normal(0, hidden_nodes**-0.5, (10, hidden_nodes))
    epoch = 0
    if state is not None:
        W, U, epoch = state["W"], state["U"], int(state["epoch"])
    while True:
        epoch += 1
        for sample in np.random.default_rng([seed, epoch]).permutation(training):
            x = inputs[sample]
            h = sigmoid(W @ x)
            o = sigmoid(U @ h)
            e = targets[sample] - o
            d = (U.T @ e) * h * (1 - h)
            U += lr * np.outer(e * o * (1 - o), h)
            W += lr * np.outer(d, x)
        row = {}
        for part, rows in (("train", training), ("validation", validation), ("test", test)):
            outputs = sigmoid(sigmoid(inputs[rows] @ W.T) @ U.T)
            row[f"{part}_loss"] = ((targets[rows] - outputs) ** 2).sum(1).mean()
            row[f"{part}_accuracy"] = (outputs.argmax(1) == DIGITS[rows]).mean()
        yield row, {"W": W, "U": U, "epoch": epoch}
