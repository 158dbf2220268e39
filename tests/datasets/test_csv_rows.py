import csv
import hashlib
import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets import DataError
from nnexp.datasets.csv_rows import read_rows

PATH = Path("rows.csv")


def read(content: bytes):
    return read_rows(io.BytesIO(content), PATH)


@st.composite
def tables(draw):
    """Rows of text as a person or a program may write them, legal in every detail."""
    width = draw(st.integers(1, 12))
    label = st.integers(0, draw(st.sampled_from([9, 999, 65_535])))
    pixel = st.integers(0, 255)
    rows = draw(
        st.lists(st.tuples(label, st.lists(pixel, min_size=width, max_size=width)), min_size=1)
    )
    space = draw(st.sampled_from(["", " ", "\t", "  "]))
    pad = draw(st.sampled_from(["", "0", "0000"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\n\n", "\n \n"]))
    head = draw(st.sampled_from(["", "label,1x1,1x2", "Label", '"label","pixel0"']))
    text = end.join(
        [
            *([head] if head else []),
            *(f",{space}".join(f"{pad}{v}" for v in [y, *x]) for y, x in rows),
        ]
    ) + draw(st.sampled_from(["", end, " "]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + text.encode()


@settings(max_examples=200, deadline=None)
@given(tables())
def test_rows_are_those_of_pythons_csv_module(content):
    text = content.decode("utf-8-sig")
    lines = [row for row in csv.reader(io.StringIO(text)) if "".join(row).strip()]
    if lines[0][0].lower() == "label":
        del lines[0]
    expected = np.array([[int(field) for field in row] for row in lines])
    rows = read(content)
    np.testing.assert_array_equal(rows.labels, expected[:, 0])
    np.testing.assert_array_equal(rows.inputs, expected[:, 1:])
    assert (rows.labels.dtype, rows.inputs.dtype) == (np.int64, np.uint8)
    assert rows.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("spelling", ["{}", "{:02}", "{:03}", " {} ", "{:04}"])
def test_every_value_is_read_as_it_is_written(spelling):
    for value in range(256):
        text = spelling.format(value)
        rows = read(f"0,0,0\n{text},{text},{text}\n".encode())
        assert rows.labels.tolist() == [0, value]
        assert rows.inputs.tolist() == [[0, 0], [value, value]]


def book_rows(count: int, width: int = 784) -> tuple[np.ndarray, bytes]:
    draw = np.random.default_rng(0)
    pixels = draw.integers(0, 256, (count, width)) * (draw.random((count, width)) < 0.2)
    table = np.column_stack([draw.integers(0, 10, count), pixels])
    return table, "".join(",".join(map(str, row)) + "\n" for row in table.tolist()).encode()


def test_files_of_many_blocks_are_put_together():
    table, content = book_rows(2000)
    assert len(content) > 3 * (1 << 19)
    rows = read(content)
    np.testing.assert_array_equal(np.column_stack([rows.labels, rows.inputs]), table)


def test_a_line_deep_in_a_file_is_named():
    _, content = book_rows(2000)
    lines = content.split(b"\n")
    lines[1702] = lines[1702].replace(b",", b",x", 1)
    with pytest.raises(DataError, match=r"^rows\.csv, line 1703: value p1 is x"):
        read(b"\n".join(lines))


BAD = [
    (b"", "rows.csv: has no rows; it needs lines of label,p1,p2,…"),
    (b"\n\n \n", "rows.csv: has no rows; it needs lines of label,p1,p2,…"),
    (b"label,p1,p2\n", "rows.csv: has no rows; it needs lines of label,p1,p2,…"),
    (b"5\n", "rows.csv, line 1: is 5; it must be label,p1,p2,… separated by commas"),
    (b"5;0;1\n", "rows.csv, line 1: is 5;0;1; it must be label,p1,p2,… separated by commas"),
    (
        b"5,0,1\n3,0\n",
        "rows.csv, line 2: ends at value p1, where the rows before end at value p2",
    ),
    (
        b"5,0,1\n\n3,0,1,2\n",
        "rows.csv, line 3: ends at value p3, where the rows before end at value p2",
    ),
    (
        b"5,0,1\n3,0,1,\n",
        "rows.csv, line 2: ends at value p3, where the rows before end at value p2",
    ),
    (
        b"5,0,abc\n",
        "rows.csv, line 1: value p2 is abc; it must be a whole number from 0 to 255",
    ),
    (b"5,0,\n", "rows.csv, line 1: value p2 is empty; it must be a whole number from 0 to 255"),
    (b"5,256,0\n", "rows.csv, line 1: value p1 is 256; it must be a whole number from 0 to 255"),
    (b"1,0\n5,-1\n", "rows.csv, line 2: value p1 is -1; it must be a whole number from 0 to 255"),
    (b"1,0\n5,\n", "rows.csv, line 2: value p1 is empty; it must be a whole number from 0 to 255"),
    (
        b"1,0,0\n5,,1\n",
        "rows.csv, line 2: value p1 is empty; it must be a whole number from 0 to 255",
    ),
    (b"1,0\n5,256\n", "rows.csv, line 2: value p1 is 256; it must be a whole number from 0 to 255"),
    (b"1,0\n5,999\n", "rows.csv, line 2: value p1 is 999; it must be a whole number from 0 to 255"),
    (
        b"1,0\n5,1000\n",
        "rows.csv, line 2: value p1 is 1000; it must be a whole number from 0 to 255",
    ),
    (
        b"1,0\n,0\n",
        "rows.csv, line 2: the label is empty; it must be a whole number from 0 to 65,535",
    ),
    (b"5,+1\n", "rows.csv, line 1: value p1 is +1; it must be a whole number from 0 to 255"),
    (b"5,0.5\n", "rows.csv, line 1: value p1 is 0.5; it must be a whole number from 0 to 255"),
    (b"5,1e2\n", "rows.csv, line 1: value p1 is 1e2; it must be a whole number from 0 to 255"),
    (b"5,1_0\n", "rows.csv, line 1: value p1 is 1_0; it must be a whole number from 0 to 255"),
    (b"5,1 2\n", "rows.csv, line 1: value p1 is 1 2; it must be a whole number from 0 to 255"),
    (b"5,nan\n", "rows.csv, line 1: value p1 is nan; it must be a whole number from 0 to 255"),
    (b"5,NA\n", "rows.csv, line 1: value p1 is NA; it must be a whole number from 0 to 255"),
    (
        "5,٣\n".encode(),
        "rows.csv, line 1: value p1 is ٣; it must be a whole number from 0 to 255",
    ),
    (
        b"5,\0\n",
        "rows.csv, line 1: value p1 is '\\x00'; it must be a whole number from 0 to 255",
    ),
    (
        b"5," + b"9" * 10_000 + b"\n",
        "rows.csv, line 1: value p1 is 99999999999999999999…; "
        "it must be a whole number from 0 to 255",
    ),
    (
        b"digit,p1\n5,0\n",
        "rows.csv, line 1: the label is digit; it must be a whole number from 0 to 65,535",
    ),
    (b"-1,0\n", "rows.csv, line 1: the label is -1; it must be a whole number from 0 to 65,535"),
    (b"1.0,0\n", "rows.csv, line 1: the label is 1.0; it must be a whole number from 0 to 65,535"),
    (b",0\n", "rows.csv, line 1: the label is empty; it must be a whole number from 0 to 65,535"),
    (
        b"65536,0\n",
        "rows.csv, line 1: the label is 65536; it must be a whole number from 0 to 65,535",
    ),
    (
        b"5,0\nlabel,0\n",
        "rows.csv, line 2: the label is label; it must be a whole number from 0 to 65,535",
    ),
    (b"5,0\n5,\xff\n", "rows.csv, line 2: is not text in UTF-8; save the file as plain CSV"),
    (
        "5,0\n".encode("utf-16"),
        "rows.csv, line 1: is not text in UTF-8; save the file as plain CSV",
    ),
    (
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        "rows.csv, line 1: is not text in UTF-8; save the file as plain CSV",
    ),
    (
        b"1,0\r2,0\r",
        "rows.csv, line 1: value p1 is '0\\r2'; it must be a whole number from 0 to 255",
    ),
]


@pytest.mark.parametrize(("content", "message"), BAD, ids=[str(c[:20]) for c, _ in BAD])
def test_a_bad_row_is_named_with_what_is_wrong(content, message):
    with pytest.raises(DataError) as caught:
        read(content)
    assert str(caught.value) == message


@pytest.mark.parametrize("start", [b"", b"5,0\n"])
def test_a_line_without_end_is_refused_before_it_takes_memory(start):
    endless = io.BytesIO(start + b"0," * (30 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"has a line of more than 4 MB; it needs lines of"):
            read_rows(endless, PATH)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(st.sampled_from('0123456789,,,\n\n\r "\t-.e'), max_size=100).map(str.encode),
        st.tuples(st.integers(0, 200), st.binary(max_size=3)).map(
            lambda change: (
                (b"1,2,3\n" * 30)[: change[0]] + change[1] + (b"1,2,3\n" * 30)[change[0] :]
            )
        ),
    )
)
def test_any_bytes_give_rows_or_a_data_error(content):
    try:
        rows = read(content)
    except DataError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert len(rows.labels) == len(rows.inputs) > 0
        assert rows.labels.min() >= 0
