"""The report in a real browser: as a mouse, a keyboard, a phone and a screen reader meet it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from stored_sweep import diverging, store_sweep

from nnexp import table as tables
from nnexp.report.html import make_report
from nnexp.trainables.book.columns import BOOK

HOSTILE = "</script><script>document.title = 'owned'</script>\" onmouseover=\"x"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "sweep"
    return make_report(store_sweep(folder, fails=diverging, plots=True), plots=False)


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = store_sweep(tmp_path_factory.mktemp("report") / "large", {"lr": (0.1, 0.3)})
    table = pd.read_parquet(folder / "table.parquet")
    copies = [table.assign(repeat=table["repeat"] + 5 * copy) for copy in range(1000)]
    shares = np.random.default_rng(1).uniform(0.9, 1, 10_000)
    tables.write(pd.concat(copies).assign(validation_accuracy=shares), folder, BOOK)
    return make_report(folder, plots=False)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "hostile"
    axes = {"lr": (0.1, 10.0)}
    return make_report(
        store_sweep(
            folder,
            axes,
            name="<script>alert(1)</script>",
            fails=lambda row: HOSTILE if row["lr"] == 10 else "",
        ),
        plots=False,
    )


@pytest.fixture
def shown(browser: Any, page: Path) -> Iterator[Any]:
    """The report in a window, and nothing said on the console when the test is over."""
    yield browser.open(page)
    assert browser.complaints() == []


def column(browser: Any, name: str) -> list[str]:
    """The cells of a column of the page's table, as they are read."""
    return browser.run(
        """
        const heads = [...document.querySelectorAll("#trial-table thead th")];
        const at = heads.findIndex((head) => head.textContent.startsWith(arguments[0]));
        return [...document.querySelectorAll("#trial-table tbody tr")]
          .map((row) => row.cells[at].textContent);
        """,
        name,
    )


def count(browser: Any) -> str:
    return browser.run("return document.getElementById('count').textContent")


def head(browser: Any, name: str) -> Any:
    return next(
        button
        for button in browser.driver.find_elements("css selector", "#trial-table th button")
        if button.text.startswith(name)
    )


def type_filter(browser: Any, text: str) -> None:
    field = browser.driver.find_element("id", "filter")
    field.clear()
    field.send_keys(text)


def wait_for_count(browser: Any, text: str) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(browser.driver, 5, 0.02).until(lambda _driver: count(browser).startswith(text))


def press(browser: Any, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(browser.driver).send_keys(*keys).perform()


def focused(browser: Any) -> Any:
    return browser.driver.switch_to.active_element


def sorting(browser: Any) -> list[str | None]:
    script = """return [...document.querySelectorAll('#trial-table th')]
                .map((head) => head.getAttribute('aria-sort')).filter(Boolean)"""
    return browser.run(script)


def test_failed_trials_stand_on_top(shown: Any) -> None:
    assert count(shown) == "60 trials; rows 1 to 60."
    status = column(shown, "status")
    assert status == ["diverged"] * 12 + ["ok"] * 48
    assert "weights are not finite" in column(shown, "reason")[0]
    # One page has nothing to turn.
    assert not shown.driver.find_element("id", "next").is_displayed()


def test_a_click_sorts_a_click_more_reverses_and_a_third_restores(shown: Any) -> None:
    before = column(shown, "lr")
    head(shown, "lr").click()
    assert column(shown, "lr") == sorted(before, key=float)
    assert sorting(shown) == ["ascending"]
    head(shown, "lr").click()
    assert column(shown, "lr") == sorted(before, key=float, reverse=True)
    assert sorting(shown) == ["descending"]
    head(shown, "lr").click()
    assert column(shown, "lr") == before
    assert sorting(shown) == []


def test_accuracies_sort_best_first_and_failed_trials_come_last_either_way(shown: Any) -> None:
    for direction in ("descending", "ascending"):
        head(shown, "validation accuracy").click()
        assert sorting(shown) == [direction]
        cells = column(shown, "validation accuracy")
        values = [float(cell) for cell in cells[:48]]
        assert cells[48:] == [""] * 12
        assert values == sorted(values, reverse=direction == "descending")


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", "60 trials"),
        ("diverged", "12 of 60 trials match"),
        ("DIVERGED epoch", "12 of 60 trials match"),
        ("lr=0.1", "15 of 60 trials match"),
        ("lr=0.10 epochs>=5", "10 of 60 trials match"),
        ("lr!=10 repeat<1", "9 of 60 trials match"),
        ("validation_accuracy<0", "0 of 60 trials match"),
        ("constructor=1", "0 of 60 trials match"),
        ("(", "0 of 60 trials match"),
    ],
)
def test_filter(shown: Any, text: str, matches: str) -> None:
    type_filter(shown, text)
    wait_for_count(shown, matches)


