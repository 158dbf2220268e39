"""A report is checked against its table by a second way to every number."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from of_book import summarise
from stored_sweep import diverging, store_sweep

from nnexp import table as tables
from nnexp.report.content import FINDINGS, content_from
from nnexp.report.html import REPORT, make_report
from nnexp.report.islands import read_page
from nnexp.report.recomputed import estimate
from nnexp.report.stored import ReportError, read_sweep
from nnexp.report.trials import rounded
from nnexp.report.verification import (
    cell_problems,
    data_problems,
    page_problems,
    shows,
    truth_of,
    verify,
)
from nnexp.sweeps.record import read_record, write_record
from nnexp.trainables.book.columns import BOOK


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = store_sweep(tmp_path_factory.mktemp("made") / "sweep", fails=diverging)
    make_report(folder, plots=False)
    return folder


@pytest.fixture
def sweep(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage, under the name that its page says."""
    return shutil.copytree(made, tmp_path / "sweep")


def problems(folder: Path) -> tuple[str, ...]:
    return verify(folder)[1]


def sharing(folder: Path, count: int) -> None:
    """Let the record say that all repeats are tested on so many same samples."""
    record = read_record(folder)
    fingerprint = str(pq.read_table(folder / "table.parquet")["data_fingerprint"][0])
    same = dict.fromkeys(record.data, count)
    data = dict.fromkeys(record.data, fingerprint)
    write_record(dataclasses.replace(record, same_test=same, data=data), folder)


def test_what_shared_test_samples_may_hide_is_said_and_checked(sweep: Path) -> None:
    sharing(sweep, 10_000)
    page = make_report(sweep, plots=False)
    assert "Every repeat is tested on the same" in page.read_text(encoding="utf-8")
    data = json.loads((sweep / FINDINGS).read_text(encoding="utf-8"))
    (best,) = data["best"]
    share = best["held_out"][1]["mean"]
    assert best["same_samples"]["count"] == 10_000
    assert best["same_samples"]["low"] < share < best["same_samples"]["high"]
    assert problems(sweep) == ()
    sharing(sweep, 100)
    (first, *_) = problems(sweep)
    assert first.startswith("best[0].same_samples.count: the page says 10000, the table 100")


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
    make_report(folder, plots=False)
    count, found = verify(folder)
    assert found == ()
    rows = len(pd.read_parquet(folder / "table.parquet"))
    assert count > 5 * rows


