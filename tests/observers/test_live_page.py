"""What the page says of each end, and that watching changes nothing; a browser shows the rest."""

import dataclasses
import io
import logging
import re

import numpy as np
import pytest
from rich.console import Console

import nnexp
from nnexp.deciding import Reason, Step
from nnexp.execution.observing import (
    Deciding,
    Ended,
    Failed,
    Finished,
    ObservedRun,
    Planned,
    Started,
    measured,
)
from nnexp.execution.observing import audience as audience_of
from nnexp.observers.live_page import live_page
from nnexp.observers.watched import Watched
from nnexp.settings import SweepSettings
from nnexp.trainables.book.columns import BOOK

RUNS = {str(i): ObservedRun({"lr": 0.1}, i, 3, 3, 1.0) for i in range(2)}
PLANNED = Planned("answer", 2, RUNS, BOOK)
DONE = Ended("finished")
CHECKED = Planned("verification", 1, {"0": RUNS["0"]}, BOOK)


def watched(folder, **more):
    sweep = SweepSettings(**{"live": True, **more})
    return Watched(sweep, folder, "python -m nnexp -m '<lr>'", Console(file=io.StringIO()))


def page_after(folder, *events):
    observe = live_page(watched(folder))
    for event in events:
        observe(event)
    text = (folder / "report.html").read_text(encoding="utf-8")
    return text.partition("<header>")[2], 'http-equiv="refresh"' in text


def test_it_is_there_when_nothing_has_ended_yet(tmp_path):
    observe = live_page(watched(tmp_path))
    observe(PLANNED)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    observe(Ended("stopped"))
    assert "Running: no run has ended yet" in text
    assert "0 of 2 runs" in text
    assert 'http-equiv="refresh"' in text
    assert "Should this sweep be stopped or killed: this goes on from there" in text
    assert "python -m nnexp -m &#39;&lt;lr&gt;&#39;" in text


def test_what_is_decided_is_told_step_by_step_with_the_budget(tmp_path):
    steps = [
        Step("explore", 1, (), (Reason("start", {"points": 3, "repeats": 3}),), (), 9),
        Step("explore", 2, (), (Reason("start", {"points": 5, "repeats": 3}),), (), 15),
    ]
    told = [Deciding(step, BOOK, 9.0 * place, 100.0, "rounds") for place, step in enumerate(steps)]
    text, _ = page_after(tmp_path, told[0], PLANNED, Ended("finished"), told[1], PLANNED, DONE)
    assert "<li>exploring: 3 grid points with 3 repeats each</li>" in text
    assert '<li aria-current="step">exploring: 5 grid points with 3 repeats each</li>' in text
    assert '<progress value="9.0" max="100.0"' in text
    assert "9 of 100 rounds spent before the last of these steps" in text


def test_all_of_it_is_told_in_chinese(tmp_path):
    chinese = BOOK.told_in("zh")
    planned = dataclasses.replace(PLANNED, columns=chinese)
    step = Step("explore", 1, (), (Reason("start", {"points": 3, "repeats": 3}),), (), 9)
    deciding = Deciding(step, chinese, 9.0, 100.0, "epochs")
    curve = np.full((3, len(BOOK.metrics)), 0.5)
    told = [measured("0", 1, curve), Finished("0"), Failed("1", "error", "KeyError: 'x'")]
    pages = {
        "正在运行：还没有训练完成": [planned],
        "已停止：已完成的保存在曲线库中。": [deciding, planned, *told, Ended("stopped")],
        "因出错而结束：未知": [planned, Ended("broken", "")],
        "所有训练都已结束；稍后报告会取代本页。": [planned, *told, DONE],
    }
    for state, events in pages.items():
        text, _ = page_after(tmp_path, *events)
        assert state in text
        shown = re.sub(r"<script.*|<code>.*?</code>|KeyError: &#39;x&#39;", "", text, flags=re.S)
        shown = re.sub(r"<[^>]*?(?:(?:aria-label|title)=\"([^\"]*)\")?[^>]*>", r" \1 ", shown)
        words = set(re.findall(r"[A-Za-z]{2,}", shown))
        assert words <= {"sweep", "nnexp", "epochs", "lr", "error"}, words
    assert "2/2 次训练，其中失败 1 次" in text
    assert "学习曲线：验证准确率随世代的变化" in text


def test_what_ended_last_is_on_the_last_page(tmp_path):
    text, again = page_after(tmp_path, PLANNED, Started("0"), Finished("0"), Ended("stopped"))
    assert "Stopped: what is complete is kept" in text
    assert "1 of 2 runs" in text
    assert not again


def test_an_error_is_told_on_one_line(tmp_path):
    text, again = page_after(tmp_path, PLANNED, Ended("broken", "no workers:\n<lost>"))
    assert "Ended by an error: no workers: &lt;lost&gt;" in text
    assert not again


def test_all_ended_waits_for_the_report_and_names_who_writes_it(tmp_path):
    ends = [Finished("0"), Failed("1", "error", "KeyError: 'x'")]
    text, again = page_after(tmp_path, PLANNED, *ends, Ended("finished"))
    assert "2 of 2 runs, 1 of them failed" in text
    assert f"python -m nnexp.report {tmp_path}" in text
    assert again


def test_a_verification_counts_no_runs_and_is_told_where_it_is_stopped(tmp_path):
    answered = (PLANNED, Finished("0"), Finished("1"), Ended("finished"), CHECKED, Finished("0"))
    text, again = page_after(tmp_path, *answered, Ended("finished"))
    assert "2 of 2 runs" in text
    assert again
    text, again = page_after(tmp_path, *answered, Ended("stopped"))
    assert "2 of 2 runs" in text
    assert "Stopped: " in text
    assert not again


def test_it_is_not_there_unless_asked_for(tmp_path):
    assert live_page(watched(tmp_path, live=False)) is None


def test_a_folder_that_cannot_be_written_is_logged(tmp_path, caplog):
    (tmp_path / "file").touch()
    tell = audience_of({"live page": live_page(watched(tmp_path / "file"))})
    with caplog.at_level(logging.WARNING):
        tell(PLANNED)
        tell(Ended("finished"))
    (record,) = caplog.records
    assert "observer live page: is told nothing more of this sweep" in record.getMessage()
    assert "file/report.html: cannot be written" in record.getMessage()


@pytest.mark.parametrize("live", [True, False])
def test_a_call_from_python_leaves_the_report_and_the_same_table(tmp_path, live):
    grid = {"lr": [0.1, 0.3], "hidden_nodes": 5, "epochs": 2, "repeats": 2}
    store = {"store.path": str(tmp_path / "store.sqlite")}
    plain = nnexp.sweep(store, directory=tmp_path / "plain", quiet=True, **grid)
    found = nnexp.sweep(store, directory=tmp_path / "out", quiet=True, live=live, **grid)
    assert list(found.table) == list(plain.table)
    assert found.table["run_id"].tolist() == plain.table["run_id"].tolist()
    page = tmp_path / "out" / "report.html"
    assert page.exists() == live
    if live:
        text = page.read_text(encoding="utf-8")
        assert 'id="trial-table"' in text
        assert 'http-equiv="refresh"' not in text
