"""Sweeps of what is no network: from the trainings to answer, page, plots and verification."""

from __future__ import annotations

import io
import json
import re

import pytest
from line_fit import LINE_FIT, Task
from random_walk import WALK, Start
from rich.console import Console

import nnexp
from nnexp.report.html import make_report
from nnexp.report.main_findings import main_findings
from nnexp.report.overview import overview
from nnexp.report.stored import read_sweep
from nnexp.report.terminal import print_answer
from nnexp.report.verification import verify
from nnexp.settings import EngineSettings, StoreSettings, SweepSettings
from nnexp.show import main as show
from nnexp.sweeps import run_sweep

FOREIGN = re.compile(
    r"accurac|epoch|learning rate|the networks?\b(?!\.)|hidden|n_loss|digits", re.IGNORECASE
)
GRIDS = {
    "line_fit": (
        LINE_FIT,
        [
            Task(pace, terms, rounds)
            for pace in (0.003, 0.03, 0.3, 3.0)
            for terms in (1, 3, 9)
            for rounds in (5, 40)
        ],
    ),
    "walk": (
        WALK,
        [Start(pull, steps=steps) for pull in (0.01, 0.1, 1.0, 10.0) for steps in (2, 8)],
    ),
}
PLOTS = {
    "line_fit": {
        "rmse_by_pace",
        "rmse_by_pace_and_rounds",
        "rmse_by_pace_and_terms",
        "rmse_by_terms_and_rounds",
        "rmse_by_terms",
        "learning_curves",
        "cost",
    },
    "walk": {"distance_by_pull", "distance_by_pull_and_steps", "learning_curves"},
}


@pytest.fixture(scope="module", params=sorted(GRIDS))
def swept(request, tmp_path_factory):
    trainable, points = GRIDS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    settings = SweepSettings(
        name=request.param,
        repeats=4,
        store=StoreSettings(path=str(folder / "store.sqlite")),
        engine=EngineSettings(workers=1),
    )
    quiet = Console(file=io.StringIO())
    result = run_sweep(points, settings, folder / "sweep", trainable=trainable, console=quiet)
    make_report(folder / "sweep", plots=True)
    return request.param, result


def words_of(page: str) -> str:
    """What a reader of a page sees, the record and what stands below every page aside."""
    page = re.sub(r"<(style|script|pre|footer)\b.*?</\1>", " ", page, flags=re.DOTALL)
    alts = " ".join(re.findall(r'alt="([^"]*)"', page))
    return re.sub(r"<[^>]+>", " ", page) + alts


def test_its_answer_is_told_in_its_own_words(swept) -> None:
    name, result = swept
    stored = read_sweep(result.directory)
    assert stored.columns == result.columns == GRIDS[name][0].columns
    said = io.StringIO()
    print_answer(stored, main_findings(stored), Console(file=said, width=100))
    assert not FOREIGN.findall(said.getvalue())
    quantity = {"line_fit": "rmse", "walk": "distance"}[name]
    assert f"its {quantity} on the validation data is " in " ".join(said.getvalue().split())
    (best,) = stored.answers
    chooses = result.columns.choosing("validation").name
    means = stored.table[stored.table["status"] == "ok"].groupby(list(stored.swept))[chooses].mean()
    assert best.selection.mean == pytest.approx(means.min())


def test_its_page_says_what_its_table_says(swept) -> None:
    _, result = swept
    checked, problems = verify(result.directory)
    assert problems == ()
    assert checked > 500
    page = (result.directory / "report.html").read_text()
    assert not FOREIGN.findall(words_of(page))
    changed = page.replace('"repeats":4', '"repeats":5', 1)
    assert changed != page
    (result.directory / "report.html").write_text(changed)
    assert verify(result.directory)[1]
    (result.directory / "report.html").write_text(page)


def test_its_plots_are_named_after_what_it_measures(swept) -> None:
    name, result = swept
    drawn = {path.stem for path in (result.directory / "plots").glob("*.svg")}
    assert drawn == PLOTS[name]
    for path in (result.directory / "plots").glob("*.svg"):
        assert not FOREIGN.findall(" ".join(re.findall(r"<text[^>]*>([^<]*)", path.read_text())))


def test_its_findings_are_of_its_own_settings(swept) -> None:
    name, result = swept
    data = json.loads((result.directory / "findings.json").read_text())
    asked = {(one["analysis"], *one["over"]) for one in data["findings"]}
    expected = {
        "line_fit": {
            ("sweet_spot", "pace"),
            ("interaction", "pace", "rounds"),
            ("capacity", "terms"),
            ("overfitting_onset", "rounds"),
            ("sensitivity", "pace"),
        },
        "walk": {
            ("sweet_spot", "pull"),
            ("interaction", "pull", "steps"),
            ("overfitting_onset", "steps"),
            ("sensitivity", "pull"),
        },
    }
    assert asked == expected[name]
    chooses = result.columns.choosing("validation").name
    assert {one["metric"] for one in data["best"]} == {chooses}


def test_it_is_loaded_and_listed_without_its_code(swept, capsys, monkeypatch) -> None:
    name, result = swept
    again = nnexp.load(result.directory)
    assert again.table.equals(result.table)
    assert len(again.findings()) >= 4
    assert show([str(result.directory.parent)]) == 0
    said = capsys.readouterr().out
    assert name in said
    assert not FOREIGN.findall(said)
    assert overview(read_sweep(result.directory)).failed == (result.table["status"] != "ok").sum()
