"""Errors of Hydra, OmegaConf and YAML in one line of a user's words."""

from __future__ import annotations

import re

import yaml
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf.errors import OmegaConfBaseException

from nnexp.settings import nearest

FOREIGN = (HydraException, OmegaConfBaseException, yaml.YAMLError)
"""What Hydra raises for what a user can mend."""


def explain(error: BaseException) -> str:
    """One line that says what was wrong and, where the error knows it, what would be right."""
    if isinstance(error, OverrideParseException):
        return _grammar(error)
    if isinstance(error, MissingConfigException):
        return _missing(error)
    if isinstance(error, yaml.MarkedYAMLError):
        return _yaml(error)
    if isinstance(error, OmegaConfBaseException):
        return _omegaconf(error)
    cause = error.__cause__
    lines = [_one_line(str(error))] if str(error) else []
    if isinstance(cause, FOREIGN):
        lines.append(explain(cause))
    return ": ".join(lines) or type(error).__name__


def _grammar(error: OverrideParseException) -> str:
    first = error.message.split("\nSee https", 1)[0].replace(
        f"Error parsing override '{error.override}'", ""
    )
    unknown = re.search(r"Unknown function '(\w+)'|Unknown function: '?(\w+)", first)
    reason = _one_line(first)
    if unknown:
        name = unknown[1] or unknown[2]
        reason = f"there is no function '{name}'" + nearest(
            name, ("choice", "range", "glob", "sort", "shuffle", "int", "float", "str", "bool")
        )
    elif "LexerNoViableAlt" in first or "token recognition" in first:
        reason = "a character in it needs quotes"
    elif "EOF" in first:
        reason = "it ends too early or has too much at the end"
    return (
        f"{_one_line(error.override)}: cannot be read: {reason}; write NAME=VALUE, lists as [1,2], "
        f"and text with special characters as \"NAME='some text'\""
    )


def _missing(error: MissingConfigException) -> str:
    first = str(error).splitlines()[0].rstrip(".")
    options = list(error.options or ())
    if not options:
        return f"{first}; see --info searchpath for where it was looked for"
    wanted = (error.missing_cfg_file or "").rsplit("/", 1)[-1]
    return f"{first}{nearest(wanted, options)}; there are {', '.join(sorted(options))}"


def _yaml(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"{mark.name}, line {mark.line + 1}, column {mark.column + 1}" if mark else "a file"
    return f"{place}: is not valid YAML: {_one_line(error.problem or str(error))}"


def _omegaconf(error: OmegaConfBaseException) -> str:
    reason = _one_line(error.msg or str(error).split("\n    full_key:")[0])
    key = error.full_key
    return f"{key}: {reason}" if key and key not in reason else reason


def _one_line(text: str) -> str:
    return " ".join(text.split())
