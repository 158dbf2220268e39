"""Handwriting from elsewhere: how it is prepared, what the probe sees, verdicts in both worlds."""

import itertools

import numpy as np
import pandas as pd
import pytest
from claim_worlds import shows
from PIL import Image

from nnexp.claims.book.own_digits import CLAIM, probe
from nnexp.claims.claim import Trained
from nnexp.claims.other_handwriting import (
    DRAWN,
    OTHERS,
    OWN,
    own_folder,
    pictures,
    seen_as,
    what_is_there,
)
from nnexp.claims.pen_strokes import drawn_digits
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED
from nnexp.datasets import DataError, encode, load, split
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.book.networks import network_of

INITS = ("fan_out", "fan_in")


@pytest.fixture(autouse=True)
def no_pictures_of_ones_own(monkeypatch):
    monkeypatch.delenv("NNEXP_DATA_DIR", raising=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of one's own pictures: one of them, a 3."""
    path = tmp_path / "own_digits"
    path.mkdir()
    monkeypatch.setenv("NNEXP_DATA_DIR", str(tmp_path))
    images, labels = drawn_digits(1)
    Image.fromarray(255 - images[labels == 3][0]).save(path / "my_own_3.png")
    return path


def test_ones_own_pictures_come_first_and_name_their_content(folder):
    assert list(pictures()) == [OWN, OTHERS, DRAWN]
    images, labels = pictures()[OWN]
    np.testing.assert_array_equal(images[0], drawn_digits(1)[0][3])
    assert labels.tolist() == [3]
    before = what_is_there()
    Image.new("L", (28, 28), 255).save(folder / "nothing_4.png")
    with pytest.raises(DataError, match=r"nothing_4\.png: shows nothing"):
        pictures()
    (folder / "nothing_4.png").unlink()
    (folder / "my_own_3.png").rename(folder / "my_own_8.png")
    assert what_is_there() != before


def test_without_a_folder_there_are_only_those_of_others():
    assert own_folder() is None
    assert what_is_there() == ""
    assert list(pictures()) == [OTHERS, DRAWN]


def test_drawn_digits_are_ten_kinds_and_always_the_same():
    images, labels = drawn_digits(4)
    assert images.shape == (40, 28, 28)
    assert np.bincount(labels).tolist() == [4] * 10
    np.testing.assert_array_equal(images, drawn_digits(4)[0])
    # Pictures of one digit differ, and are liker one another than those of other digits.
    flat = images.reshape(40, -1).astype(float)
    alike = np.corrcoef(flat)
    same = labels[:, None] == labels
    assert alike[same & ~np.eye(40, dtype=bool)].max() < 0.999
    assert alike[same].mean() > alike[~same].mean() + 0.2


def test_pictures_fill_the_height_of_a_frame_of_8_by_8_as_scikit_learns_do():
    images, _ = drawn_digits(2)
    seen = seen_as(images, (8, 8)).reshape(-1, 8, 8)
    assert seen.max(axis=(1, 2)).min() > 0.9
    assert (seen[:, 0].max(axis=1) > 0).all()
    assert (seen[:, -1].max(axis=1) > 0).all()
    whole = seen_as(images, (28, 28))
    np.testing.assert_array_equal(whole[0], images[0].reshape(-1) / 255)


def test_the_probe_reads_each_picture_with_the_network(folder):
    point = GridPoint(lr=0.3, epochs=10, hidden_nodes=(50,))
    data = load(DataSettings())
    network = network_of(point, 0, None, data, lambda: encode(data, (0.01, 1.0), "float32"))
    rows = list(probe(Trained(network, point, 0, data, split(data, point.data, 1, 0))))
    # The network was trained on the other writers' digits.
    assert list(dict.fromkeys(row["source"] for row in rows)) == [OWN, DRAWN]
    drawn = [row for row in rows if row["source"] == DRAWN]
    assert [row["digit"] for row in drawn] == drawn_digits(5)[1].tolist()
    assert np.mean([row["right"] for row in drawn]) > 0.3


def frame(
    sources=(OTHERS, DRAWN), right=0.95, count=60, repeats=6, seed=1, spread=0.1, inits=INITS
):
    """Each picture is read with a chance of its own, about `right`."""
    draw = np.random.default_rng(seed)
    rows = []
    for source, init in itertools.product(sources, inits):
        chances = np.clip(right + draw.normal(0, spread, count), 0, 1)
        for repeat, (picture, chance) in itertools.product(range(repeats), enumerate(chances)):
            rows.append(
                {
                    "seed": 1,
                    "network.init": init,
                    "repeat": repeat,
                    "status": "ok",
                    "test_accuracy": 0.97 + 0.001 * repeat,
                    "source": source,
                    "picture": picture,
                    "digit": picture % 10,
                    "right": float(draw.uniform() < chance),
                }
            )
    return pd.DataFrame(rows)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(98, abs=2)
    assert "of 60 pictures, of other writers' digits" in found.sentence
    assert "put PNGs such as my_own_3.png" in found.cautions[0]
    assert "drawn digits 9" in found.cautions[2]
    assert "test images of their own data 97 %" in found.cautions[2]


@pytest.mark.parametrize("right", [0.1, 0.3])
def test_it_is_not_reproduced_where_it_is_false(right):
    assert CLAIM.judge(frame(right=right)).verdict == NOT_REPRODUCED


def test_the_books_first_weights_decide_and_the_others_are_a_part():
    one, other = (
        frame(right=right, inits=(init,)) for init, right in (("fan_out", 1.0), ("fan_in", 0.2))
    )
    both = pd.concat([one, other], ignore_index=True)
    assert CLAIM.judge(both).verdict == IN_PART
    assert shows(CLAIM.chart(both)) == [6, 20]


def test_ones_own_pictures_are_part_of_the_sample_and_a_part_of_their_own():
    good, bad = frame((OTHERS,), 0.95), frame((OWN,), 0.1, count=20)
    found = CLAIM.judge(pd.concat([good, bad], ignore_index=True))
    assert found.verdict == IN_PART
    assert "of one's own handwriting and of other writers' digits" in found.sentence
    assert "share of 20 pictures that most networks read (own pictures, fan_out)" in found.sentence
    assert not any("put PNGs" in caution for caution in found.cautions)


def test_more_networks_are_not_more_pictures():
    """The interval is that of a share of pictures, however many networks read each."""
    few, many = (CLAIM.judge(frame(right=1.0, repeats=repeats, spread=0.0)) for repeats in (6, 30))
    widths = [found.interval[1] - found.interval[0] for found in (few, many)]
    # None of 60 is missed: 1 - 0.025^(1/60).
    assert widths == pytest.approx([100 * (1 - 0.025 ** (1 / 60))] * 2)


@pytest.mark.parametrize("seed", range(8))
def test_pictures_of_which_half_are_read_do_not_reproduce_it(seed):
    """Half of the pictures are read by all networks, the others by none."""
    halves = [frame(right=right, count=30, spread=0.0, seed=seed) for right in (1.0, 0.0)]
    halves[1]["picture"] += 30
    assert CLAIM.judge(pd.concat(halves, ignore_index=True)).verdict == UNDECIDED


def test_few_pictures_leave_it_undecided_however_well_they_are_read():
    """Three pictures say little about a fourth."""
    assert CLAIM.judge(frame((OWN,), right=1.0, count=3, spread=0.0)).verdict == UNDECIDED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6, 20]
