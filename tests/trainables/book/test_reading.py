"""What the chosen networks read agrees with the table, and its files are checked when read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnexp.api.chosen import _kept
from nnexp.datasets import load, split
from nnexp.network import Network
from nnexp.settings import flatten, parse, point_of
from nnexp.sweeps import SweepData, run_sweep
from nnexp.trainables.book.reading import MOST_MISTAKES, Reading, read_again
from nnexp.trainables.book.reading_file import ReadingError, file_names, load_reading, save_reading
from nnexp.trainables.pictures import Chosen


@dataclasses.dataclass(frozen=True)
class Swept:
    result: SweepData
    trials: dict[int, list[Chosen]]
    """Of each number of epochs."""
    store: Path


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    folder = tmp_path_factory.mktemp("swept")
    settings = [
        parse(
            {
                "epochs": epochs,
                "hidden_nodes": 6,
                "repeats": 3,
                "data": {"train_size": 300},
                "store": {"path": str(folder / "store.sqlite")},
            }
        )
        for epochs in (1, 3)
    ]
    points = [point for point, _ in settings]
    result = run_sweep(points, settings[0][1], folder / "sweep")
    trials = {
        point.epochs: [
            Chosen(flatten(point), int(row["repeat"]), str(row["run_id"]))
            for _, row in result.table[result.table["epochs"] == point.epochs].iterrows()
        ]
        for point in points
    }
    return Swept(result, trials, folder / "store.sqlite")


@pytest.fixture(scope="module")
def reading(swept: Swept) -> Reading:
    return read_again(swept.trials[3], _kept(swept.trials[3], swept.store))


@pytest.mark.parametrize("epochs", [1, 3])
def test_the_diagonal_is_the_accuracy_of_the_table(swept: Swept, epochs: int) -> None:
    found = read_again(swept.trials[epochs], _kept(swept.trials[epochs], swept.store))
    rows = swept.result.table.query("epochs == @epochs")
    assert found.run_ids == tuple(rows["run_id"])
    shares = [np.trace(counts) / counts.sum() for counts in found.confusions]
    assert shares == list(rows["test_accuracy"])


def test_confusions_are_those_of_plain_numpy(swept: Swept, reading: Reading) -> None:
    trial = swept.trials[3][0]
    point = point_of(trial.settings)
    data = load(point.data)
    rows = split(data, point.data, point.seed, trial.repeat).test
    inputs = 0.01 + 0.99 * data.inputs[rows].astype(float) / 16
    first, second = (weights.astype(float) for weights in reading.network.weights)
    hidden = 1 / (1 + np.exp(-inputs @ first.T))
    answers = (hidden @ second.T).argmax(axis=1)
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (data.labels[rows], answers), 1)
    assert reading.confusions[0].tolist() == counts.tolist()
    wrong = answers != data.labels[rows]
    assert reading.mistakes.total == wrong.sum() > 0
    shown = reading.mistakes
    assert len(shown.labels) == min(MOST_MISTAKES, wrong.sum())
    known = {
        ((data.inputs[row] / 16).astype(np.float32).tobytes(), int(data.labels[row]), int(answer))
        for row, answer in zip(rows[wrong], answers[wrong], strict=True)
    }
    for image, label, answer in zip(shown.inputs, shown.labels, shown.answers, strict=True):
        assert (image.tobytes(), int(label), int(answer)) in known


def test_what_the_store_lacks_is_trained_again_to_the_same_bits(
    swept: Swept, reading: Reading
) -> None:
    again = read_again(swept.trials[3], {})
    assert again.run_ids == reading.run_ids
    np.testing.assert_array_equal(again.confusions, reading.confusions)
    for one, other in zip(again.network.weights, reading.network.weights, strict=True):
        assert one.tobytes() == other.tobytes()


def test_where_training_again_takes_long_only_the_first_trial_is_read(
    swept: Swept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnexp.trainables.book.reading._AFFORDABLE", 0.0)
    few = read_again(swept.trials[1], {})
    assert few.run_ids == (swept.trials[1][0].run_id,)
    assert few.trials == 3
    assert len(few.confusions) == 1
    assert len(read_again(swept.trials[3], _kept(swept.trials[3], swept.store)).confusions) == 3


def test_minds_are_backqueries(reading: Reading) -> None:
    targets = np.full(10, 0.01)
    targets[7] = 0.99
    np.testing.assert_allclose(reading.minds[7], reading.network.backquery(targets), rtol=1e-5)


def test_a_network_without_an_inverse_has_no_mind() -> None:
    point, _ = parse(
        {
            "epochs": 1,
            "hidden_nodes": 3,
            "data": {"name": "and", "validation": 0},
            "network": {"activation": "step"},
        }
    )
    found = read_again([Chosen(flatten(point), 0, "none")], {})
    assert found.minds.shape == (0, 2)
    assert found.image_shape is None


def test_files_read_back_as_they_were(reading: Reading, tmp_path: Path) -> None:
    save_reading(reading, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(file_names())
    found = load_reading(tmp_path)
    assert found is not None
    for field in dataclasses.fields(Reading):
        one, other = getattr(reading, field.name), getattr(found, field.name)
        if isinstance(one, np.ndarray):
            assert one.tobytes() == other.tobytes(), field.name
        elif not dataclasses.is_dataclass(one):
            assert one == other, field.name
    assert found.mistakes.inputs.tobytes() == reading.mistakes.inputs.tobytes()
    weights = Network.load(tmp_path / "network.npz").weights
    assert [w.tobytes() for w in weights] == [w.tobytes() for w in reading.network.weights]


def test_each_data_set_has_files_of_its_own(reading: Reading, tmp_path: Path) -> None:
    other = dataclasses.replace(reading, trials=7)
    save_reading(reading, tmp_path, "digits")
    save_reading(other, tmp_path, "strokes")
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{file}_{task}.npz" for file in ("network", "reading") for task in ("digits", "strokes")
    }
    found = [load_reading(tmp_path, task) for task in ("digits", "strokes")]
    assert [one.trials for one in found if one] == [reading.trials, 7]
    assert load_reading(tmp_path) is None


def test_a_folder_without_them_has_no_reading(tmp_path: Path) -> None:
    assert load_reading(tmp_path) is None


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda arrays: arrays.pop(name)


def _with(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda arrays: arrays.update({name: value})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_without("minds"), "minds"),
        (_with("format", np.array("other 2")), "format 'other 2'"),
        (_with("part", np.array("train")), "neither test nor validation"),
        (_with("confusions", np.zeros((3, 9, 9), dtype=np.int64)), "confusions"),
        (_with("confusions", np.full((3, 10, 10), -1)), "confusions"),
        (_with("confusions", np.zeros((2, 10, 10), dtype=np.int64)), "run_ids"),
        (_with("minds", np.full((10, 64), np.nan, dtype=np.float32)), "minds"),
        (_with("image_shape", np.array([8, 9])), "image_shape"),
        (_with("mistaken_labels", np.array([11])), "mistaken"),
        (_with("epochs", np.array([object()])), "Object arrays cannot be loaded"),
    ],
)
def test_damage_is_one_clear_line(
    reading: Reading, tmp_path: Path, change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    save_reading(reading, tmp_path)
    arrays = dict(np.load(tmp_path / "reading.npz"))
    change(arrays)
    np.savez(tmp_path / "reading.npz", **arrays)
    with pytest.raises(ReadingError) as error:
        load_reading(tmp_path)
    text = str(error.value)
    assert text.startswith(f"{tmp_path / 'reading.npz'}: is damaged (")
    assert complaint in text
    assert "run the sweep again" in text
    assert "\n" not in text


@pytest.mark.parametrize("name", file_names())
def test_one_file_alone_is_damage(reading: Reading, tmp_path: Path, name: str) -> None:
    save_reading(reading, tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ReadingError, match=f"{name}: there is no such file"):
        load_reading(tmp_path)


def test_a_file_cut_short_is_damage(reading: Reading, tmp_path: Path) -> None:
    save_reading(reading, tmp_path)
    for name in file_names():
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(ReadingError, match=name):
            load_reading(tmp_path)
        (tmp_path / name).write_bytes(content)


def test_many_classes_take_no_memory_after_training(tmp_path: Path) -> None:
    rows = [f"{1900 + row % 600},{row % 256},{row % 7},5" for row in range(1800)]
    (tmp_path / "years.csv").write_text("\n".join(rows))
    point, _ = parse(
        {
            "epochs": 1,
            "hidden_nodes": 3,
            "data": {"name": "csv", "train": str(tmp_path / "years.csv")},
        }
    )
    found = read_again([Chosen(flatten(point), 0, "none")], {})
    assert (len(found.minds), len(found.confusions)) == (0, 0)
    save_reading(found, tmp_path)
    kept = load_reading(tmp_path)
    assert kept is not None
    assert kept.class_names == tuple(str(year) for year in range(1900, 2500))
    assert kept.name_of(7) == "1907"
