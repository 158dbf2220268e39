"""Charts of claims as they are drawn, in the language of their page."""

import pytest

from nnexp.claims.chart import Chart, Line, Mark, Panel
from nnexp.plots import style
from nnexp.reproduce.page import results_page
from nnexp.reproduce.picture import picture

CHART = Chart(
    title="Too small and too large a learning rate are both worse",
    alt="A chart.",
    panels=(
        Panel(
            "learning rate",
            "test accuracy (%)",
            (Line("published", (0.1, 0.2), (95.0, 96.0), (94.0, 95.5), (96.0, 96.5)),),
            marks=(Mark("guessing", 10.0),),
        ),
    ),
)
NO_FONT = "图中文字为英文：制图的系统没有中文字体。"


@pytest.mark.skipif(style.chinese_font() is None, reason="no font with Chinese")
def test_a_chart_is_drawn_in_the_language_of_its_page():
    svg = picture(CHART, "zh").svg.decode()
    for text in ("学习率太小或太大都更差", "测试准确率（%）", "随机猜测", "点：各次重复的平均值"):
        assert text in svg
    assert "learning rate" in picture(CHART).svg.decode()
    assert NO_FONT not in results_page([], {}, "a command", quick=False, language="zh")


def test_without_a_font_for_it_a_chart_is_english_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(style, "chinese_font", lambda: None)
    assert picture(CHART, "zh") == picture(CHART)
    assert NO_FONT in results_page([], {}, "a command", quick=False, language="zh")
    assert "The drawings are in English" not in results_page([], {}, "a command", quick=False)
