"""What can be said of clusters without starting one."""

import importlib.util
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import nnexp.execution.data_cache as cache_module
from nnexp.datasets import load
from nnexp.datasets.dataset import dataset
from nnexp.execution.cluster import EngineError, common_target
from nnexp.execution.data_cache import DataCache, DataReference
from nnexp.execution.joining import joined
from nnexp.execution.remote import identity, train_remotely
from nnexp.execution.worker import Rules, Training, never
from nnexp.network import KERNEL_REVISION, target
from nnexp.settings import DataSettings, EngineSettings, GridPoint, SettingsError, TrainingSettings
from nnexp.trainables.book.trainable import BOOK

DIGITS = load(DataSettings())
ADDRESS = "tcp://10.0.0.1:8786"
OTHER = f"generic-00000000 numba-0.61 book-{KERNEL_REVISION}"


def told(error) -> str:
    (line,) = str(error.value).splitlines()
    return line


@pytest.mark.parametrize(("engine", "package"), [("dask", "distributed"), ("ray", "ray")])
def test_a_package_that_is_missing_names_its_extra(monkeypatch, engine, package):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineError) as error, joined(EngineSettings(name=engine), BOOK, print):
        pass
    assert told(error) == (
        f"engine={engine}: the package {package} is not installed; "
        f"install it with pip install 'nnexp[{engine}]'"
    )


def test_engines_of_this_machine_need_no_cluster():
    with joined(EngineSettings(name="processes"), BOOK, print) as cluster:
        assert cluster is None


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("threads", ADDRESS, "is only for engine=dask and engine=ray, not for engine=threads; add "
         "engine=dask or leave engine.address out"),
        ("dask", "10.0.0.1", "must name a host and a port; for example engine.address=" + ADDRESS),
        ("dask", "ftp://a:1", "must name a host and a port; for example engine.address=" + ADDRESS),
        ("dask", "auto", "must name a host and a port; for example engine.address=" + ADDRESS),
        ("ray", ADDRESS, "must name a host and a port; for example engine.address=10.0.0.1:6379"),
    ],
)  # fmt: skip
def test_addresses_that_cannot_be(name, address, said):
    with pytest.raises(SettingsError) as error:
        EngineSettings(name=name, address=address)
    assert told(error) == f"engine.address={address}: {said}"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("dask", ADDRESS),
        ("dask", "tls://node-7.example.org:8786"),
        ("dask", "tcp://[fe80::1]:8786"),
        ("dask", "localhost:8786"),
        ("ray", "10.0.0.1:6379"),
        ("ray", "auto"),
        ("ray", None),
    ],
)
def test_addresses_that_can_be(name, address):
    assert EngineSettings(name=name, address=address).address == address


def test_workers_that_are_alike_have_their_common_target():
    assert common_target(ADDRESS, BOOK, {"a": identity(BOOK), "b": identity(BOOK)}) == target()
    assert common_target(ADDRESS, BOOK, {"a": OTHER}) == "generic-00000000 numba-0.61"


def test_workers_that_differ_are_named():
    with pytest.raises(EngineError) as error:
        common_target(ADDRESS, BOOK, {"a": OTHER, "b": OTHER, "c": identity(BOOK)})
    assert told(error).startswith(
        f"engine.address={ADDRESS}: worker a trains for {OTHER}, worker c for {identity(BOOK)}: "
        "their numbers may differ in the last bits; start all workers with the same versions"
    )


def test_a_worker_without_nnexp_or_with_another_one_is_named():
    with pytest.raises(EngineError) as error:
        common_target(
            ADDRESS, BOOK, {"a": identity(BOOK), "b": ModuleNotFoundError("No module 'nnexp'")}
        )
    assert told(error) == (
        f"engine.address={ADDRESS}: worker b cannot run this nnexp (No module 'nnexp'); "
        "install the same version on every machine"
    )
    with pytest.raises(EngineError) as error:
        common_target(ADDRESS, BOOK, {"a": f"{target()} book-0"})
    assert "its workers have another nnexp" in told(error)


def a_reference(data, calls) -> DataReference:
    def fetch():
        calls.append(threading.get_ident())
        return data

    return DataReference(data.name, data.fingerprint, fetch)


def test_all_threads_of_a_worker_fetch_and_encode_once(tmp_path, monkeypatch):
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path))
    calls, cache = [], DataCache()
    reference = a_reference(DIGITS, calls)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: cache.get(BOOK, reference, GridPoint()), range(32)))
    assert len(calls) == 1
    assert cache.fetched == {DIGITS.fingerprint: 1}
    assert len({id(prepared) for prepared in found}) == 1
    # Read in another way: encoded anew, from the same data.
    double = cache.get(BOOK, reference, GridPoint(training=TrainingSettings(dtype="float64")))
    assert double.encoded.dtype == np.float64
    assert len(calls) == 1


def test_a_shelf_holds_so_many_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path))
    cache, calls = DataCache(), []
    sets = [load(DataSettings(name=name)) for name in ("digits", "bugs", "and", "or", "xor")]
    assert len(sets) > cache_module._HELD
    for data in sets:
        cache.get(BOOK, a_reference(data, calls), GridPoint(data=DataSettings(name=data.name)))
    assert len(calls) == len(sets)
    cache.get(BOOK, a_reference(sets[-1], calls), GridPoint(data=DataSettings(name=sets[-1].name)))
    assert len(calls) == len(sets)
    cache.get(BOOK, a_reference(sets[0], calls), GridPoint())
    assert len(calls) == len(sets) + 1


def test_large_data_are_found_on_disk_by_the_next_process(tmp_path, monkeypatch):
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path))
    draws = np.random.default_rng(1)
    large = dataset(
        "csv",
        draws.integers(0, 255, (2000, 784)).astype(np.uint8),
        draws.integers(0, 10, 2000),
        train_rows=2000,
        classes=10,
        low=0,
        high=255,
        image_shape=(28, 28),
    )
    calls = []
    first = DataCache().get(BOOK, a_reference(large, calls), GridPoint()).dataset
    second = DataCache().get(BOOK, a_reference(large, calls), GridPoint()).dataset
    assert len(calls) == 1
    assert not second.inputs.flags.owndata
    assert first.name == second.name == "csv"
    np.testing.assert_array_equal(second.inputs, large.inputs)
    # A damaged file is not believed: the data are fetched again.
    (kept,) = (tmp_path / "decoded").iterdir()
    damaged = bytearray(kept.read_bytes())
    damaged[-1] ^= 1
    kept.write_bytes(damaged)
    third = DataCache().get(BOOK, a_reference(large, calls), GridPoint()).dataset
    assert len(calls) == 2
    np.testing.assert_array_equal(third.inputs, large.inputs)


def test_a_worker_refuses_what_it_would_train_to_other_bits(tmp_path, monkeypatch):
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path))
    task = Training("a", GridPoint(hidden_nodes=(3,), epochs=1), 0)
    reference = a_reference(DIGITS, [])
    (answer,) = train_remotely(BOOK, [task], reference, Rules(), identity(BOOK), lambda: never)
    assert answer.outcome.status == "ok"
    with pytest.raises(EngineError) as error:
        train_remotely(BOOK, [task], reference, Rules(), OTHER, lambda: never)
    assert told(error).startswith(
        f"a worker has joined that trains for {identity(BOOK)}, while this"
    )
