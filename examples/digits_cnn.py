"""A small convolutional network in PyTorch on 100 digits, which it soon knows by heart.

python -m nnexp -m train=examples/digits_cnn.py:train lr=0.003,0.01 epochs=5,20,60
"""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import nnexp


@nnexp.function(packages=["torch"])
def train(lr: float, channels: int = 8, dropout: float = 0.0, *, seed: int, state=None):
    """A convolution, a pooling and two layers, trained by Adam.

    Args:
        lr: learning rate of Adam.
        channels: that the convolution has.
        dropout: share of the hidden nodes that are left out of each step.
    """
    pixels, digits = (torch.as_tensor(one) for one in load_digits(return_X_y=True))
    pixels = (pixels.float() / 16).reshape(-1, 1, 8, 8)
    order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(seed))
    parts = {"train": order[:100], "validation": order[100:600], "test": order[600:]}
    model = nn.Sequential(
        nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(channels * 16, 64), nn.ReLU(), nn.Dropout(dropout), nn.Linear(64, 10),
    )  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr)
    if state is not None:
        restore(model, optimizer, state)
    loss_of = nn.CrossEntropyLoss()
    samples = TensorDataset(pixels[parts["train"]], digits[parts["train"]])
    while True:
        model.train()
        for inputs, answers in DataLoader(samples, batch_size=20, shuffle=True):
            optimizer.zero_grad()
            loss_of(model(inputs), answers).backward()
            optimizer.step()
        model.eval()
        row = {}
        with torch.no_grad():
            for part, rows in parts.items():
                outputs = model(pixels[rows])
                row[f"{part}_loss"] = loss_of(outputs, digits[rows])
                row[f"{part}_accuracy"] = (outputs.argmax(1) == digits[rows]).float().mean()
        yield row, kept(model, optimizer)


def kept(model, optimizer):
    """Weights, and what Adam remembers of each: named arrays."""
    moments = optimizer.state_dict()["state"]
    return {f"model {name}": value for name, value in model.state_dict().items()} | {
        f"adam {place} {name}": value
        for place, known in moments.items()
        for name, value in known.items()
    }


def restore(model, optimizer, state):
    """The same again."""
    weights, moments = {}, {}
    for name, value in state.items():
        kind, _, rest = name.partition(" ")
        if kind == "model":
            weights[rest] = torch.as_tensor(value)
        elif kind == "adam":
            place, _, what = rest.partition(" ")
            moments.setdefault(int(place), {})[what] = torch.as_tensor(value)
    model.load_state_dict(weights)
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})
