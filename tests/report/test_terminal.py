from __future__ import annotations

import dataclasses
import functools
import io
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from scipy import stats
from simulated_sweep import simulate, simulate_points
from sweep_records import a_result

from nnexp.analysis import Finding
from nnexp.analysis.next_step import More
from nnexp.analysis.sentence import plain
from nnexp.report.cautions import cautions
from nnexp.report.main_findings import main_findings
from nnexp.report.terminal import print_answer, print_files
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.record import Counts

HASH = "5f" * 32
COUNTS = Counts(trained=15, epochs_trained=150)


def _result(
    axes: Mapping[str, Sequence[Any]],
    *,
    repeats: int = 5,
    fails: Callable[[Mapping[str, Any]], str] = lambda row: "",
    validation: bool = True,
    select_on: Literal["validation", "test"] = "validation",
    directory: Path = Path("results/first"),
    counts: Counts = COUNTS,
    verified: tuple[str, ...] = (),
) -> SweepData:
    frames = simulate(axes, repeats, fails, validation)
    return _of_frames(frames, directory, select_on, counts, verified)


def _of_frames(
    frames: tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]],
    directory: Path = Path("results/first"),
    select_on: Literal["validation", "test"] = "validation",
    counts: Counts = COUNTS,
    verified: tuple[str, ...] = (),
) -> SweepData:
    return a_result(
        directory,
        *frames,
        runs=dataclasses.asdict(counts),
        table_hash=HASH,
        select_on=select_on,
        verified=list(verified),
    )


def _found(result: SweepData) -> list[Finding]:
    return main_findings(result)


def _printed(
    result: SweepData,
    width: int = 80,
    encoding: str = "utf-8",
    found: Sequence[Finding] | None = None,
) -> str:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding=encoding, write_through=True) as file:
        findings = _found(result) if found is None else found
        console = Console(file=file, width=width)
        print_answer(result, findings, console)
        print_files(result, console)
        file.flush()
        return raw.getvalue().decode(encoding)


MAIN = {"lr": [0.01, 0.1, 0.3], "epochs": [1, 5, 10]}


def test_the_best_setting_comes_with_its_interval_on_both_data() -> None:
    result = _result(MAIN)
    means = result.table.groupby(["lr", "epochs"])["validation_accuracy"].mean()
    lr, epochs = means.idxmax()
    rows = result.table.query("lr == @lr and epochs == @epochs")
    cells = []
    for part in ("validation", "test"):
        values = 100 * rows[f"{part}_accuracy"]
        half = stats.t.interval(0.95, 4, scale=stats.sem(values))[1]
        cells.append(f"{values.mean():.2f} ± {half:.2f}")
    lines = _printed(result).splitlines()
    assert next(line for line in lines if line).startswith(
        f"The best setting is lr={lr}, epochs={epochs}: it classifies "
    )
    assert f"{lr} {epochs} {cells[0]} {cells[1]}" in [" ".join(line.split()) for line in lines]
    assert "  6 more below; ± half the 95 % interval over 5 repeats" in lines


def test_an_interval_that_would_leave_0_to_100_is_told_by_its_ends() -> None:
    result = _result({"lr": [0.1, 0.3]}, repeats=2)
    result.table["validation_accuracy"] = [0.5, 1.0, 0.2, 0.3]
    result.table["test_accuracy"] = [0.9, 0.902, 0.0, 0.02]
    text = _printed(result)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    # Student's half width with two repeats is 12.71 times half their distance.
    assert "0.1 75.00 (0 to 100) 90.10 ± 1.27" in lines
    assert "0.3 25.00 (0 to 88.53) 1.00 (0 to 13.71)" in lines
    assert "± half the 95 % interval, or its ends, over 2 repeats" in lines


def test_the_best_few_are_listed_in_order_and_the_rest_counted() -> None:
    result = _result(MAIN)
    lines = _printed(result).splitlines()
    head = next(index for index, line in enumerate(lines) if "validation (%)" in line)
    listed = [line.split()[:2] for line in lines[head + 1 : head + 4]]
    means = result.table.groupby(["lr", "epochs"])["validation_accuracy"].mean()
    best = means.sort_values(ascending=False).index[:3]
    assert listed == [[str(lr), str(epochs)] for lr, epochs in best]
    assert lines[head + 4].startswith("  6 more below")


