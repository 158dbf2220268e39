"""PyTorch in eager mode on one thread: `nn.Sequential`, autograd, `optim.SGD`."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.peers import Task


def prepare(task: Task) -> Callable[[], None]:
    """One pass over the samples in batches of `task.batch_size`."""
    import torch

    torch.set_num_threads(1)
    inputs, targets = torch.from_numpy(task.inputs), torch.from_numpy(task.targets)

    def train() -> None:
        hidden, features = task.weights[0].shape
        model = torch.nn.Sequential(
            torch.nn.Linear(features, hidden, bias=False),
            torch.nn.Sigmoid(),
            torch.nn.Linear(hidden, targets.shape[1], bias=False),
            torch.nn.Sigmoid(),
        )
        with torch.no_grad():
            model[0].weight.copy_(torch.from_numpy(task.weights[0]))
            model[2].weight.copy_(torch.from_numpy(task.weights[1]))
        optimiser = torch.optim.SGD(model.parameters(), lr=task.lr)
        for start in range(0, task.samples, task.batch_size):
            x = inputs[start : start + task.batch_size]
            t = targets[start : start + task.batch_size]
            optimiser.zero_grad()
            loss = 0.5 * ((t - model(x)) ** 2).sum() / len(x)
            loss.backward()
            optimiser.step()

    return train
