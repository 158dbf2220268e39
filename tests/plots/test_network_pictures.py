"""Pictures of networks show the arrays that they are given, each where it belongs."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from of_book import best_settings
from simulated_sweep import simulate, simulate_points
from sweep_records import of_frames

from nnexp.analysis.tasks import tasks_of
from nnexp.network import Architecture, Network
from nnexp.plots import draw, style
from nnexp.plots.pictures import picture_of
from nnexp.plots.view import view_of
from nnexp.trainables.book.columns import BOOK
from nnexp.trainables.book.pictures import PICTURES, pictures_of
from nnexp.trainables.book.reading import Mistakes, Reading

CLASSES, SHAPE, HIDDEN = 4, (3, 5), 60


def _network(hidden: tuple[int, ...] = (HIDDEN,)) -> Network:
    generator = np.random.default_rng(1)
    layers = (SHAPE[0] * SHAPE[1], *hidden, CLASSES)
    architecture = Architecture(layers, "sigmoid", "sigmoid", bias=False)
    weights = tuple(generator.normal(size=shape) for shape in architecture.shapes)
    return Network(architecture, weights)


def _reading(**changes: Any) -> Reading:
    generator = np.random.default_rng(2)
    confusions = np.array([np.diag([50, 40, 30, 20])] * 2)
    confusions[0, 1, 3], confusions[1, 1, 3], confusions[1, 2, 0] = 7, 4, 2
    usual = Reading(
        network=_network(),
        part="test",
        epochs=5,
        run_ids=("a", "b"),
        trials=3,
        confusions=confusions,
        mistakes=Mistakes(
            generator.uniform(size=(13, 15)).astype(np.float32),
            np.array([1] * 12 + [2]),
            np.array([3] * 12 + [0]),
            20,
        ),
        minds=generator.uniform(size=(CLASSES, 15)).astype(np.float32),
        image_shape=SHAPE,
    )
    return dataclasses.replace(usual, **changes)


def _drawn(reading: Reading) -> dict[str, Figure]:
    sweep = simulate({"lr": [0.1, 0.3], "epochs": [1, 5]}, repeats=2)
    with mpl.rc_context(style.settings()):
        view = view_of(of_frames(*sweep))
        return {one.name: picture_of(one, view) for one in pictures_of(reading).members("en")}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    return _drawn(_reading())


def _words(figure: Figure) -> str:
    return " ".join(word for text in figure.texts for word in text.get_text().split())


def _sheet(figure: Figure) -> np.ndarray:
    return np.asarray(figure.axes[0].images[0].get_array().filled(np.nan))


def _corners(figure: Figure) -> list[tuple[int, int]]:
    """Top and left of the image above each label."""
    found = []
    for text in figure.axes[0].texts:
        x, y = text.get_position()
        sheet = np.isfinite(_sheet(figure))
        left = round(x - (SHAPE[1] - 1) / 2)
        top = max(row for row in range(int(y)) if sheet[row, left]) - SHAPE[0] + 1
        found.append((top, left))
    return found


def test_all_pictures_in_order(drawn: dict[str, Figure]) -> None:
    assert tuple(drawn) == PICTURES.names
    for figure in drawn.values():
        assert "lr=" in _words(figure)
        assert "epochs=" in _words(figure)


def test_cells_are_shares_of_the_row_over_all_networks(drawn: dict[str, Figure]) -> None:
    ax = drawn["confusion"].axes[0]
    cells = {tuple(map(int, text.get_position()[::-1])): text.get_text() for text in ax.texts}
    # 40 + 7 and 40 + 4 samples of class 1 make 91, of which 11 were read as 3.
    assert cells[1, 3] == f"{100 * 11 / 91:.1f}"
    assert cells[1, 1] == f"{100 * 80 / 91:.1f}"
    assert cells[0, 0] == "100.0"
    assert cells[2, 0] == f"{100 * 2 / 62:.1f}"
    assert cells[0, 1] == ""
    shown = ax.images[0].get_array()
    assert np.unravel_index(shown.argmax(), shown.shape) == (1, 3)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("read as", "is")


def test_the_commonest_mistakes_are_named(drawn: dict[str, Figure]) -> None:
    words = _words(drawn["confusion"])
    assert "Most often: 1 read as 3 (11 of 91), 2 read as 0 (2 of 62)." in words
    assert "test data, 2 of 3 networks" in words
    perfect = np.array([np.diag([5, 5, 5, 5])] * 3)
    assert "No sample was read wrongly" in _words(_drawn(_reading(confusions=perfect))["confusion"])


def test_every_mistake_is_shown_with_what_it_is_and_what_was_said(
    drawn: dict[str, Figure],
) -> None:
    reading, figure = _reading(), drawn["wrongly_read"]
    labels = [text.get_text() for text in figure.axes[0].texts]
    assert labels == ["said 3\nis 1"] * 12 + ["said 0\nis 2"]
    assert "13 of 20 test samples" in _words(figure)
    sheet = _sheet(figure)
    for (top, left), image in zip(_corners(figure), reading.mistakes.inputs, strict=True):
        shown = sheet[top : top + SHAPE[0], left : left + SHAPE[1]]
        np.testing.assert_allclose(shown, image.reshape(SHAPE))


def test_minds_stand_above_their_classes(drawn: dict[str, Figure]) -> None:
    figure = drawn["mind_of_the_network"]
    assert [text.get_text() for text in figure.axes[0].texts] == ["0", "1", "2", "3"]
    for (top, left), mind in zip(_corners(figure), _reading().minds, strict=True):
        shown = _sheet(figure)[top : top + SHAPE[0], left : left + SHAPE[1]]
        np.testing.assert_allclose(shown, mind.reshape(SHAPE))


def test_weights_stand_above_the_number_of_their_node_the_strongest_first(
    drawn: dict[str, Figure],
) -> None:
    figure, (first, second) = drawn["weights_of_nodes"], _reading().network.weights
    nodes = [int(text.get_text()) - 1 for text in figure.axes[0].texts]
    reach = np.linalg.norm(second, axis=0)
    assert nodes == list(np.argsort(-reach)[:40])
    assert "40 of 60 hidden nodes" in _words(figure)
    for (top, left), node in zip(_corners(figure), nodes, strict=True):
        shown = _sheet(figure)[top : top + SHAPE[0], left : left + SHAPE[1]]
        np.testing.assert_allclose(shown, first[node].reshape(SHAPE))
    low, high = figure.axes[0].images[0].get_clim()
    assert low == -high < 0


def test_a_network_without_hidden_nodes_shows_its_outputs() -> None:
    figure = _drawn(_reading(network=_network(())))["weights_of_nodes"]
    assert [text.get_text() for text in figure.axes[0].texts] == ["0", "1", "2", "3"]
    assert "output nodes" in _words(figure)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"image_shape": None}, {"confusion"}),
        (
            {"minds": np.empty((0, 15), dtype=np.float32)},
            {*PICTURES.names} - {PICTURES.names[2]},
        ),
        (
            {"confusions": np.empty((0, CLASSES, CLASSES), dtype=np.int64)},
            {*PICTURES.names} - {"confusion"},
        ),
        (
            {
                "mistakes": Mistakes(
                    np.empty((0, 15), np.float32), np.empty(0, int), np.empty(0, int), 0
                )
            },
            {*PICTURES.names} - {"wrongly_read"},
        ),
    ],
)
def test_what_is_not_there_is_not_drawn(changes: dict[str, Any], left: set[str]) -> None:
    assert set(_drawn(_reading(**changes))) == left


def test_each_data_set_has_the_pictures_of_its_own_best_setting(tmp_path: Path) -> None:
    # Where the digits are learnt at 0.3 only, and mnist at 0.1 only, no setting is best for both.
    points = [
        {"lr": lr, "epochs": 1, "data": {"name": name}}
        for name, lr in (("digits", 0.3), ("mnist", 0.1))
    ]
    table, curves, swept = simulate_points(points, repeats=2)
    tasks = tasks_of(best_settings(table, swept, "validation"), BOOK)
    readings = [(task, pictures_of(_reading())) for task in tasks]
    wanted = ["confusion_digits", "confusion_mnist"]
    files = draw(of_frames(table, curves, swept), tmp_path, wanted, (), readings)
    drawn = [file.read_text(encoding="utf-8") for file in files if file.suffix == ".svg"]
    assert [file.stem for file in files if file.suffix == ".svg"] == wanted
    assert "digits · lr=0.3, epochs=1" in drawn[0]
    assert "mnist · lr=0.1, epochs=1" in drawn[1]


def test_one_mistake_is_one_sample() -> None:
    some = _reading().mistakes
    one = Mistakes(some.inputs[:1], some.labels[:1], some.answers[:1], 1)
    assert "Wrongly read: 1 test sample " in _words(_drawn(_reading(mistakes=one))["wrongly_read"])


def test_classes_are_called_by_their_names() -> None:
    names = ("ash", "oak", "a $very$ long name of a tree", "elm")
    drawn = _drawn(_reading(class_names=names))
    ticks = [label.get_text() for label in drawn["confusion"].axes[0].get_yticklabels()]
    assert ticks == ["ash", "oak", "a $very$ long n…", "elm"]
    assert "oak read as elm (11 of 91)" in _words(drawn["confusion"])
    for figure in drawn.values():
        figure.canvas.draw()
    below = [text.get_text() for text in drawn["mind_of_the_network"].axes[0].texts]
    assert below == ["ash", "oak", "a $very$ …", "elm"]
