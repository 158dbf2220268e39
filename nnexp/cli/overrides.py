"""Overrides, read by Hydra's parser and checked in the user's own words before anything runs."""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import (
    ChoiceSweep,
    Glob,
    Override,
    OverrideType,
    RangeSweep,
    ValueType,
)
from hydra.errors import OverrideParseException

from nnexp.cli.explain import explain
from nnexp.cli.names import ENTRIES, axis_problem, name_problem
from nnexp.cli.problems import CommandError
from nnexp.cli.ranges import range_length
from nnexp.cli.sweep_file import POINT
from nnexp.cli.sweep_source import GROUP as SWEEP
from nnexp.cli.writing import written
from nnexp.settings import MOST_LAYERS, as_text, in_one_line, nearest

Options = Mapping[str, Sequence[str]]
"""The options of every settings group, and of `sweep`."""

_POINT = POINT.removeprefix("+")

_DIRECTORIES = ("hydra.run.dir", "hydra.sweep.dir")

LAUNCHERS = (
    "nnexp plans the grid as a whole and trains it itself; leave this out: engine.workers=N says "
    "how many runs are trained at once, engine=processes, dask or ray where"
)
"""Why no other launcher is taken: it would run each grid point as if there were no others."""

_NUMBER = re.compile(
    r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)=(-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]+)?(?:e-?[0-9]+)?)",
    re.ASCII,
)

_ONE_FILE = (
    "name one sweep file; the grids of two cannot be mixed, "
    "so start one sweep for each or write them into one file"
)


def parse_overrides(typed: Sequence[str], options: Options, *, finite: bool) -> list[Override]:
    """The overrides in `typed`.

    `finite` says that the sweeper needs every value by name, as Hydra's own does.
    Raises `CommandError` with a line for each override that cannot be read or obeyed.
    """
    parsed: list[Override] = []
    problems: list[str] = []
    for text in typed:
        if (members := _longest_list(text)) > MOST_LAYERS:
            problems.append(
                f"{text[:30]}…: holds a list of {members:,} values; no setting takes more than "
                f"{MOST_LAYERS:,}"
            )
            continue
        try:
            override = read_override(text)
        except OverrideParseException as error:
            problems.append(_unreadable(text, error))
            continue
        if override.get_key_element() == f"+{SWEEP}" and any(
            one.key_or_group == SWEEP for one in parsed
        ):
            problems.append(f"{text}: {_ONE_FILE}")
        parsed.append(override)
        told = in_one_line(text)
        problems += [f"{told}: {problem}" for problem in _problems(override, options, finite)]
    if problems:
        raise CommandError(*problems)
    return parsed


def _longest_list(text: str) -> int:
    """Members of the longest list in brackets: Hydra's grammar takes minutes for 20,000."""
    if text.count(",") < MOST_LAYERS:
        return 0
    longest, commas = 0, [0]
    for character in text:
        if character in "[{(":
            commas.append(0)
        elif character == "," and len(commas) > 1:
            commas[-1] += 1
        elif character in "]})" and len(commas) > 1:
            members = commas.pop() + 1
            if character == "]":
                longest = max(longest, members)
    return longest


@functools.lru_cache(maxsize=64)
def read_override(text: str) -> Override:
    """What Hydra's grammar makes of one word; raises `OverrideParseException`.

    Asked twice for each axis, and one of thousands of values takes a while."""
    return OverridesParser.create().parse_overrides([text])[0]


