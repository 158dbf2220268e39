"""The table of settings that a notebook shows."""

import pytest

import nnexp
from nnexp.settings import catalog


def test_every_setting_is_there_with_its_default_meaning_and_example():
    text, page = repr(nnexp.list_settings()), nnexp.list_settings()._repr_html_()
    for entry in catalog():
        assert f"\n{entry.name}=" in f"\n{text}"
        assert f"<td>{entry.name}</td>" in page
    assert page.count("<tr>") == len(catalog()) + 1
    assert "learning rate: the step against the error's slope" in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_word_finds_those_that_are_about_it():
    names = [entry.name for entry in nnexp.list_settings("first weights").entries]
    assert names[:2] == ["network.init", "network.init_scale"]
    assert [one.name for one in nnexp.list_settings("batch_size").entries] == [
        "training.batch_size"
    ]


def test_what_is_typed_by_guess_shows_them_or_says_what_would():
    assert repr(nnexp.settings("batch")) == repr(nnexp.list_settings("batch"))
    assert repr(nnexp.settings()) == repr(nnexp.list_settings())
    with pytest.raises(AttributeError, match=r"no attribute 'options'; .*list_settings\(\) shows"):
        nnexp.options  # noqa: B018


def test_public_names_are_what_a_prompt_completes():
    assert dir(nnexp) == sorted(nnexp.__all__)
    assert all(getattr(nnexp, name) for name in dir(nnexp))
