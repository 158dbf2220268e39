import dataclasses
import json
import os
import shutil
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnexp.datasets.cache import cache_key, keep, recall
from nnexp.datasets.dataset import dataset, fingerprint

KEY = cache_key("mnist", ["a", "b"])


def small(kind=np.uint8, classes=3):
    inputs = np.arange(24).reshape(6, 4).astype(kind)
    return dataset(
        "mnist",
        inputs,
        np.array([0, 1, 2, 0, 1, 2]),
        train_rows=4,
        classes=classes,
        low=0,
        high=23,
        image_shape=(2, 2),
    )


def entry(cache):
    (path,) = (cache / "decoded").iterdir()
    return path


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
@pytest.mark.parametrize("classes", [3, 300])
def test_what_is_kept_is_recalled(kind, classes):
    data = small(kind, classes)
    keep(data, KEY)
    recalled = recall("mnist", KEY)
    np.testing.assert_array_equal(recalled.inputs, data.inputs)
    np.testing.assert_array_equal(recalled.labels, data.labels)
    for field in (
        "class_names",
        "notes",
        "name",
        "train_rows",
        "classes",
        "low",
        "high",
        "image_shape",
        "fingerprint",
    ):
        assert getattr(recalled, field) == getattr(data, field)
    assert recalled.inputs.dtype == data.inputs.dtype
    assert recalled.labels.dtype == data.labels.dtype
    assert type(recalled.inputs) is np.ndarray


def test_inputs_are_mapped_from_the_file_and_read_only():
    data = keep(small(), KEY)
    base = data.inputs
    while base.base is not None and not isinstance(base, np.memmap):
        base = base.base
    assert isinstance(base, np.memmap)
    assert data.inputs.ctypes.data % 64 == 0
    with pytest.raises(ValueError, match="read-only"):
        data.inputs[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        data.labels[0] = 1
    with pytest.raises(ValueError, match="cannot set WRITEABLE flag"):
        data.inputs.setflags(write=True)


def test_another_user_of_a_shared_cache_may_read_what_is_kept(cache):
    former = os.umask(0o022)
    try:
        keep(small(), KEY)
    finally:
        os.umask(former)
    assert entry(cache).stat().st_mode & 0o777 == 0o644


def test_an_entry_that_may_not_be_read_is_not_called_damaged(cache, caplog, monkeypatch):
    keep(small(), KEY)

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("nnexp.datasets.cache._mapped", refused)
    assert recall("mnist", KEY) is None
    assert caplog.messages == [
        f"{entry(cache)} is another user's and may not be read; it is decoded each time"
    ]


def test_names_of_many_classes_are_kept(cache):
    names = tuple(f"a class of number {number}" for number in range(30_000))
    data = dataclasses.replace(small(), classes=30_000, class_names=names, notes=("read so",))
    data = dataclasses.replace(data, fingerprint=fingerprint(data))
    keep(data, KEY)
    recalled = recall("mnist", KEY)
    assert (recalled.class_names, recalled.notes) == (names, ("read so",))


def test_other_keys_and_names_are_not_found():
    keep(small(), KEY)
    assert recall("mnist", cache_key("mnist", ["a", "c"])) is None
    assert recall("csv", KEY) is None
    assert cache_key("csv", ["a", "b"]) != KEY


def test_keys_never_run_together():
    keys = {
        cache_key(*parts)
        for parts in [("a", ["b"]), ("ab", []), ("a", ["b", ""]), ("a", ["", "b"]), ("a", [])]
    }
    assert len(keys) == 5


def test_an_entry_renamed_to_another_key_is_not_believed(cache, caplog):
    other = cache_key("mnist", ["other"])
    keep(small(), KEY)
    shutil.copy(entry(cache), entry(cache).with_name(f"mnist-{other[:32]}.data"))
    assert recall("mnist", other) is None
    assert "it belongs to other files" in caplog.text


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.data())
def test_any_damage_is_noticed(cache, data):
    """A flipped bit, a cut or an addition anywhere but in the unused bytes before the inputs."""
    keep(small(), KEY)
    path = entry(cache)
    sound = path.read_bytes()
    header_ends = sound.index(b"}") + 1
    used = [*range(header_ends + 6), *range(4096, len(sound))]
    kind = data.draw(st.sampled_from(["flip", "cut", "add"]))
    if kind == "flip":
        damaged = bytearray(sound)
        damaged[data.draw(st.sampled_from(used))] ^= 1 << data.draw(st.integers(0, 7))
    elif kind == "cut":
        damaged = sound[: data.draw(st.integers(0, len(sound) - 1))]
    else:
        damaged = sound + data.draw(st.binary(min_size=1, max_size=5000))
    path.write_bytes(damaged)
    recalled = recall("mnist", KEY)
    if recalled is not None:
        # A bit of the header's text may be flipped without changing what it says.
        assert kind == "flip"
        assert fingerprint(recalled) == small().fingerprint
    keep(small(), KEY)
    assert recall("mnist", KEY).fingerprint == small().fingerprint


