"""Sweeps side by side: paired where nothing but what tells them apart differs."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from stored_sweep import store_sweep

from nnexp.plots.difference import DIFFERENCE, difference
from nnexp.plots.registry import PAIR_PLOTS
from nnexp.report.__main__ import main
from nnexp.report.comparison import comparison_page, to_draw, write_comparison
from nnexp.report.pairing import pair
from nnexp.report.stored import ReportError, read_sweep
from nnexp.sweeps.data import SweepData

AXES = {"lr": (0.01, 0.1, 0.3), "epochs": (1, 5)}


def sweep(folder: Path, axes: dict[str, Any] = AXES, **options: Any) -> SweepData:
    return read_sweep(store_sweep(folder, axes, **options))


@pytest.fixture
def apart(tmp_path: Path) -> tuple[SweepData, SweepData]:
    """Two sweeps that differ in the first weights; the second's grid is larger."""
    wider = {"lr": (0.3, 0.1, 1.0, 0.01), "epochs": (5, 1, 7)}
    one = sweep(tmp_path / "a", AXES | {"network.init": ("fan_in",)}, name="one")
    return one, sweep(tmp_path / "b", wider | {"network.init": ("fan_out",)}, name="other")


def test_pairs_differ_in_nothing_but_what_sets_the_sweeps_apart(
    apart: tuple[SweepData, SweepData],
) -> None:
    found = pair(*apart)
    assert found.differs == {"network.init": ("fan_in", "fan_out")}
    assert found.settings == ("lr", "epochs")
    assert found.trials == 30
    assert found.equal == 0
    assert found.same_data


def test_differences_are_paired_and_hold_for_all_settings_at_once(
    apart: tuple[SweepData, SweepData],
) -> None:
    found = pair(*apart).differences
    assert len(found) == 6
    one, other = (one.table.query("lr == 0.3 and epochs == 5") for one in apart)
    ordered = [rows.sort_values("repeat")["validation_accuracy"] for rows in (one, other)]
    difference = ordered[0].to_numpy() - ordered[1].to_numpy()
    test = stats.ttest_1samp(difference, 0).confidence_interval(1 - 0.05 / 6)
    row = found[(found["lr"] == "0.3") & (found["epochs"] == "5")].iloc[0]
    assert row["mean"] == pytest.approx(difference.mean())
    assert (row["low"], row["high"]) == pytest.approx((test.low, test.high))
    assert (row["first"], row["second"]) == pytest.approx([o.mean() for o in ordered])
    assert row["repeats"] == 5


def test_nothing_is_claimed_where_there_is_nothing(tmp_path: Path) -> None:
    """Sweeps that differ by noise alone: a better one is named at about the nominal rate."""
    generator = np.random.default_rng(3)
    one = sweep(tmp_path / "a")
    named = 0
    for _ in range(60):
        noise = generator.normal(0, 0.01, len(one.table))
        table = one.table.assign(validation_accuracy=one.table["validation_accuracy"] + noise)
        found = pair(one, dataclasses.replace(one, table=table))
        named += bool(((found.differences["low"] > 0) | (found.differences["high"] < 0)).any())
    # 5 % of 60 is 3; more than the bound has a chance below 0.2 %.
    assert named <= stats.binom.isf(0.002, 60, 0.05)


def test_the_same_sweep_twice_is_equal_to_the_bit(tmp_path: Path) -> None:
    sweeps = [sweep(tmp_path / "first"), sweep(tmp_path / "again")]
    page = comparison_page(sweeps, tmp_path)
    assert "equal to the bit" in page
    assert "30 pairs of them have the same validation accuracy to the bit." in page
    assert "first_try first against first_try again" in page


def test_the_better_sweep_is_named(apart: tuple[SweepData, SweepData], tmp_path: Path) -> None:
    page = comparison_page(apart, tmp_path)
    assert re.search(r"badge good\">one is better at \d of 6 settings<", page)
    assert "network.init is fan_in in the first, fan_out in the second." in page
    rows = re.findall(r"<td>([+−][\d.]+)</td><td>([+−][\d.]+) to ([+−][\d.]+)</td>", page)
    values = [float(cell.replace("−", "-")) for row in rows for cell in row]
    assert len(values) == 18
    sizes = np.abs(values[::3])
    assert (np.diff(sizes) <= 0).all()


def test_the_sweeps_are_compared_as_a_whole_under_their_names(
    apart: tuple[SweepData, SweepData], tmp_path: Path
) -> None:
    page = re.sub(r"</?data[^>]*>", "", comparison_page(apart, tmp_path))
    assert "Averaged over the settings in both" in page
    assert re.search(r"badge good\">one is better</span>", page)
    assert "The best of other against the best of one" in page
    mean = pair(*apart).differences["mean"].mean()
    stated = re.search(
        r"Validation accuracy of other is ([\d.e-]+) percentage points lower than of one", page
    )
    assert stated
    assert float(stated.group(1)) == pytest.approx(100 * mean, abs=0.05)
    assert "first sweep" not in page


