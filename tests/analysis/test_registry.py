"""A new analysis is one file and one line; settings are asked what they declare."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_trials import trials
from of_book import findings, overfitting_onset, sweet_spot
from stored_sweep import store_sweep

from nnexp.analysis.next_step import Extend, More, Train
from nnexp.analysis.registry import ANALYSES
from nnexp.report.html import REPORT, make_report

ONE_FILE = '''
"""The range of a metric over everything that was tried."""

from nnexp.analysis.finding import Finding, Verdict, Words
from nnexp.analysis.sentence import Number
from nnexp.analysis.study import Analysis


class RangeVerdict(Verdict):
    MEASURED = "measured", "nothing"


def run(study, settings):
    values = study.table[study.chooses.name]
    yield Finding(
        analysis="range", over=settings, where=(), measured=study.chooses,
        estimate=float(values.max() - values.min()), interval=(float("nan"),) * 2,
        verdict=RangeVerdict.MEASURED, repeats=int(study.table["repeat"].nunique()),
        rows=tuple(study.table.index), method="largest less smallest", source="arithmetic",
        words=WORDS,
    )


WORDS = Words(
    title=lambda *_: "How far everything is apart",
    short=lambda *_: "Range",
    question=lambda _: "how far everything is apart",
    verdict=lambda _: ("measured",),
    sentence=lambda one: ("all is within ", Number(f"{one.estimate:.4f}", one.estimate), "."),
    caution=lambda _: (),
)
RANGE = Analysis("range", lambda study: [study.swept], run, RangeVerdict, WORDS)
'''


def test_an_analysis_of_ones_own_is_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "range_analysis.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(ANALYSES, "range", importlib.import_module("range_analysis").RANGE)
    monkeypatch.delitem(sys.modules, "range_analysis")
    folder = store_sweep(tmp_path / "sweep")
    make_report(folder, plots=False)
    page = (folder / REPORT).read_text(encoding="utf-8")
    table = pd.read_parquet(folder / "table.parquet")
    apart = float(np.ptp(table["validation_accuracy"]))
    assert "<h3>How far everything is apart</h3>" in page
    assert f">{apart:.4f}</data>." in page


@pytest.mark.parametrize(
    ("setting", "values", "best"),
    [
        ("network.init_scale", (0.25, 0.5, 1.0, 2.0, 4.0), 1.0),
        ("data.rotation", (0.0, 5.0, 10.0, 15.0, 20.0), 10.0),
    ],
)
def test_any_tuned_number_has_a_sweet_spot_on_its_own_scale(
    setting: str, values: tuple[float, ...], best: float
) -> None:
    table = trials(setting, {x: 0.9 - 0.02 * abs(i - 2) for i, x in enumerate(values)})
    (found, *_) = findings(table, table.iloc[:0], (setting,), "validation")
    assert (found.analysis, found.over, found.verdict) == ("sweet_spot", (setting,), "interior")
    assert found.interval[0] <= best <= found.interval[1]
    assert found.estimate == pytest.approx(best, rel=0.05)


def test_what_is_not_tuned_has_none() -> None:
    table = trials("data.train_size", {100: 0.8, 1000: 0.9, 10000: 0.95})
    assert findings(table, table.iloc[:0], ("data.train_size",), "validation") == []


@pytest.mark.parametrize(
    ("setting", "accuracies", "step"),
    [
        ("lr", {0.01: 0.8, 0.03: 0.85, 0.09: 0.9}, Extend("lr", "above", 0.27)),
        ("lr", {0.01: 0.9, 0.1: 0.8, 1.0: 0.7}, Extend("lr", "below", 0.001)),
        ("lr", {10.0: 0.7, 100.0: 0.8, 1000.0: 0.9}, None),
        ("data.rotation", {5.0: 0.7, 10.0: 0.8, 15.0: 0.9}, Extend("data.rotation", "above", 20.0)),
        ("data.rotation", {0.0: 0.9, 5.0: 0.8, 9.0: 0.7}, None),
        ("data.rotation", {2.0: 0.9, 5.0: 0.8, 9.0: 0.7}, Extend("data.rotation", "below", 0)),
        (
            "training.batch_size",
            {4: 0.7, 8: 0.8, 16: 0.9},
            Extend("training.batch_size", "above", 32),
        ),
    ],
)
def test_the_next_step_goes_on_in_the_grid_s_own_steps_within_what_is_legal(
    setting: str, accuracies: dict[float, float], step: Extend | None
) -> None:
    found = sweet_spot(trials(setting, accuracies), setting=setting)
    assert found.next == (() if step is None else (step,))


def test_other_next_steps_are_more_repeats_and_longer_training() -> None:
    one = trials("lr", {0.01: 0.8, 0.1: 0.9, 1.0: 0.85}, repeats=1)
    assert sweet_spot(one).next == (More(3),)
    falling = pd.DataFrame(
        [
            {"repeat": r, "epoch": e, "validation_loss": 1 / e + 0.001 * r}
            for r in range(5)
            for e in range(1, 9)
        ]
    )
    assert overfitting_onset(falling).next == (Train(16),)
