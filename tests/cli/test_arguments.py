"""The options of a command, read by a parser of our own."""

import argparse

import pytest
from hydra._internal.utils import get_args_parser

from nnexp.cli.arguments import option_parser, read_arguments
from nnexp.cli.problems import CommandError


def spellings(parser: argparse.ArgumentParser) -> dict[str, tuple[str, ...]]:
    return {action.dest: tuple(action.option_strings) for action in parser._actions}


def test_the_options_are_those_of_hydra():
    try:
        of_hydra = get_args_parser()
    except ValueError:  # what Hydra 1.3's own parser comes to with Python 3.14
        pytest.skip("this Python does not take Hydra's parser")
    assert spellings(option_parser()) == spellings(of_hydra)


def test_every_help_text_is_one_that_python_3_14_takes():
    # It formats each text as soon as the option is added, and refuses what is no string.
    parser = option_parser()
    formatter = argparse.HelpFormatter("nnexp")
    for action in parser._actions:
        assert isinstance(action.help, str)
        assert formatter._expand_help(action)


@pytest.mark.parametrize(
    "words",
    [
        ["-m", "lr=0.1,0.3", "epochs=1", "-cd", "mine"],
        ["lr=0.1,0.3", "-m", "--config-dir", "mine", "epochs=1"],
        ["lr=0.1,0.3", "epochs=1", "--config-dir=mine", "--multirun"],
    ],
)
def test_options_stand_anywhere_among_overrides(words):
    given = read_arguments(words)
    assert given.overrides == ("lr=0.1,0.3", "epochs=1")
    assert (given.multirun, given.config_dir) == (True, "mine")


def test_info_takes_what_to_show_or_shows_all():
    assert read_arguments(["--info"]).info == "all"
    assert read_arguments(["-i", "defaults-tree"]).info == "defaults-tree"
    assert read_arguments([]).info is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--cfg jobs", "--cfg jobs: must be job, hydra or all (did you mean 'job'?)"),
        ("-c 7", "--cfg 7: must be job, hydra or all"),
        (
            "lr=0.1 --info default",
            "--info default: must be all, config, defaults, defaults-tree, plugins or searchpath "
            "(did you mean 'defaults'?)",
        ),
    ],
)
def test_a_choice_that_is_none_is_told_with_those_there_are(words, message):
    with pytest.raises(CommandError) as raised:
        read_arguments(words.split())
    assert raised.value.problems == (message,)
