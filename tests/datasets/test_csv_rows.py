import csv
import hashlib
import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets.csv_rows import read_rows


def read(content: bytes, skipped: int = 0):
    """The rows, of the width of the first."""
    lines = content.split(b"\n")[skipped:]
    width = next((line.count(b",") + 1 for line in lines if b"," in line), 2)
    return read_rows(io.BytesIO(content), width, skipped)


@st.composite
def tables(draw):
    """Rows of text as a person or a program may write them, legal in every detail."""
    width = draw(st.integers(1, 12))
    label = st.integers(0, draw(st.sampled_from([9, 999])))
    pixel = st.integers(0, 255)
    rows = draw(
        st.lists(st.tuples(label, st.lists(pixel, min_size=width, max_size=width)), min_size=1)
    )
    space = draw(st.sampled_from(["", " "]))
    pad = draw(st.sampled_from(["{}", "{:02}", "{:03}"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    head = draw(st.sampled_from(["", "label,1x1,1x2"]))
    text = end.join(
        [
            *([head] if head else []),
            *(f",{space}".join(pad.format(v) for v in [y, *x]) for y, x in rows),
        ]
    ) + draw(st.sampled_from(["", end, " "]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + text.encode(), bool(head)


@settings(max_examples=200, deadline=None)
@given(tables())
def test_rows_are_those_of_pythons_csv_module(table):
    content, headed = table
    text = content.decode("utf-8-sig")
    lines = [row for row in csv.reader(io.StringIO(text)) if "".join(row).strip()][headed:]
    expected = np.array([[int(field) for field in row] for row in lines])
    rows = read(content, headed)
    np.testing.assert_array_equal(rows.labels, expected[:, 0])
    np.testing.assert_array_equal(rows.inputs, expected[:, 1:])
    assert (rows.labels.dtype, rows.inputs.dtype) == (np.int64, np.uint8)
    assert rows.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("spelling", ["{}", "{:02}", "{:03}"])
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


@pytest.mark.parametrize(
    "line",
    [
        *(b"x,1", b"1", b"1,2,3", b"1,256", b"1,", b",1", b"1,0.5", b"1,-1", b'"1",2', b"1;2"),
        *(b"1,\0", b"1000,1", b"1,2,", b"1,\xff", b"\r1,2"),
    ],
)
def test_any_other_form_is_left_to_another_reader(line):
    good = b"1,2\n" * 3
    for content in (line, line + b"\n" + good, good + line + b"\n", good + line):
        assert read_rows(io.BytesIO(content), 2) is None


def test_a_file_without_rows_has_none():
    assert read(b"") is None
    assert read(b"\n\n") is None
    assert read(b"label,p1\n", skipped=1) is None


@pytest.mark.parametrize("start", [b"", b"5,0\n"])
def test_a_line_without_end_takes_no_memory(start):
    endless = io.BytesIO(start + b"0," * (30 << 20))
    tracemalloc.start()
    try:
        assert read_rows(endless, 2) is None
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()