def test_filtered_rows_hold_what_was_asked_for(shown: Any, page: Path) -> None:
    table = pd.read_parquet(page.parent / "table.parquet")
    right = table.query("lr == 0.3 and validation_accuracy > 0.955")
    assert 0 < len(right) < 15
    type_filter(shown, "lr=0.3 validation_accuracy>95.5")
    wait_for_count(shown, f"{len(right)} of 60 trials match")
    shares = [f"{100 * share:.2f}" for share in right["validation_accuracy"]]
    assert column(shown, "validation accuracy") == shares


def test_only_failed_trials(shown: Any) -> None:
    shown.driver.find_element("id", "only-failed").click()
    wait_for_count(shown, "12 of 60 trials match")
    assert set(column(shown, "status")) == {"diverged"}


def test_all_works_by_keyboard(shown: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    press(shown, Keys.TAB)
    assert focused(shown).text == "Skip to the findings"
    assert focused(shown).rect["x"] >= 0
    for _ in range(40):
        press(shown, Keys.TAB)
        if focused(shown).get_attribute("id") == "filter":
            break
    press(shown, "lr=0.1")
    wait_for_count(shown, "15 of 60 trials match")
    press(shown, Keys.TAB, Keys.SPACE)
    wait_for_count(shown, "0 of 60 trials match")
    press(shown, Keys.SPACE, Keys.TAB)
    assert focused(shown).get_attribute("id") == "trial-scroll"
    press(shown, Keys.TAB, Keys.TAB)
    assert focused(shown).text.startswith("epochs")
    outline = shown.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    press(shown, Keys.ENTER, Keys.ENTER)
    assert sorting(shown) == ["descending"]
    assert column(shown, "epochs") == ["10"] * 5 + ["5"] * 5 + ["1"] * 5


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("learning rate=0.1", None),
        ("validation accuracy>90", "validation accuracy"),
        ("Validation accuracy (%) > 90", "validation accuracy"),
        ("test loss < 0.2", "test loss"),
    ],
)
def test_the_filter_takes_the_words_of_its_headers(
    shown: Any, typed: str, name: str | None
) -> None:
    before = column(shown, "lr" if name is None else name)
    type_filter(shown, typed)
    if name is None:
        # What stands at no column's head is looked for in every cell.
        wait_for_count(shown, "0 of 60 trials match.")
        return
    limit, above = float(re.split("[<>]", typed)[1]), ">" in typed
    wanted = [x for x in before if x and (float(x) > limit) == above and float(x) != limit]
    assert 0 < len(wanted) < 60
    wait_for_count(shown, f"{len(wanted)} of 60 trials match")
    assert sorted(column(shown, name)) == sorted(wanted)


def test_a_picture_stands_beside_each_answer_that_has_one(shown: Any) -> None:
    pairs = shown.run("""
        return [...document.querySelectorAll(".pictured")].map((one) => [
          one.querySelector("h3").textContent,
          one.querySelector("img").alt,
          one.querySelector("img").getBoundingClientRect().left
            > one.querySelector("p").getBoundingClientRect().left,
        ])""")
    titles = {title: alt for title, alt, beside in pairs if beside}
    assert "Accuracy against learning rate" in titles["Sweet spot of the learning rate"]
    assert titles["Onset of overfitting"].startswith("Learning curves")
    pictures = shown.run("return [...document.querySelectorAll('figure img')].map((x) => x.alt)")
    assert len(set(pictures)) == len(pictures)


def test_a_phone_shows_whole_plots_and_enlarges_them_by_a_tap(browser: Any, page: Path) -> None:
    browser.open(page, 390, 844)
    width = "return document.querySelector('figure img').getBoundingClientRect().width"
    sheet = "return document.querySelector('figure .sheet').clientWidth"
    assert browser.run("return document.documentElement.scrollWidth") <= 390
    assert browser.run(width) <= browser.run(sheet)
    browser.run("document.querySelector('figure img').click()")
    assert browser.run(width) > 2 * browser.run(sheet)
    browser.run("document.querySelector('figure img').click()")
    assert browser.run(width) <= browser.run(sheet)