def test_differences_are_drawn_with_their_intervals(apart: tuple[SweepData, SweepData]) -> None:
    found = pair(*apart)
    figure = difference(to_draw(("one", "other"), apart, found))
    (ax,) = figure.axes
    # Rows in the order of the grid, whatever that of the trials is.
    labels = [text.get_text() for text in ax.get_yticklabels()]
    assert labels == ["0.01 · 1", "0.01 · 5", "0.1 · 1", "0.1 · 5", "0.3 · 1", "0.3 · 5"]
    bars = [np.sort(one.get_segments()[0][:, 0]) for one in ax.collections]
    rows = found.differences.sort_values(["lr", "epochs"])
    assert np.array(bars) == pytest.approx(100 * rows[["low", "high"]].to_numpy())
    assert "one is better" in str([text.get_text() for text in figure.texts])


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_colour_of_a_difference_is_that_of_the_better_sweep(
    apart: tuple[SweepData, SweepData], better: Literal["higher", "lower"]
) -> None:
    found = pair(*apart)
    frame = found.differences.iloc[:3].assign(
        mean=[0.2, -0.2, 0.1], low=[0.1, -0.3, -0.1], high=[0.3, -0.1, 0.3]
    )
    drawn = to_draw(("one", "other"), apart, dataclasses.replace(found, differences=frame))
    metric = dataclasses.replace(found.metric, better=better)
    (ax,) = difference(dataclasses.replace(drawn, metric=metric)).axes
    points = [line for line in ax.lines if line.get_marker() in ("o", "D")]
    kinds: dict[float, tuple[Any, Any]] = {100 * mean: (None, None) for mean in frame["mean"]}
    for point in points:
        kinds[float(point.get_xdata()[0])] = (point.get_marker(), point.get_markerfacecolor())
    (first, blue), (second, orange), (chance, hollow) = kinds.values()
    assert chance == "o"
    assert hollow == "white"
    assert (first, second) == (("o", "D") if better == "higher" else ("D", "o"))
    assert blue != orange


def test_one_repeat_and_hundreds_of_settings_are_drawn(tmp_path: Path) -> None:
    many = {"lr": tuple(np.geomspace(0.001, 1, 50).round(5)), "network.init": ("fan_in",)}
    one = sweep(tmp_path / "a", many, repeats=1, name="one")
    other = sweep(tmp_path / "b", many | {"network.init": ("fan_out",)}, repeats=1)
    found = pair(one, other)
    (ax,) = difference(to_draw(("one", "other"), (one, other), found)).axes
    assert len(ax.get_yticklabels()) == 40
    assert len(ax.collections) == 0
    assert "the 40 of 50 settings that are most apart" in comparison_page([one, other], tmp_path)


