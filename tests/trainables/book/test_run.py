"""Whole runs against the reference, cut in all places, and ended in all ways."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from run_cases import (
    bits,
    encoded_for,
    network_of,
    point_of,
    problem,
    scaled,
    targets_of,
    untimed,
)

from nnexp.datasets import generator, split
from nnexp.network import Architecture, Network, NetworkError, initialise, reference
from nnexp.network.kernel.layout import Dense, Sparse
from nnexp.network.kernel.model import task_of
from nnexp.trainables.book import run as run_module
from nnexp.trainables.book import slices as slices_module
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.rows import order_of, rows_of
from nnexp.trainables.book.run import train
from nnexp.trainables.book.shared import Shared

DATA = problem()

# Batches, dense rows, biases and depth each take another way through the kernels.
VARIETIES = {
    "singly": {},
    "dense": {"dense": True},
    "batches": {"batch_size": 7, "schedule": "cosine"},
    "dense batches": {"batch_size": 7, "dense": True, "dtype": "float64"},
    "deep": {"hidden_nodes": (9, 5), "bias": True, "schedule": "linear", "shuffle": False},
}


def train_on(more, repeat=0, **options):
    more = dict(more)
    dense = more.pop("dense", None)
    point = point_of(**more)
    return train(point, repeat, DATA, encoded_for(point, DATA, dense=dense), **options)


def stopping_at(call: int, why: str = "interrupted"):
    """Asked for the n-th time, it gives a reason."""
    asked = iter(range(1, call + 1))
    return lambda: why if next(asked, call) == call else None


def by_reference(point, repeat: int) -> Network:
    """The run by its definition: NumPy, one sample at a time."""
    rows = split(DATA, point.data, point.seed, repeat).train
    inputs, targets = scaled(point, DATA), targets_of(point, DATA)
    network = initialise(
        Architecture((30, *point.hidden_nodes, 4), bias=point.network.bias),
        point.network.init,
        point.network.init_scale,
        "float64",
        generator(point.seed, repeat, "init"),
    )
    for epoch in range(1, point.epochs + 1):
        order = rows
        if point.training.shuffle:
            draw = generator(point.seed, repeat, "order", epoch)
            order = rows[draw.permutation(len(rows))]
        falling = {
            "constant": 1.0,
            "linear": 1 - (epoch - 1) / point.epochs,
            "cosine": (1 + np.cos(np.pi * (epoch - 1) / point.epochs)) / 2,
        }
        network = reference.train(
            network,
            inputs[order],
            targets[order],
            lr=point.lr * falling[point.training.schedule],
            rule=point.training.backpropagation,
            batch_size=point.training.batch_size,
        )
    return network


@pytest.mark.parametrize("repeat", [0, 3])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"shuffle": False},
        {"shuffle": False, "schedule": "linear", "bias": True},
        {"schedule": "cosine", "batch_size": 7, "backpropagation": "exact"},
        {"hidden_nodes": (9, 5), "lr": 0.7, "seed": 5, "train_size": 31},
        {"hidden_nodes": (), "init": "uniform", "init_scale": 0.5, "input_range": (-1.0, 1.0)},
    ],
)
@pytest.mark.parametrize("dense", [False, True])
def test_a_run_is_what_the_reference_makes_of_its_settings(more, repeat, dense):
    point = point_of(**more, dtype="float64")
    outcome = train_on({**more, "dtype": "float64", "dense": dense}, repeat)
    network = network_of(outcome, point, DATA)
    expected = by_reference(point, repeat)
    for one, other in zip(
        (*network.weights, *network.biases), (*expected.weights, *expected.biases), strict=True
    ):
        assert np.max(np.abs(one - other)) < 1e-11
    # The order matters far more than that.
    disordered = by_reference(dataclasses.replace(point, seed=point.seed + 1), repeat)
    assert np.max(np.abs(network.weights[0] - disordered.weights[0])) > 1e-3


@pytest.mark.parametrize("variety", VARIETIES)
def test_a_run_goes_on_to_the_same_bits_wherever_it_was_stopped(variety):
    whole = train_on(VARIETIES[variety])
    assert whole.status == "ok"
    assert whole.reason == ""
    assert whole.curve.values.shape == (4, len(METRICS))
    # A slice for training and one for measuring, in each of four epochs.
    for call in range(1, 9):
        done = (call - 1) // 2
        cut = train_on(VARIETIES[variety], should_stop=stopping_at(call))
        assert cut.status == "interrupted"
        assert cut.reason == f"stopped in epoch {done + 1} of 4"
        assert cut.curve.first_epoch == 1
        assert len(cut.curve.values) == done
        assert untimed(whole).startswith(untimed(cut))
        if done == 0:
            assert cut.state is None
            continue
        rest = train_on(VARIETIES[variety], start=(done, cut.state))
        assert rest.status == "ok"
        assert rest.curve.first_epoch == done + 1
        assert untimed(cut) + untimed(rest) == untimed(whole)
        assert bits(rest.state) == bits(whole.state) is not None


def test_runs_that_share_what_they_draw_get_the_bits_they_get_alone():
    varieties = [
        {},
        {"lr": 0.4},
        {"hidden_nodes": (9, 5)},
        {"init": "uniform"},
        {"init_scale": 0.5},
        {"seed": 5},
        {"shuffle": False},
        {"train_size": 31},
        {"bias": True},
        {"batch_size": 7},
        {"train_metrics_size": 5},
    ]
    shared = Shared(short=True)
    for more in [*varieties, *reversed(varieties)]:
        for repeat in (0, 1):
            alone = train_on(more, repeat)
            together = train_on(more, repeat, shared=shared)
            assert untimed(together) == untimed(alone)
            assert bits(together.state) == bits(alone.state)
    assert len(shared.networks) < len(shared.orders) < 2 * len(varieties) * 4


def test_a_shorter_run_is_the_beginning_of_a_longer_one():
    short, long = train_on({"epochs": 2}), train_on({"epochs": 5})
    assert untimed(long).startswith(untimed(short))
    rest = train_on({"epochs": 5}, start=(2, short.state))
    assert bits(rest.state) == bits(long.state)


@pytest.mark.parametrize("why", ["timeout", "interrupted"])
def test_a_run_that_is_stopped_at_once_keeps_what_it_started_from(why):
    fresh = train_on({}, should_stop=lambda: why)
    assert (fresh.status, fresh.reason) == (why, "stopped in epoch 1 of 4")
    assert fresh.state is None
    assert fresh.curve.values.shape == (0, len(METRICS))

    begun = train_on({"epochs": 2}).state
    going_on = train_on({}, start=(2, begun), should_stop=lambda: why)
    assert (going_on.status, going_on.reason) == (why, "stopped in epoch 3 of 4")
    assert going_on.curve.first_epoch == 3
    assert bits(going_on.state) == bits(begun)


def test_a_run_that_has_nothing_left_to_do():
    whole = train_on({})
    again = train_on({}, start=(4, whole.state))
    assert again.status == "ok"
    assert again.curve.values.shape == (0, len(METRICS))
    assert bits(again.state) == bits(whole.state)


@pytest.mark.parametrize(("variety", "grain"), list(zip(VARIETIES, [1, 4, 7, 7, 1], strict=True)))
def test_slices_leave_no_trace(variety, grain, monkeypatch):
    whole = train_on(VARIETIES[variety])
    for module in (run_module, slices_module):
        monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    asked = []
    sliced = train_on(VARIETIES[variety], should_stop=lambda: asked.append(None))
    # 96 rows beside the official test set: 77 train and are measured, 19 validate, 24 test.
    assert len(asked) == 4 * (-(-77 // grain) + 77 + 19 + 24)
    assert untimed(sliced) == untimed(whole)
    assert bits(sliced.state) == bits(whole.state)


def test_bits_do_not_depend_on_what_runs_beside():
    point = point_of()
    encoded = encoded_for(point, DATA)
    alone = [train(point, repeat, DATA, encoded) for repeat in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda repeat: train(point, repeat, DATA, encoded), range(4)))
    assert list(map(untimed, alone)) == list(map(untimed, together))
    assert len({bits(outcome.state) for outcome in alone}) == 4


@pytest.mark.parametrize("batch_size", [1, 7])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-4), ("float64", 1e-12)])
def test_sparse_and_dense_rows_teach_the_same(batch_size, dtype, tolerance):
    more = {"batch_size": batch_size, "dtype": dtype}
    sparse, dense = (train_on({**more, "dense": dense}) for dense in (False, True))
    assert bits(sparse.state) != bits(dense.state)
    for one, other in zip(sparse.state.values(), dense.state.values(), strict=True):
        assert np.max(np.abs(one - other)) < tolerance
    assert np.allclose(
        sparse.curve.values[:, :-1], dense.curve.values[:, :-1], rtol=0, atol=10 * tolerance
    )


@pytest.mark.parametrize(
    ("filled", "kind"), [(0.2, Sparse), (0.45, Sparse), (0.6, Dense), (1, Dense)]
)
def test_density_decides_between_sparse_and_dense_rows(filled, kind):
    point, data = point_of(), problem(filled=filled)
    encoded = encoded_for(point, data)
    assert type(task_of(encoded, point.data.target_range, point.training).samples) is kind
    # Either way the numbers are those of the other to rounding.
    chosen = train(point, 0, data, encoded).curve.values
    for dense in (False, True):
        other = train(point, 0, data, encoded_for(point, data, dense=dense)).curve.values
        assert np.allclose(chosen[:, :-1], other[:, :-1], rtol=0, atol=1e-3)


@pytest.mark.parametrize("batch_size", [1, 7])
@pytest.mark.parametrize("dense", [False, True])
def test_divergence_is_an_outcome_that_names_its_epoch(batch_size, dense):
    # The loss grows by a constant factor per epoch, as far as float64 goes.
    more = {
        "hidden_nodes": (),
        "output_activation": "linear",
        "input_range": (0.0, 6.0),
        "lr": 0.1 if batch_size == 1 else 0.4,
        "train_size": 4,
        "epochs": 1000,
        "dtype": "float64",
        "batch_size": batch_size,
        "dense": dense,
    }
    outcome = train_on(more)
    assert outcome.status == "diverged"
    completed = len(outcome.curve.values)
    assert 1 < completed < 1000
    assert outcome.reason in [
        f"{what} not finite in epoch {completed + 1}; try lr below {more['lr']:g}"
        for what in ("weights are", "the training loss is")
    ]
    losses = outcome.curve.values[:, METRICS.index("train_loss")]
    assert np.isfinite(losses).all()
    assert losses[-1] > 1e100
    assert all(np.isfinite(array).all() for array in outcome.state.values())
    # What is kept is the epoch before, to the bit.
    before = train_on({**more, "epochs": completed})
    assert before.status == "ok"
    assert bits(before.state) == bits(outcome.state)
    assert untimed(before) == untimed(outcome)


def test_a_run_that_diverges_in_its_first_epoch_keeps_nothing():
    linear = {"activation": "linear", "output_activation": "linear"}
    outcome = train_on({**linear, "lr": 1000.0})
    assert outcome.status == "diverged"
    assert outcome.reason == "weights are not finite in epoch 1; try lr below 1000"
    assert outcome.state is None
    assert outcome.curve.values.shape == (0, len(METRICS))


# A rate so small that no float32 weight can change: the run returns its first weights.
STILL = {"lr": 1e-35, "epochs": 1}


def test_equal_repeats_begin_with_equal_weights_and_others_do_not():
    first = bits(train_on(STILL).state)
    for more in (
        {"lr": 1e-33},
        {"batch_size": 7},
        {"dense": True},
        {"backpropagation": "exact"},
        {"activation": "tanh"},
        {"train_size": 20},
        {"shuffle": False},
    ):
        assert bits(train_on(STILL | more).state) == first
    others = [bits(train_on(STILL, repeat=1).state), bits(train_on({**STILL, "seed": 2}).state)]
    assert len({first, *others}) == 3


def test_equal_repeats_visit_samples_in_equal_orders_and_others_do_not():
    train_rows = rows_of(point_of(), 0, DATA).train
    first = order_of(point_of(), 0, 1, train_rows)
    assert np.array_equal(np.sort(first), train_rows)
    for more in ({"lr": 0.01}, {"hidden_nodes": (3, 4)}, {"epochs": 9}, {"batch_size": 7}):
        point = point_of(**more)
        assert np.array_equal(rows_of(point, 0, DATA).train, train_rows)
        assert np.array_equal(order_of(point, 0, 1, train_rows), first)
    for point, repeat, epoch in (
        (point_of(), 0, 2),
        (point_of(), 1, 1),
        (point_of(seed=2), 0, 1),
        (point_of(shuffle=False), 0, 1),
    ):
        assert not np.array_equal(order_of(point, repeat, epoch, train_rows), first)


def test_without_shuffling_every_epoch_has_the_order_of_the_source():
    train_rows = rows_of(point_of(), 0, DATA).train
    assert np.all(np.diff(train_rows) > 0)
    for epoch in (1, 2):
        assert np.array_equal(order_of(point_of(shuffle=False), 0, epoch, train_rows), train_rows)


def test_data_that_are_encoded_otherwise_are_refused():
    with pytest.raises(NetworkError) as caught:
        train(point_of(), 0, DATA, encoded_for(point_of(dtype="float64"), DATA))
    assert str(caught.value) == "training.dtype=float32: these data are encoded as float64"


@pytest.mark.parametrize("more", [{"hidden_nodes": (7,)}, {"bias": True}, {"dtype": "float64"}])
def test_a_network_of_other_settings_is_not_continued(more):
    state = train_on({**STILL, **more}).state
    with pytest.raises(NetworkError) as caught:
        train_on({}, start=(1, state))
    message = str(caught.value)
    assert message.startswith("start: ")
    assert "cannot be continued as" in message
    assert "\n" not in message


def test_a_run_learns():
    point, data = point_of(epochs=40, lr=0.5), problem(filled=0.9)
    outcome = train(point, 0, data, encoded_for(point, data))
    # One class in four would be right by chance.
    assert outcome.curve.values[-1, METRICS.index("test_accuracy")] > 0.9
    assert outcome.curve.values[-1, METRICS.index("test_loss")] < 0.2
