"""`python -m nnexp.reproduce` from a command to its page."""

import csv
import dataclasses
import re

import pytest

import nnexp.claims.book
from nnexp.claims.book import CLAIMS
from nnexp.claims.claim import Claim
from nnexp.claims.verdict import VERDICTS
from nnexp.reproduce.__main__ import main


@pytest.fixture(autouse=True)
def in_an_empty_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def named(name: str) -> Claim:
    return next(claim for claim in CLAIMS if claim.id == name)


def breaks(frame):
    raise ZeroDivisionError("no rows\nat all")


def rows_of(path):
    with (path / "results/claims/claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_claims_are_run_judged_and_shown(tmp_path, capsys):
    assert main(["--quick", "xor", "step_size"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert lines[0].startswith(
        "xor (1.5) is reproduced: several classifiers can and one cannot: share of networks of 4 "
        "hidden nodes that learn XOR: "
    )
    assert re.fullmatch(r"step_size \(1\.14\) is reproduced: .* %\), after [\d.]+ s\.", lines[1])
    assert lines[2] == (
        "A quick look at small data: the verdicts of the committed full run are the same."
    )
    names = ("report.html", "claims.csv", "parts.csv", "published.csv")
    assert lines[3:] == [f"results/claims/{name}" for name in names]
    assert [row["id"] for row in rows_of(tmp_path)] == ["xor", "step_size"]
    assert all(row["verdict"] == "reproduced" for row in rows_of(tmp_path))
    page = (tmp_path / "results/claims/report.html").read_text(encoding="utf-8")
    for claim in (named("xor"), named("step_size")):
        assert claim.sentence in page
        assert claim.rule in page
    assert "A quick look, not a verdict on the book:" in page
    assert "The committed full run comes to the same verdicts." in page
    assert page.count("data:image/svg+xml;base64,") == 2
    assert "python -m nnexp.reproduce --quick xor step_size" in page
    assert "+sweep=claims/xor repeats=20" in page
    assert not re.search(r"""(src|href)=["']https?:""", page)
    for ending in ("svg", "png"):
        assert (tmp_path / f"results/claims/plots/xor.{ending}").stat().st_size > 1000


@pytest.mark.slow
def test_a_quick_look_names_the_claims_that_the_full_run_judges_otherwise(
    tmp_path, capsys, monkeypatch
):
    verdicts = {"xor": "in part", "step_size": "reproduced"}
    monkeypatch.setattr("nnexp.reproduce.page.full_verdicts", lambda: verdicts)
    assert main(["--quick", "xor", "step_size"]) == 0
    assert capsys.readouterr().out.splitlines()[2] == (
        "A quick look at small data: the verdicts of the committed full run differ for xor "
        "(reproduced, there in part)."
    )
    page = (tmp_path / "results/claims/report.html").read_text(encoding="utf-8")
    assert "xor</a> is reproduced here and in part there." in page


ENGLISH_SENTENCE = re.compile(r"[A-Z][a-z]+(?: [A-Za-z0-9,'-]+){3,}\.")


def _told_on(page):
    """What a page says, without its scripts, its pictures and what is cited."""
    page = re.sub(r"<script.*?</script>|<style.*?</style>|<code>.*?</code>", "", page, flags=re.S)
    return re.sub(r"<[^>]*>", "\n", page)


def test_claims_are_told_in_chinese_and_their_numbers_stay(tmp_path, capsys, monkeypatch):
    assert main(["--quick", "predictor", "language=zh"]) == 0
    out = capsys.readouterr().out.splitlines()
    pattern = (
        r"predictor（1\.2）已重现：剩下的误差占最初误差的比例，步长 0\.5："
        r"[\d.]+ 倍（95% 区间：[\d.]+ 到 [\d.]+），用时 [\d.]+ 秒。"
    )
    assert re.fullmatch(pattern, out[0])
    assert out[1] == "这只是用少量数据的快速检验：与附带的完整检验结论相同。"
    page = (tmp_path / "results/claims/report.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in page
    assert "<h1>书中的论断，快速检验</h1>" in page
    assert "只有一个参数的模型可以靠误差来调整。" in page
    assert ">已重现</span>" in page
    assert "论断成立。按误差的 0.5 修正 20 次后，剩下的误差是最初误差的 " in page
    assert "按误差的 2.1 倍修正，误差反而变大" in page
    assert 'alt="经过 20 次修正后英里与公里换算系数的误差，按修正的大小。"' in page
    assert "<dd>核心：按误差的一半修正，剩下的误差小于最初的误差；" in page
    assert not ENGLISH_SENTENCE.findall(_told_on(page))
    assert "python -m nnexp.reproduce --quick predictor language=zh" in page
    (chinese,) = rows_of(tmp_path)
    monkeypatch.setenv("NNEXP_LANGUAGE", "zh")
    assert main(["--quick", "predictor", "language=en"]) == 0
    assert capsys.readouterr().out.startswith("predictor (1.2) is reproduced: ")
    (english,) = rows_of(tmp_path)
    assert {**chinese, "seconds": ""} == {**english, "seconds": ""}
    assert main(["--list", "predictor"]) == 0
    assert "只有一个参数的模型可以靠误差来调整。" in capsys.readouterr().out
    assert main(["predictor", "language=klingon"]) == 2
    assert "language=klingon: must be one of auto, en, zh" in capsys.readouterr().err


def test_a_second_run_trains_nothing_and_finds_the_same(tmp_path, capsys, monkeypatch):
    assert main(["--quick", "xor"]) == 0
    first = rows_of(tmp_path)
    capsys.readouterr()

    def refuse(*args, **more):
        raise AssertionError("it trains again")

    monkeypatch.setattr("nnexp.trainables.book.trainable.train", refuse)
    assert main(["--quick", "xor"]) == 0
    for row, again in zip(first, rows_of(tmp_path), strict=True):
        del row["seconds"], again["seconds"]
        assert row == again


@pytest.mark.slow
def test_one_claim_that_fails_does_not_take_the_others_down(tmp_path, capsys, monkeypatch):
    broken = dataclasses.replace(named("step_size"), judge=breaks)
    monkeypatch.setattr(nnexp.claims.book, "CLAIMS", (broken, named("xor")))
    assert main(["--quick"]) == 1
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert line.startswith(
        "nnexp.reproduce: error: step_size: ZeroDivisionError: no rows; at all (/"
    )
    assert [row["verdict"] for row in rows_of(tmp_path)] == ["error", "reproduced"]
    assert "error" in out
    assert "Not run:" in (tmp_path / "results/claims/report.html").read_text(encoding="utf-8")


def test_an_unknown_claim_is_one_line_with_the_nearest_name(capsys, tmp_path):
    assert main(["xorr", "xor"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "nnexp.reproduce: error: xorr: there is no such claim (did you mean 'xor'?); "
        "--list names them all\n"
    )
    assert not (tmp_path / "results").exists()


def test_an_unknown_option_is_one_line(capsys):
    assert main(["--fast"]) == 2
    assert capsys.readouterr().err == (
        "nnexp.reproduce: error: --fast: there is no such option; see --help\n"
    )


def test_the_list_names_every_claim_and_runs_none(capsys, tmp_path):
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [claim.id for claim in CLAIMS]
    assert not (tmp_path / "results").exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert main(["--quick", "step_size", "--out", "taken"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("nnexp.reproduce: error: taken: cannot be written to (")
    assert line.endswith("); name another folder with --out")


@pytest.mark.slow
def test_every_claim_is_judged_quickly(tmp_path, capsys):
    assert main(["--quick"]) == 0, capsys.readouterr().err
    rows = rows_of(tmp_path)
    assert [row["id"] for row in rows] == [claim.id for claim in CLAIMS]
    assert all(row["verdict"] in VERDICTS for row in rows)
