"""A damaged `sweep.yaml` is noticed by whatever reads it, and told in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from stored_sweep import a_record, store_sweep

from nnexp import show
from nnexp.report import __main__ as report
from nnexp.report.html import write_report
from nnexp.report.record import record_problem
from nnexp.report.stored import RECORD, ReportError, read_record
from nnexp.report.verification import verify
from nnexp.sweeping.provenance import write_record

AGAIN = "; run the sweep again with the same command: what the store knows is not trained again"


def told(folder: Path) -> str:
    """What is said of a record; nothing where it is whole."""
    try:
        read_record(folder)
    except ReportError as error:
        return str(error)
    return ""


def test_a_cut_at_any_byte_is_noticed_or_loses_nothing(tmp_path: Path) -> None:
    path = write_record(a_record(code={"commit": "1" * 40, "dirty": False}), tmp_path)
    whole, record = path.read_bytes(), read_record(tmp_path)
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        said = told(tmp_path)
        if not said:
            assert size == len(whole) - 1
            assert read_record(tmp_path) == record
        else:
            assert said.startswith(f"{path}: ")
            assert said.endswith(AGAIN)
            assert "\n" not in said


@pytest.mark.parametrize("name", a_record())
def test_whatever_is_missing_is_named(name: str) -> None:
    record = {key: value for key, value in a_record().items() if key != name}
    assert record_problem(record) == f"lacks {name}"


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("", "holds no record of a sweep"),
        ("- 1\n", "holds no record of a sweep"),
        ("started: 2026-13-01\n", "cannot be read (month must be in 1..12)"),
        ("trials: !!int ''\n", "cannot be read ("),
        ("seconds: " + 5000 * "9", "cannot be read (Exceeds the limit"),
        ("".join(f"{n * ' '}a:\n" for n in range(1000)), "cannot be read ("),
        ("\0" * 100, "cannot be read (unacceptable character"),
        ("name: a\n", "is damaged (lacks started, seconds, timings, overrides, table_hash and"),
    ],
)
def test_what_is_no_record_is_told(tmp_path: Path, damage: str, what: str) -> None:
    (tmp_path / RECORD).write_text(damage)
    said = told(tmp_path)
    assert said.startswith(f"{tmp_path / RECORD}: {what}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("select_on", "luck", "select_on is 'luck', but must be validation or test"),
        ("seconds", "long", "seconds is 'long', but must be a number of seconds"),
        ("seconds", float("nan"), "seconds must be a number of seconds"),
        ("trials", 1.5, "trials must be a whole number"),
        pytest.param("trials", 1 << 20_000, "trials must be a whole number", id="digits"),
        ("trials", True, "trials must be a whole number"),
        ("runs", {"trained": 1}, "runs must be whole numbers under the names of all counts"),
        ("code", "comm", "code is 'comm', but must be null, or commit and dirty"),
        ("code", {"commit": "1"}, "code must be null, or commit and dirty"),
        ("versions", {"numpy": []}, "versions must be values under their names"),
        ("grid", {"lr": 0.1}, "grid must be lists of values under their names"),
        ("overrides", None, "overrides must be a list of texts"),
    ],
)
def test_what_is_wrong_in_a_record_is_named(name: str, value: Any, problem: str) -> None:
    assert record_problem(a_record()) is None
    assert record_problem({**a_record(), name: value}) == problem


@pytest.mark.parametrize("size", [0.3, 0.6, 0.9, 1.0])
def test_every_command_says_that_a_record_was_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: float
) -> None:
    folder = store_sweep(tmp_path / "cut", {"lr": (0.1, 0.3)}, repeats=2)
    store_sweep(tmp_path / "sound", {"lr": (0.1,)}, name="sound", repeats=2)
    write_report(folder)
    path = folder / RECORD
    whole = path.read_bytes()
    path.write_bytes(whole[: round(size * len(whole)) - 2])
    told = f"error: {path}: is damaged ("
    for words in ([str(folder)], ["--verify", str(folder)]):
        assert report.main(words) == report.WRONG
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(f"nnexp.report: {told}")
        assert said.err.endswith(f"{AGAIN}\n")
        assert said.err.count("\n") == 1
    assert show.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("sound  ")
    assert said.err.startswith(f"nnexp.show: {told}")
    assert said.err.count("\n") == 1


def test_without_its_last_byte_a_record_says_the_same(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1,)}, repeats=2)
    write_report(folder)
    checked = verify(folder)
    path = folder / RECORD
    path.write_bytes(path.read_bytes()[:-1])
    assert verify(folder) == checked
    assert checked[1] == ()


def test_a_record_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_record(a_record(), tmp_path)
    before = path.read_bytes()
    written: list[bytes] = []

    def killed(self: Path, _target: Path) -> None:
        written.append(self.read_bytes())
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_record(a_record(name="second"), tmp_path)
    assert b"name: second" in written[0]
    assert path.read_bytes() == before
