"""A machine that tells nothing of itself: a jail without /proc, and without control groups."""

import shutil
import subprocess
import sys

import pytest

JAIL = ["unshare", "--map-root-user", "--mount", "--", "sh", "-c"]
HIDE = "mount -t tmpfs none /proc && mount -t tmpfs none /sys/fs/cgroup && "


@pytest.fixture(scope="module")
def jail():
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare, of Linux, to take /proc away from a program")
    if subprocess.run([*JAIL, HIDE + "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount anything")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_a_sweep_ends_well(tmp_path, jail, engine):
    words = "-m data=xor data.validation=0 lr=0.1,0.3 epochs=2 repeats=2 hidden_nodes=2"
    done = subprocess.run(
        [*JAIL, HIDE + f'exec "$0" -m nnexp {words} engine={engine}', sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr
    assert len(list(tmp_path.glob("results/*/*/table.parquet"))) == 1
    assert len(list(tmp_path.glob("results/*/*/report.html"))) == 1
