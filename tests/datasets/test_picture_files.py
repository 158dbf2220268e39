"""Folders of pictures: the book's own, other kinds, and everything wrong."""

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
    assert "has no pictures; it needs pictures such as my_own_3.png" in refused(
        folder(tmp_path / "empty")
    )
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
        (b"", "is no picture that can be read; save it as a PNG or JPEG"),
        (b"\xff\xd8\xff\xe0 a JPEG" + bytes(100), "is a damaged picture"),
        (png(picture())[:60], "is a damaged picture"),
        (png(picture())[:-30], "is a damaged picture"),
        (png(picture())[:24], "is a damaged picture"),
        (png(picture()).replace(b"IDAT", b"IDAX"), "is no picture that can be read"),
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
    assert "claims too many pixels; at most 50 million are read" in refused(
        folder(tmp_path / "one", x1=bomb)
    )


def test_a_text_bomb_is_a_damaged_png(tmp_path):
    plain = png(picture())
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100 << 20)))
    assert "is a damaged picture" in refused(
        folder(tmp_path / "one", x1=plain[:33] + text + plain[33:])
    )


def test_what_is_no_file_is_not_read(tmp_path):
    path = folder(tmp_path / "one")
    os.mkfifo(path / "x1.png")
    assert "is not a file" in refused(path)


def test_a_name_of_two_lines_is_told_on_one(tmp_path):
    path = folder(tmp_path / "one", **{"a\nb1": b"nothing"})
    assert "a?b1.png: is no picture" in refused(path)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "PPM"])
def test_other_kinds_of_picture_give_the_same(tmp_path, kind):
    file = io.BytesIO()
    picture().save(file, kind, **({"lossless": True} if kind == "WEBP" else {}))
    (tmp_path / f"a_3.{kind.lower()}").write_bytes(file.getvalue())
    (tmp_path / "b_3.png").write_bytes(png(picture()))
    data = read(tmp_path)
    np.testing.assert_array_equal(data.inputs[0], data.inputs[1])


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpegs_are_read(tmp_path, mode):
    picture(mode=mode).save(tmp_path / "a_3.JPG", quality=95)
    (tmp_path / "b_3.png").write_bytes(png(picture()))
    data = read(tmp_path)
    difference = data.inputs[0].astype(float) - data.inputs[1]
    assert np.abs(difference).max() < 30
    assert np.abs(difference).max() > 0


def test_a_photograph_taken_sideways_is_turned(tmp_path):
    upright = picture((60, 90))
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = upright.transpose(Image.Transpose.ROTATE_90)
    sideways.save(tmp_path / "a_1.png", exif=exif)
    upright.save(tmp_path / "b_1.png")
    data = read(tmp_path)
    np.testing.assert_array_equal(data.inputs[0], data.inputs[1])


def test_what_cannot_be_read_is_named_and_not_left_out(tmp_path):
    path = folder(tmp_path / "one", a_1=png(picture()))
    (path / "IMG_2.HEIC").write_bytes(b"x")
    assert "IMG_2.HEIC: such a picture cannot be read; save it as a PNG or JPEG" in refused(path)
    (path / "IMG_2.HEIC").unlink()
    pages = [picture(), picture()]
    pages[0].save(path / "scan_2.tiff", save_all=True, append_images=pages[1:])
    assert "scan_2.tiff: holds 2 pictures; save each by itself" in refused(path)


@pytest.mark.parametrize("name", ["._a_1.png", ".DS_Store", "Thumbs.db", "notes.txt"])
def test_what_systems_and_unpackers_leave_is_passed_over(tmp_path, name):
    path = folder(tmp_path / "one", a_1=png(picture()))
    (path / name).write_bytes(b"x")
    (path / "__MACOSX").mkdir()
    (path / "__MACOSX" / "._a_1.png").write_bytes(b"x")
    assert read(path).labels.tolist() == [1]


def test_folders_named_by_digits(tmp_path):
    for digit, names in {"3": ["b", "a7"], "0": ["x1"]}.items():
        folder(tmp_path / digit, **dict.fromkeys(names, png(picture())))
    folder(tmp_path / "__MACOSX", other=b"x")
    assert read(tmp_path).labels.tolist() == [0, 3, 3]
    folder(tmp_path / "three", c=png(picture()))
    assert "three: is no digit; name the folder by the digit" in refused(tmp_path)
    (tmp_path / "three" / "c.png").rename(tmp_path / "c_3.png")
    assert "has pictures beside its folders of digits; move c_3.png" in refused(tmp_path)


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_transparent_paper_stands_out_from_it(tmp_path, ink):
    clear = Image.new("RGBA", (28, 28), (ink, ink, ink, 0))
    clear.putalpha(Image.fromarray((np.asarray(picture()) < 128).astype(np.uint8) * 255))
    data = read(folder(tmp_path / "one", a_1=png(clear), b_1=png(picture())))
    np.testing.assert_array_equal(data.inputs[0], data.inputs[1])


def test_paper_with_a_transparent_edge_is_paper(tmp_path):
    grey = np.full((90, 90), 230, dtype=np.uint8)
    grey[20:70, 42:48] = 20
    cut = Image.fromarray(grey).convert("RGBA")
    alpha = np.zeros((90, 90), dtype=np.uint8)
    alpha[8:-8, 8:-8] = 255
    cut.putalpha(Image.fromarray(alpha))
    data = read(folder(tmp_path / "one", a_1=png(cut), b_1=png(Image.fromarray(grey))))
    np.testing.assert_array_equal(data.inputs[0], data.inputs[1])


def test_names_that_count_are_doubted(tmp_path):
    path = folder(tmp_path / "one", **{f"scan{n:02}": png(picture()) for n in range(1, 21)})
    (caution,) = [line for line in read(path).cautions if "count" in line]
    assert "the names count, scan01.png to scan20.png: their last digits are taken for" in caution


@pytest.mark.parametrize(
    "names",
    [[f"my_own_{n}" for n in range(10)], ["a_10", "b_11", "c_12"], ["p_0_0", "p_0_4", "p_1_7"]],
)
def test_names_that_end_in_a_digit_are_not_doubted(tmp_path, names):
    path = folder(tmp_path / "one", **{name: png(picture()) for name in names})
    assert not any("count" in line for line in read(path).cautions)


def test_pictures_in_folders_of_digits_may_count(tmp_path):
    folder(tmp_path / "3", **{f"scan{n:02}": png(picture()) for n in range(1, 21)})
    assert not any("count" in line for line in read(tmp_path).cautions)
