import dataclasses
import gzip
import hashlib
import re
import shutil
import struct
import sys

import numpy as np
import pytest

from nnexp.datasets import DataError, load
from nnexp.datasets.image_sets import FASHION_MNIST, FILES, MNIST, load_image_set
from nnexp.settings import DataSettings

# Of the real MNIST: 60,000 + 10,000 images of 28×28 pixels.
FINGERPRINT = "3e62793cf0d1d37c62e9ad89bdc7257bf86bbee03e96ee1d9ff01181e0c06670"


def values(folder, file):
    """The values of a file in the plainest way: no code of the package."""
    packed = folder / f"{file}.gz"
    content = (
        gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / file).read_bytes()
    )
    dimensions = content[3]
    shape = struct.unpack(f">{dimensions}I", content[4 : 4 + 4 * dimensions])
    return np.frombuffer(content[4 + 4 * dimensions :], dtype=np.uint8).reshape(shape)


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("NNEXP_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def known(monkeypatch):
    """Says which sets there are."""
    return lambda *sets: monkeypatch.setattr("nnexp.datasets.image_sets.IMAGE_SETS", sets)


@pytest.mark.parametrize("packed", [True, False])
def test_the_four_files_become_one_data_set(make_set, data_folder, packed):
    wanted = make_set(data_folder, packed=packed)
    data = load_image_set(wanted)
    train_images, train_labels, test_images, test_labels = (
        values(data_folder, file) for file in FILES
    )
    np.testing.assert_array_equal(data.inputs[:30], train_images.reshape(30, 20))
    np.testing.assert_array_equal(data.inputs[30:], test_images.reshape(12, 20))
    np.testing.assert_array_equal(data.labels, np.concatenate([train_labels, test_labels]))
    assert (data.train_rows, data.classes, data.image_shape) == (30, 10, (4, 5))
    assert (data.low, data.high) == (0, 255)
    assert not data.inputs.flags.writeable


@pytest.mark.slow
def test_the_real_files_are_read_and_known(real_mnist):
    data = load(DataSettings(name="mnist"))
    for rows, file in ((slice(0, 60_000), FILES[0]), (slice(60_000, None), FILES[2])):
        np.testing.assert_array_equal(data.inputs[rows], values(real_mnist, file).reshape(-1, 784))
    for rows, file in ((slice(0, 60_000), FILES[1]), (slice(60_000, None), FILES[3])):
        np.testing.assert_array_equal(data.labels[rows], values(real_mnist, file))
    assert data.fingerprint == FINGERPRINT
    again = load(DataSettings(name="mnist"))
    assert again.fingerprint == FINGERPRINT
    np.testing.assert_array_equal(again.inputs, data.inputs)


def test_the_real_files_are_not_taken_for_fashion_mnist(real_mnist, monkeypatch):
    nowhere = dataclasses.replace(FASHION_MNIST, mirrors=("http://127.0.0.1:9/",))
    with pytest.raises(DataError, match="which holds the files of another set"):
        load_image_set(nowhere)


def test_unpacked_or_compressed_anew_it_is_the_same_set(make_set, data_folder):
    wanted = make_set(data_folder)
    fingerprint = load_image_set(wanted).fingerprint
    for file in FILES:
        packed = data_folder / f"{file}.gz"
        packed.write_bytes(gzip.compress(gzip.decompress(packed.read_bytes()), 1))
    assert load_image_set(wanted).fingerprint == fingerprint
    shutil.rmtree(data_folder)
    make_set(data_folder, packed=False)
    assert load_image_set(wanted).fingerprint == fingerprint


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("place", ["", "MNIST/raw", "raw", "MNIST", "mnist"])
def test_the_set_is_found_where_others_put_it(make_set, data_folder, place, packed):
    wanted = dataclasses.replace(make_set(data_folder / place, packed=packed), title="MNIST")
    assert load_image_set(wanted).train_rows == 30


def test_files_of_other_names_are_known_by_their_content(make_set, data_folder, known):
    one = make_set(data_folder / "one", "mnist", seed=1)
    two = make_set(data_folder / "two", "fashion_mnist", seed=2, packed=False)
    known(one, two)
    (data_folder / "notes.txt").write_text("not an image")
    (data_folder / "broken.gz").write_bytes(b"\x1f\x8b\x08 and no more")
    for place, wanted in (("one", one), ("two", two)):
        for path in (data_folder / place).iterdir():
            path.rename(data_folder / f"{place} {path.name.replace('-idx', '.idx')}")
        assert load_image_set(wanted).train_rows == 30
    assert load_image_set(one).fingerprint != load_image_set(two).fingerprint


def test_two_sets_live_side_by_side_in_subfolders(make_set, data_folder, known):
    one = make_set(data_folder / "mnist", "mnist", seed=1)
    two = make_set(data_folder / "fashion_mnist", "fashion_mnist", seed=2)
    known(one, two)
    loaded = [load_image_set(wanted) for wanted in (one, two)]
    assert loaded[0].fingerprint != loaded[1].fingerprint
    assert [data.name for data in loaded] == ["mnist", "fashion_mnist"]


def test_a_set_in_the_folder_itself_is_known_by_its_content_not_by_its_place(
    make_set, data_folder, cache, known
):
    one = make_set(data_folder, "mnist", seed=1)
    two = make_set(cache / "fashion_mnist", "fashion_mnist", seed=2)
    known(one, two)
    assert (
        load_image_set(two).labels.tolist()
        == np.concatenate(
            [values(cache / "fashion_mnist", FILES[1]), values(cache / "fashion_mnist", FILES[3])]
        ).tolist()
    )
    assert load_image_set(one).name == "mnist"


def test_the_subfolder_comes_before_the_folder_and_both_before_the_cache(
    make_set, data_folder, cache
):
    wanted = make_set(data_folder / "mnist", seed=1)
    make_set(data_folder, seed=2)
    make_set(cache / "mnist", seed=3)
    load_image_set(wanted)
    shutil.rmtree(data_folder / "mnist")
    with pytest.raises(DataError, match=re.escape(str(data_folder / FILES[0]))):
        load_image_set(wanted)


def test_the_cache_folder_is_enough(make_set, cache):
    assert load_image_set(make_set(cache / "mnist")).train_rows == 30


def test_other_content_is_named_with_both_digests(make_set, data_folder):
    wanted = make_set(data_folder / "mnist", seed=1)
    other = make_set(data_folder / "mnist", seed=2)
    path = data_folder / "mnist" / f"{FILES[0]}.gz"
    with pytest.raises(DataError) as caught:
        load_image_set(wanted)
    assert str(caught.value) == (
        f"{path}: is not Mnist's: its unpacked content has the SHA-256 {other.digests[0][:12]}…, "
        f"Mnist's has {wanted.digests[0][:12]}…; put the right file in its place, or remove it"
    )


def test_mnist_in_fashion_mnists_folder_is_called_so(real_mnist, data_folder):
    shutil.copytree(real_mnist, data_folder / "fashion_mnist")
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz: is MNIST's: its unpacked"):
        load(DataSettings(name="fashion_mnist"))


def test_one_swapped_file_is_found(make_set, data_folder):
    wanted = make_set(data_folder)
    shutil.copy(data_folder / f"{FILES[1]}.gz", data_folder / f"{FILES[3]}.gz")
    with pytest.raises(DataError, match=re.escape(f"{FILES[3]}.gz: is not Mnist's")):
        load_image_set(wanted)


def test_a_damaged_file_is_noticed_although_its_set_was_kept_decoded(make_set, data_folder):
    wanted = make_set(data_folder)
    load_image_set(wanted)
    path = data_folder / f"{FILES[0]}.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match="is damaged or cut short"):
        load_image_set(wanted)


def test_a_huge_file_is_refused_unread(make_set, data_folder):
    wanted = make_set(data_folder)
    with (data_folder / f"{FILES[0]}.gz").open("wb") as file:
        file.truncate(5 << 30)
    with pytest.raises(DataError, match="has 5,368,709,120 bytes, too many for a file of MNIST"):
        load_image_set(wanted)


def arrays(**changes):
    parts = {
        "train_images": np.zeros((3, 2, 2)),
        "train_labels": np.array([0, 9, 1]),
        "test_images": np.zeros((2, 2, 2)),
        "test_labels": np.array([3, 4]),
        **changes,
    }
    return list(parts.values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"train_labels": np.array([0, 9])},
            "train-labels-idx1-ubyte.gz: has 2 labels for the 3 images of "
            "train-images-idx3-ubyte.gz",
        ),
        (
            {"test_labels": np.array([0, 10])},
            "t10k-labels-idx1-ubyte.gz: label number 2 is 10; labels go from 0 to 9",
        ),
        (
            {"test_images": np.zeros((2, 2, 3))},
            "t10k-images-idx3-ubyte.gz: has images of 2×3 pixels, "
            "where train-images-idx3-ubyte.gz has 2×2",
        ),
        (
            {"train_labels": np.zeros((3, 1))},
            "train-labels-idx1-ubyte.gz: has 2 dimensions; labels have one",
        ),
        (
            {"train_images": np.zeros((3, 4))},
            "train-images-idx3-ubyte.gz: has the shape (3, 4); images have the three dimensions "
            "number, rows and columns, none of them 0",
        ),
        (
            {"test_images": np.zeros((0, 2, 2)), "test_labels": np.zeros(0)},
            "t10k-images-idx3-ubyte.gz: has the shape (0, 2, 2); images have the three dimensions "
            "number, rows and columns, none of them 0",
        ),
    ],
)
def test_files_that_do_not_belong_together_are_refused(make_set, data_folder, change, message):
    wanted = make_set(data_folder, arrays=arrays(**change))
    with pytest.raises(DataError) as caught:
        load_image_set(wanted)
    assert str(caught.value) == f"{data_folder}/{message}"


def test_a_data_folder_that_is_none_is_said_to_be_none(tmp_path, monkeypatch):
    monkeypatch.setenv("NNEXP_DATA_DIR", str(tmp_path / "nope"))
    with pytest.raises(DataError) as caught:
        load(DataSettings(name="mnist"))
    assert str(caught.value) == (
        f"NNEXP_DATA_DIR={tmp_path}/nope: is not a folder; name the folder with the data files, "
        "or unset the variable"
    )


def test_digests_are_distinct_sha_256():
    digests = [*MNIST.digests, *FASHION_MNIST.digests]
    assert len({*digests}) == 8
    assert all(len(bytes.fromhex(digest)) == hashlib.sha256().digest_size for digest in digests)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that cannot be read even by root")
def test_a_file_that_cannot_be_read_is_said_to_be_so(make_set, data_folder):
    wanted = make_set(data_folder)
    path = data_folder / f"{FILES[2]}.gz"
    path.unlink()
    path.symlink_to("/proc/self/mem")
    with pytest.raises(DataError) as caught:
        load_image_set(wanted)
    assert str(caught.value) == f"{path}: cannot be read: Input/output error"
