"""Files that would run code if they were unpickled are refused and run nothing."""

import gzip
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from kernel_cases import network_of

from nnexp.network import Network, NetworkError


class Touching:
    """Unpickling it creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def boxed(path: Path) -> np.ndarray:
    array = np.empty(1, dtype=object)
    array[0] = Touching(path)
    return array


def as_pickle(path: Path, trap: Path) -> None:
    path.write_bytes(pickle.dumps(Touching(trap)))


def as_packed_pickle(path: Path, trap: Path) -> None:
    path.write_bytes(gzip.compress(pickle.dumps(Touching(trap))))


def as_npy(path: Path, trap: Path) -> None:
    with path.open("wb") as file:
        np.save(file, boxed(trap), allow_pickle=True)


def in_an_archive(*names: str):
    """One or several arrays of a saved network replaced by a trap."""

    def write(path: Path, trap: Path) -> None:
        network_of((4,)).save(path)
        arrays = dict(np.load(path)) | {name: boxed(trap) for name in names}
        with path.open("wb") as file:
            np.savez(file, allow_pickle=True, **arrays)

    return write


def as_a_bare_member(name: str):
    """A member that is a pickle rather than an array."""

    def write(path: Path, trap: Path) -> None:
        network_of((4,), bias=True).save(path)
        arrays = dict(np.load(path))
        del arrays[name]
        with path.open("wb") as file:
            np.savez(file, **arrays)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(f"{name}.npy", pickle.dumps(Touching(trap)))

    return write


MEMBERS = ("format", "layers", "activation", "output_activation", "bias", "weights_2", "biases_1")

TRAPS = [
    as_pickle,
    as_packed_pickle,
    as_npy,
    in_an_archive("format"),
    in_an_archive("layers"),
    in_an_archive("activation"),
    in_an_archive("weights_1", "weights_2"),
    *map(as_a_bare_member, MEMBERS),
]


@pytest.mark.parametrize("write", TRAPS)
def test_a_trap_is_refused_and_does_not_spring(write, tmp_path):
    path, trap = tmp_path / "net.npz", tmp_path / "sprung"
    write(path, trap)
    with pytest.raises(NetworkError) as caught:
        Network.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: is damaged or not a saved network (")
    assert message.endswith("); expected a file written by Network.save")
    assert "\n" not in message
    assert not trap.exists()


def test_the_trap_springs_where_files_are_unpickled(tmp_path):
    trap = tmp_path / "sprung"
    in_an_archive("weights_1")(tmp_path / "net.npz", trap)
    with np.load(tmp_path / "net.npz", allow_pickle=True) as arrays:
        assert len(arrays["weights_1"]) == 1
    assert trap.exists()


def test_a_folder_is_refused_in_one_line(tmp_path):
    with pytest.raises(NetworkError) as caught:
        Network.load(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}: ")
    assert "\n" not in str(caught.value)


def test_a_single_array_is_not_a_network(tmp_path):
    path = tmp_path / "array.npy"
    np.save(path, np.zeros(3))
    with pytest.raises(NetworkError) as caught:
        Network.load(path)
    assert str(caught.value) == (
        f"{path}: is damaged or not a saved network (a single array); "
        "expected a file written by Network.save"
    )
