"""The whole way once: a sweep is trained, its report written, and every number checked."""

from __future__ import annotations

from pathlib import Path

from nnexp.report.html import write_report
from nnexp.report.page_numbers import read_page
from nnexp.report.verification import verify
from nnexp.settings import parse
from nnexp.sweeping import run_sweep


def test_every_number_of_the_report_of_a_real_sweep_holds(tmp_path: Path) -> None:
    shared = {
        "hidden_nodes": 5,
        "repeats": 3,
        "name": "real",
        "data": {"train_size": 200},
        "store": {"path": str(tmp_path / "store.sqlite")},
    }
    settings = [
        parse(shared | {"lr": lr, "epochs": epochs})
        for lr in (0.1, 0.3, 1000.0)
        for epochs in (1, 2)
    ]
    folder = tmp_path / "sweep"
    result = run_sweep([point for point, _ in settings], settings[0][1], folder)
    page = write_report(folder)
    count, problems = verify(folder)
    assert problems == ()
    assert count > 200
    trials = next(number for number in read_page(page).numbers if number.what == "trials")
    assert trials.value == str(len(result.table))
    text = page.read_text(encoding="utf-8")
    assert result.table_hash in text
    assert "python -m nnexp -m lr=0.1,0.3,1000 epochs=1,2 hidden_nodes=5" in text
