"""Directories of sweeps that start at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nnexp.sweeps.folder import claim_directory


def test_the_first_gets_the_name_and_the_next_a_number(tmp_path):
    wanted = tmp_path / "a" / "b"
    assert [claim_directory(wanted).name for _ in range(3)] == ["b", "b_2", "b_3"]


def test_two_that_claim_at_once_get_two(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: claim_directory(tmp_path / "a" / "b"), range(32)))
    assert len(set(claimed)) == 32
    assert set(claimed) == set((tmp_path / "a").iterdir())


def test_a_file_of_the_name_is_no_other_sweep(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(FileExistsError):
        claim_directory(tmp_path / "x")
