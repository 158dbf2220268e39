"""Files in any other form than the book's, and what is wrong with those that cannot be read."""

import gzip
import io
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets import DataError
from nnexp.datasets.csv_files import load_csv
from nnexp.datasets.csv_layout import is_number, is_whole


@pytest.fixture
def read(tmp_path):
    def read_file(content: bytes | str, label=None):
        path = tmp_path / "rows.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_csv(path, None, label)

    return read_file


BOOK = "3,0,255\n0,1,2\n3,7,8\n"

SPELLINGS = {
    "quoted": '"3","0","255"\n"0","1","2"\n"3","7","8"\n',
    "semicolons": "3;0;255\n0;1;2\n3;7;8\n",
    "tabs": "3\t0\t255\n0\t1\t2\n3\t7\t8\n",
    "bars": "3|0|255\n0|1|2\n3|7|8\n",
    "spaces": "3 0 255\n0 1 2\n3 7 8\n",
    "many spaces": " 3   0 255\n 0   1   2\n 3   7   8\n",
    "decimals": "3.0,0.0,255.0\n0.0,1.0,2.0\n3.0,7.0,8.0\n",
    "decimal commas": "3;0,0;255,0\n0;1,0;2,0\n3;7,0;8,0\n",
    "exponents": "3e0,0,2.55e2\n0e0,1e0,2e0\n3e0,7e0,8e0\n",
    "signs": "+3,0,+255\n0,1,2\n3,7,8\n",
    "header": "digit,a,b\n3,0,255\n0,1,2\n3,7,8\n",
    "header of another name first": "kind,a,b\n3,0,255\n0,1,2\n3,7,8\n",
    "label last": "a,b,label\n0,255,3\n1,2,0\n7,8,3\n",
    "label in the middle": "a,target,b\n0,3,255\n1,0,2\n7,3,8\n",
    "numbers as names": "label,0,1\n3,0,255\n0,1,2\n3,7,8\n",
    "index": ",label,0,1\n0,3,0,255\n1,0,1,2\n2,3,7,8\n",
    "index named": "Id,a,b,Class\n1,0,255,3\n2,1,2,0\n3,7,8,3\n",
    "names of rows as in R": '"y","a","b"\n"1",3,0,255\n"2",0,1,2\n"3",3,7,8\n',
    "remark before": "# made by hand\n3,0,255\n0,1,2\n3,7,8\n",
    "header as a remark": "# label,a,b\n3,0,255\n0,1,2\n3,7,8\n",
    "header again": "label,a,b\n3,0,255\nlabel,a,b\n0,1,2\n3,7,8\n",
    "comma at the end": "3,0,255,\n0,1,2,\n3,7,8,\n",
    "empty lines": "\n\n3;0;255\n\n0;1;2\n;;\n".replace(";;\n", "") + "3;7;8\n\n",
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_the_same_table_however_it_is_written(read, text):
    book = read(BOOK)
    for content in (text, text.rstrip("\n"), text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        data = read(content)
        np.testing.assert_array_equal(data.inputs, book.inputs)
        assert [data.class_names[one] for one in data.labels] == ["3", "0", "3"]
        assert data.fingerprint == book.fingerprint


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_any_wrapping(read, encoding, pack):
    text = "größe,klasse,label\n1,2,süß\n3,4,sauer\n"
    data = read(pack(text.encode(encoding)))
    assert data.class_names == ("sauer", "süß")
    assert data.labels.tolist() == [1, 0]
    assert data.inputs.tolist() == [[1, 2], [3, 4]]


def test_what_pandas_and_numpy_write_is_read_back(read, tmp_path):
    draw = np.random.default_rng(0)
    labels, inputs = draw.integers(0, 3, 50), draw.normal(5, 3, (50, 6))
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    expected = (inputs - low) / (high - low)
    frame = pd.DataFrame(inputs).assign(kind=np.array(["oak", "ash", "elm"])[labels])
    data = read(frame.to_csv(), label="kind")
    np.testing.assert_allclose(data.inputs, expected, atol=1e-6)
    assert [data.class_names[one] for one in data.labels] == frame["kind"].tolist()
    again = read(frame.to_csv(sep=";", decimal=",", index=False, header=False))
    assert again.fingerprint == data.fingerprint
    buffer = io.StringIO()
    np.savetxt(buffer, np.column_stack([labels, inputs]))
    np.testing.assert_allclose(read(buffer.getvalue()).inputs, expected, atol=1e-6)


@pytest.mark.parametrize("name", SPELLINGS)
def test_sound_files_are_not_read_line_by_line(read, name, monkeypatch):
    monkeypatch.setattr("nnexp.datasets.csv_table._diagnosed", None)
    assert len(read(SPELLINGS[name]).labels) == 3


def test_files_of_many_blocks_are_put_together(read, monkeypatch):
    monkeypatch.setattr("nnexp.datasets.csv_table._BLOCK", 1000)
    monkeypatch.setattr("nnexp.datasets.csv_table._PER_COLUMN", 1)
    values = np.random.default_rng(0).random((2000, 5))
    lines = [f"{row % 4},{','.join(map(repr, one.tolist()))}" for row, one in enumerate(values)]
    data = read("\n".join(lines))
    np.testing.assert_array_equal(data.inputs, values.astype(np.float32))
    lines[1700] = lines[1700].replace("0.", "0x", 1)
    with pytest.raises(DataError, match=r"rows\.csv, line 1701: value p1 is 0x"):
        read("\n".join(lines))


NUMBER = (
    "it must be a number; write words as numbers, or say with data.label which column has the "
    "labels"
)
BAD = [
    ("", "has no rows; it needs lines of label,p1,p2,…"),
    ("\n\n \n", "has no rows; it needs lines of label,p1,p2,…"),
    ("label,p1,p2\n", "has no rows; it needs lines of label,p1,p2,…"),
    ("5\n", "its first row is 5; it must be label,p1,p2,… separated by commas"),
    ("5,0,1\n3,0\n", "line 2: has 2 values, where the rows before have 3"),
    ("5,0,1\n\n3,0,1,2\n", "line 3: has 4 values, where the rows before have 3"),
    ("5,0,1\n3,0,1,\n", "line 2: has 4 values, where the rows before have 3"),
    ("5;0,5;1\n3;0,5\n", "line 2: has 2 values, where the rows before have 3"),
    ("5,0,abc\n6,0,1\n", f"line 1: value p2 is abc; {NUMBER}"),
    ("a,b,label\n6,0,1\n6,x,1\n", f"line 3: value p2 (column 'b') is x; {NUMBER}"),
    ("1,0\n5,\n", "line 2: value p1 is empty; fill it in, or leave the row out"),
    ("1,0,0\n5,,1\n", "line 2: value p1 is empty; fill it in, or leave the row out"),
    ("1,0\n,0\n", "line 2: the label is empty; fill it in"),
    ("1,0\n5,1_0\n", f"line 2: value p1 is 1_0; {NUMBER}"),
    ("1,0\n5,1 2\n", f"line 2: value p1 is 1 2; {NUMBER}"),
    ("1,0\n5,nan\n", "line 2: value p1 is nan; put a number in its place, or leave the row out"),
    ("1,0\n5,NA\n", "line 2: value p1 is NA; put a number in its place, or leave the row out"),
    ("1,0\n5,-inf\n", "line 2: value p1 is -inf; put a number in its place, or leave the row out"),
    ("1,0\n5,1e999\n", f"line 2: value p1 is 1e999; {NUMBER}"),
    ("1,0\n5,٣\n", f"line 2: value p1 is ٣; {NUMBER}"),
    ("1,0\n5," + "x" * 10_000, f"line 2: value p1 is {'x' * 20}…; {NUMBER}"),
    ("0.5,1.5\n0.7,2\n0.5,3\n", "a label is 0.5; labels are whole numbers or words: if they stand"),
    ("a,b\nlabel,1\n" + "x" * 99 + ",1\n", "a label is xxxxxxxxxxxxxxxxxxxx…; labels are whole"),
    ("a,b,c\n1,2\n", "its header names 3 columns, but its rows have 2 values"),
    (b"5,0\n5,\xff\n", "is not text in UTF-8 or UTF-16: it does not read as UTF-8; save the file"),
    (b"5,0\n5,\0\n", "is not text in UTF-8 or UTF-16: it holds bytes of value 0; save the file"),
    (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "is damaged or cut short: gzip cannot unpack"),
    (gzip.compress(b"1,2\n" * 9999, mtime=0)[:-20], "is damaged or cut short: gzip cannot unpack"),
    (b"PK\x03\x04" + bytes(50), "is a ZIP archive or a workbook, not CSV; unpack it, or save"),
    (b"PAR1" + bytes(50), "is a Parquet file, not CSV; save it as CSV"),
    (b"\x93NUMPY\x01", "is a NumPy array, not CSV; write it with numpy.savetxt(…, delimiter=',')"),
    (b"\x89PNG\r\n\x1a\n", "is a picture, not CSV; data=png reads folders of them"),
    (b"<!DOCTYPE html>", "is a page of HTML or XML, not CSV; get the file itself"),
    (b'{"label": 1}', "is JSON, not CSV; save it as CSV"),
]


@pytest.mark.parametrize(("content", "message"), BAD, ids=[str(c[:20]) for c, _ in BAD])
def test_what_is_refused_is_named_for_what_it_is(read, content, message):
    with pytest.raises(DataError) as caught:
        read(content)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def peak_of_refusal(path, match: str) -> int:
    """Bytes taken at most until a file is refused."""
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=match):
            load_csv(path, None)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_whether_a_million_digits_are_a_number_is_found_in_one_pass():
    # Were each digit tried as the end of the number, this would take a day.
    digits = "9" * 1_000_000
    assert is_number(digits + ".5e3 ")
    assert not is_number(digits + "x")
    assert not is_whole(digits + "x")


def test_a_line_without_end_is_refused_early(tmp_path):
    path = tmp_path / "rows.csv"
    for start, end in (("", ""), ("5,0\n", ""), ("5;0\n", ""), ("", "\n1,2\n")):
        path.write_text(start + "0," * 3_000_000 + end)
        assert peak_of_refusal(path, "has a line of more than 4 MB; it needs lines") < 80_000_000


@pytest.mark.slow
def test_too_many_columns_are_refused_early(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text((",".join(["1.5"] * 200_000) + "\n") * 20)
    assert peak_of_refusal(path, "has rows of 200,000 values; at most 100,000 are read") < 150e6


@pytest.mark.parametrize("start", [b"", b"5,0\n" * 3000], ids=["nothing but zeros", "zeros after"])
def test_a_sparse_file_of_four_gigabytes_is_refused_early(tmp_path, start):
    path = tmp_path / "rows.csv"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(4 << 30)
    assert peak_of_refusal(path, "it holds bytes of value 0") < 40_000_000


def test_what_does_not_fit_into_memory_is_refused_while_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("nnexp.datasets.csv_table.free_memory", lambda: 20_000_000)
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"5,0,1,0\n" * 10_000_000, 1))
    match = (
        r"its numbers need more than 0\.0\d+ GB of memory, and 0\.02 GB are free; use fewer rows"
    )
    assert peak_of_refusal(path, match) < 250_000_000


def test_a_book_file_that_does_not_fit_into_memory_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("nnexp.datasets.csv_files.free_memory", lambda: 1_000_000)
    path = tmp_path / "rows.csv"
    path.write_bytes(b"5,0,1,0\n" * 1_000_000)
    assert peak_of_refusal(path, "its numbers need more than 0.004 GB") < 20_000_000


def test_zeros_in_a_packed_file_are_not_all_unpacked(tmp_path):
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"5,0\n" * 3000 + bytes(1 << 28), 1))
    assert peak_of_refusal(path, "has a line of more than 4 MB") < 80_000_000


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(st.sampled_from('0123456789,,,;;\n\n\r "\t-.elabx#'), max_size=100).map(str.encode),
        st.tuples(st.integers(0, 200), st.binary(max_size=3)).map(
            lambda change: (
                (b"1,2,3\n" * 30)[: change[0]] + change[1] + (b"1,2,3\n" * 30)[change[0] :]
            )
        ),
    )
)
def test_any_bytes_give_a_data_set_or_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        data = load_csv(path, None)
    except DataError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert len(data.labels) == len(data.inputs) > 0
        assert np.isfinite(data.inputs).all()
        assert len(data.class_names) == data.classes
