"""`report.html` as a file: whole, safe, the same again, and said in one line when it cannot be."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from stored_sweep import diverging, store_sweep

from nnexp.analysis.sentence import Number, plain
from nnexp.errors import NnexpError
from nnexp.report.figures import plot_images
from nnexp.report.html import make_report
from nnexp.report.islands import read_page
from nnexp.report.page import render
from nnexp.report.stored import ReportError

_REPAIR = "run the sweep again with the same command: what the store knows is not trained again"


def page_of(folder: Path) -> str:
    return make_report(folder, plots=False).read_text(encoding="utf-8")


def test_the_same_files_make_the_same_page(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", fails=diverging)
    first = page_of(folder)
    assert page_of(folder) == first
    assert sorted(path.name for path in folder.iterdir()) == [
        "curves.parquet",
        "findings.json",
        "report.html",
        "sweep.yaml",
        "table.csv",
        "table.parquet",
    ]


def test_the_page_refers_to_nothing_outside_its_folder(tmp_path: Path) -> None:
    text = page_of(store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3)}, plots=True))
    places = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert len(places) > 8
    assert [
        place
        for place in places
        if not re.match(r"#|data:image/|plots/|table\.|findings\.json", place)
    ] == []
    outside = re.sub(r'src="data:[^"]*"', "", text)
    assert not re.search(r"https?://|url\(|@import", outside)


def test_the_policy_names_the_page_s_own_script_and_style(tmp_path: Path) -> None:
    text = page_of(store_sweep(tmp_path / "sweep"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "unsafe" not in policy.group(1)
    for tag in ("script", "style"):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy.group(1)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "\" onload=\"x' onload='x",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;b&gt;",
        "line\u2028separator and \x00 nul",
    ],
)
def test_text_stays_text_wherever_it_stands(tmp_path: Path, text: str) -> None:
    fails = lambda row: text if row["lr"] == 10 else ""  # noqa: E731
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 10.0)}, name=text, fails=fails)
    page = page_of(folder)
    tags: list[str] = []
    names: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            names.update(name for name, _ in attrs)

    Tags().feed(page)
    assert tags.count("script") == 3
    assert not [name for name in names if name.startswith("on")]
    reasons = next(c for c in read_page(folder / "report.html").columns if c["name"] == "reason")
    assert reasons["cells"] == [text] * 5 + [""] * 5


@pytest.mark.parametrize(
    ("axes", "name", "title"),
    [
        ({"lr": (0.1, 0.3)}, "sweep", "Learning rate on digits"),
        ({"lr": (0.1, 0.3), "epochs": (1, 2)}, "sweep", "Learning rate and epochs on digits"),
        ({"lr": (0.1, 0.3)}, "lesson_5", "lesson_5"),
    ],
)
def test_a_page_is_titled_by_what_the_sweep_was_unless_it_has_a_name(tmp_path, axes, name, title):
    page = page_of(store_sweep(tmp_path / "sweep", axes, name=name))
    assert f"<h1>{title}</h1>" in page
    assert f"<title>{title} · nnexp</title>" in page


def test_a_number_on_a_page_has_its_full_value(tmp_path: Path) -> None:
    number = Number("<i>97 %</i>", 0.9699999999999999)
    sentence = ("Mean & more: ", number)
    page = tmp_path / "page.html"
    empty: dict[str, Any] = dict.fromkeys(
        (
            "cautions",
            "failures",
            "findings",
            "rankings",
            "plots",
            "others",
            "facts",
            "constants",
            "answers",
            "limits",
            "sampled",
        ),
        (),
    )
    page.write_text(
        render(
            "report.html.j2",
            **empty,
            title="x",
            version="1",
            about=("",),
            started="",
            size=sentence,
            trials=(),
            island=[],
            data={},
            examples=(),
            command="",
            after=None,
            budget=None,
            story=[],
            verify="",
            record="",
        ),
        encoding="utf-8",
    )
    assert (
        'Mean &amp; more: <data value="0.9699999999999999">&lt;i&gt;97 %&lt;/i&gt;</data>'
        in page.read_text(encoding="utf-8")
    )
    assert plain(sentence) == "Mean & more: <i>97 %</i>"


def test_failed_trials_come_first_then_those_not_reached(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", fails=diverging)
    make_report(folder, plots=False)
    columns = {
        column["name"]: column["cells"] for column in read_page(folder / "report.html").columns
    }
    assert columns["status"] == ["diverged"] * 12 + ["ok"] * 48
    assert columns["lr"][:12] == ["10"] * 12
    assert columns["repeat"][12:17] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"axes": {"lr": (0.01, 0.1)}},
            ", is the largest of the grid; a larger one may be better.",
        ),
        ({"repeats": 1}, "one repeat gives no interval"),
        ({"validation": False}, "the test data chose the setting"),
        ({"fails": lambda row: "lost"}, "No best setting: no trial finished."),
        ({"fails": diverging}, "failed and count in no mean"),
    ],
)
def test_cautions(tmp_path: Path, options: dict[str, Any], words: str) -> None:
    assert words in page_of(store_sweep(tmp_path / "sweep", **options))


def test_a_sound_sweep_has_no_cautions(tmp_path: Path) -> None:
    page = page_of(store_sweep(tmp_path / "sweep", {"lr": (0.01, 0.1, 0.3, 1.0)}))
    assert "<strong>Caution" not in page
    assert "<strong>Failed" not in page


def test_the_command_runs_the_sweep_again(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep")
    assert "<code>python -m nnexp -m lr=0.01,0.1,0.3,10.0 epochs=1,5,10</code>" in page_of(folder)


def test_a_sweep_from_python_gets_the_command_that_would_do_the_same(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep")
    record = (folder / "sweep.yaml").read_text()
    record = re.sub(r"overrides:\n(- .*\n)*", "overrides: []\n", record)
    settings = "{hidden_nodes: 100, data.validation: 0.5, repeats: 5, name: my_try}"
    record = record.replace("settings: {}", f"settings: {settings}")
    (folder / "sweep.yaml").write_text(record)
    command = "python -m nnexp -m lr=0.01,0.1,0.3,10 epochs=1,5,10 data.validation=0.5 name=my_try"
    assert f"<code>{command}</code>" in page_of(folder)


def test_large_drawings_are_shown_as_pictures(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3)}, plots=True)
    drawing = folder / "plots" / "accuracy_by_lr.svg"
    small = {plot.name: plot for plot in plot_images(folder, "validation")}
    assert small["accuracy_by_lr"].source.startswith("data:image/svg+xml;base64,")
    drawing.write_text(drawing.read_text() + " " * 400_000)
    large = {plot.name: plot for plot in plot_images(folder, "validation")}
    assert large["accuracy_by_lr"].source.startswith("data:image/png;base64,")
    # Both know their size, and it is the same.
    assert large["accuracy_by_lr"].width == pytest.approx(small["accuracy_by_lr"].width, abs=2)
    assert large["accuracy_by_lr"].height == pytest.approx(small["accuracy_by_lr"].height, abs=2)


def test_the_words_in_a_plot_are_there_for_those_who_cannot_see_it(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3), "epochs": (1, 5)}, plots=True)
    found = {plot.name: plot for plot in plot_images(folder, "validation")}
    assert list(found) == ["accuracy_by_lr", "accuracy_by_lr_and_epochs", "learning_curves", "cost"]
    for plot in found.values():
        assert re.search(r"learning rate|Learning curves|training time", plot.alt), plot.alt
        assert "digits" in plot.alt
        assert "repeats" in plot.alt
        assert plot.caption
    (folder / "plots" / "my_own.png").write_bytes(
        (folder / "plots" / "learning_curves.png").read_bytes()
    )
    own = plot_images(folder, "validation")[-1]
    assert (own.name, own.alt, own.caption) == ("my_own", "My own.", "")


def break_record(folder: Path) -> None:
    (folder / "sweep.yaml").write_text("a: [")


def break_selection(folder: Path) -> None:
    path = folder / "sweep.yaml"
    path.write_text(path.read_text().replace("select_on: validation", "select_on: luck"))


def empty_record(folder: Path) -> None:
    (folder / "sweep.yaml").write_text("")


def remove_record(folder: Path) -> None:
    (folder / "sweep.yaml").unlink()


def break_table(folder: Path) -> None:
    (folder / "table.parquet").write_bytes(b"PAR1 not really")


def remove_table(folder: Path) -> None:
    (folder / "table.parquet").unlink()


def break_plot(folder: Path) -> None:
    (folder / "plots").mkdir()
    (folder / "plots" / "accuracy_by_lr.svg").write_text("<html>")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (break_record, r"{folder}/sweep.yaml: cannot be read \(while parsing .*\); " + _REPAIR),
        (
            break_selection,
            r"{folder}/sweep.yaml: is damaged \(select_on is 'luck', but must be validation or "
            r"test\); " + _REPAIR,
        ),
        (empty_record, "{folder}/sweep.yaml: holds no record of a sweep; " + _REPAIR),
        (
            remove_record,
            "{folder}: no sweep.yaml in this folder; name the folder of one sweep, "
            "results/<name>/<time>",
        ),
        (break_table, r"{folder}/table.parquet: this is not a table \(.*\); name a sweep.*"),
        (remove_table, r"{folder}: no table.parquet in this folder; .*"),
        (
            break_plot,
            r"{folder}/plots/accuracy_by_lr.svg: this plot cannot be read \(neither SVG nor PNG\)"
            "; draw the plots again: python -m nnexp.report {folder}",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, damage: Any, message: str) -> None:
    folder = store_sweep(tmp_path / "sweep")
    damage(folder)
    with pytest.raises(NnexpError) as caught:
        make_report(folder, plots=False)
    assert re.fullmatch(message.replace("{folder}", re.escape(str(folder))), str(caught.value))


def test_a_folder_that_cannot_be_written_keeps_the_page_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store_sweep(tmp_path / "sweep")
    page = make_report(folder, plots=False)
    before = page.read_bytes()

    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ReportError, match=r"report.html: cannot be written \(No space left on de"):
        make_report(folder, plots=False)
    assert page.read_bytes() == before
    assert len(list(folder.glob(".report*"))) == 0


def test_islands_are_json_that_no_tag_can_end(tmp_path: Path) -> None:
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 10.0)}, fails=lambda row: "</script>")
    page = page_of(folder)
    island = page.split('id="trial-data">')[1].split("</script>")[0]
    assert "<" not in island
    assert len(json.loads(island)[0]["cells"]) == 10


def test_the_page_says_once_what_repeats_sample(tmp_path: Path) -> None:
    words = "They do not say what new data would change."
    for repeats, times in ((3, 1), (1, 0)):
        page = page_of(store_sweep(tmp_path / str(repeats), {"lr": (0.1, 0.3)}, repeats=repeats))
        assert page.count(words) == times