def number_override(text: str) -> Override | None:
    """What Hydra's parser makes of `name=number`, the usual override of a grid point.

    Its grammar takes half a millisecond for one, which adds up over thousands of points.

    Returns:
        None for anything but a setting and a plain decimal number.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    name, number = match.groups()
    value = int(number) if number.lstrip("-").isdecimal() else float(number)
    return Override(
        type=OverrideType.CHANGE,
        key_or_group=name,
        value_type=ValueType.ELEMENT,
        _value=value,
        input_line=text,
    )


def expand_point(override: Override) -> list[str]:
    """The overrides that one explicit point `+point={lr:0.1,epochs:5}` stands for."""
    value = override.value()
    if f"+{override.key_or_group}" != POINT or not isinstance(value, dict):
        return [str(override.input_line)]
    return [f"{name}={written(member)}" for name, member in value.items()]


def values_of(override: Override, options: Options) -> list[Any] | None:
    """The values that an override names, one unless it sweeps; None for ranges and intervals."""
    swept = override.value()
    if isinstance(swept, Glob):
        return list(swept.filter(list(options.get(override.key_or_group, ()))))
    if isinstance(swept, ChoiceSweep):
        return [Override._convert_value(value) for value in swept.list]
    return None if override.is_range_sweep() or override.is_interval_sweep() else [swept]


def _unreadable(text: str, error: OverrideParseException) -> str:
    name = text.lstrip("+~")
    if not (setting := name.partition("=")[0]).isascii():
        return f"{in_one_line(text)}: {name_problem(setting)}"
    if "=" in text or not name.replace(".", "").replace("_", "").isalnum():
        return explain(error)
    if problem := name_problem(name):
        return f"{text}: {problem}"
    example = ENTRIES[name].spec.example if name in ENTRIES else f"{name}=NAME"
    return f"{text}: has no value; for example {example}"


def _problems(override: Override, options: Options, finite: bool) -> Iterator[str]:
    key = override.key_or_group
    if "_target_" in key.split(".") or _chooses_code(override.value()):
        yield "_target_ would choose code to run, which a setting may not"
    elif key == "hydra" or override.is_hydra_override():
        yield from _hydra_problems(override)
    elif override.package is not None:
        yield f"settings have no packages; write {key}=…"
    elif key == SWEEP:
        yield from _sweep_file_problems(override, options[SWEEP])
    elif key == _POINT:
        yield from _point_problems(override, options)
    elif problem := name_problem(key):
        yield problem
    elif override.is_add():
        yield f"{key} is set already; leave out the +"
    elif problem := _axis_problem(override, options, finite):
        yield problem
    elif key in options and not override.is_delete():
        yield from _option_problems(override, options[key], options)


def _chooses_code(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "_target_" in value or any(map(_chooses_code, value.values()))
    if isinstance(value, ChoiceSweep):
        return any(map(_chooses_code, value.list))
    return isinstance(value, list) and any(map(_chooses_code, value))


def _hydra_problems(override: Override) -> Iterator[str]:
    key = override.key_or_group
    if override.is_sweep_override():
        yield "settings of Hydra itself cannot be an axis of the grid"
    elif key.startswith("hydra.launcher.") or (
        key == "hydra/launcher" and override.value() != "nnexp"
    ):
        yield LAUNCHERS
    elif key == "hydra.sweep.subdir" and override.value() != ".":
        yield "a sweep has one folder for all its grid points; hydra.sweep.dir=DIR names it"
    elif key == "hydra.job.chdir" and override.value():
        yield "nnexp never changes the working directory; leave it out"
    elif key.startswith("hydra.sweeper.params"):
        yield "write the axes of the grid themselves, lr=0.1,0.3 for one"
    elif key in _DIRECTORIES and not str(override.value() or "").strip():
        yield f"must name a folder; for example {key}=results/first_try"
    elif key == "hydra.verbose" and not _has_log(override.value()):
        yield (
            "must be true, false or the name of a module whose log is wanted; "
            "for example hydra.verbose=nnexp"
        )
    elif key == "hydra.mode":
        yield "use -m for a sweep, and nothing for a single grid point"


def _has_log(value: Any) -> bool:
    """Whether Hydra's `verbose` can be this: a module that is not there logs nothing."""
    if isinstance(value, bool):
        return True
    return all(
        isinstance(name, str) and _is_module(name.partition(".")[0])
        for name in (value if isinstance(value, list) else [value])
    )


def _is_module(name: str) -> bool:
    return name.isidentifier() and importlib.util.find_spec(name) is not None


def _sweep_file_problems(override: Override, names: Sequence[str]) -> Iterator[str]:
    values = values_of(override, {SWEEP: names})
    if not override.is_add():
        yield f"write +{SWEEP}=NAME; there are {_listed(names)}"
    elif values is None or len(values) != 1 or not isinstance(values[0], str):
        yield _ONE_FILE
    elif values[0] not in names:
        yield (
            f"there is no sweep file '{values[0]}'{nearest(values[0], names)}; "
            f"there are {_listed(names)}"
        )


def _listed(names: Sequence[str]) -> str:
    """Sweep files by name, then the folders that hold more."""
    folders = sorted({f"{name.partition('/')[0]}/…" for name in names if "/" in name})
    return ", ".join([*(name for name in names if "/" not in name), *folders])


def _point_problems(override: Override, options: Options) -> Iterator[str]:
    points = values_of(override, options)
    if not override.is_add():
        yield "write +point={…}"
        return
    for point in points or [None]:
        if not isinstance(point, dict) or not point:
            yield "must be names and values in braces, for example '+point={lr:0.1,epochs:5}'"
            return
        for name in point:
            if problem := axis_problem(str(name)):
                yield problem


def _axis_problem(override: Override, options: Options, finite: bool) -> str | None:
    if not override.is_sweep_override():
        return None
    key, swept = override.key_or_group, override.value()
    if problem := axis_problem(key):
        return problem
    if isinstance(swept, RangeSweep) and range_length(swept) == 0:
        return (
            f"the range from {_short(swept.start)} to {_short(swept.stop)} "
            f"in steps of {_short(swept.step)} "
            "is empty or endless; write range(start,stop,step), which leaves stop out"
        )
    if isinstance(swept, Glob) and key not in options:
        return f"glob chooses among options of a group ({', '.join(sorted(options))}), not values"
    if isinstance(swept, Glob) and not values_of(override, options):
        return f"matches no option of {key}; there are {', '.join(options[key])}"
    if finite and override.value_type == ValueType.INTERVAL_SWEEP:
        return (
            "an interval names no values; list them or use range(start,stop,step) "
            "(intervals are for other sweepers, hydra/sweeper=…)"
        )
    return None


def _short(number: float | None) -> str:
    try:
        return f"{number:g}"
    except OverflowError:
        return f"{str(number)[:20]}…"


def _option_problems(override: Override, names: Sequence[str], options: Options) -> Iterator[str]:
    if override.is_force_add():
        yield f"{override.key_or_group} is set already; leave out the ++"
        return
    key = override.key_or_group
    example = ENTRIES[key].spec.example if key in ENTRIES else f"{key}={names[0]}"
    values = values_of(override, options)
    for value in [None] if values is None else values:
        if isinstance(value, dict):
            inner = (name_problem(f"{key}.{name}") for name in value if name != "name")
            yield from (problem for problem in inner if problem)
        elif value not in names:
            hint = nearest(value, names) if isinstance(value, str) else ""
            which = f"{as_text(value)} " if values and override.is_sweep_override() else ""
            yield f"{which}must be one of {', '.join(names)}{hint}; for example {example}"
