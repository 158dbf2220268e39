"""A run: the epochs of one training, measured one by one."""

from __future__ import annotations

import dataclasses
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from nnexp.datasets import Dataset, Encoded, generator, with_copies, with_wrong_labels
from nnexp.network import Architecture, Network, NetworkError, initialise
from nnexp.settings import GridPoint
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.measurement import measure
from nnexp.trainables.book.rows import Rows, order_of, rows_of
from nnexp.trainables.book.schedule import learning_rate
from nnexp.trainables.book.shared import Shared, kind_of, recalled
from nnexp.trainables.book.slices import SLICE_SECONDS, Stopped, in_slices
from nnexp.trainables.book.state import network_from, state_of
from nnexp.trainables.outcome import Checkpoint, Curve, Outcome, State, Status, StopCheck, never

if TYPE_CHECKING:
    from nnexp.network.kernel.model import Model

# Links a second that any machine works through: the first slice must not take too long.
_SLOWEST = 1e8


class _Diverged(Exception):  # noqa: N818 - an outcome, not an error
    """Unwinds a run whose numbers are no longer finite."""


# That a run diverges is an outcome of it: NumPy need not warn of the overflow as well.
@np.errstate(over="ignore", invalid="ignore")
def train(
    point: GridPoint,
    repeat: int,
    dataset: Dataset,
    encoded: Encoded,
    *,
    start: Checkpoint | None = None,
    should_stop: StopCheck = never,
    shared: Shared | None = None,
) -> Outcome:
    """Train one network and measure it after every epoch.

    The numbers depend on the settings, the repeat and the data alone: not on when or where this
    runs, on how often `should_stop` is asked, or on whether the epochs before `start` were
    trained by an earlier call.

    Args:
        point: the settings; `point.epochs` is the last epoch.
        repeat: number of the repetition.
        dataset: what to learn.
        encoded: the same data, encoded for `point.data.input_range`, `point.data.rotation` and
            `point.training.dtype`.
        start: an epoch and the state after it, to go on from; None starts afresh.
        should_stop: asked every quarter of a second or so; `timeout` or `interrupted` ends the
            run with that status.
        shared: what other runs on the same data set left; this run adds to it.

    Returns:
        The outcome; a run that diverges or is stopped keeps the epochs it completed.

    Raises:
        DataError: the settings leave nothing to train on.
        NetworkError: `start` or `encoded` does not fit the settings.
    """
    # Here, since it imports Numba, which takes longer than a sweep whose runs are all known.
    from nnexp.network.kernel.model import model_of, task_of

    shared = Shared() if shared is None else shared
    rows = _rows(point, repeat, dataset, shared)
    task = task_of(
        _taught(point, repeat, rows, dataset, encoded), point.data.target_range, point.training
    )
    _see_encoding(point, encoded)
    done, network = 0, None
    if start is not None:
        done, network = start[0], _continued(start[1], point, encoded)
    first_network = network or _first_network(point, repeat, encoded, shared)
    model = model_of(first_network, task)
    if (kind := kind_of(point, encoded)) not in shared.compiled:
        model.compile()
        shared.compiled.add(kind)
    first = max(1, int(SLICE_SECONDS * _SLOWEST / model.links))
    curve: list[list[float]] = []
    status: Status = "ok"
    reason = ""
    try:
        for epoch in range(done + 1, point.epochs + 1):
            before = perf_counter()
            order = _order(point, repeat, epoch, rows, shared)
            _pass(model, order, learning_rate(point, epoch), first, should_stop)
            trained = model.network()
            # Afresh from the plain weights, so that a resumed run takes the same bits on.
            model = model_of(trained, task)
            seconds = perf_counter() - before
            metrics = measure(model, trained, rows, first=first, should_stop=should_stop)
            if not np.isfinite(metrics[0]):
                raise _Diverged("the training loss is")
            network = trained
            curve.append([*metrics, seconds])
    except Stopped as stopped:
        status, reason = stopped.why, f"stopped in epoch {epoch} of {point.epochs}"
    except _Diverged as diverged:
        status = "diverged"
        # Without the total: it depends on which trials share the run, and a row must not.
        reason = f"{diverged} not finite in epoch {epoch}; try lr below {point.lr:g}"
    values = np.array(curve, dtype=np.float64).reshape(-1, len(METRICS))
    state = None if network is None else state_of(network)
    return Outcome(status, reason, Curve(done + 1, values), state)