def test_a_drawing_under_the_mouse_has_words_to_select_and_points_that_say_what_they_are(
    shown: Any,
) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.support.wait import WebDriverWait

    first = shown.driver.find_element("css selector", "figure img")
    name, size = first.accessible_name, (first.rect["width"], first.rect["height"])
    figures = "return document.querySelectorAll('figure svg').length"
    assert shown.run(figures) == 0
    ActionChains(shown.driver).move_to_element(first).perform()
    WebDriverWait(shown.driver, 5, 0.05).until(lambda _driver: shown.run(figures) == 1)
    drawing = shown.driver.find_element("css selector", "figure svg")
    assert drawing.accessible_name == name
    assert (drawing.rect["width"], drawing.rect["height"]) == pytest.approx(size, abs=1)
    # Where its words and its lines are is what the file says, styles included.
    titles = shown.run(
        "return [...document.querySelectorAll('svg use title')].map((x) => x.textContent)"
    )
    assert len(titles) == 12
    assert re.fullmatch(r"lr=0\.01, epochs=1: [\d.]+ % \([\d.]+ … [\d.]+\)", titles[0])
    point = shown.run("return document.querySelector('svg use').getBoundingClientRect().left")
    assert drawing.rect["x"] < point < drawing.rect["x"] + drawing.rect["width"]
    words = shown.run("""
        getSelection().selectAllChildren(document.querySelector('figure svg'));
        const words = getSelection().toString();
        getSelection().removeAllRanges();
        return words""")
    assert "Accuracy against learning rate" in words
    shown.run("document.querySelector('figure svg').dispatchEvent(new MouseEvent('click'))")
    assert shown.run("return document.querySelector('figure .sheet').matches('.large')")


def test_a_drawing_of_somebody_else_gets_shapes_and_words_in_alone(
    browser: Any, tmp_path: Path
) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.support.wait import WebDriverWait

    folder = store_sweep(tmp_path / "sweep", plots=True)
    plot = folder / "plots" / "accuracy_by_lr.svg"
    bad = (
        "<script>document.title = 'owned'</script>"
        '<g onclick="document.title = 1" id="filter"><text x="9" y="9">fine</text></g>'
        '<image href="https://example.org/x.png"/><a href="https://example.org"><path/></a>'
        "<foreignObject><p>no</p></foreignObject>"
    )
    plot.write_text(plot.read_text(encoding="utf-8").replace("</svg>", f"{bad}</svg>"))
    browser.open(make_report(folder, plots=False))
    image = browser.driver.find_element("css selector", "figure img")
    ActionChains(browser.driver).move_to_element(image).perform()
    found = "return document.querySelectorAll('figure svg').length"
    WebDriverWait(browser.driver, 5, 0.05).until(lambda _driver: browser.run(found) == 1)
    assert browser.run("return document.querySelector('svg').textContent.includes('fine')")
    for what in ("script", "a", "foreignObject", "p", "[onclick]", "#filter", "[href^=http]"):
        assert browser.run(f"return document.querySelectorAll('figure svg {what}').length") == 0
    assert "owned" not in browser.driver.title


def test_print_is_a_handout_of_the_answer_with_whole_tables(browser: Any, page: Path) -> None:
    browser.open(page)
    printed = browser.command("Page.printToPDF", preferCSSPageSize=True)["data"]
    pages = len(re.findall(rb"/Type\s*/Page[^s]", base64.b64decode(printed)))
    assert pages <= 2
    browser.command("Emulation.setEmulatedMedia", media="print")
    style = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    assert browser.run(style, "#trials", "display") == "none"
    assert browser.run(style, ".ranking thead", "display") == "table-header-group"
    assert browser.run(style, ".ranking tbody tr", "break-inside") == "avoid"
    assert browser.run(style, ".lead", "display") != "none"
    browser.command("Emulation.setEmulatedMedia", media="")


def test_a_command_is_copied_by_one_press(shown: Any, page: Path) -> None:
    origin = "file://"
    shown.command("Browser.grantPermissions", permissions=["clipboardReadWrite"], origin=origin)
    button = shown.driver.find_element("css selector", "pre.command + button.copy")
    assert button.text == "Copy"
    button.click()
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(shown.driver, 5, 0.05).until(lambda _driver: button.text == "Copied")


def test_screen_readers_are_told_what_changes(shown: Any) -> None:
    assert shown.driver.find_element("id", "count").get_attribute("role") == "status"
    field = shown.driver.find_element("id", "filter")
    assert field.accessible_name == "Filter"
    for image in shown.driver.find_elements("css selector", "figure img"):
        assert len(image.accessible_name) > 20
    region = shown.driver.find_element("id", "trial-scroll")
    assert (region.aria_role, region.accessible_name) == ("region", "Trials of first_try")


