"""JAX on one CPU thread: the book's rule as one compiled `lax.scan` over the samples."""

from __future__ import annotations

import os
from collections.abc import Callable

from benchmarks.peers import Task


def prepare(task: Task) -> Callable[[], None]:
    """One pass over the samples, compiled beforehand; the weights are donated."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault(
        "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    )
    import jax
    import jax.numpy as jnp

    lr = task.lr

    def step(weights, sample):
        w, u = weights
        x, t = sample
        h = jax.nn.sigmoid(w @ x)
        o = jax.nn.sigmoid(u @ h)
        e = t - o
        d = (u.T @ e) * h * (1 - h)
        return (w + lr * jnp.outer(d, x), u + lr * jnp.outer(e * o * (1 - o), h)), None

    @jax.jit
    def epoch(weights, inputs, targets):
        return jax.lax.scan(step, weights, (inputs, targets))[0]

    inputs, targets = jnp.asarray(task.inputs), jnp.asarray(task.targets)
    weights = tuple(jnp.asarray(w) for w in task.weights)
    jax.block_until_ready(epoch(weights, inputs, targets))

    def train() -> None:
        jax.block_until_ready(epoch(weights, inputs, targets))

    return train
