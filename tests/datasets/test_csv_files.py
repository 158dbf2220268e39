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


def test_classes_are_the_labels_of_both_files_and_at_least_two(write):
    zeros = write("zeros.csv", "0,1\n0,2\n")
    assert load_csv(zeros, None).class_names == ("0", "1")
    data = load_csv(zeros, write("test.csv", "6,1\n"))
    assert (data.class_names, data.labels.tolist()) == (("0", "6"), [0, 0, 1])


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ("300 65535", ("300", "65535")),
        ("1999 2024 2001", ("1999", "2001", "2024")),
        ("10 9 -1", ("-1", "9", "10")),
        ("10 9 x", ("10", "9", "x")),
        ("ja nein", ("ja", "nein")),
        ("True False", ("False", "True")),
        ("01 1 1.0", ("0", "1")),
        ("7 7", ("7", "not 7")),
        ("1 1", ("0", "1")),
    ],
)
def test_classes_are_the_labels_that_occur_by_name(write, labels, names):
    data = load_csv(write("train.csv", "".join(f"{one},7,9\n" for one in labels.split())), None)
    assert data.class_names == names
    assert data.classes == len(names)


def test_labels_from_0_to_k_are_their_own_numbers(write):
    text = "".join(f"{row * 7 % 12},{row},9\n" for row in range(48))
    data = load_csv(write("train.csv", text), None)
    assert data.labels.tolist() == [row * 7 % 12 for row in range(48)]
    # Before classes had names; what is stored under it must still be found.
    assert data.fingerprint[:32] == "327a2e2f6c58c88972b157cfa029c9f0"


def test_test_rows_may_name_their_columns_in_another_order(write):
    train = write("train.csv", "label,a,b\n0,1,2\n1,3,4\n")
    data = load_csv(train, write("test.csv", "b,label,a\n6,1,5\n"))
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert data.labels.tolist() == [0, 1, 1]


def test_the_column_of_the_labels_may_be_named(write):
    path = write("train.csv", "sex,size,class\n0,5,3\n1,6,4\n0,7,3\n")
    assert load_csv(path, None).class_names == ("3", "4")
    for label in ("sex", "Sex", "first"):
        data = load_csv(path, None, label)
        assert (data.class_names, data.inputs.tolist()) == (("0", "1"), [[5, 3], [6, 4], [7, 3]])
    assert load_csv(path, None, "last").fingerprint == load_csv(path, None).fingerprint
    with pytest.raises(DataError) as caught:
        load_csv(path, None, "species")
    assert str(caught.value) == (
        f"data.label=species: {path} has no such column; it has sex, size, class"
    )


@pytest.mark.parametrize("index", ["{row}", "{row}.0"])
def test_numbers_of_rows_are_no_labels(write, index):
    text = "".join(f"{index.format(row=row)},{row % 3},{row % 5}\n" for row in range(30))
    path = write("train.csv", text)
    with pytest.raises(DataError) as caught:
        load_csv(path, None)
    assert str(caught.value) == (
        f"{path}: the label has 30 different values in 30 rows, too few rows of each to learn "
        "them; it counts the rows: leave it out (pandas: to_csv(…, index=False)); "
        "data.label=first takes it as it is"
    )
    assert load_csv(path, None, "first").classes == 30


def test_widths_must_agree(write):
    train, test = write("train.csv", "0,1,2\n"), write("test.csv", "0,1\n")
    with pytest.raises(DataError) as caught:
        load_csv(train, test)
    assert str(caught.value) == (
        f"{test}: its rows have 1 input beside the label, where those of {train} have 2"
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

    def overtaken(file, *layout):
        monkeypatch.setattr(csv_files, "read_rows", read_rows)
        former = path.read_text()
        path.write_text(other)
        with path.open("rb") as changed:
            rows = read_rows(changed, *layout)
        path.write_text(former)
        return rows

    monkeypatch.setattr(csv_files, "read_rows", overtaken)
    with pytest.raises(DataError, match=r"large0\.csv: has changed while it was read; start again"):
        load_csv(path, None)
    assert not cache.exists()
