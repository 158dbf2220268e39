from __future__ import annotations

import dataclasses
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from simulated_sweep import simulate, simulate_points
from sweep_records import of_frames

from nnexp.plots import PlotError, draw, style

NAMES = ["accuracy_by_lr", "accuracy_by_lr_and_epochs", "learning_curves", "cost"]


@pytest.fixture(scope="module")
def sweep() -> Any:
    return simulate({"lr": [0.01, 0.1, 0.3], "epochs": [1, 5]}, repeats=3)


@pytest.fixture(scope="module")
def paths(sweep: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return draw(of_frames(*sweep), tmp_path_factory.mktemp("sweep") / "new" / "plots")


def _svg_text(path: Path) -> str:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return " ".join(root.itertext())


def test_every_plot_is_a_png_and_an_svg(paths: list[Path]) -> None:
    expected = [f"{name}.{kind}" for name in NAMES for kind in ("png", "svg")]
    assert [path.name for path in paths] == expected
    assert sorted(paths) == sorted(paths[0].parent.iterdir())


def test_pngs_are_pictures_wide_enough_to_read(paths: list[Path]) -> None:
    for path in paths:
        if path.suffix == ".png":
            head = path.read_bytes()[:24]
            assert head[:8] == b"\x89PNG\r\n\x1a\n"
            width, height = struct.unpack(">II", head[16:])
            assert width >= 800
            assert height >= 400


def test_svgs_keep_their_words_as_text(paths: list[Path]) -> None:
    words = _svg_text(paths[1])
    for expected in (
        "Accuracy against learning rate",
        "Validation accuracy (%)",
        "digits · hidden_nodes=100",
        "Mean of 3 repeats with its 95 % interval (t)",
        "epochs",
        "0.01",
    ):
        assert expected in words


@pytest.fixture(scope="module")
def again(sweep: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same drawn once more, under settings of the user's, and what that left of them."""
    from matplotlib import pyplot

    users = {"font.size": 31, "savefig.bbox": "tight", "axes.grid": False, "text.parse_math": True}
    with mpl.rc_context(users):
        before = dict(mpl.rcParams)
        drawn = draw(of_frames(*sweep), tmp_path_factory.mktemp("again"))
        return {
            "paths": drawn,
            "changed": {name for name, value in mpl.rcParams.items() if value != before[name]},
            "figures": pyplot.get_fignums(),
        }


def test_the_same_sweep_gives_the_same_bytes_whatever_the_users_settings(
    again: dict[str, Any], paths: list[Path]
) -> None:
    for one, other in zip(paths, again["paths"], strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_drawing_leaves_matplotlib_as_it_was(again: dict[str, Any]) -> None:
    assert again["changed"] == set()


def test_no_window_system_and_no_pyplot_figure_is_involved(again: dict[str, Any]) -> None:
    assert again["figures"] == []


def test_two_threads_may_draw_at_once(sweep: Any, paths: list[Path], tmp_path: Path) -> None:
    results: list[list[Path]] = []
    threads = [
        threading.Thread(
            target=lambda n=number: results.append(
                draw(of_frames(*sweep), tmp_path / str(n), only=NAMES[::2])
            )
        )
        for number in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [path.read_bytes() for path in paths if path.stem in NAMES[::2]]
    assert [[path.read_bytes() for path in result] for result in results] == [expected] * 2


def test_any_sign_in_a_file_name_is_shown_as_it_is(tmp_path: Path) -> None:
    name = "<script>a('1')<|script> $x_1$ & $ a_b^c{d}\\n 漢"
    points = [
        {"data": "csv", "data.train": f"/d/{side}{name}.csv", "lr": lr}
        for side in ("", "2")
        for lr in (0.1, 0.3)
    ]
    for chosen in (points[:2], points):
        paths = draw(of_frames(*simulate_points(chosen, repeats=2)), tmp_path / str(len(chosen)))
        for path in paths:
            if path.suffix == ".svg":
                assert "<script" not in path.read_text(encoding="utf-8")
    shown = f"{name[:-1]}□.csv"
    assert shown in _svg_text(tmp_path / "2" / "accuracy_by_lr.svg")
    assert shown[-12:] in _svg_text(tmp_path / "4" / "accuracy_by_data_train.svg")


def test_nothing_finished_writes_nothing(tmp_path: Path) -> None:
    sweep = simulate({"lr": [0.1, 1]}, fails=lambda row: "boom")
    assert draw(of_frames(*sweep), tmp_path / "plots") == []
    assert not (tmp_path / "plots").exists()


def test_importing_the_plots_is_cheap() -> None:
    code = "import sys, nnexp.plots; print([m for m in ('seaborn', 'pandas') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_picture_is_replaced_at_once_or_not_at_all(
    sweep: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(of_frames(*sweep), tmp_path, only=["learning_curves"])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def half(_figure: Any, path: Path, **_more: Any) -> None:
        Path(path).write_bytes(b"half a picture")
        raise OSError("the disk is full")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", half)
    with pytest.raises(PlotError, match="the disk is full"):
        draw(of_frames(*sweep), tmp_path, only=["learning_curves"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("font", [None, style.chinese_font()])
def test_without_a_font_drawings_are_english_and_say_so(
    sweep: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, font: str | None
) -> None:
    monkeypatch.setattr(style, "chinese_font", lambda: font)
    data = of_frames(*sweep)
    told = dataclasses.replace(data, columns=dataclasses.replace(data.columns, language="zh"))
    _, svg = draw(told, tmp_path / "plots", only=["accuracy_by_lr"])
    drawing = svg.read_text(encoding="utf-8")
    assert f"<dc:language>{'en' if font is None else 'zh'}</dc:language>" in drawing
    assert ("Accuracy against learning rate" in drawing) == (font is None)
    # How to read it stands on the page, which needs no font of ours.
    assert "甜蜜点" in drawing.partition("<dc:description>")[2].partition("</dc:description>")[0]
