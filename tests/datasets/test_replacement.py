import os
import time

import pytest

from nnexp.datasets.replacement import replacement


def test_the_file_appears_whole(tmp_path):
    path = tmp_path / "new" / "file"
    with replacement(path) as file:
        file.write(b"half")
        assert not path.exists()
        file.write(b" and half")
    assert path.read_bytes() == b"half and half"
    assert os.listdir(path.parent) == ["file"]  # noqa: PTH208


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), replacement(path) as file:
        file.write("not bytes")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_what_killed_writers_left_long_ago_is_removed(tmp_path):
    old, recent = tmp_path / ".partial-old", tmp_path / ".partial-recent"
    for partial in (old, recent):
        partial.write_bytes(b"x")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    with replacement(tmp_path / "file") as file:
        file.write(b"y")
    assert not old.exists()
    assert recent.exists()
