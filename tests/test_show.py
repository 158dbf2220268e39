"""`python -m nnexp.show`: past sweeps with their answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from stored_sweep import diverging, store_sweep

from nnexp.show import main


def test_past_sweeps_newest_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = store_sweep(tmp_path / "first" / "a", started="2026-01-01T10:00:00+00:00", repeats=2)
    new = store_sweep(
        tmp_path / "second" / "b",
        name="second",
        started="2026-02-01T10:00:00+00:00",
        fails=diverging,
    )
    assert main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "second  2026-02-01T10:00:00+00:00  12 points × 5 repeats, 20 runs, 12 trials failed"
    )
    assert lines[1].startswith("    best: lr=0.3 epochs=1: 96.17 % (95.86 % to 96.48 %) of the val")
    assert lines[2] == f"    {new}"
    assert lines[4].startswith("first_try  2026-01-01T10:00:00+00:00  12 points × 2 repeats, 8 run")
    assert lines[6] == f"    {old}"


def test_all_of_it_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store_sweep(tmp_path / "first" / "a", repeats=2, fails=diverging)
    lost = store_sweep(tmp_path / "b", {"lr": (0.1,)}, fails=lambda row: "lost")
    assert main([str(tmp_path), "language=zh"]) == 0
    told = sorted(capsys.readouterr().out.splitlines())
    assert (
        "first_try  2026-03-01T10:00:00+00:00  12 个网格点 × 2 次重复，8 次训练，其中 5 次试验失败"
        in [line.replace(line.split("其中 ")[-1], "5 次试验失败") for line in told]
    )
    for line in told:
        if (best := line.strip().removeprefix("最好：")) != line.strip():
            assert re.fullmatch(r"lr=\S+ epochs=\d+：验证数据的 \S+ %（\S+ % 到 \S+ %）", best)
            break
    else:
        raise AssertionError(told)
    assert "    没有答案：没有一次试验有可供选择的值" in told
    assert {f"    {folder}", f"    {lost}"} <= set(told)
    monkeypatch.setenv("NNEXP_LANGUAGE", "zh")
    assert main([str(tmp_path), "--json"]) == 0
    assert not re.search(r"[一-鿿]", capsys.readouterr().out)
    (tmp_path / "none").mkdir()
    assert main([str(tmp_path / "none")]) == 0
    assert "none 中还没有扫描；python -m nnexp -m lr=" in capsys.readouterr().out


def test_json_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = store_sweep(tmp_path / "a" / "b", {"lr": (0.1, 0.3)}, repeats=1)
    assert main([str(tmp_path), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    (answer,) = found.pop("answers")
    assert found == {
        "finished": True,
        "name": "first_try",
        "started": "2026-03-01T10:00:00+00:00",
        "points": 2,
        "repeats": 1,
        "trials": 2,
        "runs": 2,
        "failed": 0,
        "path": str(folder),
    }
    assert answer["setting"] in ("lr=0.1", "lr=0.3")
    assert 0.9 < answer["mean"] < 1
    assert answer["low"] is None


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_no_sweeps_yet(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 0
    said = "no sweeps in results; python -m nnexp -m lr=0.01,0.1,0.3 makes one\n"
    assert capsys.readouterr().out == ("[]\n" if words else said)


def test_a_sweep_without_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store_sweep(tmp_path / "a", {"lr": (0.1,)}, fails=lambda row: "lost")
    assert main([str(tmp_path)]) == 0
    assert "no answer: no trial has a value to choose by" in capsys.readouterr().out


def test_a_damaged_sweep_hides_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = store_sweep(tmp_path / "a", {"lr": (0.1,)})
    (damaged / "table.parquet").unlink()
    store_sweep(tmp_path / "b", {"lr": (0.1,)}, name="sound")
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("sound  ")
    assert said.err.startswith(f"nnexp.show: error: {damaged}: no table.parquet in this folder")
    assert said.err.count("\n") == 1


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "nowhere"
    assert main([str(folder)]) == 2
    said = "nnexp.show: error: {}: there is no such folder; name one that holds sweeps\n"
    assert capsys.readouterr().err == said.format(folder)


def test_a_file_in_the_place_of_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.txt"
    path.touch()
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == (
        f"nnexp.show: error: {path}: is a file; name a folder that holds sweeps\n"
    )
