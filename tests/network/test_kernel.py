"""The kernels against the readable reference."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import (
    CLASSES,
    FEATURES,
    arrays_of,
    difference,
    encoded_from,
    equal,
    network_of,
    one_hot,
    samples,
    task,
)

from nnexp.network import reference
from nnexp.network.kernel.layout import Dense, Sparse
from nnexp.network.kernel.model import model_of
from nnexp.settings import ACTIVATIONS

PAIRS = [pair for pair in itertools.product(ACTIVATIONS, ACTIVATIONS) if pair[1] != "step"]


@pytest.mark.parametrize("rule", ["book", "exact"])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("hidden", [(), (3,), (20,), (9, 17), (130, 20, 8)])
@pytest.mark.parametrize("batch_size", [1, 3, 16])
def test_training_follows_the_reference(rule, bias, dense, hidden, batch_size):
    inputs, labels, encoded = samples(50, dense=dense)
    network = network_of(hidden, bias=bias)
    model = model_of(network, task(encoded, rule, batch_size))
    model.train(np.arange(50), 0.2)
    expected = reference.train(
        network, inputs, one_hot(labels), lr=0.2, rule=rule, batch_size=batch_size
    )
    assert difference(network, expected) > 0.01
    assert difference(model.network(), expected) < 1e-12


@pytest.mark.parametrize(("activation", "output"), PAIRS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("dense", [False, True])
def test_every_activation_trains_and_answers_as_the_reference(activation, output, dtype, dense):
    inputs, labels, encoded = samples(42, dtype=dtype, dense=dense)
    network = network_of((20, 9), dtype=dtype, activation=activation, output_activation=output)
    model = model_of(network, task(encoded))
    model.train(np.arange(42), 0.05)
    expected = reference.train(network, inputs, one_hot(labels, dtype), lr=0.05, rule="book")
    assert difference(model.network(), expected) < {"float32": 2e-5, "float64": 1e-12}[dtype]

    found = model.evaluate(np.arange(42))
    loss, accuracy, share = reference.evaluate(expected, inputs, one_hot(labels), labels)
    assert np.mean(found.squares) == pytest.approx(loss, rel=1e-3 if dtype == "float32" else 1e-10)
    assert found.right.sum() == round(accuracy * 42)
    assert found.saturated.sum() == round(share * 42 * 29)


@settings(max_examples=40, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 40), max_size=3),
    count=st.integers(1, 30),
    batch_size=st.integers(1, 33),
    bias=st.booleans(),
    dense=st.booleans(),
    rule=st.sampled_from(["book", "exact"]),
    background=st.sampled_from([-1.0, 0.0, 0.01]),
    seed=st.integers(0, 99),
)
def test_any_shape_order_and_background_follows_the_reference(
    hidden, count, batch_size, bias, dense, rule, background, seed
):
    inputs, labels, encoded = samples(max(count, CLASSES), dense=dense, background=background)
    network = network_of(tuple(hidden), bias=bias, activation="tanh")
    rows = np.random.default_rng(seed).integers(0, len(inputs), count)
    model = model_of(network, task(encoded, rule, batch_size))
    model.train(rows, 0.1)
    expected = reference.train(
        network, inputs[rows], one_hot(labels[rows]), lr=0.1, rule=rule, batch_size=batch_size
    )
    assert difference(model.network(), expected) < 1e-11


@pytest.mark.parametrize("batch_size", [1, 5])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-13)])
def test_sparse_and_dense_agree(batch_size, dtype, tolerance):
    trained = []
    for dense in (False, True):
        _, _, encoded = samples(200, dtype=dtype, dense=dense)
        model = model_of(network_of((20,), dtype=dtype), task(encoded, batch_size=batch_size))
        assert isinstance(model.task.samples, Dense if dense else Sparse)
        model.train(np.arange(200), 0.3)
        trained.append(model.network())
    assert difference(*trained) < tolerance


@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bits_do_not_depend_on_where_training_is_cut(batch_size, dense, dtype):
    _, _, encoded = samples(50, dtype=dtype, dense=dense)
    network = network_of((20,), dtype=dtype, bias=True)
    whole, cut = (model_of(network, task(encoded, batch_size=batch_size)) for _ in range(2))
    whole.train(np.arange(50), 0.3)
    for begin in range(0, 50, whole.grain):
        cut.train(np.arange(begin, min(begin + whole.grain, 50)), 0.3)
    assert equal(whole.network(), cut.network())


@pytest.mark.parametrize("dense", [False, True])
def test_evaluation_of_a_row_does_not_depend_on_its_neighbours(dense):
    _, _, encoded = samples(23, dtype="float32", dense=dense)
    model = model_of(network_of((20,), dtype="float32"), task(encoded))
    together = model.evaluate(np.arange(23))
    alone = [model.evaluate(np.array([row])) for row in range(23)]
    for one, several in zip(zip(*alone, strict=True), together, strict=True):
        assert np.array_equal(np.concatenate(one), several)


def test_the_first_of_equal_outputs_is_the_answer():
    _, labels, encoded = samples(40)
    zero = network_of(())
    zero = type(zero)(zero.architecture, tuple(np.zeros_like(w) for w in zero.weights))
    found = model_of(zero, task(encoded)).evaluate(np.arange(40))
    assert np.array_equal(found.right, labels == 0)
    assert not found.saturated.any()


def test_a_float32_loss_is_summed_in_float64():
    _, _, encoded = samples(10, dtype="float32")
    network = network_of((), dtype="float32", output_activation="linear")
    huge = type(network)(network.architecture, tuple(w * np.float32(1e30) for w in network.weights))
    squares = model_of(huge, task(encoded)).evaluate(np.arange(10)).squares
    assert np.all(np.isfinite(squares))
    assert squares.max() > 1e50


@pytest.mark.parametrize("hidden", [(3,), (16,), (20, 7)])
@pytest.mark.parametrize("batch_size", [1, 6])
def test_padding_stays_zero(hidden, batch_size):
    _, _, encoded = samples(50)
    model = model_of(network_of(hidden, bias=True), task(encoded, batch_size=batch_size))
    model.train(np.arange(50), 0.5)
    shape, state = model.shape, model.state
    first = state.first.reshape(FEATURES, -1)
    assert not first[:, hidden[0] :].any()
    assert not state.shift[hidden[0] :].any()
    assert not state.total[hidden[0] :].any()
    for begin, end, nodes in zip(shape.start, shape.start[1:], shape.nodes, strict=False):
        assert not state.bias[begin + nodes : end].any()
    for layer, below in enumerate(hidden, start=1):
        weights = state.deeper[shape.matrix[layer] : shape.matrix[layer + 1]]
        assert not weights.reshape(shape.nodes[layer], -1)[:, below:].any()


def test_vectors_are_aligned():
    _, _, encoded = samples(10, dtype="float32")
    model = model_of(network_of((20, 7), dtype="float32", bias=True), task(encoded))
    for array in (*model.state, *model.work):
        assert array.ctypes.data % 64 == 0


def test_a_network_comes_back_from_the_kernels_layout_as_it_went_in():
    _, _, encoded = samples(10)
    for hidden in ((), (5,), (20, 7)):
        network = network_of(hidden, bias=True)
        assert equal(model_of(network, task(encoded)).network(), network)


def test_training_leaves_the_network_that_it_began_with():
    _, _, encoded = samples(10)
    network = network_of((5,), bias=True)
    before = [array.copy() for array in arrays_of(network)]
    model_of(network, task(encoded)).train(np.arange(10), 0.5)
    assert all(map(np.array_equal, before, arrays_of(network)))


# Kernels do not warn, but the plain Python that stands in for them does.
@pytest.mark.filterwarnings("ignore:.*(overflow|invalid value):RuntimeWarning")
@pytest.mark.parametrize("batch_size", [1, 4])
@pytest.mark.parametrize("dense", [False, True])
def test_weights_that_are_no_longer_finite_are_found(batch_size, dense):
    _, _, encoded = samples(50, dtype="float32", dense=dense)
    network = network_of((20,), dtype="float32", activation="linear", output_activation="linear")
    model = model_of(network, task(encoded, "exact", batch_size))
    assert model.is_finite()
    for _ in range(20):
        model.train(np.arange(50), 900.0)
    assert not model.is_finite()


def test_indices_of_32_bits():
    draw = np.random.default_rng(0)
    inputs = np.where(draw.uniform(size=(20, 300)) < 0.2, draw.uniform(size=(20, 300)), 0.01)
    labels = np.arange(20) % CLASSES
    encoded = encoded_from(inputs, labels, background=0.01, dense=False)
    wide = type(encoded)(**(vars(encoded) | {"indices": encoded.indices.astype(np.uint32)}))
    network = network_of((12,))
    network = type(network)(
        type(network.architecture)((300, 12, CLASSES)),
        (draw.normal(0, 0.05, (12, 300)), network.weights[1]),
    )
    results = []
    for one in (encoded, wide):
        model = model_of(network, task(one))
        model.train(np.arange(20), 0.2)
        results.append(model.network())
    assert equal(*results)
