"""Folders of PNGs: the book's own pictures, other kinds of PNG, and everything wrong."""

import io
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from nnexp.datasets import DataError, load
from nnexp.settings import DataSettings


def picture(size=(28, 28), mode="L", ink=0):
    """A vertical stroke."""
    grey = np.full(size[::-1], 255, dtype=np.uint8)
    grey[4:-4, size[0] // 2 - 1 : size[0] // 2 + 1] = ink
    return Image.fromarray(grey).convert(mode)


def png(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def chunk(name, content):
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def folder(path, **files):
    path.mkdir()
    for name, content in files.items():
        (path / f"{name}.png").write_bytes(content)
    return path


def read(path, test=None):
    return load(DataSettings("png", str(path), None if test is None else str(test)))


def refused(path):
    with pytest.raises(DataError) as caught:
        read(path)
    text = str(caught.value)
    assert "\n" not in text
    assert str(path) in text
    return text


def test_pictures_are_read_in_the_order_of_their_names(tmp_path):
    train = folder(tmp_path / "a", b_1=png(picture()), a_7=png(picture(ink=100)))
    (train / "notes.txt").write_text("not a picture")
    test = folder(tmp_path / "b", x3=png(picture()))
    data = read(train, test)
    assert data.labels.tolist() == [7, 1, 3]
    assert (data.train_rows, data.classes, data.image_shape) == (2, 10, (28, 28))
    assert data.inputs.max(axis=1).tolist() == [155, 255, 255]


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGB", "RGBA", "LA"])
def test_every_kind_of_png_gives_the_same(tmp_path, mode):
    data = read(folder(tmp_path / "one", x0=png(picture()), y0=png(picture(mode=mode))))
    np.testing.assert_array_equal(data.inputs[0], data.inputs[1])


def test_sixteen_bits_and_transparency(tmp_path):
    grey = np.asarray(picture(), dtype=np.uint16) * 257
    clear = picture(mode="RGBA")
    alpha = Image.fromarray(np.asarray(picture(ink=255 - 255)) < 128)
    clear.putalpha(alpha.convert("L"))
    files = {"a0": png(picture()), "b0": png(Image.fromarray(grey)), "c0": png(clear)}
    data = read(folder(tmp_path / "one", **files))
    np.testing.assert_array_equal(data.inputs[0], data.inputs[1])
    np.testing.assert_array_equal(data.inputs[0], data.inputs[2])


def test_a_large_picture_is_scaled_as_mnist_is(tmp_path):
    data = read(folder(tmp_path / "one", x1=png(picture((300, 500)))))
    image = data.inputs[0].reshape(28, 28)
    ys, xs = np.nonzero(image > 127)
    assert np.ptp(ys) + 1 == 20
    assert (ys.mean(), xs.mean()) == pytest.approx((13.5, 13.5), abs=0.51)


def test_the_books_own_pictures(real_mnist, tmp_path):
    own = real_mnist.parent / "book" / "own_digits"
    if not own.is_dir():
        pytest.skip("needs the book's pictures, beside NNEXP_DATA_DIR")
    # One of them is called my_own_image.png, which names no digit.
    assert "2828_my_own_image.png: its name must end in the digit" in refused(own)
    named = folder(tmp_path / "named")
    for path in own.glob("*[0-9].png"):
        (named / path.name).write_bytes(path.read_bytes())
    data = read(named)
    assert data.labels.tolist() == [2, 3, 4, 5, 6, 6]
    # As the book reads them: luminance of red, green and blue, inverted.
    rgb = np.asarray(Image.open(named / "2828_my_own_4.png").convert("RGB"), dtype=float)
    wanted = 255 - rgb @ [0.299, 0.587, 0.114]
    np.testing.assert_allclose(data.inputs[2].reshape(28, 28), wanted, atol=1)


def test_wrong_folders(tmp_path):
    assert "there is no such folder" in refused(tmp_path / "none")
    assert "has no PNGs" in refused(folder(tmp_path / "empty"))
    file = tmp_path / "file"
    file.write_text("x")
    assert "is a file" in refused(file)


def test_a_wrong_name(tmp_path):
    for name in ("image", "3_of_mine", "³"):
        path = folder(tmp_path / name, **{name: png(picture())})
        assert "its name must end in the digit" in refused(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a PNG"),
        (b"\xff\xd8\xff\xe0 a JPEG" + bytes(100), "is not a PNG"),
        (png(picture())[:60], "is a damaged PNG"),
        (png(picture())[:-30], "is a damaged PNG"),
        (png(picture())[:24], "is a damaged PNG"),
        (png(picture()).replace(b"IDAT", b"IDAX"), "is a damaged PNG"),
        (png(Image.new("L", (28, 28), 255)), "shows nothing"),
        (png(Image.new("L", (90, 90), 255)), "shows nothing"),
    ],
    ids=["empty", "jpeg", "cut", "cut late", "header", "no data", "white", "white and large"],
)
def test_damaged_files(tmp_path, content, said):
    text = refused(folder(tmp_path / "one", good_1=png(picture()), bad_2=content))
    assert "bad_2.png" in text
    assert said in text


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )
    assert "claims 60,000×60,000 pixels" in refused(folder(tmp_path / "one", x1=bomb))


def test_a_text_bomb_is_a_damaged_png(tmp_path):
    plain = png(picture())
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100 << 20)))
    assert "is a damaged PNG" in refused(
        folder(tmp_path / "one", x1=plain[:33] + text + plain[33:])
    )


def test_what_is_no_file_is_not_read(tmp_path):
    path = folder(tmp_path / "one")
    os.mkfifo(path / "x1.png")
    assert "is not a file" in refused(path)


def test_a_name_of_two_lines_is_told_on_one(tmp_path):
    path = folder(tmp_path / "one", **{"a\nb1": b"nothing"})
    assert "a?b1.png: is not a PNG" in refused(path)