def test_costs_hash_and_place(tmp_path: Path) -> None:
    counts = Counts(
        trained=1200, extended=2, reused=3, failed=4, epochs_trained=12_000, epochs_saved=7_200
    )
    result = _result(MAIN, directory=tmp_path, counts=counts, verified=("a", "b"))
    lines = _printed(result).splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("Runs"))
    assert " ".join(line.rstrip() for line in lines[first : first + 2]) == (
        "Runs    1,205 for 45 trials: 1,200 trained, 2 continued, 3 reused, 4 failed; 12,000 "
        "epochs (7,200 saved), 12.3 s"
    )
    assert lines[first + 2 : first + 5] == [
        "Checked 2 trials retrained alone: equal to the bit",
        f"Table   sha256 {HASH}",
        f"Report  {tmp_path / 'report.html'}",
    ]


def test_failures_come_first_with_what_they_share() -> None:
    result = _result(
        {"lr": [0.1, 0.3, 10], "epochs": [1, 5]},
        fails=lambda row: f"weights not finite in epoch {row['epochs']}" if row["lr"] == 10 else "",
    )
    lines = [line for line in _printed(result).splitlines() if line]
    assert lines[0] == "Failed: 10 of 30 trials"
    assert lines[1] == "  10 diverged (lr=10), for example: weights not finite in epoch 1"
    assert lines[2].startswith("The best setting is ")


def test_everything_failed() -> None:
    text = _printed(_result(MAIN, fails=lambda row: "boom [red]x[/red]"))
    assert "Failed: 45 of 45 trials" in text
    assert "45 diverged: boom [red]x[/red]" in text
    assert "No best setting: no trial finished" in text
    assert HASH in text


def test_trials_that_were_not_run_are_named_apart() -> None:
    result = _result(MAIN)
    result.table.loc[result.table["lr"] == 0.3, "status"] = "not_run"
    text = _printed(result)
    assert "Not run: 15 trials, as the sweep stopped before" in text
    assert "Failed" not in text


def test_no_validation_data_says_what_to_set() -> None:
    text = _printed(_result(MAIN, validation=False))
    assert "No best setting: no trial has a validation accuracy; set data.validation=0.2" in text


def test_test_data_that_chose_are_named_and_their_accuracy_called_too_good() -> None:
    text = _printed(_result(MAIN, validation=False, select_on="test"))
    assert "of the test data correctly" in " ".join(text.split())
    assert "validation (%)" not in text
    assert text.count("test (%)") == 1
    assert "Note: the test data chose the setting" in text


def test_one_repeat_has_no_interval_and_says_so() -> None:
    text = _printed(_result(MAIN, repeats=1))
    assert "±" not in text
    assert "Note: one repeat gives no interval" in text


def test_a_best_value_at_the_edge_is_noted() -> None:
    result = _result({"lr": [0.001, 0.01]})
    text = " ".join(_printed(result, found=[]).split())
    assert "Note: the best lr, 0.01, is the largest of the grid; a larger one may be better" in text
    # Once: where a finding says so there is no note.
    result = _result({"lr": [0.001, 0.01, 0.1, 0.3], "epochs": [1, 2]})
    text = " ".join(_printed(result).split())
    assert "the largest lr tried, 0.3, did best" in text
    assert "Note" not in text


def test_no_note_without_a_reason() -> None:
    assert "Note" not in _printed(_result({"lr": [0.01, 0.1, 1]}))


def test_each_data_set_has_its_own_answer() -> None:
    text = _printed(_result({"data": ["digits", "mnist"], "lr": [0.01, 0.1, 1]}))
    assert "The best setting for data=digits is lr=0.1: " in text
    assert "The best setting for data=mnist is lr=0.1: " in text


