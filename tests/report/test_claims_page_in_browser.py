"""The page of the book's claims in a real browser."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from nnexp.claims.book import CLAIMS
from nnexp.reproduce.page import prepare, write_results
from nnexp.reproduce.reproduction import Reproduction, reproduce

# Experiments that take no time.
SHOWN = ("predictor", "threshold", "slope")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    prepare(folder)
    done = [
        reproduce(claim, folder / claim.id, quick=True) for claim in CLAIMS if claim.id in SHOWN
    ]
    claim = dataclasses.replace(CLAIMS[0], id="broken", sentence="Is <b>this</b> so & so?")
    done.append(Reproduction(claim, "python -m nnexp.reproduce broken", 0.1, error="<i>no</i>"))
    return write_results(done, folder, "python -m nnexp.reproduce --quick", quick=True)[0]


@pytest.mark.parametrize(
    ("width", "dark"),
    # Both widths and both colours; the two pairs that are left bring nothing new but rarely.
    [
        (360, True),
        (1280, False),
        pytest.param(360, False, marks=pytest.mark.slow),
        pytest.param(1280, True, marks=pytest.mark.slow),
    ],
)
def test_no_barrier_that_axe_knows(browser: Any, page: Path, width: int, dark: bool) -> None:
    browser.open(page, width, 740, dark=dark)
    for details in browser.driver.find_elements("css selector", "summary"):
        details.click()
    assert browser.barriers() == {}


def test_every_claim_stands_in_the_table_and_has_its_own_part(browser: Any, page: Path) -> None:
    browser.open(page)
    names = [*SHOWN, "broken"]
    heads = browser.driver.find_elements("css selector", "tbody th a")
    assert [head.text for head in heads] == names
    for name in names:
        assert browser.driver.find_elements("id", f"claim-{name}")
    assert browser.run("return document.images.length") == len(SHOWN)
    assert browser.run("return [...document.images].every((one) => one.naturalWidth > 200)")
    assert browser.complaints() == []
    assert browser.addresses() == [page.resolve().as_uri()]


def test_words_of_a_claim_are_only_text(browser: Any, page: Path) -> None:
    browser.open(page)
    broken = browser.driver.find_element("id", "claim-broken")
    assert "Is <b>this</b> so & so?" in broken.text
    assert "<i>no</i>" in broken.text


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_hangs_over_the_edge(browser: Any, page: Path, width: int) -> None:
    browser.open(page, width)
    assert browser.run("return document.documentElement.scrollWidth") <= width
