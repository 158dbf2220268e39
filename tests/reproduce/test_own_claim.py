"""A new claim is one file, one line and a grid, and is run, judged and shown like the book's."""

from __future__ import annotations

import csv
import importlib
import sys
from pathlib import Path

import pytest

import nnexp.claims.book
from nnexp.claims.book import CLAIMS
from nnexp.reproduce.__main__ import main

ONE_FILE = '''
"""Whether a network that may train longer knows digits better, and as well as a larger one."""

from nnexp.claims.accuracy import as_good, better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.pairing import by_level
from nnexp.claims.verdict import combine


def judge(table):
    right = by_level(table, ["hidden_nodes", "epochs"], "test_accuracy")
    longer = better(right[20, 8], right[20, 1], "gained by 8 epochs", "eight epochs gain", table)
    alike = as_good(right[20, 8], right[4, 8], "4 nodes less 20", "four nodes have", table)
    fewer = as_good(right[4, 8], right[20, 8], "4 nodes less 20", "four nodes have", table)
    return combine(longer, (alike, fewer), ("small data",))


def chart(table):
    shown = lines(table, "epochs", "test_accuracy", "hidden_nodes", times=100)
    panel = Panel("epochs", "test accuracy (%)", shown, legend="hidden nodes")
    return Chart("Patience", "Test accuracy by epochs.", (panel,))


CLAIM = Claim(
    id="patience",
    section="2.9",
    sentence="Patience <pays>.",
    statistic="test accuracy",
    rule="core: eight epochs are better than one; also: size does not matter",
    judge=judge,
    chart=chart,
)
'''

GRID = """\
# Few epochs and more of them, for two sizes.
grid:
  hidden_nodes: [4, 20]
  epochs: [1, 8]
data: digits
lr: 0.3
repeats: 6
"""


def test_a_claim_of_ones_own_is_run_judged_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "patience_claim.py").write_text(ONE_FILE, encoding="utf-8")
    grid = tmp_path / "sweeps" / "claims" / "patience.yaml"
    grid.parent.mkdir(parents=True)
    grid.write_text(GRID, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    own = importlib.import_module("patience_claim").CLAIM
    monkeypatch.delitem(sys.modules, "patience_claim")
    monkeypatch.setattr(nnexp.claims.book, "CLAIMS", (*CLAIMS, own))
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == [
        "patience", "2.9", "Patience", "<pays>.",
    ]  # fmt: skip
    assert main(["patience"]) == 0
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("patience (2.9) is reproduced in part: gained by 8 epochs: ")
    results = tmp_path / "results" / "claims"
    with (results / "parts.csv").open(encoding="utf-8", newline="") as file:
        parts = list(csv.DictReader(file))
    assert [(row["part"], row["verdict"]) for row in parts] == [
        ("core", "reproduced"),
        ("secondary", "reproduced"),
        ("secondary", "not reproduced"),
    ]
    assert {row["unit"] for row in parts} == {"points"}
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "Patience &lt;pays&gt;." in page
    assert "False is: 4 nodes less 20." in page