def test_every_link_leads_somewhere(shown: Any, page: Path) -> None:
    links = shown.driver.find_elements("css selector", "a[href]")
    assert len(links) > 8
    for link in links:
        href = link.get_attribute("href").removeprefix(page.as_uri())
        if href.startswith("#"):
            assert len(shown.driver.find_elements("id", href[1:])) == 1, href
        else:
            target = Path(href.removeprefix("file://"))
            assert target.is_file(), href
            assert target.is_relative_to(page.parent)
    shown.driver.find_element("link text", "Trials").click()
    place = "return document.getElementById('trials').getBoundingClientRect().top"
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(shown.driver, 5, 0.05).until(lambda _driver: shown.run(place) < 300)


def test_the_page_asks_the_network_for_nothing(shown: Any, page: Path) -> None:
    asked = [url for url in shown.addresses() if url != "about:blank"]
    assert asked == [page.as_uri()]


def test_plots_are_shown_as_they_were_drawn(shown: Any, page: Path) -> None:
    sizes = shown.run(
        """return [...document.images].map((image) =>
             [image.complete, image.naturalWidth, image.width, image.height])"""
    )
    assert len(sizes) == len(list((page.parent / "plots").glob("*.png"))) > 0
    for complete, natural, width, height in sizes:
        assert complete
        assert natural > 100
        assert width > 300
        assert height > 200


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_width_scrolls_the_page_sideways(browser: Any, page: Path, width: int) -> None:
    browser.open(page, width, 740)
    assert browser.run("return document.documentElement.scrollWidth") == width
    for details in browser.driver.find_elements("css selector", "summary"):
        details.click()
    assert browser.run("return document.documentElement.scrollWidth") == width
    region = "const r = document.getElementById('trial-scroll');"
    if width == 360:
        assert browser.run(region + "return r.scrollWidth > r.clientWidth")


def test_dark_is_dark_and_light_is_light(browser: Any, page: Path) -> None:
    colour = "return getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    assert min(browser.open(page).run(colour)) > 240
    assert max(browser.open(page, dark=True).run(colour)) < 40


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
    head(browser, "lr").click()
    for details in browser.driver.find_elements("css selector", "summary"):
        details.click()
    assert browser.barriers() == {}


def test_hostile_names_and_reasons_are_only_text(browser: Any, hostile_page: Path) -> None:
    browser.open(hostile_page)
    assert browser.driver.title == "<script>alert(1)</script> · nnexp"
    assert browser.driver.find_element("css selector", "h1").text == "<script>alert(1)</script>"
    assert column(browser, "reason")[:5] == [HOSTILE] * 5
    assert browser.run("return document.querySelectorAll('script').length") == 3
    assert browser.run("return document.querySelectorAll('[onmouseover]').length") == 0
    assert browser.complaints() == []


def test_an_injected_script_is_refused_by_the_policy(browser: Any, page: Path) -> None:
    """Were something to slip through the escaping, the page's policy would still stop it."""
    browser.open(page)
    browser.run(
        """
        const script = document.createElement("script");
        script.textContent = "document.title = 'owned'";
        document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='document.title=1'>");
        """
    )
    assert browser.driver.title == "first_try · nnexp"
    assert any("Content Security Policy" in line for line in browser.complaints())


def test_ten_thousand_trials_stay_usable(browser: Any, large_page: Path) -> None:
    """Work is counted, not timed: a page of rows is all that is ever in the document."""
    browser.open(large_page)
    assert count(browser) == "10,000 trials; rows 1 to 100."
    assert browser.run("return document.querySelectorAll('#trial-table tbody tr').length") == 100
    head(browser, "validation accuracy").click()
    best = column(browser, "validation accuracy")
    browser.driver.find_element("id", "next").click()
    assert count(browser) == "10,000 trials; rows 101 to 200."
    more = column(browser, "validation accuracy")
    assert [*map(float, best + more)] == sorted(map(float, best + more), reverse=True)
    browser.driver.find_element("id", "previous").click()
    browser.driver.find_element("id", "previous").click()
    assert count(browser) == "10,000 trials; rows 1 to 100."
    type_filter(browser, "lr=0.3 repeat<1000")
    wait_for_count(browser, "1,000 of 10,000 trials match; rows 1 to 100.")
    assert browser.complaints() == []