HOSTILE = [
    {"inputs": ["|u1", 2**40, 2**40]},
    {"inputs": ["|u1", 6, 4, 1]},
    {"inputs": ["|u1", -6, -4]},
    {"inputs": ["|u1", 6.0, 4]},
    {"inputs": ["|O", 6, 4]},
    {"inputs": ["|u1", 0, 4]},
    {"inputs": 5},
    {"labels": ["|u1", 2]},
    {"labels": "|u1"},
    {"train_rows": 100},
    {"train_rows": None},
    {"classes": 2},
    {"image_shape": [7, 7]},
    {"image_shape": 3},
    {"low": "x"},
    {"high": -5},
]


@pytest.mark.parametrize("change", HOSTILE, ids=str)
def test_a_header_that_lies_is_refused_even_with_a_fitting_fingerprint(cache, change, caplog):
    keep(small(), KEY)
    path = entry(cache)
    sound = path.read_bytes()
    start = sound.index(b"{")
    header = json.loads(sound[start : sound.index(b"}") + 1])
    text = json.dumps(header | change).encode()
    labels = bytes(small().labels)
    body = sound[:13] + len(text).to_bytes(4, "little") + text + labels
    path.write_bytes(body + bytes(-len(body) % 4096) + sound[4096:])
    assert recall("mnist", KEY) is None
    assert "is damaged" in caplog.text


@pytest.mark.parametrize("text", [b"[" * 4000, b"{}", b"[]", b"null", b"\xff\xff", b'{"key":'])
def test_a_header_that_is_no_header_is_refused(cache, text):
    keep(small(), KEY)
    path = entry(cache)
    path.write_bytes(path.read_bytes()[:13] + len(text).to_bytes(4, "little") + text)
    assert recall("mnist", KEY) is None


def test_a_folder_in_the_place_of_an_entry_is_no_entry(cache):
    keep(small(), KEY)
    path = entry(cache)
    path.unlink()
    path.mkdir()
    assert recall("mnist", KEY) is None
    assert keep(small(), KEY).fingerprint == small().fingerprint


def test_where_nothing_can_be_written_the_data_set_is_used_as_it_is(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path / "file" / "cache"))
    data = small()
    assert keep(data, KEY) is data
    assert recall("mnist", KEY) is None
    assert "cannot be kept" in caplog.text


FULL_DISK = textwrap.dedent(
    """
    import resource, sys, numpy as np
    from nnexp.datasets.cache import keep
    from nnexp.datasets.dataset import dataset
    data = dataset("mnist", np.ones((200, 500), dtype=np.uint8), np.zeros(200, dtype=int),
                   train_rows=200, classes=2, low=0, high=255, image_shape=None)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    assert keep(data, sys.argv[1]) is data
    """
)


def test_when_the_disk_is_full_no_part_of_an_entry_is_left(cache):
    subprocess.run([sys.executable, "-c", FULL_DISK, KEY], check=True, capture_output=True)
    assert list((cache / "decoded").iterdir()) == []


BUILDER = textwrap.dedent(
    """
    import sys, numpy as np
    from nnexp.datasets.cache import keep, recall
    from nnexp.datasets.dataset import dataset
    inputs = np.random.default_rng(0).integers(0, 256, (2000, 500), dtype=np.uint8)
    data = dataset("mnist", inputs, np.arange(2000) % 10, train_rows=2000, classes=10,
                   low=0, high=255, image_shape=None)
    sys.stdin.readline()
    for _ in range(20):
        assert keep(data, sys.argv[1]).fingerprint == data.fingerprint
        assert recall("mnist", sys.argv[1]).fingerprint == data.fingerprint
    """
)


def test_two_builders_at_once_do_not_disturb_each_other(cache):
    builders = [
        subprocess.Popen(
            [sys.executable, "-c", BUILDER, KEY], stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    outputs = [builder.communicate(b"go\n")[1].decode() for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], outputs
    assert outputs == ["", ""]
    assert entry(cache).name == f"mnist-{KEY[:32]}.data"
