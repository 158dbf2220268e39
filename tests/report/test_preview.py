"""The plan of a sweep in words."""

import dataclasses
import io

import pytest
from rich.console import Console

from nnexp.deciding import Reason, Step
from nnexp.report.preview import duration, print_preview
from nnexp.sweeps.preview import Preview
from nnexp.trainables.book.columns import BOOK


def _printed(preview: Preview) -> str:
    out = io.StringIO()
    print_preview(preview, Console(file=out, width=120))
    return out.getvalue()


def test_all_that_a_plan_says():
    text = _printed(Preview(9, 45, 15, 10, 4, 240, 100, 2, 200.0, BOOK))
    assert text.splitlines() == [
        "Grid    9 points, 45 trials",
        "Runs    15 after merging, 5 of them known: 10 to train; 4 runs known for another target "
        "or kernel",
        "Epochs  100 to train, 240 if every trial were a training of its own",
        "Time    about 3 min 20 s of training on 2 workers, "
        "extrapolated from a slice timed just now",
        "Nothing was trained or written; leave out plan=true to run it.",
    ]


def test_all_of_it_is_told_in_chinese():
    chinese, cost = BOOK.told_in("zh"), 200.0
    first = Step("explore", 1, (), (Reason("start", {"points": 3, "repeats": 3}),), (), 9)
    text = _printed(
        Preview(9, 45, 15, 10, 4, 240, 100, 2, cost, chinese, first, "2000", ("一列全是 0",))
    )
    assert text.splitlines() == [
        "开始    探索：3 个网格点，每个 3 次重复",
        "网格    9 个网格点，45 次试验",
        "训练    合并后 15 次，其中 5 次已在曲线库中：还要训练 10 次；"
        "另有 4 次训练是为别的处理器或计算内核算的",
        "世代    还要训练 100 个；若每次试验都单独训练，则要 240 个",
        "时间    用 2 个工作者训练约 3 分 20 秒，由刚才试训的一小段推算",
        "继续    直到有定论，或者用完 2,000 个世代",
        "警告：一列全是 0",
        "没有训练或写入任何东西；去掉 plan=true 就会运行。",
    ]
    text = _printed(Preview(9, 45, 15, 0, 0, 240, 0, 2, 0, chinese))
    assert "时间    无需训练：所有训练都已在曲线库中" in text
    text = _printed(Preview(1, 1, 1, 1, 0, 1, 1, 1, 0.04, chinese))
    assert "时间    用 1 个工作者训练不到 0.1 秒，由" in text


def test_nothing_to_train():
    text = _printed(Preview(9, 45, 15, 0, 0, 240, 0, 2, 0.0, BOOK))
    assert "Time    none: the store knows every run" in text


def test_hardly_any_time():
    text = _printed(Preview(1, 1, 1, 1, 0, 1, 1, 1, 0.04, BOOK))
    assert "Time    under 0.1 s of training on 1 worker, extrapolated" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (59.4, "59 s"),
        (200, "3 min 20 s"),
        (3599.9, "1 h 0 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_durations(seconds, words):
    assert duration(seconds, BOOK) == words


def test_durations_are_told_in_chinese():
    chinese = dataclasses.replace(BOOK, language="zh")
    told = [duration(seconds, chinese) for seconds in (0.42, 12, 200, 7500)]
    assert told == ["0.4 秒", "12 秒", "3 分 20 秒", "2 小时 5 分"]


def test_doubts_about_the_data_are_told_before_anything_is_trained() -> None:
    cautions = ("every input is the same [in all rows]",)
    text = _printed(Preview(1, 1, 1, 1, 0, 1, 1, 1, 0.04, BOOK, cautions=cautions))
    assert "Warning: every input is the same [in all rows]\n" in text
