"""Training with turned copies: what is visited, what is measured, and the same bits again."""

import numpy as np
import pytest
import scipy.ndimage
from run_cases import bits, point_of, untimed

from nnexp.datasets import DataError, encode, encode_for, generator, load, split, with_copies
from nnexp.network import Architecture, NetworkError, initialise, reference
from nnexp.settings import DataSettings, GridPoint, StoreSettings, SweepSettings
from nnexp.sweeps import run_sweep
from nnexp.trainables.book import trainable
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.rows import order_of, rows_of
from nnexp.trainables.book.run import train

DIGITS = load(DataSettings())
OF_IMAGE = with_copies(np.arange(len(DIGITS.labels)), DIGITS.train_rows)


def turned(**more):
    return point_of(**({"rotation": 10, "epochs": 2, "train_size": 300} | more))


def trained(point, data=DIGITS, repeat=0):
    encoded = encode(data, point.data.input_range, point.training.dtype, point.data.rotation)
    return train(point, repeat, data, encoded)


@pytest.mark.parametrize("repeat", range(3))
def test_no_copy_of_a_held_out_image_trains(repeat):
    point = turned(train_size=None)
    rows = rows_of(point, repeat, DIGITS)
    parts = split(DIGITS, point.data, point.seed, repeat)
    visited = order_of(point, repeat, 1, rows.train)
    # Every training image three times, and no other image in any form.
    assert sorted(OF_IMAGE[visited]) == sorted([*parts.train] * 3)
    assert len(set(visited)) == len(visited)
    held_out = np.concatenate([rows.validation, rows.test])
    assert held_out.max() < len(DIGITS.labels)
    assert set(rows.measured) <= set(parts.train)


def test_without_shuffling_copies_follow_their_image_as_in_the_book():
    point = turned(shuffle=False)
    rows = rows_of(point, 0, DIGITS)
    visited = order_of(point, 0, 1, rows.train)
    np.testing.assert_array_equal(visited[::3], rows.own)
    np.testing.assert_array_equal(OF_IMAGE[visited], np.repeat(rows.own, 3))


def test_a_run_is_what_the_books_procedure_makes_of_images_turned_by_scipy():
    point = turned(shuffle=False, dtype="float64", train_size=40, epochs=1)
    rows = split(DIGITS, point.data, point.seed, 0).train
    network = initialise(
        Architecture((64, *point.hidden_nodes, 10)),
        "fan_in",
        1.0,
        "float64",
        generator(point.seed, 0, "init"),
    )
    for row in rows:
        image = (0.01 + 0.99 * DIGITS.inputs[row] / 16).reshape(8, 8)
        target = np.where(np.arange(10) == DIGITS.labels[row], 0.99, 0.01)
        for angle in (0, 10, -10):
            seen = scipy.ndimage.rotate(image, angle, cval=0.01, order=1, reshape=False)
            network = reference.train(
                network,
                seen.reshape(1, 64),
                target[None],
                lr=point.lr,
                rule=point.training.backpropagation,
                batch_size=1,
            )
    for one, other in zip(trained(point).state.values(), network.weights, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-7)


def test_a_grid_over_angles_turns_once_and_trains_each_as_alone(tmp_path, monkeypatch):
    encoded = []

    def noted(point, data):
        encoded.append(point.data.rotation)
        return encode_for(point, data)

    monkeypatch.setattr(trainable, "encode_for", noted)
    points = [turned(rotation=angle, lr=lr) for angle in (0, 10, 20) for lr in (0.1, 0.3)]
    sweep = SweepSettings(repeats=2, store=StoreSettings(path=str(tmp_path / "store.sqlite")))
    table = run_sweep(points, sweep, tmp_path / "sweep").table
    # Twelve runs, and each angle was turned by once for all of them.
    assert sorted(encoded) == [0, 10, 20]
    for row in table.itertuples():
        point = points[row.Index // 2]
        alone = trained(point, repeat=row.Index % 2).curve.values[-1]
        assert row.test_loss == alone[METRICS.index("test_loss")]


def test_a_grid_with_data_that_are_no_images_is_refused_before_anything_is_trained(tmp_path):
    points = [GridPoint(data=DataSettings(name=name, rotation=5)) for name in ("xor", "bugs")]
    sweep = SweepSettings(store=StoreSettings(path=str(tmp_path / "store.sqlite")))
    with pytest.raises(DataError) as caught:
        run_sweep(points, sweep, tmp_path / "sweep")
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["data.rotation=5"] * 2
    assert "xor has no images to turn" in lines[0]


def test_the_same_again_to_the_bit_and_another_angle_otherwise():
    one, two, other = (trained(turned(rotation=angle)) for angle in (10, 10, 20))
    assert (bits(one.state), untimed(one)) == (bits(two.state), untimed(two))
    assert bits(one.state) != bits(other.state)


def test_wrong_labels_go_with_the_copies():
    clean, noisy = (trained(turned(label_noise=noise)) for noise in (0.0, 0.9))
    test = METRICS.index("test_accuracy")
    assert noisy.curve.values[-1, test] < clean.curve.values[-1, test] - 0.2


def test_data_encoded_for_another_angle_are_refused():
    point = turned()
    with pytest.raises(NetworkError, match=r"data\.rotation=10"):
        train(point, 0, DIGITS, encode(DIGITS, (0.01, 1.0), "float32"))
