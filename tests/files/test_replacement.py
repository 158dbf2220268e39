import errno
import os
import time
from pathlib import Path

import pytest

import nnexp.files.replacement
from nnexp.files.replacement import beside, replacement


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


@pytest.fixture
def held(monkeypatch):
    """Files that another program holds for so many attempts, as Windows lets it."""

    def hold(attempts: int) -> None:
        left = iter(range(attempts))
        replace = Path.replace

        def refuse(path, target):
            if next(left, None) is not None:
                raise PermissionError(errno.EACCES, "Access is denied", str(path))
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", refuse)

    return hold


def write(form, path):
    with form(path) as written:
        written.write(b"new") if form is replacement else written.write_bytes(b"new")


@pytest.mark.parametrize("form", [replacement, beside])
def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced(tmp_path, held, form):
    path = tmp_path / "table.csv"
    path.write_bytes(b"old")
    held(3)
    write(form, path)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("form", [replacement, beside])
def test_a_file_that_stays_open_elsewhere_is_told_and_left_as_it_was(
    tmp_path, held, form, monkeypatch
):
    monkeypatch.setattr(nnexp.files.replacement, "_PATIENCE", 0.2)
    path = tmp_path / "table.csv"
    path.write_bytes(b"old")
    held(1000)
    with pytest.raises(PermissionError) as told:
        write(form, path)
    assert told.value.filename == str(path)
    assert told.value.strerror == "it may not be replaced: does another program have it open?"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
