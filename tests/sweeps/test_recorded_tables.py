"""Tables of small sweeps are those that commit 27a46b9 wrote.

`recorded_tables.json` has what it wrote: for processors and libraries that it ran on, the hash of
the whole table, and for all others the means of the metrics, which differ in their last digits.
A change of these numbers is a change of results: every store would be trained again.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import nnexp
from nnexp.table import canonical_hash
from nnexp.trainables.registry import trainable

RECORDED = json.loads(Path(__file__).with_name("recorded_tables.json").read_text())
TARGET = trainable().target()
METRICS = [name for name in trainable().columns.metrics if name != "seconds"]

GRIDS = {
    "the main job": {"lr": [0.01, 0.03, 0.1, 0.3], "epochs": [1, 5, 10], "repeats": 5},
    "xor": {
        "data": "xor",
        "data.validation": 0,
        "lr": [0.1, 1.0],
        "epochs": [5, 20],
        "hidden_nodes": [0, 3, (4, 3)],
        "repeats": 3,
    },
    "csv": {
        "data": "csv",
        "data.train": "rows.csv",
        "lr": [0.1, 0.3],
        "epochs": [1, 3],
        "hidden_nodes": [5],
        "repeats": 2,
    },
    "mini-batches, schedules, precision": {
        "engine": "processes",
        "training.batch_size": [1, 16],
        "training.schedule": ["constant", "cosine"],
        "training.dtype": ["float32", "float64"],
        "epochs": [1, 3],
        "hidden_nodes": [20],
        "repeats": 2,
    },
    "noise, rotation, frozen links": {
        "data.label_noise": [0.0, 0.2],
        "data.rotation": [0, 10],
        "network.activation": ["sigmoid", "relu"],
        "network.init": ["fan_in", "zero"],
        "training.freeze": ["none", "hidden"],
        "epochs": [1, 2],
        "hidden_nodes": [0, 10],
        "repeats": 2,
    },
    "divergence": {
        "network.output_activation": "linear",
        "network.activation": "linear",
        "lr": [0.001, 900.0],
        "epochs": [1, 2],
        "hidden_nodes": [10],
        "repeats": 2,
    },
}


def table_of(name, folder):
    """The table of one of the grids, trained from nothing."""
    draws = np.random.default_rng(3)
    labels, inputs = draws.integers(0, 3, 60), draws.integers(0, 256, (60, 12))
    rows = [
        ",".join(map(str, [label, *row]))
        for label, row in zip(labels.tolist(), inputs.tolist(), strict=True)
    ]
    (folder / "rows.csv").write_text("\n".join(rows) + "\n")
    settings = {"store.path": str(folder / "store.sqlite"), **GRIDS[name]}
    if "data.train" in settings:
        settings["data.train"] = str(folder / "rows.csv")
    return nnexp.sweep(settings, directory=folder / "out", quiet=True).table


def means_of(table):
    """Of each metric over the trials that have it."""
    return {name: float(table[name].mean()) for name in METRICS if table[name].notna().any()}


@pytest.mark.parametrize("name", GRIDS)
def test_a_table_is_what_it_was(name, tmp_path):
    table = table_of(name, tmp_path)
    known = RECORDED[name]
    assert table["status"].value_counts().to_dict() == known["statuses"]
    assert means_of(table) == pytest.approx(known["means"], rel=0.02)
    if TARGET in known["hashes"]:
        assert canonical_hash(table) == known["hashes"][TARGET]


def test_there_is_a_record_of_every_grid():
    assert RECORDED.keys() == GRIDS.keys()
    assert all(known["hashes"] for known in RECORDED.values())
