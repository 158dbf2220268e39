"""What claims say and show on a Chinese page is Chinese, in whatever way they come out."""

import importlib
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from nnexp.analysis.finding import AnalysisError
from nnexp.claims.book import CLAIMS
from nnexp.claims.chart import Chart, chart_in
from nnexp.claims.judgement import Judgement
from nnexp.claims.other_handwriting import OTHERS, OWN
from nnexp.claims.published import Beside, figures
from nnexp.claims.unit import FACTOR, FINE_POINTS, NUMBER, PERCENT, POINTS, SMALL
from nnexp.language.said import told_in
from nnexp.reproduce.published_numbers import every_number, told

NAMES = {
    *("fan_in", "fan_out", "tanh", "relu"),  # as they are typed
    *("AND", "XOR", "and", "xor", "digits", "bugs", "mnist", "MNIST", "line", "gate"),  # data
    *("network", "init", "epochs", "hidden_nodes"),  # network.init=fan_in
    "nan",  # what is printed of a lost repeat
    *("scikit", "learn", "float", "PNG", "png", "my_own_", "own_digits", "NNEXP_DATA_DIR"),
}
WORD = re.compile(r"[A-Za-z_]{3,}")
SETTINGS = {"lr", "step", "share", "amount", "strength", "network.init_scale", "data.rotation"}
SETTINGS |= {"data.label_noise", "data.train_size"}

# How the own test of a claim makes a frame, where that is not by `frame()`.
_FRAMES = {
    "xor": lambda test: test.world(test.as_the_book_says),
    "step_size": lambda test: test.world(),
    "threshold": lambda test: test.frame(test.true()),
    "damage": lambda test: test.frame({test.LINKS: 0.01, test.NODES: 0.1, test.NOISE: 0.2}),
}
_MORE = {
    "own_digits": lambda test: pd.concat(
        [test.frame((OTHERS,)), test.frame((OWN,), count=20)], ignore_index=True
    ),
    "init_scale": lambda test: _turned(test.frame()).query("lr == lr.max()"),
    "no_universal": lambda test: test.frame().assign(**{"data.train_size": 100}),
}


def _measured(frame: pd.DataFrame) -> list[str]:
    """The columns that were measured: fractions that are no settings."""
    floats = frame.select_dtypes("float").columns
    return [name for name in floats if name not in SETTINGS]


def _turned(frame: pd.DataFrame) -> pd.DataFrame:
    """A world in which what was best is worst."""
    return frame.assign(**{name: frame[name].max() - frame[name] for name in _measured(frame)})


def _shaken(frame: pd.DataFrame) -> pd.DataFrame:
    """A world in which no setting matters."""
    order = np.random.default_rng(1).permutation(len(frame))
    return frame.assign(**{name: frame[name].to_numpy()[order] for name in _measured(frame)})


def _failing(frame: pd.DataFrame) -> pd.DataFrame:
    """A world in which a repeat was lost."""
    failed = frame.copy()
    failed.loc[failed["repeat"] == 1, _measured(frame)] = np.nan
    return failed


def _worlds(claim) -> Iterator[pd.DataFrame]:
    test = importlib.import_module(f"test_claim_{claim.id}")
    frame = _FRAMES.get(claim.id, lambda test: test.frame())(test)
    yield frame
    yield _turned(frame)
    yield _shaken(frame)
    yield _failing(frame)
    yield frame[frame["repeat"] == 0]
    if claim.id in _MORE:
        yield _MORE[claim.id](test)


def _of_judgement(found: Judgement) -> Iterator[str]:
    yield from (found.metric, found.effect, found.sentence, *found.cautions)
    for part in found.parts:
        yield from _of_judgement(part)


def _of_chart(chart: Chart) -> Iterator[str]:
    yield from (chart.title, chart.alt, *chart.notes)
    for panel in chart.panels:
        yield from (panel.x, panel.y, panel.title, panel.legend)
        yield from (mark.label for mark in panel.marks)
        for line in panel.lines:
            yield from (line.label, *(at for at in line.x if isinstance(at, str)))
    if chart.mosaic is not None:
        yield from (chart.mosaic.title, *(label for label, _ in chart.mosaic.rows))


def _english(text: str) -> set[str]:
    return set(WORD.findall(text)) - NAMES


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.id for claim in CLAIMS])
def test_nothing_that_a_claim_says_or_shows_is_english(claim):
    judged = 0
    for frame in _worlds(claim):
        try:
            texts = [told_in("zh", text) for text in _of_judgement(claim.judge(frame))]
            texts += _of_chart(chart_in("zh", claim.chart(frame)))
        except AnalysisError:
            continue  # there is nothing to say of such a world
        judged += 1
        assert {text: _english(text) for text in texts if _english(text)} == {}
    assert judged > 1


def test_a_chart_in_english_is_the_chart():
    claim = next(claim for claim in CLAIMS if claim.id == "backquery")
    test = importlib.import_module("test_claim_backquery")
    chart = claim.chart(test.frame())
    assert chart_in("en", chart) == chart


@pytest.mark.parametrize("unit", [NUMBER, POINTS, FINE_POINTS, PERCENT, FACTOR, SMALL])
def test_units_are_chinese(unit):
    assert not _english(told_in("zh", unit.shown(0.5)))


def test_published_numbers_are_chinese():
    beside = [
        Beside(figure, 0.95, 0.94, 0.96, 5, chance, gain)
        for figure, chance, gain in (
            (figures()[0], 0.4, None),
            (figures()[1], 0.0001, (0.001, -0.002, 0.004)),
        )
    ]
    rows = [told(one, "zh") for one in beside]
    rows += every_number([("epochs", one) for one in beside], "zh")
    left = {cell for row in rows for cell in row.values() if _english(cell)}
    # A commit is cited as it is, and a claim is linked to by its id.
    assert {cell for cell in left if not re.search(r"代码库 \w{7}", cell)} == {"epochs"} & left
    assert "比我们的平均值 95.00% 低 2.59 个百分点，可能只是一次训练的运气" in rows[2]["sentence"]
    assert "变化 +0.10 个百分点（95% 区间：-0.20 到 +0.40）" in rows[3]["sentence"]
    assert "可能为不到 0.1%" in rows[3]["sentence"]
