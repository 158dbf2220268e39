"""Sweeps over data that cannot be right: told at the start, beside the answer and on the page."""

import html
from pathlib import Path

import pytest

from nnexp import api
from nnexp.report.verification import verify
from nnexp.settings import parse

FOLDER = Path(__file__).parent / "data"


def swept(folder: Path, capfd: pytest.CaptureFixture[str], **names: str) -> tuple[str, str, str]:
    """What a sweep says while it trains, at its end, and on its page."""
    paths = {side: str(FOLDER / name) for side, name in names.items()}
    point, sweep = parse(
        {
            "epochs": 1,
            "hidden_nodes": 5,
            "repeats": 3,
            "data": {"name": "csv", **paths},
            "store": {"path": str(folder / "store.sqlite")},
        }
    )
    capfd.readouterr()
    api.run([point], sweep, folder / "sweep")
    said = capfd.readouterr()
    checked, problems = verify(folder / "sweep")
    assert (checked > 0, problems) == (True, ())
    page = (folder / "sweep" / "report.html").read_text()
    return said.err, " ".join(said.out.split()), html.unescape(page)


GUESSING = "always answering 0, the commonest label, reads 33.33 % of the"


@pytest.mark.parametrize(
    ("names", "cautions"),
    [
        ({"train": "one_class.csv"}, ["all 60 training rows have the label 1"]),
        (
            {"train": "all_zero.csv"},
            ["every input is the same in all training rows", GUESSING],
        ),
        (
            {"train": "plain.csv", "test": "test_new_class.csv"},
            ["no training row has the label 3, 4, 5 of 12 test rows"],
        ),
    ],
    ids=["one class", "constant inputs", "unknown labels"],
)
def test_doubts_are_told_at_the_start_beside_the_answer_and_on_the_page(
    tmp_path, capfd, names, cautions
):
    start, end, page = swept(tmp_path, capfd, **names)
    assert start.index(f"Warning: {cautions[0]}") < start.index("to train")
    for caution in cautions:
        assert f"Note: {caution}" in end
        assert f"<strong>Caution:</strong> {caution}" in page
