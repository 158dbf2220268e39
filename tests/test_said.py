"""English texts that know how they were made, and how other languages tell them."""

import copy
import pickle

import pytest

from nnexp.language.said import Said, in_each, in_english, joined, meant, said, told_in

SHARE = "share of networks of {most} hidden nodes that learn XOR"


def test_what_is_said_is_the_english_text():
    text = said(SHARE, most=4)
    assert text == "share of networks of 4 hidden nodes that learn XOR"
    assert {text: 1}[str(text)] == 1
    assert type(str(text)) is str
    assert text.removesuffix(" XOR") == "share of networks of 4 hidden nodes that learn"
    assert said("a text with {braces} and no parts") == "a text with {braces} and no parts"


def test_it_is_told_by_its_template_and_its_parts():
    assert told_in("zh", said(SHARE, most=4)) == "4 个隐藏层节点的网络学会 XOR 的比例"
    assert told_in("en", said(SHARE, most=4)) == said(SHARE, most=4)
    assert told_in("zh", said("lr {lr:g}", lr=0.30000001)) == "学习率 0.3"
    assert told_in("zh", "test accuracy") == "测试准确率"


def test_parts_are_told_too_and_chinese_has_no_spaces_within():
    text = said("{name} with {count}", name="sigmoid", count=2)
    assert text == "sigmoid with 2"
    assert told_in("zh", text) == "2 层时为 S 函数"
    points = said("above {margin}", margin=said("{value} points", value="0.0"))
    assert points == "above 0.0 points"
    assert told_in("zh", points) == "大于 0.0 个百分点"
    assert told_in("zh", said("test accuracy with {what}", what="inputs of 0 instead of 0.01")) == (
        "用为 0 而不是 0.01 的输入时的测试准确率"
    )


def test_what_the_catalogue_lacks_stays_english():
    text = said("no such {thing}", thing="test accuracy")
    assert told_in("zh", text) == "no such test accuracy"
    assert told_in("zh", "no such text") == "no such text"
    assert told_in("zh", meant("step", "no such meaning")) == "step"
    assert told_in("zh", "") == ""


def test_a_word_of_several_meanings_is_told_by_what_is_meant():
    words = ["step", meant("step", "length of a step"), meant("step", "the step taken")]
    assert words == ["step"] * 3
    assert [told_in("zh", word) for word in words] == ["阶跃函数", "步长", "步子"]


def test_a_text_may_be_made_in_each_language():
    text = in_each("epochs 5 to 9", {"zh": "第 5 到 9 世代"})
    assert text == "epochs 5 to 9"
    assert told_in("zh", text) == "第 5 到 9 世代"
    assert told_in("zh", said("{one}; {more}", one=text, more="?")) == "第 5 到 9 世代；?"


def test_a_change_of_the_english_leaves_the_others():
    text = in_english(str.title, said("lr {lr:g}", lr=0.1))
    assert text == "Lr 0.1"
    assert told_in("zh", text) == "学习率 0.1"
    assert in_english(str.title, "plain") == "Plain"


def test_texts_in_a_row():
    row = joined("{one}, {more}", ["tanh", "linear", "relu"])
    assert row == "tanh, linear, relu"
    assert told_in("zh", row) == "tanh、线性、relu"
    assert joined("{one}, {more}", ["tanh"]) == "tanh"
    assert joined("{one}, {more}", []) == ""


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_it_goes_to_another_process_and_back(protocol):
    text = said("{one}; {more}", one=said("lr {lr:g}", lr=0.1), more=in_each("a", {"zh": "甲"}))
    back = pickle.loads(pickle.dumps(text, protocol))  # noqa: S301
    assert isinstance(back, Said)
    assert back == text
    assert told_in("zh", back) == told_in("zh", text) == "学习率 0.1；甲"
    assert told_in("zh", copy.deepcopy(text)) == told_in("zh", text)