def test_the_drawing_is_on_the_page(
    apart: tuple[SweepData, SweepData], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = comparison_page(apart, tmp_path)
    assert page.count('<img src="data:image/svg+xml;base64,') == 1
    assert page == comparison_page(apart, tmp_path)
    assert "A row is a setting: right of the line one is better, left of it other." in page
    # A plot of two sweeps that somebody adds is on it too.
    monkeypatch.setitem(PAIR_PLOTS, "again", dataclasses.replace(DIFFERENCE, name="again"))
    assert comparison_page(apart, tmp_path).count("<figure") == 2
    twice = comparison_page([apart[0], apart[0]], tmp_path)
    assert "<img" not in twice


def test_a_caution_of_a_comparison_is_told(tmp_path: Path) -> None:
    one = sweep(tmp_path / "a")
    table = one.table.copy()
    table.loc[table["repeat"] == 0, "status"] = "diverged"
    table.loc[table["repeat"] == 0, "validation_accuracy"] = float("nan")
    other = dataclasses.replace(one, directory=tmp_path / "b", table=table)
    page = comparison_page([other, dataclasses.replace(one, table=_apart(one.table))], tmp_path)
    assert re.search(r"Caution: [^<]* diverged", page)


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(validation_accuracy=table["validation_accuracy"] * 0.99)


def test_each_side_is_compared_at_its_own_best(tmp_path: Path) -> None:
    """The first is best at lr=0.1, the other at lr=0.3, where it is a point behind."""
    means = {"fan_in": {0.1: 0.95, 0.3: 0.90}, "fan_out": {0.1: 0.80, 0.3: 0.94}}
    sides = []
    for init, of_rate in means.items():
        made = sweep(tmp_path / init, {"lr": (0.1, 0.3), "network.init": (init,)}, name=init)
        noise = made.table["repeat"] * 0.001 + np.arange(len(made.table)) * 1e-5
        accuracy = made.table["lr"].map(of_rate) + noise
        table = made.table.assign(validation_accuracy=accuracy)
        sides.append(dataclasses.replace(made, table=table))
    page = re.sub(r"</?data[^>]*>", "", comparison_page(sides, tmp_path))
    assert "Each at its own best of lr" in page
    told = "network.init=fan_in, at its own best lr=0.1, is best: fan_out, at its own best lr=0.3,"
    assert f"{told} is 0.995 percentage points below it" in page
    # Side by side at one rate alone, they would be 15 points apart.
    assert "not comparable" not in page


def test_sweeps_with_nothing_in_common(tmp_path: Path) -> None:
    sweeps = [sweep(tmp_path / "a", {"lr": (0.1, 0.2)}), sweep(tmp_path / "b", {"lr": (0.3, 0.4)})]
    page = comparison_page(sweeps, tmp_path)
    assert "not comparable" in page
    assert "They have no finished trial in common: nothing can be paired." in page


def test_a_setting_is_the_same_in_any_type(tmp_path: Path) -> None:
    """`hidden_nodes` is a number in one table and text in the other."""
    one = sweep(tmp_path / "a", {"hidden_nodes": (10, 20)})
    other = sweep(tmp_path / "b", {"hidden_nodes": (10, 20, [20, 10])})
    assert one.table["hidden_nodes"].dtype != other.table["hidden_nodes"].dtype
    found = pair(one, other)
    assert (found.trials, found.equal, found.differs) == (10, 10, {})


def test_failed_trials_are_not_paired(tmp_path: Path) -> None:
    fails = lambda row: "lost" if row["repeat"] == 0 else ""  # noqa: E731
    found = pair(sweep(tmp_path / "a"), sweep(tmp_path / "b", fails=fails))
    assert found.trials == 24
    assert set(found.differences["repeats"]) == {4}


def test_other_data_are_said(tmp_path: Path) -> None:
    one = sweep(tmp_path / "a")
    table = one.table.assign(data_fingerprint="1" * 64, validation_accuracy=0.5)
    other = dataclasses.replace(one, directory=tmp_path / "b", table=table)
    assert "They saw different data" in comparison_page([one, other], tmp_path)


def test_sweeps_chosen_on_test_data_are_compared_there(tmp_path: Path) -> None:
    found = pair(sweep(tmp_path / "a"), sweep(tmp_path / "b", validation=False))
    assert found.metric.name == "test_accuracy"
    assert found.trials == 30


def test_the_page_lies_where_all_the_sweeps_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = [Path("results/a/1"), Path("results/b/2")]
    for folder in folders:
        store_sweep(folder, {"lr": (0.1,)}, name=folder.parent.name)
    assert main([str(folder) for folder in folders]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "results/comparison.html"
    page = Path("results/comparison.html").read_text(encoding="utf-8")
    assert re.findall(r'<a href="([^#][^"]*)">', page) == ["a/1/report.html", "b/2/report.html"]


def test_the_page_goes_where_it_is_asked_to(tmp_path: Path) -> None:
    sweeps = [sweep(tmp_path / "a"), sweep(tmp_path / "b")]
    page = tmp_path / "c.html"
    assert write_comparison(sweeps, page) == page
    with pytest.raises(ReportError) as caught:
        write_comparison(sweeps, tmp_path)
    assert str(caught.value) == (
        f"--out {tmp_path}: is a folder; name a file in it, {tmp_path}/comparison.html"
    )
    missing = tmp_path / "no" / "c.html"
    with pytest.raises(ReportError, match=r"no/c\.html: cannot be written \(No such file"):
        write_comparison(sweeps, missing)


def test_names_are_only_text(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    sweeps = [sweep(tmp_path / "a", name=hostile), sweep(tmp_path / "b")]
    page = comparison_page(sweeps, tmp_path)
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_in_a_browser(browser: Any, apart: tuple[SweepData, SweepData], tmp_path: Path) -> None:
    page = write_comparison(apart, tmp_path / "comparison.html")
    browser.open(page, 360, 740)
    assert browser.run("return document.documentElement.scrollWidth") == 360
    assert browser.complaints() == []
    assert browser.barriers() == {}


def test_the_page_is_in_the_language_of_the_first_sweep(
    apart: tuple[SweepData, SweepData], tmp_path: Path
) -> None:
    first, second = apart
    chinese = dataclasses.replace(first, columns=dataclasses.replace(first.columns, language="zh"))
    page = comparison_page((chinese, second), tmp_path)
    english = comparison_page(apart, tmp_path)
    assert '<html lang="zh-Hans">' in page
    assert "<h1>2 次扫描的比较</h1>" in page
    assert "两者的区别：network.init 前者为 fan_in，后者为 fan_out。" in page
    # What is left of Latin letters is typed or a name.
    body = re.sub(r"<[^>]*>", " ", page[page.index("<h1>") : page.index("<footer>")])
    known = {"one", "other", "lr", "epochs", "hidden_nodes", "network", "init", "fan_in"}
    known |= {"fan_out", "t", "Bonferroni"}
    assert set(re.findall(r"[A-Za-z_]+", body)) <= known
    cells = [re.findall(r"<td>([^<]*)</td>", one) for one in (page, english)]
    assert [cell.replace(" 到 ", " to ") for cell in cells[0]] == cells[1]
