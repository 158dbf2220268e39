"""The story of a decision in both languages: the same steps with the same numbers."""

import re
from typing import get_args

import pytest

from nnexp.deciding.decision import Ended, Left
from nnexp.deciding.languages import story_in
from nnexp.deciding.step import Reason, Verb
from nnexp.trainables.book.columns import BOOK

SIDE = {"setting": "lr", "best": 0.3, "values": (0.9, 2.7)}
LOOK = {"number": 2, "looks": 8, "repeats": 13}
# Reason, English and Chinese.
STEPS = [
    (
        Reason("start", {"points": 9, "repeats": 3}),
        "exploring: 9 grid points with 3 repeats each",
        "探索：9 个网格点，每个 3 次重复",
    ),
    (
        Reason("halve", {"setting": "epochs", "to": 10, "kept": 4, "of": 9}),
        "training on to epochs=10 where that may still win: 4 of 9",
        "只把还可能胜出的继续训练到 epochs=10：9 个中的 4 个",
    ),
    (
        Reason("extend", {**SIDE, "side": "above"}),
        "nothing above the best lr, 0.3, is clearly worse; trying 0.9 and 2.7",
        "最好的学习率是 0.3，在它以上还没有明显更差的值；再试 0.9 和 2.7",
    ),
    (
        Reason("refine", {**SIDE, "values": (0.2, 0.25, 0.4)}),
        "there may be a better lr beside 0.3; trying 0.2, 0.25 and 0.4",
        "0.3 附近也许有更好的学习率；再试 0.2、0.25 和 0.4",
    ),
    (
        Reason("longer", {"setting": "epochs", "best": 20, "values": (40,)}),
        "the loss still falls towards epochs=20; trying 40",
        "到 epochs=20 损失仍在下降；再试 40",
    ),
    (
        Reason("larger", {"setting": "hidden_nodes", "best": 50, "values": (100,)}),
        "the largest hidden_nodes still gains; trying 100",
        "最大的隐藏层节点数仍有收益；再试 100",
    ),
    (
        Reason("smaller", {"setting": "hidden_nodes", "best": 10, "values": (5,)}),
        "the smallest hidden_nodes loses little; trying 5",
        "最小的隐藏层节点数也差得很少；再试 5",
    ),
    (
        Reason("look", {**LOOK, "goal": "sweet_spot", "setting": "lr", "left": 3, "of": 6}),
        "look 2 of 8, with 13 fresh repeats: 3 of 6 values of lr left",
        "第 2 次查看（共 8 次），用 13 次新的重复：学习率的 6 个值中还剩 3 个",
    ),
    (
        Reason("look", {**LOOK, "goal": "overfitting", "setting": "epochs", "left": 1, "of": 1}),
        "look 2 of 8, with 13 fresh repeats: whether training longer does harm",
        "第 2 次查看（共 8 次），用 13 次新的重复：看再多训练是否有害",
    ),
]


@pytest.mark.parametrize(("reason", "english", "chinese"), STEPS)
def test_a_step_says_what_it_does_and_why(reason, english, chinese):
    kind = "look" if reason.verb == "look" else "explore"
    assert story_in("en").step_text(kind, [reason]) == english
    assert story_in("zh").step_text(kind, [reason]) == chinese


def test_every_step_that_there_is_was_tried():
    assert {reason.verb for reason, _, _ in STEPS} == set(get_args(Verb))


def test_who_left_is_told_with_the_reason():
    out = [
        Left("sweet_spot", "lr", 0.01, 1, "worse"),
        Left("sweet_spot", "lr", 1.2, 1, "worse"),
        Left("sweet_spot", "lr", 9.0, 1, "failed"),
    ]
    assert story_in("en").left_text(out) == "lr=0.01 and lr=1.2 are worse; lr=9 fails too often"
    assert story_in("zh").left_text(out) == "lr=0.01 和 lr=1.2 更差；lr=9 失败太多"
    assert story_in("zh").left_text([]) == ""


@pytest.mark.parametrize("ended", get_args(Ended))
def test_the_end_is_told_with_what_it_took(ended):
    english, chinese = (
        story_in(one).ended_text(ended, 13, 223, 4460, BOOK) for one in ("en", "zh")
    )
    assert english.endswith(" after 13 steps, 223 trainings of 4,460 epochs in all")
    assert chinese.endswith("：共 13 步、223 次训练、4,460 个世代")
    assert not re.search(r"[A-Za-z]", chinese)
