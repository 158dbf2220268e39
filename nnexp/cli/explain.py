"""Errors of Hydra, OmegaConf and YAML in one line of a user's words."""

from __future__ import annotations

import re

import yaml
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf.errors import OmegaConfBaseException

from nnexp.cli.names import ENTRIES, NAMES
from nnexp.settings import legal_values, nearest, nearest_setting

FOREIGN = (HydraException, OmegaConfBaseException, yaml.YAMLError, RecursionError)
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
    if isinstance(error, RecursionError):
        return "brackets or references are nested too deeply; write them out"
    cause = error.__cause__
    parts = [_one_line(str(error)).rstrip(".")] if str(error) else []
    if isinstance(cause, FOREIGN):
        parts.append(explain(cause))
    return ": ".join(parts) or type(error).__name__


def _grammar(error: OverrideParseException) -> str:
    typed = _one_line(error.override)
    reason = error.message.split("\nSee https", 1)[0]
    function = re.search(r"\w+ while evaluating '(\w+)[^']*': (.*)", reason, re.DOTALL)
    unknown = re.search(r"Unknown function '(\w+)'", reason)
    if unknown:
        return f"{typed}: cannot be read: there is no function '{unknown[1]}'; {_FUNCTIONS}"
    if function and function[1] == "tag":
        return f"{typed}: cannot be read: tag marks the values of an axis; {_TAG}"
    if function:
        return f"{typed}: cannot be read: {_argument(function[1], function[2])}; {_FUNCTIONS}"
    name = error.override.partition("=")[0]
    if _ROUND.search(error.override) and name in ENTRIES:
        spec = ENTRIES[name].spec
        return (
            f"{typed}: round brackets make no value; {name} must be {legal_values(spec)}; "
            f"for example {spec.example}"
        )
    near = re.search(r"no viable alternative at input '(.*)'", reason)
    quoted = "'" in error.override or '"' in error.override
    if not quoted and _GAP.search(error.override):
        what = "a value is missing beside a comma"
    elif "LexerNoViableAlt" in reason or "token recognition" in reason:
        what = "a character in it needs quotes"
    elif near:
        what = f"'{near[1]}' is incomplete or out of place"
    elif "EOF" in reason:
        what = "it ends too early or has too much at the end"
    else:
        what = _one_line(reason.replace(f"Error parsing override '{error.override}'", ""))
    return f"{typed}: cannot be read: {what}; {_GRAMMAR}"


_GRAMMAR = (
    "write NAME=VALUE, lists as [1,2], and text with special characters as \"NAME='some text'\""
)
_FUNCTIONS = (
    "write choice(a,b,…), range(start,stop,step), glob(pattern), sort(…) or shuffle(…) "
    "with numbers where numbers are meant"
)


_TAG = "write tag(NAME,choice(1,2)), or the values alone"
_ROUND = re.compile(r"[=,\[]\s*\(")
_GAP = re.compile(r"[=,\[(]\s*,|,\s*([\])]|$)")

_KINDS = {"str": "text", "int": "a number", "float": "a number", "bool": "true or false"}


def _argument(function: str, reason: str) -> str:
    mismatch = re.match(r"mismatch type argument (\w+): (\w+) is incompatible", reason)
    if mismatch is None:
        return _one_line(reason)
    return f"{function} has {_KINDS.get(mismatch[2], mismatch[2])} as its {mismatch[1]}"


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
    reason = _one_line(error.msg or str(error))
    if missing := re.fullmatch(r"Interpolation key '(.*)' not found", reason):
        reason = (
            f"${{{missing[1]}}} refers to nothing{nearest_setting(missing[1], NAMES)}; "
            "write ${NAME} with the name of a setting"
        )
    elif variable := re.search(r"Environment variable '(.*)' not found", reason):
        reason = f"there is no environment variable {variable[1]}; set it, or write the value"
    elif resolver := re.fullmatch(r"Unsupported interpolation type (.*)", reason):
        reason = f"${{{resolver[1]}:…}} is unknown; write ${{NAME}} with the name of a setting"
    elif re.match(r"Recursive interpolation|RecursionError raised", reason):
        reason = "refers to itself; write the value"
    elif raised := re.fullmatch(r"\w+ raised while resolving interpolation: (.*)", reason):
        reason = f"cannot be worked out: {raised[1]}"
    key = error.full_key
    return f"{key}: {reason}" if key and not reason.startswith(key) else reason


_CIRCUMSTANCES = ("full_key:", "object_type=", "reference_type=", "To append to your")


def _one_line(text: str) -> str:
    """`text` in one line, without what concerns only people who know Hydra's insides."""
    lines = (line.strip() for line in text.splitlines())
    kept = [line for line in lines if not line.startswith(_CIRCUMSTANCES)]
    return " ".join(" ".join(kept).split())
