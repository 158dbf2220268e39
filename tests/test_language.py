"""Texts in another language: complete, and with the same places."""

import ast
import re
import string
from pathlib import Path

import pytest

import nnexp
from nnexp.claims.book import CLAIMS as BOOK_CLAIMS
from nnexp.claims.evidence import EXACT, IMAGES, PAIRED
from nnexp.claims.unit import FACTOR, PERCENT, POINTS
from nnexp.claims.verdict import LEADS, VERDICTS
from nnexp.language import counted, phrase
from nnexp.language.chinese import CHINESE
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
PAGES = [
    PACKAGE / "report" / "templates" / f"{name}.html.j2"
    for name in ("report", "findings", "comparison", "claims", "live", "page")
]


def _places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


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


@pytest.mark.parametrize("english", [text for text in CHINESE if "{" in text])
def test_a_translation_has_the_places_of_its_original(english):
    assert _places(CHINESE[english]) == _places(english)


def test_every_claim_and_verdict_of_the_book_has_chinese():
    told = [text for one in BOOK_CLAIMS for text in (one.sentence, one.statistic, one.rule)]
    told += [*VERDICTS, *LEADS.values(), CORE, SECONDARY, "error"]
    told += [PAIRED, f"{PAIRED}, {IMAGES}", EXACT]
    told += [f"{{value}} {unit.name}" for unit in (POINTS, PERCENT, FACTOR)]
    assert [text for text in told if text not in CHINESE] == []


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
