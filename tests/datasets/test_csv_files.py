import os
import re
from pathlib import Path

import numpy as np
import pytest

from nnexp.datasets import DataError, load
from nnexp.datasets.csv_files import load_csv
from nnexp.settings import DataSettings


@pytest.fixture
def write(tmp_path):
    def write_file(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content)
        return path

    return write_file


def test_training_rows_come_first_then_the_test_rows(write):
    train = write("train.csv", "2,0,10,20,30\n0,1,2,3,255\n")
    test = write("test.csv", "1,9,9,9,9\n")
    data = load(DataSettings(name="csv", train=str(train), test=str(test)))
    np.testing.assert_array_equal(data.inputs, [[0, 10, 20, 30], [1, 2, 3, 255], [9, 9, 9, 9]])
    np.testing.assert_array_equal(data.labels, [2, 0, 1])
    assert (data.train_rows, data.classes, data.low, data.high) == (2, 3, 0, 255)
    assert data.image_shape == (2, 2)
    assert not data.inputs.flags.writeable


def test_without_a_test_file_every_row_is_training(write):
    data = load_csv(write("train.csv", "0,1,2\n1,3,4\n"), None)
    assert (data.train_rows, data.image_shape) == (2, None)


def test_classes_count_the_labels_of_both_files_and_are_at_least_two(write):
    zeros = write("zeros.csv", "0,1\n0,2\n")
    assert load_csv(zeros, None).classes == 2
    assert load_csv(zeros, write("test.csv", "6,1\n")).classes == 7


def test_many_classes_keep_their_labels(write):
    data = load_csv(write("train.csv", "300,1\n65535,2\n"), None)
    np.testing.assert_array_equal(data.labels, [300, 65535])
    assert data.classes == 65536


def test_widths_must_agree(write):
    train, test = write("train.csv", "0,1,2\n"), write("test.csv", "0,1\n")
    with pytest.raises(DataError) as caught:
        load_csv(train, test)
    assert str(caught.value) == (
        f"{test}: its rows end at value p1, where those of {train} end at value p2"
    )


def test_the_fingerprint_is_that_of_the_content(write):
    plain = load_csv(write("a.csv", "0,1,2\n1,3,4\n"), None)
    spaced = load_csv(write("b.csv", "label,x,y\r\n0, 1, 2\r\n\r\n1, 3, 4"), None)
    assert plain.fingerprint == spaced.fingerprint
    divided = load_csv(write("c.csv", "0,1,2\n"), write("d.csv", "1,3,4\n"))
    assert plain.fingerprint != divided.fingerprint


def test_a_missing_file_is_said_to_be_missing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as caught:
        load(DataSettings(name="csv", train="nope.csv"))
    assert str(caught.value) == f"nope.csv: there is no such file in {tmp_path}"
    with pytest.raises(DataError, match=re.escape(f"{tmp_path}/nope.csv: there is no such file")):
        load_csv(tmp_path / "nope.csv", None)


def test_a_missing_test_file_is_found_out_before_the_training_file_is_read(write, tmp_path):
    bad = write("bad.csv", "not a row")
    with pytest.raises(DataError, match="there is no such file"):
        load_csv(bad, tmp_path / "nope.csv")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DataError) as caught:
        load_csv(tmp_path, None)
    assert str(caught.value) == f"{tmp_path}: is a folder; name a CSV file in it"


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="is not a file that can be read twice; name a CSV file"):
        load_csv(tmp_path / "pipe", None)


@pytest.mark.parametrize("name", ["x" * 5000, "file/under/file"])
def test_impossible_names_are_data_errors(write, name):
    with pytest.raises(DataError):
        load_csv(write("file", "0,1\n") / name, None)


def test_the_home_folder_may_be_written_as_a_tilde(write, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    write("mine.csv", "0,1\n1,2\n")
    assert load(DataSettings(name="csv", train="~/mine.csv")).train_rows == 2


def large_file(write, seed: int = 0) -> Path:
    draw = np.random.default_rng(seed)
    table = np.column_stack([np.arange(600) % 10, draw.integers(100, 256, (600, 500))])
    return write(
        f"large{seed}.csv", "".join(",".join(map(str, row)) + "\n" for row in table.tolist())
    )


def test_large_files_are_decoded_once(write, cache, monkeypatch):
    path = large_file(write)
    first = load_csv(path, None)
    assert len(list((cache / "decoded").glob("csv-*.data"))) == 1
    monkeypatch.setattr("nnexp.datasets.csv_files.read_rows", None)
    second = load_csv(path, None)
    assert second.fingerprint == first.fingerprint
    np.testing.assert_array_equal(second.inputs, first.inputs)


def test_a_changed_file_is_decoded_again(write, cache):
    path = large_file(write)
    first = load_csv(path, None)
    path.write_text(path.read_text().replace("0,", "1,", 1))
    assert load_csv(path, None).labels[0] == 1
    assert load_csv(path, None).fingerprint != first.fingerprint


def test_small_files_leave_nothing_behind(write, cache):
    load_csv(write("small.csv", "0,1\n1,2\n"), None)
    assert not cache.exists()


def test_a_file_that_changes_while_it_is_read_is_not_taken_for_its_former_self(
    write, cache, monkeypatch
):
    path = large_file(write, 0)
    other = large_file(write, 1).read_text()
    from nnexp.datasets import csv_files

    read_rows = csv_files.read_rows

    def overtaken(file, name):
        monkeypatch.setattr(csv_files, "read_rows", read_rows)
        former = path.read_text()
        path.write_text(other)
        with path.open("rb") as changed:
            rows = read_rows(changed, name)
        path.write_text(former)
        return rows

    monkeypatch.setattr(csv_files, "read_rows", overtaken)
    raced = load_csv(path, None)
    assert load_csv(path, None).fingerprint != raced.fingerprint