def test_a_single_setting_has_an_accuracy_and_no_best() -> None:
    text = _printed(_result({"lr": [0.1]}))
    assert text.lstrip().startswith("Trained as asked, it classifies ")
    assert "best setting" not in text


MANY = {
    "lr": [0.1, 0.3],
    "epochs": [1, 5],
    "hidden_nodes": [10, [100, 50]],
    "network.init": ["fan_in", "fan_out"],
    "training.batch_size": [1, 16],
    "training.backpropagation": ["book", "exact"],
}


def _around_one_point() -> list[dict[str, Any]]:
    """All of three settings, and each of the others changed alone: a full grid says no more."""
    first = {name: values[0] for name, values in MANY.items()}
    grid, others = list(MANY)[:3], list(MANY)[3:]
    full = [dict(zip(grid, one, strict=True)) for one in itertools.product(*map(MANY.get, grid))]
    return [{**first, **one} for one in full] + [{**first, name: MANY[name][1]} for name in others]


@functools.cache
def _two_repeats(names: tuple[str, ...]) -> tuple[SweepData, list[Finding]]:
    many = len(names) > 2
    result = (
        _of_frames(simulate_points(_around_one_point(), repeats=2))
        if many
        else _result(MAIN, repeats=2)
    )
    return result, _found(result)


@functools.cache
def _found_on_main() -> list[Finding]:
    return _found(_result(MAIN))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("axes", [MAIN, MANY])
def test_lines_fit_every_width_but_for_hash_and_path(
    axes: Mapping[str, Sequence[Any]], width: int
) -> None:
    result, found = _two_repeats(tuple(axes))
    text = _printed(result, width, found=found)
    long = [line for line in text.splitlines() if len(line.rstrip()) > width]
    assert all(line.startswith(("Table", "Report")) for line in long)
    assert f"sha256 {HASH}" in text
    assert "…" not in text
    # Where a line is too short for both, test accuracy is left out.
    assert ("test (%)" in text) == (width > 60 or (width == 60 and axes is MAIN))
    intervals = re.findall(r"\d (?:± \d|\(\d+(?:\.\d\d)? to\s+\d)", text)
    assert len(intervals) == (6 if "test (%)" in text else 3)


def test_many_settings_share_a_column() -> None:
    result, found = _two_repeats(tuple(MANY))
    lines = _printed(result, found=found).splitlines()
    head = next(line for line in lines if "validation (%)" in line)
    assert head.split() == ["setting", "validation", "(%)", "test", "(%)"]


@pytest.mark.parametrize("width", [18, 20, 24])
def test_a_line_too_short_for_columns_is_text(width: int) -> None:
    result, found = _two_repeats(tuple(MAIN))
    text = " ".join(_printed(result, width, found=found).split())
    assert "setting: validation (%) lr=" in text
    assert len(re.findall(r"lr=0\.\d+ epochs=\d+: \d\d\.\d\d ± \d+\.\d\d ", text)) == 3


def test_one_of_each_is_no_plural() -> None:
    counts = Counts(trained=1, epochs_trained=1)
    result = _result({"lr": [0.1]}, repeats=1, counts=counts, verified=("a",))
    text = _printed(result)
    assert "Runs    1 for 1 trial: 1 trained; 1 epoch, 12.3 s" in text
    assert "Checked 1 trial retrained alone" in text


def test_a_pipe_gets_no_colour() -> None:
    assert "\x1b" not in _printed(_result(MAIN), found=_found_on_main())


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_signs_that_the_console_lacks_do_not_crash(encoding: str) -> None:
    result = _result(MAIN, directory=Path("results/漢 ±"))
    text = _printed(result, encoding=encoding, found=_found_on_main())
    assert "96" in text
    assert ("+/-" in text) == ("±" not in text)


@pytest.mark.parametrize("name", ["[red]x[/red]", "<script>", "$x_1$", "[/]"])
def test_names_are_no_markup(name: str) -> None:
    result = _result(MAIN, directory=Path("results") / name)
    text = _printed(result, found=_found_on_main())
    assert f"Report  {result.directory / 'report.html'}" in text


