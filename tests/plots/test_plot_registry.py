"""A new plot is one file and one line, and is on the page with its caption."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from stored_sweep import store_sweep

from nnexp.plots.registry import PLOTS
from nnexp.report.figures import plot_images
from nnexp.report.html import REPORT, make_report
from nnexp.report.verification import verify

ONE_FILE = '''
"""How training time is spread over trials."""

from nnexp.plots.page import PageWords, page
from nnexp.plots.plot import Plot


def draw(view, settings):
    figure, axes = page(PageWords("Training times", "", ()), 1, 1, (4, 3))
    axes[0, 0].hist(view.table["seconds"])
    return figure


TIMES = Plot("times", lambda view, drawn: [()], draw, lambda *_: "Each bar <counts> trials.", 0)
'''


def test_a_plot_of_ones_own_is_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "times_plot.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(PLOTS, "times", importlib.import_module("times_plot").TIMES)
    monkeypatch.delitem(sys.modules, "times_plot")
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.1, 0.3)})
    make_report(folder, plots=True)
    plots = {plot.name: plot for plot in plot_images(folder)}
    assert list(plots)[:2] == ["accuracy_by_lr", "times"]
    assert plots["times"].caption == "Each bar <counts> trials."
    assert "Each bar &lt;counts&gt; trials." in (folder / REPORT).read_text(encoding="utf-8")
    assert all(len(plot.caption) > 20 for plot in plots.values())
    assert verify(folder)[1] == ()
