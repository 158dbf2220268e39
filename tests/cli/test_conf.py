"""`conf/` says what the settings say."""

import pytest
import yaml

from nnexp.cli.names import GROUPS
from nnexp.cli.places import conf_directory, description, options
from nnexp.settings import GridPoint, SweepSettings, catalog, parse

CHOSEN = {"data": "digits", "network": "book", "training": "book", "engine": "threads",
          "store": "sqlite", "decide": "none"}  # fmt: skip


def load(*parts: str) -> dict:
    path = conf_directory().joinpath(*parts).with_suffix(".yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_defaults_are_those_of_the_settings():
    config = load("config")
    chosen = {key: one[key] for one in config["defaults"] if isinstance(one, dict) for key in one}
    assert {group: chosen[group] for group in GROUPS} == CHOSEN
    nested = {name: value for name, value in config.items() if name not in ("defaults", "hydra")}
    nested |= {group: load(group, option) for group, option in CHOSEN.items()}
    assert parse(nested) == (GridPoint(), SweepSettings())


def test_every_setting_stands_in_the_configuration():
    config = load("config")
    written = set(config) - {"defaults", "hydra"}
    for group, option in CHOSEN.items():
        written |= {
            f"{group}.{field}" if field != "name" else group for field in load(group, option)
        }
    assert written == {entry.name for entry in catalog()}


@pytest.mark.parametrize(
    ("group", "option"), [(group, option) for group in GROUPS for option in options(group)]
)
def test_every_option_composes_and_says_what_it_is_for(command, group, option):
    more = [f"data.train=x.{option}"] if option in ("csv", "png") else []
    answer = command(f"{group}={option}", *more)
    assert (answer.status, answer.err) == (0, "")
    assert description(options(group)[option])


def test_an_option_named_like_a_choice_is_that_choice(command):
    for name in ("mnist", "fashion_mnist"):
        assert command(f"data={name}").points[0].data.name == name
    assert command("engine=processes").calls[0].sweep.engine.name == "processes"
