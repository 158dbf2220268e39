"""`python -m nnexp.report`: what it makes, what it says, and the status it ends with."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stored_sweep import store_sweep

from nnexp.report.__main__ import main


def run(*words: str | Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main([str(word) for word in words])
    except SystemExit as stop:
        status = int(str(stop.code))
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, str, str]]:
    """A folder whose plots and report the command has made, and what it said."""
    folder = store_sweep(tmp_path_factory.mktemp("made") / "sweep", {"lr": (0.1, 0.3)})
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([str(folder)])
    return folder, (status, out.getvalue(), err.getvalue())


def test_plots_and_report_are_made_again(made: tuple[Path, tuple[int, str, str]]) -> None:
    folder, said = made
    assert said == (0, f"{folder}/report.html\n", "")
    assert (folder / "plots" / "accuracy_by_lr.svg").is_file()
    assert "data:image/svg+xml" in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["table.parquet", "report.html"])
def test_a_file_of_the_sweep_names_it_too(
    made: tuple[Path, Any], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder, _ = made
    status, out, _ = run("--verify", folder / name, capsys=capsys)
    assert (status, out.partition(": ")[0]) == (0, f"{folder}/report.html")


def test_verify_says_that_all_is_well(
    made: tuple[Path, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = made
    status, out, err = run("--verify", folder, capsys=capsys)
    assert (status, err) == (0, "")
    page, _, said = out.partition(": ")
    assert page == f"{folder}/report.html"
    assert said.endswith(" values checked, all as the table has them\n")
    assert int(said.split()[0]) > 100


def test_verify_fails_with_a_line_for_each_mismatch(
    made: tuple[Path, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(made[0], tmp_path / "sweep")
    page = folder / "report.html"
    text = page.read_text(encoding="utf-8")
    assert '<data value="10">10 trials</data>' in text
    page.write_text(text.replace(">10 trials<", ">11 trials<"), encoding="utf-8")
    status, out, err = run("--verify", folder, capsys=capsys)
    assert (status, err) == (1, "")
    assert out == f"{page}: the page reads '11 trials' where its data make '10 trials'\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["nowhere"],
            "nnexp.report: error: nowhere: there is no such folder; name the folder of one sweep, "
            "results/<name>/<time>\n",
        ),
        (
            ["--verify", "nowhere"],
            "nnexp.report: error: nowhere: there is no such folder; name the folder of one sweep, "
            "results/<name>/<time>\n",
        ),
        (
            [],
            "nnexp.report: error: no PATH is given; name the folder of one sweep, "
            "results/<name>/<time>\n",
        ),
        (
            ["notes.txt"],
            "nnexp.report: error: notes.txt: is a file, and no sweep.yaml lies beside it; "
            "name the folder of one sweep, results/<name>/<time>\n",
        ),
        (
            ["a", "b", "b/../a/"],
            "nnexp.report: error: b/../a: this sweep is named twice; name each once\n",
        ),
        (["--verfy", "x"], "nnexp.report: error: --verfy: there is no such option; see --help\n"),
        (
            ["--out", "x.html", "nowhere"],
            "nnexp.report: error: --out x.html: is for comparing sweeps; name at least two\n",
        ),
    ],
)
def test_wrong_commands_are_told_in_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "b").mkdir()
    assert run(*words, capsys=capsys) == (2, "", said)


def test_help_shows_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run("--help", capsys=capsys)
    assert status == 0
    assert all(word in out for word in ("PATH", "--verify", "--out FILE", "comparison.html"))


def test_it_runs_as_a_module_without_drawing_in_a_window(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1,)})
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-m", "nnexp.report", folder],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{folder}/report.html\n", "")
