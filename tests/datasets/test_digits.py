import importlib.util
import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits as sklearn_digits

from nnexp.datasets import DataError, load
from nnexp.datasets.digits import load_digits
from nnexp.settings import DataSettings

FINGERPRINT = "d1cace9f6b748217403a53d40e4154bd9de40b87b0db178bdeb9710d988eedc5"


def test_they_are_those_of_scikit_learn():
    inputs, labels = sklearn_digits(return_X_y=True)
    data = load(DataSettings())
    np.testing.assert_array_equal(data.inputs, inputs)
    np.testing.assert_array_equal(data.labels, labels)
    assert data.inputs.dtype == np.uint8
    assert (data.low, data.high) == (inputs.min(), inputs.max()) == (0, 16)
    assert (data.train_rows, data.classes, data.image_shape) == (1797, 10, (8, 8))


def test_their_fingerprint_is_known():
    assert load_digits().fingerprint == FINGERPRINT


def test_scikit_learn_is_not_imported():
    script = (
        "import sys; from nnexp.datasets import load; from nnexp.settings import DataSettings;"
        "load(DataSettings()); heavy = {'sklearn', 'pandas', 'pooch', 'scipy', 'numba'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_without_the_file_scikit_learn_is_asked(monkeypatch, tmp_path):
    class Moved:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: Moved)
    assert load_digits().fingerprint == FINGERPRINT


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00"])
def test_a_damaged_file_is_not_used(monkeypatch, tmp_path, content):
    class Damaged:
        submodule_search_locations = (str(tmp_path),)

    (tmp_path / "datasets" / "data").mkdir(parents=True)
    (tmp_path / "datasets" / "data" / "digits.csv.gz").write_bytes(content)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: Damaged)
    assert load_digits().fingerprint == FINGERPRINT


def test_without_scikit_learn_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(DataError) as caught:
        load_digits()
    assert str(caught.value) == (
        "data=digits: comes with scikit-learn, which is not installed; "
        "install it with: pip install scikit-learn"
    )
