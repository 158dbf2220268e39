"""What is no file is not opened, and what is larger than it may be is not read."""

import os
import socket
import sys
from pathlib import Path

import pytest

from nnexp.files.bounded import file_size, read_bytes, read_text


def test_a_file_is_read_up_to_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("é\r\n".encode())
    assert file_size(path) == 4
    assert read_bytes(path, 4) == "é\r\n".encode()
    assert read_text(path, 4) == "é\n"
    with pytest.raises(OSError, match="has 4 bytes, and no more than 3 are read"):
        read_bytes(path, 3)


def test_a_sparse_file_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(OSError, match="has 1,099,511,627,776 bytes"):
        read_bytes(path, 1 << 20)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # names of sockets may not be long
    os.mkfifo("pipe")
    Path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
        kinds = {
            "pipe": "a pipe",
            "folder": "a folder",
            "socket": "a socket",
            os.devnull: "a device",
        }
        for name, kind in kinds.items():
            with pytest.raises(OSError, match=f"is {kind}, not a file"):
                read_bytes(Path(name), 100)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs files without a size")
def test_files_that_say_they_are_empty_have_a_bound_too() -> None:
    assert read_bytes(Path("/proc/self/maps"), 10_000_000)
    with pytest.raises(OSError, match="no more than 100 are read"):
        read_bytes(Path("/proc/self/maps"), 100)


def test_what_is_not_there_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "x", 1)
