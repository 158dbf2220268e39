"""Probes: each meets the network of its own trial, whatever else the store knows."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnexp.claims.chart import Chart
from nnexp.claims.claim import Claim, Trained
from nnexp.claims.evidence import above
from nnexp.datasets import encode, load
from nnexp.reproduce.frame import frame_of
from nnexp.reproduce.grid import ReproduceError, read_trainings
from nnexp.trainables.book.networks import network_of


def measured(trained: Trained):
    for layer, weights in enumerate(trained.network.weights):
        yield {"layer": layer, "sum": float(weights.sum(dtype=np.float64))}


CLAIM = Claim(
    id="mine",
    section="1.1",
    sentence="It is so.",
    statistic="x",
    rule="reproduced if so, not reproduced if not",
    judge=lambda frame: above(frame["sum"].to_numpy(), 0.0, "x", "x is"),
    chart=lambda frame: Chart("t", "a", ()),
    probe=measured,
)


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> None:
        path = Path("sweeps/claims/mine.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


def sums(point, repeat):
    data = load(point.data)
    encoded = encode(data, point.data.input_range, point.training.dtype)
    network = network_of(point, repeat, None, data, lambda: encoded)
    return [float(weights.sum(dtype=np.float64)) for weights in network.weights]


def test_each_row_has_its_trial_beside_what_was_measured(written):
    written("grid: {lr: [0.1, 0.3], hidden_nodes: [3, 5]}\nepochs: 2\nrepeats: 2\n")
    rows = frame_of(CLAIM, Path("out"), quick=False).rows
    asked = read_trainings(CLAIM, quick=False)
    assert len(rows) == 2 * 2 * 2 * 2
    for point in asked.points:
        for repeat in range(2):
            mine = rows[
                (rows["lr"] == point.lr)
                & (rows["hidden_nodes"] == point.hidden_nodes[0])
                & (rows["repeat"] == repeat)
            ]
            assert mine["sum"].tolist() == sums(point, repeat)
            assert len(set(mine["test_accuracy"])) == 1


def test_a_store_that_went_further_gives_the_network_of_the_epoch_asked_for(written):
    written("grid: {lr: [0.1, 0.3]}\nhidden_nodes: 4\nepochs: 2\nrepeats: 1\n")
    first = frame_of(CLAIM, Path("one"), quick=False).rows
    written("grid: {lr: [0.1, 0.3]}\nhidden_nodes: 4\nepochs: 5\nrepeats: 1\n")
    later = frame_of(CLAIM, Path("two"), quick=False).rows
    assert not np.allclose(first["sum"], later["sum"])
    # The checkpoints are those of epoch 5 by now.
    written("grid: {lr: [0.1, 0.3]}\nhidden_nodes: 4\nepochs: 2\nrepeats: 1\n")
    again = frame_of(CLAIM, Path("three"), quick=False).rows
    pd.testing.assert_series_equal(first["sum"], again["sum"])


def test_epochs_of_one_run_are_networks_of_their_own(written):
    written("grid: {epochs: [1, 3]}\nhidden_nodes: 4\nrepeats: 1\n")
    rows = frame_of(CLAIM, Path("out"), quick=False).rows
    for point in read_trainings(CLAIM, quick=False).points:
        assert rows.loc[rows["epochs"] == point.epochs, "sum"].tolist() == sums(point, 0)


def test_trials_that_failed_are_not_probed_and_all_failed_is_an_error(written):
    written(
        "grid: {lr: [0.001, 900]}\nhidden_nodes: 4\nepochs: 1\nrepeats: 1\n"
        "network: {activation: linear, output_activation: linear}\n"
    )
    rows = frame_of(CLAIM, Path("out"), quick=False).rows
    assert set(rows["lr"]) == {0.001}
    written(
        "grid: {lr: [800, 900]}\nhidden_nodes: 4\nepochs: 1\nrepeats: 1\n"
        "network: {activation: linear, output_activation: linear}\n"
    )
    with pytest.raises(ReproduceError, match=r"every trial failed, the first with: .*not finite"):
        frame_of(dataclasses.replace(CLAIM, probe=None), Path("bad"), quick=False)
