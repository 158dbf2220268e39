import importlib
import subprocess
import sys

import pytest

from nnexp.datasets import DataError, load
from nnexp.settings import SOURCES, DataSettings


def test_csv_without_a_file_says_what_is_missing():
    with pytest.raises(DataError) as caught:
        load(DataSettings(name="csv"))
    assert str(caught.value) == (
        "data=csv: data.train is missing; name the file of training rows, "
        "for example data.train=mnist_train_100.csv"
    )


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_has_a_loader(name):
    module, _, loader = SOURCES[name].place.partition(":")
    assert callable(getattr(importlib.import_module(module), loader))


def test_importing_the_layer_imports_nothing_heavy():
    script = (
        "import sys, nnexp.datasets;"
        "heavy = {'pandas', 'pyarrow', 'scipy', 'sklearn', 'pooch', 'numba', 'platformdirs'};"
        "heavy.add('PIL');"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
