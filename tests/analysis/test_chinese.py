"""Findings in Chinese: the same numbers, in the words of the book's Chinese edition."""

import dataclasses
import re

import pandas as pd
import pytest
from made_trials import curves, trials
from of_book import (
    capacity,
    importance,
    interaction,
    overfitting_onset,
    repeats_needed,
    sensitivity,
    sweet_spot,
)

from nnexp import analysis
from nnexp.analysis.chinese import WORDS
from nnexp.analysis.chinese.cautions import _KINDS as CHINESE_CAUTIONS
from nnexp.analysis.english.cautions import _KINDS as ENGLISH_CAUTIONS
from nnexp.analysis.languages import told_in
from nnexp.analysis.registry import ANALYSES
from nnexp.analysis.sentence import Number, plain
from nnexp.trainables.book.columns import BOOK

HUMP = {0.01: 0.80, 0.05: 0.90, 0.1: 0.95, 0.2: 0.94, 0.5: 0.85}
RISING = {0.01: 0.80, 0.05: 0.90, 0.1: 0.95}
FLAT = {0.01: 0.951, 0.05: 0.95, 0.1: 0.951}
SIZES = {10: 0.80, 50: 0.94, 100: 0.96, 200: 0.961}
TURNING = [0.5, 0.3, 0.2, 0.15, 0.14, 0.15, 0.17, 0.2]
# What is typed, and the units of what is printed, is the same in every language.
TYPED = re.compile(r"[a-z_.]+=|\bepochs\b|%")


def _two_settings():
    return [
        trials("lr", {lr: 0.9 - abs(place - best) / 20 for place, lr in enumerate(HUMP)}, epochs=n)
        for n, best in ((1, 3), (5, 2), (20, 1))
    ]


def _grid(**options):
    """Two settings crossed, of which one matters."""
    sizes = [trials("lr", HUMP, hidden_nodes=nodes, **options) for nodes in (10, 100)]
    return pd.concat(sizes, ignore_index=True)


def _found():
    yield sweet_spot(trials("lr", HUMP)), "最好的学习率约为 "
    yield sweet_spot(trials("lr", RISING)), "试过的学习率中，最大的 0.1 表现最好"
    yield sweet_spot(trials("lr", FLAT, spread=0.02)), " 次重复还看不出哪个学习率最好"
    yield sweet_spot(trials("lr", HUMP, repeats=1)), "只运行一次，无法知道"
    yield sweet_spot(trials("lr", HUMP), where=(("epochs", 5),)), "在 epochs=5 时，"
    yield capacity(trials("hidden_nodes", SIZES)), "隐藏层节点数为 "
    yield capacity(trials("hidden_nodes", dict.fromkeys(SIZES, 0.9), spread=0.1)), "看不出多大的"
    yield interaction(pd.concat(_two_settings())), "世代"
    yield overfitting_onset(curves(TURNING, spread=0.0005)), "训练过久是有害的"
    yield overfitting_onset(curves(TURNING[:5], spread=0.0005)), "到最后仍是最低的"
    yield sensitivity(trials("lr", HUMP)), "之间随意取值时"
    yield importance(_grid(spread=0.001)), "学习率最重要"
    yield importance(_grid(spread=0.001, repeats=1)), "只运行一次，无法知道"
    yield repeats_needed(trials("lr", HUMP), difference=0.01), "次重复"


FOUND = list(_found())


@pytest.mark.parametrize(("found", "words"), FOUND, ids=[str(n) for n in range(len(FOUND))])
def test_a_finding_reads_in_chinese_with_the_numbers_of_the_english(found, words):
    (told,) = told_in("zh", [found])
    assert words in told.sentence
    assert told.sentence.endswith("。")
    assert not re.search(r"[A-Za-z]{2,}", TYPED.sub("", told.sentence)), told.sentence
    numbers = [
        {part.value for part in one.words.sentence(one) if isinstance(part, Number)}
        for one in (found, told)
    ]
    assert numbers[1] <= numbers[0] | {float(found.repeats), *found.confidence_set}
    for text in (plain(told.words.verdict(told)), told.words.title(told, ("learning rate",))):
        assert re.search(r"[一-鿿]", text)
    parts = told.words.method(told).split("；")
    assert all(re.search(r"[一-鿿]", part) for part in parts), parts
    if found.analysis in ANALYSES:
        assert told_in("en", [told])[0].sentence == found.sentence


def _asked(columns):
    """Every analysis asked directly, as somebody with a table does."""
    rates, sizes = trials("lr", HUMP), trials("hidden_nodes", SIZES)
    two = pd.concat(_two_settings())
    yield analysis.sweet_spot(rates, "validation_accuracy", "lr", columns=columns)
    yield analysis.sensitivity(rates, "validation_accuracy", "lr", columns=columns)
    yield analysis.repeats_needed(rates, 0.01, "validation_accuracy", "lr", columns=columns)
    yield analysis.capacity(sizes, "validation_accuracy", "hidden_nodes", columns=columns)
    yield analysis.interaction(two, "validation_accuracy", "lr", "epochs", columns=columns)
    yield analysis.own_best(two, "epochs", ("lr",), "validation_accuracy", columns=columns)
    yield analysis.importance(two, ("lr", "epochs"), "validation_accuracy", columns=columns)
    yield analysis.overfitting_onset(
        curves(TURNING, spread=0.0005), "validation_loss", columns=columns
    )
    seeds = pd.DataFrame([(a, b) for a in range(4) for b in range(4)], columns=["init", "order"])
    seeds["test_accuracy"] = [0.9 + (3 * a + 7 * b * b) % 11 / 100 for a, b in seeds.to_numpy()]
    yield analysis.variance(seeds, ("init", "order"), "test_accuracy", columns=columns)
    yield analysis.compare(rates, {"lr": 0.1}, {"lr": 0.2}, "validation_accuracy", columns=columns)
    yield analysis.compare(rates, {}, {}, "validation_accuracy", rates, columns=columns)


def test_analyses_asked_directly_answer_in_the_language_of_the_columns():
    english = list(_asked(BOOK))
    chinese = list(_asked(dataclasses.replace(BOOK, language="zh")))
    assert {one.analysis for one in chinese} == set(WORDS)
    for one, other in zip(english, chinese, strict=True):
        assert other.sentence == told_in("zh", [one])[0].sentence.replace(
            "the first sweep", "第一次扫描"
        ).replace("the second sweep", "第二次扫描")
        assert one.sentence != other.sentence
        same = {"words": one.words, "numbers": one.numbers}
        assert dataclasses.replace(other, **same) == one


def test_every_analysis_and_every_caution_has_chinese():
    assert set(ANALYSES) <= set(WORDS)
    assert set(CHINESE_CAUTIONS) == set(ENGLISH_CAUTIONS)
