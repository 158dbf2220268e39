"""A folder has one writer at a time, whatever becomes of the writers."""

import os
import subprocess
import sys

import pytest

from nnexp.files.folder_lock import LOCK, FolderTakenError, held
from nnexp.files.replacement import beside, is_left

HOLD = """
import sys, time
from pathlib import Path
from nnexp.files.folder_lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process, *, kill):
    if kill:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("kill", [False, True])
def test_the_second_is_told_until_the_first_has_ended(tmp_path, kill):
    folder = tmp_path / "out"
    first = holder(folder)
    try:
        with pytest.raises(FolderTakenError) as caught, held(folder):
            pytest.fail("held twice")
        assert str(caught.value) == (
            f"{folder}: another sweep or report is writing to this folder; wait until it has "
            "ended, or name another folder"
        )
    finally:
        let_go(first, kill=kill)
    with held(folder):
        assert [one.name for one in folder.iterdir()] == [LOCK]
        # Within one process too: two notebooks' cells, two threads.
        with pytest.raises(FolderTakenError), held(folder):
            pytest.fail("held twice")
    assert list(folder.iterdir()) == []


def test_many_want_one_folder_and_each_has_it_alone(tmp_path):
    """What is counted in the folder is lost where two are in it at once."""
    count = """
import sys, time
from pathlib import Path
from nnexp.files.folder_lock import FolderTakenError, held
folder = Path(sys.argv[1])
done = 0
while done < 25:
    try:
        with held(folder):
            number = folder / "number"
            value = int(number.read_text()) if number.exists() else 0
            time.sleep(0.001)
            number.write_text(str(value + 1))
            done += 1
    except FolderTakenError:
        time.sleep(0.0005)
"""
    writers = [subprocess.Popen([sys.executable, "-c", count, str(tmp_path)]) for _ in range(4)]
    assert [one.wait(timeout=120) for one in writers] == [0] * 4
    assert (tmp_path / "number").read_text() == "100"


def test_a_folder_that_may_not_be_written_is_no_business_of_the_lock(tmp_path):
    (tmp_path / "file").write_text("x")
    with held(tmp_path / "file"):
        pass
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path):
    (tmp_path / "target").write_text("precious")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / LOCK).symlink_to(tmp_path / "target")
    with held(folder):
        pass
    assert (tmp_path / "target").read_text() == "precious"


WRITE = """
import sys, time
from pathlib import Path
from nnexp.files.replacement import beside
with beside(Path(sys.argv[1])) as written:
    written.write_text("half")
    print(written.name, flush=True)
    sys.stdin.read()
"""


def test_what_the_killed_have_left_is_cleared_and_nothing_else(tmp_path):
    plots = tmp_path / "plots"
    plots.mkdir()
    names = [tmp_path / "table.csv", tmp_path / "reading_digits.npz", plots / "learning_curves.svg"]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in (*names, tmp_path / "sweep.yaml")
    ]
    left = [one.stdout.readline().strip() for one in writers]
    for writer in writers[:-1]:
        writer.kill()
        writer.communicate()
    dead = writers[0].pid
    older = tmp_path / f".table.parquet.{dead}"  # as earlier versions named them
    kept = [
        tmp_path / f".notes.{dead}",
        tmp_path / ".table.csv.old",
        tmp_path / f"table.csv.{dead}",
    ]
    for one in (older, *kept):
        one.write_text("x")
    assert is_left(older)
    try:
        with held(tmp_path):
            there = {one.name for one in tmp_path.iterdir()} | {one.name for one in plots.iterdir()}
        assert there == {LOCK, "plots", left[-1], *(one.name for one in kept)}
    finally:
        writers[-1].communicate()
    assert (tmp_path / "sweep.yaml").read_text() == "half"


def test_the_place_beside_a_file_is_new_whatever_is_there(tmp_path):
    places = set()
    for _ in range(20):
        with beside(tmp_path / "x.csv") as written:
            places.add(written.name)
            assert written.stat().st_size == 0
    assert len(places) == 20
    umask = os.umask(0o027)
    try:
        with beside(tmp_path / "y.csv"):
            pass
    finally:
        os.umask(umask)
    if os.name == "posix":
        assert (tmp_path / "y.csv").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_a_link_is_the_same_folder(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    link = tmp_path / "link"
    link.symlink_to(folder)
    with held(folder), pytest.raises(FolderTakenError), held(link):
        pytest.fail("held twice")