def test_values_of_no_number_never_crash() -> None:
    result = _result(MAIN)
    columns = ["validation_accuracy", "test_accuracy", "validation_loss", "test_loss"]
    result.table.loc[result.table["lr"] != 0.01, columns] = np.nan
    result.table.loc[result.table["lr"] == 0.01, ["test_accuracy", "test_loss"]] = np.nan
    text = _printed(result)
    assert "The best setting is lr=0.01, " in text
    assert "none" in text


def test_an_empty_table_never_crashes() -> None:
    result = _result(MAIN)
    empty = a_result(Path("x"), result.table.head(0), result.curves.head(0), (), select_on="test")
    assert "No best setting: no trial finished" in _printed(empty)


def test_reasons_that_are_missing_never_crash() -> None:
    result = _result(MAIN, fails=lambda row: "boom" if row["lr"] > 0.1 else "")
    reason = pd.array([None] * len(result.table), dtype="str")
    result.table["reason"] = reason
    assert "15 diverged (lr=0.3)" in _printed(result)


def test_findings_about_the_best_setting_are_told_in_sentences() -> None:
    result = _result(MAIN)
    found = _found(result)
    text = " ".join(_printed(result).split())
    lr, epochs = result.table.groupby(["lr", "epochs"])["validation_accuracy"].mean().idxmax()
    told = {
        "Sweet spot": ("sweet_spot", "validation_accuracy", (("epochs", epochs),)),
        "lr and epochs": ("interaction", "validation_accuracy", ()),
        "Overfitting": ("overfitting_onset", "validation_loss", (("lr", lr),)),
    }
    for name, about in told.items():
        (one,) = [f for f in found if (f.analysis, f.metric, f.where) == about]
        assert f"{name}: {one.sentence}" in text
        assert text.count(f"{name}: ") == 1


def test_too_few_repeats_are_said_with_how_many_would_do() -> None:
    result = _result({"lr": [0.1, 0.2, 0.3]}, repeats=3)
    result.table["validation_accuracy"] = [0.95, 0.96, 0.94, 0.96, 0.95, 0.97, 0.94, 0.97, 0.95]
    found = _found(result)
    (spot,) = [finding for finding in found if finding.analysis == "sweet_spot"]
    assert spot.verdict == "undecided"
    assert spot.repeats_needed is not None
    said = " ".join(_printed(result).split())
    assert f"About {spot.repeats_needed} would." in said
    assert "Note" not in said
    hopeless = [dataclasses.replace(spot, next=(More(None),))]
    said = " ".join(_printed(result, found=hopeless).split())
    assert "More than 1,000 would be needed." in said


def test_a_page_says_at_its_head_how_many_repeats_would_do() -> None:
    result = _result({"lr": [0.1, 0.2, 0.3]}, repeats=3)
    result.table["validation_accuracy"] = [0.95, 0.96, 0.94, 0.96, 0.95, 0.97, 0.94, 0.97, 0.95]
    (spot,) = [finding for finding in _found(result) if finding.analysis == "sweet_spot"]
    asked = (result.answers, result.select_on)
    note = "3 repeats are too few to say which lr is best"
    for finding, would in (
        (spot, f"; repeats={spot.repeats_needed} or so would do"),
        (dataclasses.replace(spot, next=(More(None),)), ", and no reasonable number would do"),
    ):
        (said,) = cautions(*asked, [finding], result.columns)
        assert plain(said) == f"{note}{would}"
        assert not list(cautions(*asked, [finding], result.columns, beside=[finding]))


def test_edges_on_the_same_side_share_a_note() -> None:
    text = " ".join(_printed(_result({"lr": [0.001, 0.01], "epochs": [1, 2]}), found=[]).split())
    assert (
        "Note: the best lr, 0.01, and epochs, 2, are the largest of the grid; larger ones may be "
        "better" in text
    )


def test_a_sweep_over_two_settings_is_told_in_a_screen() -> None:
    lines = [line for line in _printed(_result(MAIN)).splitlines() if line.strip()]
    assert len(lines) <= 22
