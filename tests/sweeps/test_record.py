"""A damaged `sweep.yaml` is noticed by whatever reads it, and told in one line."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from hydra.core.override_parser.overrides_parser import OverridesParser
from stored_sweep import store_sweep
from sweep_records import a_record

import nnexp
from nnexp import show
from nnexp.process.command import WRONG
from nnexp.report import __main__ as report
from nnexp.report.html import make_report
from nnexp.report.stored import read_sweep
from nnexp.report.verification import verify
from nnexp.sweeps.record import (
    RECORD,
    RecordError,
    UnfinishedError,
    parse_record,
    read_record,
    resume,
    write_record,
)

AGAIN = "; run the sweep again with the same command: what the store knows is not trained again"


def told(folder: Path) -> str:
    """What is said of a record; nothing where it is whole."""
    try:
        read_record(folder)
    except RecordError as error:
        return str(error)
    return ""


def written(folder: Path, **known: Any) -> Path:
    return write_record(parse_record(a_record(**known)), folder)


def problem(record: dict[str, Any]) -> str:
    """What is wrong with the values of a file; nothing where they are a record."""
    try:
        parse_record(record)
    except ValueError as error:
        return str(error)
    return ""


def test_a_cut_at_any_byte_is_noticed_or_loses_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, code={"commit": "1" * 40, "dirty": False})
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


@pytest.mark.parametrize("name", [name for name in a_record() if name != "classes"])
def test_whatever_is_missing_is_named(name: str) -> None:
    record = {key: value for key, value in a_record().items() if key != name}
    assert problem(record) == f"lacks {name}"


def test_a_record_from_before_classes_were_noted_is_whole(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep")
    assert read_sweep(folder).classes == {"0" * 64: 10}
    write_record(dataclasses.replace(read_record(folder), classes=None), folder)
    assert "classes" not in (folder / RECORD).read_text()
    assert read_sweep(folder).classes == {}
    make_report(folder, plots=False)
    assert verify(folder)[1] == ()


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("", "holds no record of a sweep"),
        ("- 1\n", "holds no record of a sweep"),
        ("started: 2026-13-01\n", "cannot be read (month must be in 1..12)"),
        ("trials: !!int ''\n", "cannot be read ("),
        ("seconds: " + 5000 * "9", "cannot be read (line 1: a number of 5,000 characters)"),
        ("x: 1" + ":1" * 200_000, "cannot be read (line 1: a number of 400,001 characters)"),
        ("a: &a [*a]", "cannot be read (line 1: contains itself)"),
        ("#" * 16_000_001, "cannot be read (has 16,000,001 bytes, and no more than 16,000,000"),
        ("".join(f"{n * ' '}a:\n" for n in range(1000)), "cannot be read ("),
        ("\0" * 100, "cannot be read (unacceptable character"),
        ("name: a\n", "is damaged (lacks started, overrides, trials, grid, settings and"),
    ],
)
def test_what_is_no_record_is_told(tmp_path: Path, damage: str, what: str) -> None:
    (tmp_path / RECORD).write_text(damage)
    said = told(tmp_path)
    assert said.startswith(f"{tmp_path / RECORD}: {what}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
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
        ("classes", {"digits": 0}, "classes must be whole numbers under the names of data sets"),
        ("overrides", None, "overrides must be a list of texts"),
    ],
)
def test_what_is_wrong_in_a_record_is_named(name: str, value: Any, said: str) -> None:
    assert problem(a_record()) == ""
    assert problem({**a_record(), name: value}) == said


@pytest.mark.parametrize("size", [0.3, 0.6, 0.9, 1.0])
def test_every_command_says_that_a_record_was_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: float
) -> None:
    folder = store_sweep(tmp_path / "cut", {"lr": (0.1, 0.3)}, repeats=2)
    store_sweep(tmp_path / "sound", {"lr": (0.1,)}, name="sound", repeats=2)
    make_report(folder, plots=False)
    path = folder / RECORD
    whole = path.read_bytes()
    path.write_bytes(whole[: round(size * len(whole)) - 2])
    told = rf"error: {re.escape(str(path))}: (is damaged|cannot be read) \("
    for words in ([str(folder)], ["--verify", str(folder)]):
        assert report.main(words) == WRONG
        said = capsys.readouterr()
        assert said.out == ""
        assert re.match(f"nnexp.report: {told}", said.err)
        assert said.err.endswith(f"{AGAIN}\n")
        assert said.err.count("\n") == 1
    assert show.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("sound  ")
    assert re.match(f"nnexp.show: {told}", said.err)
    assert said.err.count("\n") == 1


def test_without_its_last_byte_a_record_says_the_same(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1,)}, repeats=2)
    make_report(folder, plots=False)
    checked = verify(folder)
    path = folder / RECORD
    path.write_bytes(path.read_bytes()[:-1])
    assert verify(folder) == checked
    assert checked[1] == ()


def test_a_record_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    seen: list[bytes] = []

    def killed(self: Path, _target: Path) -> None:
        seen.append(self.read_bytes())
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, name="second")
    assert b"name: second" in seen[0]
    assert path.read_bytes() == before


def unfinished(folder: Path, **known: Any) -> Path:
    """A folder as a sweep leaves it that was killed, with the table of one before it."""
    store_sweep(folder, {"lr": (0.1, 0.3)}, repeats=2)
    record = parse_record(a_record(**known))
    write_record(dataclasses.replace(record, outcome=None), folder)
    return folder


def test_every_command_says_that_a_sweep_was_not_finished_and_how_it_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = unfinished(tmp_path / "a", name="killed", trials=12, overrides=["lr=0.1,0.3"])
    store_sweep(tmp_path / "b", {"lr": (0.1,)}, name="sound", repeats=2)
    resume = f"python -m nnexp -m lr=0.1,0.3 hydra.sweep.dir={folder}"
    line = f"{folder}: this sweep was not finished; go on with {resume}"
    for words in ([str(folder)], ["--verify", str(folder)], [str(folder), str(tmp_path / "b")]):
        assert report.main(words) == WRONG
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", f"nnexp.report: error: {line}\n")
    for path in (folder, str(folder)):
        with pytest.raises(UnfinishedError) as caught:
            nnexp.load(path)
        assert str(caught.value) == line
    assert show.main([str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    shown = ["killed  2026-03-01T10:00:00+00:00  12 trials, not finished"]
    assert "\n".join([*shown, f"    go on with {resume}", f"    {folder}", ""]) in said.out
    assert "sound  " in said.out
    assert show.main([str(tmp_path), "--json"]) == 0
    found = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["sound"]["finished"] is True
    assert found["killed"] == {
        "finished": False,
        "name": "killed",
        "started": "2026-03-01T10:00:00+00:00",
        "trials": 12,
        "resume": resume,
        "path": str(folder),
    }


def test_files_of_an_unfinished_sweep_that_are_whole_are_read_by_their_names(
    tmp_path: Path,
) -> None:
    folder = unfinished(tmp_path / "a")
    assert len(nnexp.table.load(folder)) == len(nnexp.table.load(folder / "table.csv")) == 4


@pytest.mark.parametrize("name", ["plain", "with space", "o'clock", "a,b=c", "\u5b66\u4e60", "[x]"])
def test_what_goes_on_is_read_by_hydra_and_a_shell_as_it_was_meant(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    typed = ["lr=0.1,0.3", "data.train=a b.csv", "hydra.sweep.dir=elsewhere", "hydra.run.dir=x"]
    record = parse_record(a_record(overrides=typed))
    words = shlex.split(resume(record.overrides, folder))
    assert words[:6] == ["python", "-m", "nnexp", "-m", *typed[:2]]
    (place,) = OverridesParser.create().parse_overrides(words[6:])
    assert place.key_or_group == "hydra.sweep.dir"
    assert place.value() == str(folder)


def test_what_python_began_goes_on_in_words(tmp_path: Path) -> None:
    said = resume([], tmp_path)
    assert said.endswith(f"the call of nnexp.sweep that began it, in directory={str(tmp_path)!r}")


def test_a_record_without_an_outcome_that_was_cut_is_damaged_and_not_unfinished(
    tmp_path: Path,
) -> None:
    path = unfinished(tmp_path / "a") / RECORD
    path.write_text(path.read_text().rpartition("select_on")[0])
    assert told(path.parent) == f"{path}: is damaged (lacks select_on){AGAIN}"


def test_the_record_of_an_earlier_version_reads() -> None:
    folder = Path(__file__).parents[2] / "results" / "reference" / "sweep"
    record = read_record(folder)
    values = yaml.safe_load((folder / RECORD).read_text(encoding="utf-8"))
    assert record.outcome is not None
    assert record.outcome.table_hash == values["table_hash"]
    assert dataclasses.asdict(record.outcome.runs) == values["runs"]
    assert record.grid == values["grid"]
