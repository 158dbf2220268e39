"""A report is checked against its table by a second way to every number."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_sweep import diverging, store_sweep

from nnexp import table as tables
from nnexp.report.html import REPORT, write_report
from nnexp.report.number import CLAIMS, percent
from nnexp.report.page_numbers import read_page
from nnexp.report.recount import recount
from nnexp.report.stored import ReportError, read_record
from nnexp.report.trials import rounded
from nnexp.report.verification import Truth, cell_problems, number_problems, reads_as, shows, verify


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    folder = store_sweep(tmp_path / "sweep", fails=diverging)
    write_report(folder)
    return folder


def problems(folder: Path) -> tuple[str, ...]:
    return verify(folder)[1]


def changed_value(value: str) -> str:
    """Another value, a little off where it is a fraction."""
    if re.fullmatch(r"\d+\.\d+", value):
        return repr(float(value) * (1 + 1e-7))
    return value + "1"


def alter(folder: Path, old: str, new: str) -> None:
    page = folder / REPORT
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"fails": diverging},
        {"validation": False},
        {"repeats": 1},
        {"axes": {"lr": (0.1,)}},
        {"axes": {"data": ("digits", "mnist"), "lr": (0.1, 0.3)}},
        {"axes": {"seed": (1, 2), "lr": (0.1, 0.3)}},
        {"axes": {"hidden_nodes": (0, 10, [20, 10]), "training.shuffle": (True, False)}},
        {"axes": {"data.train_size": (None, 100), "data.input_range": ([0, 1], [-1, 1])}},
        {"axes": {"lr": (1e-5, 0.123456789012345)}},
        {"fails": lambda row: "it raised"},
        {"fails": lambda row: "first repeat lost" if row["repeat"] == 0 else ""},
    ],
)
def test_every_number_of_a_fresh_report_holds(tmp_path: Path, options: dict) -> None:
    folder = store_sweep(tmp_path / "sweep", **options)
    write_report(folder)
    count, found = verify(folder)
    assert found == ()
    rows = len(pd.read_parquet(folder / "table.parquet"))
    assert count > 5 * rows


def test_every_number_is_checked(sweep: Path) -> None:
    """Change one number at a time: each change is found, of the value or of what is read."""
    numbers = read_page(sweep / REPORT).numbers
    rows = pq.read_table(sweep / "table.parquet").to_pylist()
    record = read_record(sweep)
    truth = Truth(record, record["table_hash"], {})
    assert len(numbers) > 80
    for number in numbers:
        digit = re.search(r"\d(?!.*=)", number.text)
        assert digit, number
        other = "4" if digit.group() != "4" else "7"
        misread = number.text[: digit.start()] + other + number.text[digit.end() :]
        for changed in (
            dataclasses.replace(number, value=changed_value(number.value)),
            dataclasses.replace(number, text=misread),
        ):
            found = list(number_problems([changed], rows, truth))
            assert len(found) == 1, changed


def test_every_cell_of_the_trials_is_checked(sweep: Path) -> None:
    columns = read_page(sweep / REPORT).columns
    rows = pq.read_table(sweep / "table.parquet").to_pylist()
    assert list(cell_problems(columns, rows)) == []
    for place, column in enumerate(columns):
        cells = list(column["cells"])
        at = next(at for at, cell in enumerate(cells) if cell not in (None, ""))
        old = cells[at]
        cells[at] = old * 1.0001 if isinstance(old, float) else f"1{old}"
        changed = [*columns[:place], {**column, "cells": cells}, *columns[place + 1 :]]
        found = list(cell_problems(changed, rows))
        assert len(found) == 1, column["name"]
        assert found[0].startswith("trial lr=")


def test_a_changed_cell_of_the_table_is_found(sweep: Path) -> None:
    path = sweep / "table.parquet"
    table = pd.read_parquet(path)
    best = table["validation_accuracy"].idxmax()
    table.loc[best, "validation_accuracy"] -= 0.01
    table.to_parquet(path, index=False)
    found = problems(sweep)
    lr, epochs, repeat = table.loc[best, ["lr", "epochs", "repeat"]]
    trial = f"trial lr={lr:g} epochs={epochs:.0f} repeat={repeat:.0f}: validation_accuracy is"
    assert any(line.startswith(trial) for line in found)
    assert any(line.startswith("mean of validation_accuracy at") for line in found)
    assert any(line.startswith("hash: the page says") for line in found)
    assert "table.csv: holds other numbers than table.parquet" in found


def test_a_sweep_older_than_a_setting_is_still_read(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep")
    table = pd.read_parquet(folder / "table.parquet").drop(columns="network.init_scale")
    tables.write(table, folder)
    record = (folder / "sweep.yaml").read_text(encoding="utf-8")
    digest = tables.canonical_hash(table)
    record = re.sub("table_hash: .*", f"table_hash: {digest}", record)
    (folder / "sweep.yaml").write_text(record, encoding="utf-8")
    write_report(folder)
    assert problems(folder) == ()


def test_a_lost_row_of_the_table_is_found(sweep: Path) -> None:
    path = sweep / "table.parquet"
    pd.read_parquet(path).iloc[:-1].to_parquet(path, index=False)
    assert "trials: the page has 60 rows, the table 59" in problems(sweep)


def test_another_plot_is_found(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3)}, plots=True)
    write_report(folder)
    assert problems(folder) == ()
    plot = folder / "plots" / "accuracy_by_lr.svg"
    plot.write_text(plot.read_text().replace("0.1", "0.2"))
    assert problems(folder) == ("plot 1: is not the one in plots/",)


def test_numbers_of_the_findings_all_claim_something(sweep: Path) -> None:
    """Words beside the claims hold no digits but the level of intervals."""

    class Words(HTMLParser):
        depth = 0
        said = ""

        def handle_starttag(self, tag: str, attrs: list) -> None:
            self.depth += tag in ("data", "td", "code", "script", "style", "small", "pre")

        def handle_endtag(self, tag: str) -> None:
            self.depth -= tag in ("data", "td", "code", "script", "style", "small", "pre")

        def handle_data(self, data: str) -> None:
            self.said += data if self.depth == 0 else ""

    words = Words()
    words.feed((sweep / REPORT).read_text(encoding="utf-8").split("<h2")[1])
    said = words.said.replace("95 % interval", "").replace("lr=10", "").replace("epoch 1", "")
    assert "The best setting" in said
    assert not re.search(r"\d", said.replace("after sample 18", "")), said


def test_unknown_claims_are_not_believed(sweep: Path) -> None:
    alter(sweep, 'data-what="trials"', 'data-what="hopes"')
    assert problems(sweep) == ("hopes: claims what cannot be checked ('hopes')",)


@given(st.floats(0, 1), st.integers(0, 4))
def test_a_rounded_share_reads_as_its_value_and_as_no_other(share: float, digits: int) -> None:
    shown = percent(share, digits=digits)
    assert reads_as(shown, repr(share))
    assert not reads_as(shown, repr(share + 0.011 * 10.0**-digits))


@given(st.sampled_from(["test_accuracy", "test_loss", "seconds"]), st.floats(0, 1e6))
def test_a_rounded_metric_shows_its_value_and_no_other(name: str, value: float) -> None:
    cell = rounded(name, value)
    assert shows(name, cell, value)
    off = 2e-6 if name == "test_accuracy" else 2e-5 * value
    assert shows(name, cell + off, value) == (off == 0)


def test_claims_are_documented() -> None:
    for what in CLAIMS.keys() - {"hash", "recorded", "finding"}:
        of = "lr" if "best" in what or what == "levels" else "test_loss"
        recount(what, of, [])


def test_a_damaged_page_is_said_in_one_line(sweep: Path) -> None:
    page = sweep / REPORT
    text = page.read_text(encoding="utf-8")
    for damaged in (b"", text[:5000].encode(), text.replace('"cells":[', '"cells":').encode()):
        page.write_bytes(damaged)
        with pytest.raises(ReportError, match=r"this page is damaged.*make it again: python -m"):
            read_page(page)
    page.write_bytes(b"\xff\xfe")
    with pytest.raises(ReportError, match="cannot be read"):
        read_page(page)
    page.unlink()
    with pytest.raises(ReportError) as caught:
        verify(sweep)
    assert str(caught.value) == (
        f"{page}: there is no such page; make it: python -m nnexp.report {sweep}"
    )
