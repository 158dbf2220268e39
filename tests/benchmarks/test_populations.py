"""Populations: what is kept is what was trained."""

import numpy as np
import pytest

import nnexp
from benchmarks.calibration.populations import Population, load, names, save
from benchmarks.calibration.populations.__main__ import POPULATIONS, Trainings, population_of


def test_a_population_is_kept_with_its_divergences(tmp_path, monkeypatch):
    accuracy = np.array([[[0.5, 0.75], [0.25, np.nan]], [[1.0, 0.0], [np.nan, np.nan]]])
    loss = np.where(np.isfinite(accuracy), 0.123, np.nan)
    kept = Population("made", np.array([0.1, 0.2]), {"test_accuracy": accuracy, "test_loss": loss})
    save(kept, {"test": 4}, tmp_path)
    monkeypatch.setattr("benchmarks.calibration.populations.FOLDER", tmp_path)
    again = load("made")
    np.testing.assert_array_equal(again.metrics["test_accuracy"], accuracy)
    np.testing.assert_allclose(again.metrics["test_loss"], loss, rtol=5e-4)
    assert again.diverged.tolist() == [[False, True], [False, True]]


def test_a_population_has_the_curves_of_its_sweep(tmp_path):
    asked = Trainings((0.3, 0.1), 2, 3, {}, {"validation": 288, "test": 359})
    found = nnexp.sweep(
        {"lr": [0.3, 0.1], "epochs": 2, "repeats": 3, "store.path": str(tmp_path / "s.sqlite")},
        directory=tmp_path / "sweep",
        quiet=True,
    )
    made = population_of("made", found.curves, found.table, asked)
    assert made.lr.tolist() == [0.1, 0.3]
    for rate, row in zip(made.lr, made.metrics["validation_accuracy"], strict=True):
        trials = found.table[found.table["lr"] == rate].sort_values("repeat")
        np.testing.assert_array_equal(row[:, -1], trials["validation_accuracy"])


@pytest.mark.parametrize("name", POPULATIONS)
def test_the_committed_populations_are_those_that_are_described(name):
    population, asked = load(name), POPULATIONS[name]
    assert name in names()
    assert tuple(population.lr) == asked.lr
    for metric, values in population.metrics.items():
        assert values.shape == (len(asked.lr), asked.repeats, asked.epochs)
        if metric.endswith("accuracy"):
            assert np.nanmin(values) >= 0
            assert np.nanmax(values) <= 1


def test_a_part_of_them_diverges():
    shares = load("diverging").diverged.mean(axis=1)
    assert shares[0] == 0
    assert ((shares > 0) & (shares < 1)).any()
