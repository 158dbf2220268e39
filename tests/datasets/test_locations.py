import sys
from pathlib import Path

import pytest

from nnexp.datasets.locations import cache_folder, data_folder


def test_the_cache_folder_is_the_named_one(monkeypatch):
    monkeypatch.setenv("NNEXP_CACHE_DIR", "/some/where")
    assert cache_folder() == Path("/some/where")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other customs")
@pytest.mark.parametrize("unset", [None, ""])
def test_else_it_is_the_users_cache(monkeypatch, tmp_path, unset):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NNEXP_CACHE_DIR")
    if unset is not None:
        monkeypatch.setenv("NNEXP_CACHE_DIR", unset)
    assert cache_folder() == tmp_path / "nnexp"


def test_a_tilde_is_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NNEXP_CACHE_DIR", "~/here")
    monkeypatch.setenv("NNEXP_DATA_DIR", "~")
    assert cache_folder() == tmp_path / "here"
    assert data_folder() == tmp_path


def test_no_data_folder_is_none(monkeypatch):
    assert data_folder() is None
    monkeypatch.setenv("NNEXP_DATA_DIR", "")
    assert data_folder() is None
