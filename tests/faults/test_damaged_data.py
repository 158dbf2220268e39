"""Data that are damaged, swapped, half there or changed under a sweep; a damaged cache."""

import random

import numpy as np
import pytest

import nnexp
from nnexp.datasets import DataError

SMALL = {"lr": [0.1, 0.3], "epochs": 1, "hidden_nodes": 3, "repeats": 2, "data": "csv"}
ROWS, FEATURES = 120, 9


def written(path, seed=1, rows=ROWS):
    draw = np.random.default_rng(seed)
    labels, inputs = draw.integers(0, 3, rows), draw.integers(0, 256, (rows, FEATURES))
    lines = [",".join(map(str, (label, *row))) for label, row in zip(labels, inputs, strict=True)]
    path.write_text("\n".join(lines) + "\n")
    return path


def sweep(folder, **more):
    places = {"store.path": str(folder / "store.sqlite"), "data.train": str(folder / "train.csv")}
    return nnexp.sweep({**places, **SMALL, **more}, directory=folder / "out")


def refusal(folder):
    with pytest.raises(DataError) as caught:
        sweep(folder)
    assert "\n" not in str(caught.value)
    assert str(folder / "train.csv") in str(caught.value)


def test_damaged_bytes_are_refused_or_other_data(tmp_path, record_property):
    """A byte that no number has is refused; one that makes another number is another data set."""
    path = written(tmp_path / "train.csv")
    truth, good = sweep(tmp_path).table_hash, path.read_bytes()
    chance = random.Random(3)
    for number in range(8):
        damaged = bytearray(good)
        # Within the inputs of the first row, where a label would be a word as good as others.
        place = chance.randrange(2, good.index(b"\n"))
        damaged[place] = b"\0x\xff/"[number % 4]
        path.write_bytes(damaged)
        refusal(tmp_path)
    for point in (b"-", b"."):
        path.write_bytes(good.replace(b",1", b"," + point + b"1", 1))
        other = sweep(tmp_path)
        assert other.counts.reused == 0
        assert other.table_hash != truth
    path.write_bytes(good)
    again = sweep(tmp_path)
    assert (again.table_hash, again.counts.reused) == (truth, 4)
    record_property("tried", 10)


def test_half_a_file_is_refused_or_other_data(tmp_path, record_property):
    """Cut within a row it is refused; cut between rows it is another data set, and trained anew."""
    path = written(tmp_path / "train.csv")
    truth, good = sweep(tmp_path), path.read_bytes()
    path.write_bytes(good[: len(good) // 2].rpartition(b",")[0])
    refusal(tmp_path)
    path.write_bytes(good[: good.index(b"\n", len(good) // 2) + 1])
    half = sweep(tmp_path)
    assert half.counts.reused == 0
    assert half.table_hash != truth.table_hash
    path.write_bytes(good)
    assert sweep(tmp_path).table_hash == truth.table_hash
    record_property("tried", 2)


def test_a_swapped_file_is_never_answered_with_the_other_ones_runs(tmp_path, record_property):
    path = written(tmp_path / "train.csv", seed=1)
    first = sweep(tmp_path)
    written(path, seed=2)
    second = sweep(tmp_path)
    assert second.counts.reused == 0
    fingerprints = {set_of(result) for result in (first, second)}
    assert len(fingerprints) == 2
    written(path, seed=1)
    again = sweep(tmp_path)
    assert (again.table_hash, again.counts.reused) == (first.table_hash, 4)
    record_property("tried", 2)


def set_of(result):
    (fingerprint,) = set(result.table["data_fingerprint"])
    return fingerprint


@pytest.mark.slow
def test_a_damaged_cache_is_built_again(tmp_path, monkeypatch, record_property, caplog):
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path / "cache"))
    path = written(tmp_path / "train.csv", rows=33_000)
    assert path.stat().st_size > 1 << 20
    more = {"data.train_size": 50, "data.validation": 50}
    truth = sweep(tmp_path, **more).table_hash
    (entry,) = (tmp_path / "cache" / "decoded").iterdir()
    good, chance = entry.read_bytes(), random.Random(4)
    damages = [
        good[: len(good) // 2],
        b"",
        good + b"x",
        *(flipped(good, chance.randrange(len(good))) for _ in range(4)),
        flipped(good, 20),
    ]
    for damaged in damages:
        entry.write_bytes(damaged)
        (tmp_path / "store.sqlite").unlink()
        assert sweep(tmp_path, **more).table_hash == truth
        assert entry.read_bytes() == good
    assert caplog.text.count("is damaged") == len(damages)
    record_property("tried", len(damages))


def flipped(content, place):
    changed = bytearray(content)
    changed[place] ^= 0x10
    return bytes(changed)