def _rows(point: GridPoint, repeat: int, dataset: Dataset, shared: Shared) -> Rows:
    key = (point.data, point.training.train_metrics_size, point.seed, repeat)
    return recalled(shared.rows, key, lambda: rows_of(point, repeat, dataset))


def _order(point: GridPoint, repeat: int, epoch: int, rows: Rows, shared: Shared) -> np.ndarray:
    key = (point.data, point.training.shuffle, point.seed, repeat, epoch)
    known = shared.orders if shared.short else {}
    return recalled(known, key, lambda: order_of(point, repeat, epoch, rows.train))


def architecture_of(point: GridPoint, data: Dataset | Encoded) -> Architecture:
    """The shape of a grid point's networks on these data."""
    return Architecture(
        (data.features, *point.hidden_nodes, data.classes),
        point.network.activation,
        point.network.output_activation,
        point.network.bias,
    )


def _pass(model: Model, order: np.ndarray, lr: float, first: int, should_stop: StopCheck) -> None:
    """Train on every row of `order` once."""

    def work(begin: int, end: int) -> None:
        model.train(order[begin:end], lr)
        if not model.is_finite():
            raise _Diverged("weights are")

    in_slices(work, len(order), grain=model.grain, first=first, should_stop=should_stop)


def _taught(
    point: GridPoint, repeat: int, rows: Rows, dataset: Dataset, encoded: Encoded
) -> Encoded:
    """The data with the labels that the network is told; a turned copy has its image's label."""
    count = len(dataset.labels)
    right = encoded.labels[:count]
    told = with_wrong_labels(
        right, rows.own, encoded.classes, point.data.label_noise, point.seed, repeat
    )
    if told is right:
        return encoded
    if point.data.rotation:
        told = with_copies(told, dataset.train_rows)
    return dataclasses.replace(encoded, labels=told)


def _first_network(point: GridPoint, repeat: int, encoded: Encoded, shared: Shared) -> Network:
    architecture = architecture_of(point, encoded)
    how = (point.network.init, point.network.init_scale, point.training.dtype)
    key = (architecture, *how, point.seed, repeat)
    known = shared.networks if shared.short else {}
    return recalled(
        known, key, lambda: initialise(architecture, *how, generator(point.seed, repeat, "init"))
    )


def _see_encoding(point: GridPoint, encoded: Encoded) -> None:
    """Raise `NetworkError` unless the data are encoded as the grid point reads them."""
    if point.training.dtype != encoded.dtype:
        raise NetworkError(
            f"training.dtype={point.training.dtype}: these data are encoded as {encoded.dtype}"
        )
    if point.data.rotation != encoded.rotation:
        raise NetworkError(
            f"data.rotation={point.data.rotation:g}: these data are encoded with a rotation of "
            f"{encoded.rotation:g} degrees"
        )


def _continued(state: State, point: GridPoint, encoded: Encoded) -> Network:
    """The network of a state, if it is one of this grid point's."""
    wanted = architecture_of(point, encoded)
    try:
        network = network_from(state, wanted)
    except NetworkError as error:
        raise NetworkError(f"start: cannot be continued as {wanted} ({error})") from error
    if network.dtype != encoded.dtype:
        raise NetworkError(
            f"start: a {network.dtype} network cannot be continued as a {encoded.dtype} one"
        )
    return network
