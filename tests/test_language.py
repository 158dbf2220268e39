"""Texts in another language: complete, and with the same places."""

import ast
import re
import string
from pathlib import Path

import pytest

import nnexp
from nnexp.claims.book import CLAIMS as BOOK_CLAIMS
from nnexp.claims.evidence import EXACT, IMAGES, PAIRED
from nnexp.claims.published import figures
from nnexp.claims.verdict import LEADS, VERDICTS
from nnexp.language import counted, listed, phrase
from nnexp.language.chinese import CHINESE
from nnexp.language.chinese_charts import CHARTS
from nnexp.language.chinese_measured import MEASURED
from nnexp.language.said import is_known
from nnexp.reproduce.page import CORE, SECONDARY
from nnexp.settings import SettingsError, SweepSettings, spoken
from nnexp.trainables.book.columns import BOOK

PACKAGE = Path(nnexp.__file__).parent
TOLD = [
    *(PACKAGE / "report").rglob("*.py"),
    *(PACKAGE / "plots").rglob("*.py"),
    *(PACKAGE / "observers").rglob("*.py"),
    *(PACKAGE / "analysis").rglob("*.py"),
    *(PACKAGE / "sweeps").rglob("*.py"),
    PACKAGE / "planning" / "elsewhere.py",
    *(PACKAGE / "reproduce").rglob("*.py"),
    PACKAGE / "show.py",
    PICTURES := PACKAGE / "trainables" / "book" / "pictures.py",
]
SHORTLY = [
    PICTURES,
    PACKAGE / "show.py",
    *(PACKAGE / "report" / f"{name}.py" for name in ("preview", "overview", "provenance")),
    PACKAGE / "reproduce" / "page.py",
    *(PACKAGE / "observers" / f"{name}.py" for name in ("live_page", "standings")),
]
"""Where `say` is short for that of the columns; elsewhere it says a sentence, or to a console."""
LATIN = {"fan_in", "fan_out", "AND", "XOR", "PNG", "png", "my_own_", "own_digits"}
LATIN |= {"NNEXP_DATA_DIR", "scikit", "learn", "float"}
"""Names that Chinese sentences on the claims have as they are typed."""
PAGES = [
    PACKAGE / "report" / "templates" / f"{name}.html.j2"
    for name in ("report", "findings", "comparison", "claims", "live", "page")
]


OF_CLAIMS = {**MEASURED, **CHARTS}


def _places(text):
    """What stands in a text, and how its numbers are printed."""
    parsed = string.Formatter().parse(text)
    return sorted((name, printed) for _, name, printed, _ in parsed if name is not None)


def _literals(node):
    """The texts that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _said():
    """Every text that a plot, a page or the terminal says in the language of its sweep."""
    for path in TOLD:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", "")
            if isinstance(node.func, ast.Name) and (path in SHORTLY or node.func.id == "phrase"):
                called = node.func.id
            place = {"say": 0, "_say": 0, "phrase": 1}.get(called)
            if place is not None and len(node.args) > place:
                yield from _literals(node.args[place])
            if called == "counted":
                # That of a language takes it first; what takes none tells errors, in English.
                args = node.args[1:2] if isinstance(node.func, ast.Attribute) else node.args[2:3]
                yield from (f"{{count}} {one}" for arg in args for one in _literals(arg))
    for path in PAGES:
        yield from re.findall(r't\("([^"]+)"\)', path.read_text(encoding="utf-8"))


def test_everything_that_is_said_has_chinese():
    # What is said of a trial's table stays as it is typed.
    assert {text for text in _said() if text and text not in CHINESE} == set()


def test_names_of_the_books_settings_and_metrics_have_chinese():
    wanted = [*BOOK.main, *(one.label for one in BOOK.metrics.values() if one.part)]
    assert [name for name in wanted if phrase("zh", name) == name] == []


@pytest.mark.parametrize("catalogue", [CHINESE, OF_CLAIMS], ids=["pages", "claims"])
def test_a_translation_has_the_places_of_its_original(catalogue):
    differ = [text for text in catalogue if _places(catalogue[text]) != _places(text)]
    assert differ == []


def _constants(*folders):
    """All texts in the code of some packages, with the calls that they are arguments of."""
    for folder in folders:
        for path in (PACKAGE / folder).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _made_by_claims():
    """Every template that a claim, or a page about claims, says by."""
    for node in _constants("claims", "reproduce"):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"said": 0, "joined": 0, "meant": 1}.get(node.func.id)
            if place is not None and len(node.args) > place:
                yield from _literals(node.args[place])


def test_everything_that_claims_say_has_chinese():
    made = set(_made_by_claims())
    assert len(made) > 150
    assert {text for text in made if not is_known("zh", text)} == set()


def test_the_chinese_of_claims_has_nothing_that_no_claim_says():
    there = {
        node.value
        for node in _constants("claims", "reproduce")
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    there |= {f"{unit}, an end" for unit in there}
    there |= {one.source for one in figures()}
    assert set(OF_CLAIMS) - there == set()


def test_the_chinese_of_claims_is_chinese():
    left = {}
    for english, chinese in OF_CLAIMS.items():
        text = "".join(literal for literal, *_ in string.Formatter().parse(chinese))
        words = set(re.findall(r"[A-Za-z_]{3,}", text)) - LATIN
        if words:
            left[english] = words
    assert left == {}


def test_every_claim_and_verdict_of_the_book_has_chinese():
    told = [text for one in BOOK_CLAIMS for text in (one.sentence, one.statistic, one.rule)]
    told += [*VERDICTS, CORE, SECONDARY, "error", PAIRED, f"{PAIRED}, {IMAGES}", EXACT]
    assert [text for text in told if text not in CHINESE] == []
    assert [text for text in LEADS.values() if text not in MEASURED] == []


def test_what_a_language_lacks_stays_english():
    assert phrase("zh", "no such text") == "no such text"
    assert phrase("en", "Findings") == "Findings"
    assert counted("zh", 1200, "trial") == "1,200 次试验"
    assert counted("en", 1, "trial") == "1 trial"


def test_the_language_is_the_settings_then_that_of_the_environment(monkeypatch):
    monkeypatch.delenv("NNEXP_LANGUAGE", raising=False)
    assert spoken(SweepSettings()) == "en"
    monkeypatch.setenv("NNEXP_LANGUAGE", "zh")
    assert spoken(SweepSettings()) == "zh"
    assert spoken(SweepSettings(language="en")) == "en"
    monkeypatch.setenv("NNEXP_LANGUAGE", "klingon")
    with pytest.raises(SettingsError, match=r"^NNEXP_LANGUAGE=klingon: must be one of en, zh"):
        spoken(SweepSettings())


@pytest.mark.parametrize(
    ("language", "names", "told"),
    [
        ("en", (), ""),
        ("en", ("a",), "a"),
        ("en", ("a", "b", "c"), "a, b and c"),
        ("zh", ("0.1", "0.2", "0.3"), "0.1、0.2 和 0.3"),
        ("zh", ("学习率", "世代"), "学习率和世代"),
        ("zh", ("学习率", "width"), "学习率 和 width"),
    ],
)
def test_names_in_a_row_are_a_list_of_the_language(language, names, told):
    assert listed(language, names) == told
