"""Worker processes that are started as on Windows and macOS: nothing is inherited by a fork."""

import subprocess
import sys

import pytest

SCRIPT = """
import multiprocessing, sys
from joblib.externals.loky.backend import context

import nnexp

if __name__ == "__main__":
    engine, folder = sys.argv[1:]
    multiprocessing.set_start_method("spawn")
    context.set_start_method("spawn", force=True)
    settings = {"data.validation": 0, "store.path": f"{folder}/store.sqlite"}
    found = nnexp.sweep(settings, directory=folder, quiet=True, data="xor", repeats=3, epochs=2,
                        hidden_nodes=[2, 3], engine=engine)
    print(found.counts.trained, found.table_hash)
"""


@pytest.mark.slow
def test_spawned_workers_find_the_same(tmp_path):
    script = tmp_path / "sweep.py"
    script.write_text(SCRIPT)
    told = {
        engine: subprocess.run(
            [sys.executable, script, engine, tmp_path / engine],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        ).stdout.split()
        for engine in ("processes", "threads")
    }
    assert told["processes"][0] == "6"
    assert told["processes"] == told["threads"]
