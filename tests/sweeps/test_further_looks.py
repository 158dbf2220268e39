"""Which look at a question a finding is: by the store, kept in the record, told once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nnexp
from nnexp.analysis.looks import Look, look_of, rate_of, with_looks
from nnexp.analysis.sweet_spot import sweet_spot
from nnexp.report.html import make_report
from nnexp.report.main_findings import main_findings
from nnexp.report.stored import read_sweep
from nnexp.report.verification import verify
from nnexp.store import open_store
from nnexp.trainables.book.columns import BOOK

RATES = [0.01, 0.1, 0.3]


@pytest.fixture
def asked(tmp_path: Path) -> Any:
    """Runs sweeps of tiny networks in one store; gives their looks by analysis and slice."""
    counter = iter(range(100))

    def ask(**settings: Any) -> tuple[Path, dict[tuple[str, Any], int]]:
        folder = tmp_path / str(next(counter))
        named = {"hidden_nodes": 3, "data.train_size": 60, "store.path": str(tmp_path / "s.sqlite")}
        result = nnexp.sweep({**named, **settings}, directory=folder, quiet=True)
        found = main_findings(result)
        told = {
            (one.analysis, dict(one.where).get("epochs")): look
            for one in found
            for look in [
                int(str(c.numbers["look"])) for c in one.cautions if c.kind == "further_look"
            ]
        }
        return folder, told

    return ask


def test_more_repeats_and_more_values_are_further_looks(asked: Any) -> None:
    assert asked(lr=RATES, epochs=5, repeats=3)[1] == {}
    _, told = asked(lr=RATES, epochs=[1, 5], repeats=5)
    assert told == {("sweet_spot", 5): 2, ("overfitting_onset", None): 2}
    _, told = asked(lr=[*RATES, 0.6], epochs=[1, 5], repeats=5)
    # The grid of lr at 5 epochs was looked at with 3 and with 5 repeats.
    assert told == {
        ("sweet_spot", 1): 2,
        ("sweet_spot", 5): 3,
        ("overfitting_onset", None): 2,
        ("interaction", None): 2,
    }


def test_the_same_sweep_again_is_no_further_look(asked: Any) -> None:
    first = asked(lr=RATES, epochs=5, repeats=3)[1]
    more = asked(lr=RATES, epochs=5, repeats=5)[1]
    assert (first, more["sweet_spot", None]) == ({}, 2)
    assert asked(lr=RATES, epochs=5, repeats=5)[1] == more
    assert asked(lr=RATES, epochs=5, repeats=3)[1] == first


def test_other_questions_are_no_looks(asked: Any) -> None:
    asked(lr=RATES, epochs=5, repeats=3)
    assert asked(lr=RATES, epochs=5, repeats=5, seed=2)[1] == {}
    assert asked(lr=RATES, epochs=5, repeats=5, hidden_nodes=4)[1] == {}
    assert asked(lr=[0.2, 0.4, 0.6], epochs=5, repeats=5)[1] == {}
    assert asked(lr=RATES, epochs=5, repeats=2)[1] == {}


def test_the_record_keeps_it_and_a_report_is_verified_by_it(asked: Any, tmp_path: Path) -> None:
    asked(lr=RATES, epochs=5, repeats=3)
    folder, _ = asked(lr=RATES, epochs=5, repeats=5)
    make_report(folder, plots=False)
    (tmp_path / "s.sqlite").unlink()
    sweep = read_sweep(folder)
    assert sweep.record.looks == [
        {"repeats": 3, "values": {"lr": ["0.01", "0.1", "0.3"], "epochs": ["5"]}}
    ]
    assert verify(folder)[1] == ()
    assert (
        "at the same question, with more repeats or values" in (folder / "report.html").read_text()
    )


def test_a_damaged_look_is_no_look(asked: Any, tmp_path: Path) -> None:
    asked(lr=RATES, epochs=5, repeats=3)
    with open_store(tmp_path / "s.sqlite") as store:
        (known,) = store.looks()
        store.put_look("[]")
        store.put_look(known.replace('"repeats":3', '"repeats":"many"'))
        store._connection.execute("UPDATE looks SET look = 'x' WHERE number = 1")
        assert known not in store.looks()
    assert asked(lr=RATES, epochs=5, repeats=5)[1] == {}


def test_looking_on_errs_more_often_and_the_table_ends() -> None:
    for analysis in ("sweet_spot", "overfitting_onset", "capacity"):
        rates = [rate_of(analysis, look) for look in range(1, 8)]
        known = [one.by_now for one in rates if one is not None]
        assert known == sorted(known)
        assert known[0] == rates[0].first < known[1] < known[5] == known[6]  # type: ignore[union-attr]
    assert rate_of("sensitivity", 3) is None


def test_verdict_and_interval_stay(tmp_path: Path) -> None:
    named = {"hidden_nodes": 3, "data.train_size": 60, "store.path": str(tmp_path / "s.sqlite")}
    result = nnexp.sweep(
        named, directory=tmp_path / "one", lr=RATES, epochs=2, repeats=3, quiet=True
    )
    found = sweet_spot(result.table, "validation_accuracy", "lr", columns=BOOK)
    now = Look(3, {"lr": ("0.01", "0.1", "0.3")})
    (told,) = with_looks([found], now, [Look(2, now.values), Look(2, {"lr": ("0.1", "0.3")})], BOOK)
    assert (told.verdict, told.interval) == (found.verdict, found.interval)
    assert look_of(found, now, [Look(2, now.values), Look(3, now.values)], BOOK) == 2
    assert [one.kind for one in told.cautions if one not in found.cautions] == ["further_look"]