def leaves(data: object, way: tuple = ()) -> Iterator[tuple]:
    """The way to each value in nested data."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, (*way, name))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from leaves(value, (*way, place))
    else:
        yield way


def test_every_value_of_the_data_is_checked(sweep: Path) -> None:
    """Change one value at a time: each change is found."""
    data = read_page(sweep / REPORT).data
    # What it takes over from the data must not change with them.
    truth = copy.deepcopy(truth_of(read_sweep(sweep), data))
    assert list(data_problems(data, truth)) == []
    ways = [way for way in leaves(data) if way[0] not in ("schema", "nnexp", "folder")]
    assert len(ways) > 400
    for *way, last in ways:
        inner = data
        for step in way:
            inner = inner[step]
        old = inner[last]
        off = old * (1 + 1e-7) + 1e-8 if isinstance(old, float) else f"{old}1"
        inner[last] = not old if isinstance(old, bool) else off
        # What is no result of the table says which result is meant: it is told by what it leads to.
        assert list(data_problems(data, truth)), (*way, last)
        inner[last] = old
    assert list(data_problems(data, truth)) == []


def test_every_number_that_is_read_is_checked(sweep: Path) -> None:
    page, stored = read_page(sweep / REPORT), read_sweep(sweep)
    content = content_from(page.data, BOOK)
    assert list(page_problems(page, stored, content)) == []
    places = [match.start() for match in re.finditer(r"(?<=>)[^<>]*\d[^<>]*(?=</data>)", page.text)]
    assert len(places) > 80
    for place in places[::5]:
        at = place + re.search(r"\d", page.text[place:]).start()
        digit = "4" if page.text[at] != "4" else "7"
        misread = dataclasses.replace(page, text=page.text[:at] + digit + page.text[at + 1 :])
        (problem,) = page_problems(misread, stored, content)
        assert problem.startswith("the page reads '")


def test_a_word_that_is_changed_is_found(sweep: Path) -> None:
    alter(sweep, "correctly", "wrongly")
    (problem,) = problems(sweep)
    assert problem.startswith("the page reads ') of the validation data wrongly")


def test_findings_beside_the_page_say_the_same(sweep: Path) -> None:
    file = sweep / FINDINGS
    data = json.loads(file.read_text(encoding="utf-8"))
    assert data == read_page(sweep / REPORT).data
    data["findings"][0]["estimate"] *= 2
    file.write_text(json.dumps(data), encoding="utf-8")
    assert problems(sweep) == ("findings.json: says something else than the page",)
    file.unlink()
    (problem,) = problems(sweep)
    assert problem.startswith("findings.json: cannot be read")


def test_a_page_of_another_version_is_to_be_made_again(sweep: Path) -> None:
    alter(sweep, '"nnexp":"', '"nnexp":"9.')
    assert any("the page is one of nnexp 9." in problem for problem in problems(sweep))


def test_every_cell_of_the_trials_is_checked(sweep: Path) -> None:
    columns = read_page(sweep / REPORT).columns
    rows = pq.read_table(sweep / "table.parquet").to_pylist()
    assert list(cell_problems(columns, rows, BOOK)) == []
    for place, column in enumerate(columns):
        cells = list(column["cells"])
        at = next(at for at, cell in enumerate(cells) if cell not in (None, ""))
        old = cells[at]
        cells[at] = old * 1.0001 if isinstance(old, float) else f"1{old}"
        changed = [*columns[:place], {**column, "cells": cells}, *columns[place + 1 :]]
        found = list(cell_problems(changed, rows, BOOK))
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
    assert any(line.startswith("best[0].selection.mean: the page says") for line in found)
    assert any(line.startswith("table.hash: the page says") for line in found)
    assert "table.csv: holds other numbers than table.parquet" in found


def test_a_sweep_older_than_a_setting_is_still_read(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep")
    table = pd.read_parquet(folder / "table.parquet").drop(columns="network.init_scale")
    tables.write(table, folder, BOOK)
    record = (folder / "sweep.yaml").read_text(encoding="utf-8")
    digest = tables.canonical_hash(table)
    record = re.sub("table_hash: .*", f"table_hash: {digest}", record)
    (folder / "sweep.yaml").write_text(record, encoding="utf-8")
    make_report(folder, plots=False)
    assert problems(folder) == ()


def test_a_lost_row_of_the_table_is_found(sweep: Path) -> None:
    path = sweep / "table.parquet"
    pd.read_parquet(path).iloc[:-1].to_parquet(path, index=False)
    assert "table.trials: the page says 60, the table 59" in problems(sweep)


def test_another_plot_is_found(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3)}, plots=True)
    make_report(folder, plots=False)
    assert problems(folder) == ()
    plot = folder / "plots" / "accuracy_by_lr.svg"
    plot.write_text(plot.read_text().replace("0.1", "0.2"))
    assert problems(folder) == ("plot 1: is not the one in plots/",)


@given(st.sampled_from(["test_accuracy", "test_loss", "seconds"]), st.floats(0, 1e6))
def test_a_rounded_metric_shows_its_value_and_no_other(name: str, value: float) -> None:
    cell = rounded(BOOK.metric(name), value)
    assert shows(name, cell, value, BOOK)
    off = 2e-6 if name == "test_accuracy" else 2e-5 * value
    assert shows(name, cell + off, value, BOOK) == (off == 0)


@given(
    st.sampled_from(["test_accuracy", "validation_accuracy", "test_loss", "seconds"]),
    st.lists(st.floats(0, 1), min_size=2, max_size=6),
)
def test_both_ways_end_an_interval_where_the_metric_does(column: str, values: list[float]) -> None:
    rows = pd.DataFrame({"status": "ok", column: values})
    row = summarise(rows, [], column).iloc[0]
    found = estimate(rows, column, BOOK)
    again = [found["low"], found["high"]]
    assert again == pytest.approx([row["low"], row["high"]], abs=1e-12)
    assert again[0] >= 0
    assert again[1] <= 1 or not column.endswith("accuracy")


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
