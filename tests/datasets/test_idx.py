import gzip
import re
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnexp.datasets import DataError
from nnexp.datasets.idx import decode_idx

PATH = Path("data", "train-images-idx3-ubyte.gz")
MOST = 10_000


def header(*shape: int, kind: int = 8) -> bytes:
    return struct.pack(">HBB", 0, kind, len(shape)) + struct.pack(f">{len(shape)}I", *shape)


@settings(deadline=None)
@given(
    values=arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0)),
    packed=st.booleans(),
)
def test_values_come_back_as_written(values, packed):
    content = header(*values.shape) + values.tobytes()
    decoded = decode_idx(gzip.compress(content) if packed else content, PATH, MOST)
    np.testing.assert_array_equal(decoded.values, values)
    assert not decoded.values.flags.writeable


def test_the_digest_is_that_of_the_unpacked_file():
    # printf '\0\0\x08\x01\0\0\0\x02\x07\x09' | sha256sum
    content = header(2) + b"\x07\x09"
    expected = "6b413bc4e4b437a09780b06c8c43c748d2546f2be2f36913c8dfdb95fac3a083"
    assert decode_idx(content, PATH, MOST).digest == expected
    assert decode_idx(gzip.compress(content), PATH, MOST).digest == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an IDX file: it starts with the bytes (none), not 00 00 08 and the number"),
        (b"\0\0\x08", "is not an IDX file: it starts with the bytes 00 00 08, not"),
        (b"PK\x03\x04 and more", "it starts with the bytes 50 4b 03 04, not 00 00 08"),
        (header(1, 1, 1, 1) + b"x", "is not an IDX file: it starts with the bytes 00 00 08 04"),
        (b"\0\0\x08\0", "is not an IDX file: it starts with the bytes 00 00 08 00"),
        (header(1, kind=13) + b"x", "type 0x0d; only unsigned bytes (0x08) are read"),
        (header(2, 3)[:-1], "is cut short within its header; get the file again"),
        (header(2, 3) + b"12345", "its header claims 2 × 3 values, 5 follow; get the file again"),
        (header(2, 3) + b"1234567", "has bytes after the 2 × 3 values that its header claims"),
        (header(100, 101), "its header claims 100 × 101 values; at most 10,000 are expected"),
        (
            header(2**32 - 1, 2**32 - 1, 2**32 - 1) + b"x",
            "claims 4,294,967,295 × 4,294,967,295 × 4,294,967,295 values; at most 10,000",
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_wrong_is_said(content, message, packed):
    raw = gzip.compress(content) if packed else content
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        decode_idx(raw, PATH, MOST)
    assert str(caught.value).startswith(f"{PATH}: ")
    assert "\n" not in str(caught.value)


# Without a fixed time the bytes, and with them the names of the tests, would change by the second.
PACKED = gzip.compress(header(500) + bytes(range(250)) * 2, mtime=0)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(PACKED[:-1], id="last byte missing"),
        pytest.param(PACKED[:20], id="cut within the data"),
        pytest.param(PACKED[:3], id="cut within the header"),
        pytest.param(PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], id="wrong checksum"),
        pytest.param(PACKED[:15] + b"\xff\xff\xff" + PACKED[18:], id="data overwritten"),
        pytest.param(PACKED + b"garbage", id="bytes after the end"),
    ],
)
def test_damaged_gzip_is_said_to_be_damaged(raw):
    with pytest.raises(DataError, match=r"gzip cannot unpack it .*; get the file again"):
        decode_idx(raw, PATH, MOST)


def memory_for(raw: bytes, most: int) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(DataError):
            decode_idx(raw, PATH, most)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_claims_4_gb_takes_no_memory(packed):
    content = header(2**32 - 1) + bytes(1000)
    raw = gzip.compress(content) if packed else content
    # Even where that much would be allowed, no more is taken than there is.
    assert memory_for(raw, most=2**33) < 4_000_000


def test_a_gzip_bomb_is_unpacked_only_as_far_as_expected():
    zeros = zlib.compressobj(9, wbits=31)
    million = bytes(1_000_000)
    bomb = zeros.compress(header(1000)) + b"".join(zeros.compress(million) for _ in range(500))
    bomb += zeros.flush()
    assert len(bomb) < 1_000_000
    assert memory_for(bomb, most=MOST) < 8_000_000


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda tail: b"\0\0\x08" + tail),
        st.binary(max_size=60).map(lambda tail: gzip.compress(b"\0\0\x08" + tail)),
        st.binary(max_size=60).map(lambda tail: b"\x1f\x8b\x08" + tail),
        st.tuples(st.integers(0, 300), st.integers(0, 255)).map(
            lambda change: PACKED[: change[0]] + bytes([change[1]]) + PACKED[change[0] + 1 :]
        ),
    )
)
def test_any_bytes_give_values_or_a_data_error(raw):
    try:
        decoded = decode_idx(raw, PATH, MOST)
    except DataError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert decoded.values.size <= MOST
