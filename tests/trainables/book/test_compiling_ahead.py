"""What is compiled ahead is all that a training calls, and people are told when it takes long."""

from __future__ import annotations

import subprocess
import sys

import pytest

TRAINED_WITHOUT_COMPILING = """
import dataclasses
import numpy as np
from nnexp.datasets import encode, load
from nnexp.network.kernel.evaluation import evaluate_rows
from nnexp.network.kernel.training import train_ahead, train_batches, train_singly
from nnexp.settings import parse
from nnexp.trainables.book.run import train
from nnexp.trainables.book.compilation import compile_for
from nnexp.trainables.book.shared import kind_of

KERNELS = (train_singly, train_ahead, train_batches, evaluate_rows)

def compiled():
    return [len(kernel.signatures) for kernel in KERNELS]

kinds = {}
for settings in CASES:
    point, _ = parse(settings)
    data = load(point.data)
    encoded = encode(data, point.data.input_range, point.training.dtype)
    kind = kind_of(point, encoded)
    if kind not in kinds:
        before = compiled()
        compile_for(point, encoded, lambda: None)
        assert compiled() != before, settings
        kinds[kind] = compiled()
    known = compiled()
    assert train(point, 0, data, encoded).status == "ok"
    assert compiled() == known, settings
print(len(kinds))
"""

CASES = [
    {"hidden_nodes": 5},
    {"hidden_nodes": [7, 3], "network": {"bias": True, "activation": "tanh"}},
    {"hidden_nodes": 0, "training": {"backpropagation": "exact"}},
    {"data": {"label_noise": 0.1}},
    {"training": {"batch_size": 16}},
    {"training": {"freeze": "hidden"}},
    {"training": {"freeze": "all"}},
    {"data": {"input_range": [-1, 1]}},
    {"training": {"dtype": "float64"}},
]


@pytest.mark.slow
def test_after_compiling_ahead_a_training_compiles_nothing():
    code = f"CASES = {CASES!r}\n{TRAINED_WITHOUT_COMPILING}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 4


@pytest.mark.slow
def test_a_cold_start_says_that_it_compiles_and_a_warm_one_does_not(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))

    def said(seed: int) -> str:
        words = ["-m", "lr=0.1,0.2", "epochs=1", "engine=processes", f"seed={seed}"]
        command = [sys.executable, "-m", "nnexp", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stderr

    line = "compiling the kernels for this machine: once, for about ten seconds"
    assert [said(seed).count(line) for seed in (1, 2)] == [1, 0]
