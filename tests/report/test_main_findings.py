"""The findings of a stored sweep, all of them or those around the best setting."""

from __future__ import annotations

from pathlib import Path

import pytest
from of_book import best_settings, findings
from stored_sweep import store_sweep

from nnexp.errors import NnexpError
from nnexp.report import main_findings as module
from nnexp.report.content import content_of
from nnexp.report.html import report_page
from nnexp.report.main_findings import is_large, main_findings
from nnexp.report.stored import read_sweep
from nnexp.sweeps.data import SweepData

AXES = {"lr": (0.03, 0.1, 0.3, 1.0), "epochs": (1, 4, 10), "hidden_nodes": (5, 20, 100)}


def facts(found: list) -> list[tuple]:
    return [(one.analysis, one.where, one.metric, one.verdict, one.sentence) for one in found]


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> SweepData:
    return read_sweep(store_sweep(tmp_path_factory.mktemp("small") / "sweep", AXES))


@pytest.fixture(scope="module")
def everything(sweep: SweepData) -> list[tuple]:
    return facts(main_findings(sweep))


def test_a_small_grid_has_every_finding(sweep: SweepData, everything: list[tuple]) -> None:
    all_of_it = findings(sweep.table, sweep.curves, sweep.swept, sweep.select_on)
    assert not is_large(sweep.table, sweep.swept)
    assert len(all_of_it) > 40
    assert everything == facts(all_of_it)
    assert sweep.table.attrs["columns"]


def test_a_large_grid_has_those_around_the_best_and_says_so(
    sweep: SweepData, everything: list[tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    (best,) = best_settings(sweep.table, sweep.swept, sweep.select_on)
    monkeypatch.setattr(module, "MOST_POINTS", 35)
    assert is_large(sweep.table, sweep.swept)
    kept = main_findings(sweep)
    at_best = [
        fact for fact in everything if all(best.setting[name] == value for name, value in fact[1])
    ]
    assert {fact[0] for fact in at_best} == {
        "sweet_spot",
        "interaction",
        "overfitting_onset",
        "capacity",
        "sensitivity",
    }
    assert set(map(str, at_best)) <= set(map(str, facts(kept)))
    assert set(map(str, facts(kept))) <= set(map(str, everything))
    assert len(kept) < len(everything) / 2
    page = report_page(sweep, content_of(sweep, kept))
    assert ">36 grid points</data>, findings are of those that differ" in page


def test_where_a_setting_has_very_many_values_others_are_looked_into_at_some(
    sweep: SweepData, monkeypatch: pytest.MonkeyPatch
) -> None:
    (best,) = best_settings(sweep.table, sweep.swept, sweep.select_on)
    monkeypatch.setattr(module, "MOST_POINTS", 35)
    whole = main_findings(sweep)
    monkeypatch.setattr(module, "MOST_SLICES", 3)
    kept = main_findings(sweep)
    rates = {dict(one.where)["lr"] for one in kept if one.over == ("hidden_nodes",)}
    assert len(rates) == 3
    assert rates >= {0.03, 1.0, best.setting["lr"]}
    about_rates = [fact for fact, one in zip(facts(whole), whole, strict=True) if "lr" in one.over]
    assert set(map(str, about_rates)) < set(map(str, facts(kept))) < set(map(str, facts(whole)))
    page = report_page(sweep, content_of(sweep, kept))
    assert ">4 values</data> of lr, <data" in page
    assert ">3</data> evenly spread have findings about others." in page


def test_a_large_grid_without_an_answer_has_no_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_POINTS", 1)
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3)}, fails=lambda row: "lost")
    assert main_findings(read_sweep(folder)) == []


def test_damaged_curves_are_said_in_one_line(tmp_path: Path) -> None:
    sweep = read_sweep(store_sweep(tmp_path / "sweep"))
    (sweep.directory / "curves.parquet").write_bytes(b"PAR1")
    with pytest.raises(NnexpError, match=r"curves\.parquet: this is not a table \(.*\); name a"):
        main_findings(sweep)
