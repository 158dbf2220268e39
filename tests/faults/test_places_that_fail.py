"""Disks that are full, folders that are read-only: one line, and nothing lost.

The same command, when there is room again, ends with the undisturbed table.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import hydra
import pytest
import yaml
from forked_sweeps import GRID, RUNS, outcome

import nnexp

WORDS = [
    "-m",
    *(f"{name}={str(value).strip('[]').replace(' ', '')}" for name, value in GRID.items()),
    "hydra.sweep.dir=out",
    "store.path=store.sqlite",
]

NOBODY = 65534


def see_one_clear_line(said, status):
    errors = [line for line in said.splitlines() if line.startswith("nnexp: error: ")]
    assert len(errors) == 1, said
    assert "unexpected" not in said
    assert "Traceback" not in said
    assert "Logging error" not in said
    assert status == 1


def see_the_end(forks, folder, undisturbed, *, on_the_command_line=True):
    """With room and rights again all is well; returns how many runs were known."""
    if not on_the_command_line:
        status, said = forks.run(folder)
        assert status == 0, said
        assert outcome(folder)["hash"] == undisturbed["hash"]
        return outcome(folder)["reused"]
    status, said = forks.run(folder, words=WORDS)
    assert status == 0, said
    record = yaml.safe_load((folder / "out" / "sweep.yaml").read_text())
    assert record["table_hash"] == undisturbed["hash"]
    assert (folder / "out" / "report.html").exists()
    assert not [path for path in folder.rglob("*") if ".partial-" in path.name]
    return record["runs"]["reused"]


# From one at which not even a store can be made to one at which the last picture is too large.
LIMITS = [0, 1_000, 8_000, 30_000, 45_000, 60_000, 80_000, 120_000]


@pytest.mark.slow
def test_files_that_cannot_grow(forks, undisturbed, tmp_path, record_property):
    failed = []
    for limit in LIMITS:
        folder = tmp_path / str(limit)
        folder.mkdir()
        status, said = forks.run(folder, words=WORDS, file_limit=limit)
        if status or limit == 0:
            failed.append(limit)
        if status and limit:
            see_one_clear_line(said, status)
    record_property("tried", len(failed))
    assert len(failed) > 4
    for limit in failed[:-1]:
        see_the_end(forks, tmp_path / str(limit), undisturbed, on_the_command_line=False)
    see_the_end(forks, tmp_path / str(failed[-1]), undisturbed)


@pytest.fixture
def disk(tmp_path):
    """Mounts a disk of so many kB, and makes it larger."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(*options):
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    if not mount("size=64k"):
        pytest.skip("this user may not mount a small disk")

    def resized(kilobytes):
        assert mount("remount", f"size={kilobytes}k")
        return place

    yield resized
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.slow
def test_a_disk_that_is_full(forks, undisturbed, disk, record_property):
    """The disk grows a little each time, until there is room for everything."""
    failed = 0
    for kilobytes in (4, 24, 64, 110, 150, 200, 300):
        folder = disk(kilobytes)
        try:
            status, said = forks.run(folder, words=WORDS)
        except FileNotFoundError:
            status, said = 1, ""
        if status and said.strip():
            see_one_clear_line(said, status)
        failed += status != 0
    record_property("tried", failed)
    assert failed > 3
    assert 0 < see_the_end(forks, disk(65_536), undisturbed) <= RUNS


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become somebody else")
@pytest.mark.parametrize("what", ["folder", "out", "store"])
def test_what_may_only_be_read(forks, undisturbed, what, record_property):
    for package in (hydra, nnexp):
        if not _anybody_may_read(Path(package.__file__).resolve()):
            pytest.skip(f"{package.__name__} lies where other users may not read it")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "said.txt").touch()
        (folder / "said.txt").chmod(0o666)
        if what == "out":
            (folder / "out").mkdir(mode=0o555)
            folder.chmod(0o777)
        elif what == "store":
            assert forks.run(folder, settings={"epochs": 1})[0] == 0
            for path in folder.rglob("*"):
                path.chmod(0o777 if path.is_dir() or path.name == "said.txt" else 0o666)
            folder.chmod(0o777)
            (folder / "store.sqlite").chmod(0o444)
        status, said = forks.run(folder, words=WORDS, user=NOBODY)
        errors = [line for line in said.splitlines() if line.startswith("nnexp: error: ")]
        assert len(errors) == 1, said
        assert "Traceback" not in said
        assert "unexpected" not in said
        assert status in (1, 2)
        see_the_end(forks, folder, undisturbed, on_the_command_line=False)
    record_property("tried", 1)


def _anybody_may_read(path):
    return bool(path.stat().st_mode & 0o004) and all(
        folder.stat().st_mode & 0o001 for folder in path.parents
    )
