import dataclasses
import re

import numpy as np
import pytest

from nnexp.datasets.dataset import dataset, fingerprint

INPUTS = np.arange(24, dtype=np.uint8).reshape(6, 4)
LABELS = np.array([0, 1, 2, 0, 1, 2])
PINNED = "efb4d072f76a4189f65e9eda4071419cdabed1f997c030bd8238f529a41964d8"
REST = {"train_rows": 4, "classes": 3, "low": 0, "high": 255, "image_shape": (2, 2)}


def made(**changes):
    parts = {"name": "a", "inputs": INPUTS.copy(), "labels": LABELS.copy(), **REST, **changes}
    return dataset(parts.pop("name"), parts.pop("inputs"), parts.pop("labels"), **parts)


def test_arrays_are_read_only_and_labels_small_when_they_fit():
    data = made()
    assert not data.inputs.flags.writeable
    assert not data.labels.flags.writeable
    assert data.labels.dtype == np.uint8
    assert made(classes=257).labels.dtype == np.int64


def test_the_fingerprint_never_changes():
    assert made().fingerprint == PINNED


def test_the_fingerprint_ignores_name_and_memory_layout():
    columns_first = np.asfortranarray(INPUTS)
    assert made(name="b", inputs=columns_first, labels=LABELS.astype(np.int32)).fingerprint == (
        made().fingerprint
    )


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": INPUTS + np.uint8(1)},
        {"inputs": INPUTS.astype(np.float32)},
        {"labels": LABELS[::-1].copy()},
        {"train_rows": 5},
        {"classes": 4},
        {"low": -1},
        {"high": 16},
        {"image_shape": None},
        {"image_shape": (1, 4)},
        {"inputs": INPUTS.reshape(6, 4)[:, ::-1]},
    ],
    ids=str,
)
def test_the_fingerprint_notices_everything_that_can_change_a_training(change):
    assert made(**change).fingerprint != made().fingerprint


def test_the_fingerprint_is_that_of_the_content():
    data = made()
    assert fingerprint(dataclasses.replace(data, fingerprint="x")) == data.fingerprint


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": np.array([0, 1, 2, 0, 1, 3])}, "labels must go from 0 to 2"),
        ({"labels": LABELS[:5]}, "do not fit together"),
        ({"train_rows": 0}, "do not fit together"),
        ({"train_rows": 7}, "do not fit together"),
        ({"inputs": INPUTS.astype(np.int16)}, "type uint8 or float32"),
        ({"low": 5, "high": 5}, "low must be below high"),
        ({"high": float("nan")}, "low must be below high"),
        ({"image_shape": (3, 3)}, "image_shape does not fit"),
    ],
    ids=str,
)
def test_a_data_set_that_would_lead_a_kernel_astray_cannot_exist(change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        made(**change)


def test_negative_labels_are_refused():
    data = made()
    with pytest.raises(ValueError, match="labels must go from 0 to 2"):
        dataclasses.replace(data, labels=np.array([0, 0, 0, 0, 0, -1]))
