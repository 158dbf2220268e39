"""Sweep files: a grid, a list of explicit points, and settings, in one short YAML file.

# One line that says what for; --help shows it.
grid:
  lr: [0.01, 0.1, 0.3]      # or in override words: lr: range(0.1,0.5,0.1)
  epochs: [1, 5]
points:                     # settings that belong together; each is tried with the grid
  - {hidden_nodes: 100, network: book}
  - {hidden_nodes: 200, network: first_code}
data: mnist                 # anything else is a setting of the whole sweep
repeats: 10                 # its name, unless given, is that of the file
quick:                      # what a quick look changes (python -m nnexp.reproduce --quick)
  grid: {epochs: [1]}
  data: digits

A file with the word `experiment` belongs to a claim that measures something else than trainings:
its grid holds that experiment's own names, and only `nnexp.reproduce` runs it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import yaml
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from nnexp.cli.explain import explain
from nnexp.cli.file_source import MOST_VALUES, see_config
from nnexp.cli.names import GROUPS, axis_problem, name_problem
from nnexp.cli.problems import CommandError
from nnexp.cli.ranges import spell_out
from nnexp.cli.writing import written
from nnexp.settings import as_text, shown, unflatten

QUICK, EXPERIMENT = "quick", "experiment"
# An axis may name as many values as a grid may have points; more take longer than a minute.
_MOST_BYTES, _MOST_VALUES = 5_000_000, 120_000

_OWN_WORDS = ("grid", "points", "hydra", QUICK, EXPERIMENT)

POINT = "+point"
"""The axis that explicit points become: `+point={lr:0.1,epochs:5},{lr:0.01,epochs:10}`."""


def read_sweep_file(path: Path) -> dict[str, Any]:
    """What a sweep file says, as a Hydra configuration of package `_global_`.

    Raises `CommandError` with a line for everything wrong in the file.
    """
    content = read_content(path)
    if EXPERIMENT in content:
        raise CommandError(
            f"{path}: is the experiment of a claim, not a sweep of trainings; "
            f"run it with python -m nnexp.reproduce {path.stem}"
        )
    settings = {
        name: value
        for name, value in {"name": path.stem, **content}.items()
        if name not in _OWN_WORDS
    }
    options = {name: value for name, value in settings.items() if _is_option(name, value)}
    params = {
        name: _choices(name, values)
        for name, values in {**_own_params(content), **(content.get("grid") or {})}.items()
    }
    if content.get("points"):
        params = {POINT: ",".join(written(point) for point in content["points"]), **params}
    return {
        "defaults": [{f"override /{group}": option} for group, option in options.items()],
        **unflatten({k: v for k, v in settings.items() if k not in options}),
        "hydra": {"sweeper": {"params": params}},
    }


def read_content(path: Path) -> dict[str, Any]:
    """What a sweep file says, as it stands.

    Raises `CommandError` with a line for everything wrong in the file.
    """
    content = _load(path)
    problems = list(_content_problems(content))
    if problems:
        raise CommandError(*(f"{path}: {problem}" for problem in problems))
    return content


def looked_at_quickly(content: Mapping[str, Any]) -> dict[str, Any]:
    """A file's content with what `quick` changes: single axes of the grid, settings, points."""
    quick = content.get(QUICK) or {}
    grid = {**(content.get("grid") or {}), **(quick.get("grid") or {})}
    changed = {**content, **quick, **({"grid": grid} if grid else {})}
    return {name: value for name, value in changed.items() if name != QUICK}


def _load(path: Path) -> dict[str, Any]:
    text = see_config(path, _MOST_BYTES, _MOST_VALUES)
    try:
        content = OmegaConf.to_container(OmegaConf.load(io.StringIO(text)), resolve=False)
    except (yaml.YAMLError, OmegaConfBaseException) as error:
        line = explain(error).replace("<file>", str(path))
        raise CommandError(line if str(path) in line else f"{path}: {line}") from error
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: is not YAML with names and values") from error
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise CommandError(f"{path}: must hold names and values, grid: {{lr: [0.1, 0.3]}} for one")
    settings = {name: value for name, value in content.items() if name not in _OWN_WORDS}
    if _values(settings) > MOST_VALUES:
        raise CommandError(
            f"{path}: beside grid and points it stands for more than {MOST_VALUES:,} values; "
            "write less"
        )
    return cast(dict[str, Any], content)


def _values(content: Any) -> int:
    members = content.values() if isinstance(content, dict) else content
    return 1 + sum(map(_values, members)) if isinstance(content, (dict, list)) else 1


def _content_problems(content: Mapping[str, Any]) -> Iterator[str]:
    if not content:
        yield "is empty; write a grid, for example grid: {lr: [0.1, 0.3]}"
    if EXPERIMENT in content:
        return  # its names are those of the experiment, which checks them
    usual = list(_problems({name: value for name, value in content.items() if name != QUICK}))
    yield from usual
    if QUICK in content:
        yield from (f"{QUICK}: {one}" for one in _quick_problems(content) if one not in usual)


def _quick_problems(content: Mapping[str, Any]) -> Iterator[str]:
    quick = content[QUICK]
    if not isinstance(quick, Mapping) or not quick:
        yield "must hold what a quick look changes, for example quick: {repeats: 3}"
    elif "grid" in quick and not isinstance(quick["grid"], Mapping):
        yield from _grid_problems(quick["grid"])
    elif not isinstance(content.get("grid") or {}, Mapping):
        return
    else:
        yield from _problems(looked_at_quickly(content))


def _problems(content: Mapping[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        if name == "grid":
            yield from _grid_problems(value)
            yield from _twice(value, content.get("points"))
        elif name == "points":
            yield from _points_problems(value)
        elif name == "hydra":
            yield from _hydra_problems(value)
        elif problem := name_problem(name):
            yield f"{shown(name)}: {problem}"
        elif name in GROUPS and isinstance(value, Mapping):
            for field in value:
                if field != "name" and (problem := name_problem(f"{name}.{field}")):
                    yield f"{name}.{shown(field)}: {problem}"


def _grid_problems(grid: Any) -> Iterator[str]:
    if not isinstance(grid, Mapping) or not grid:
        yield "grid: must hold names with lists of values, for example grid: {lr: [0.1, 0.3]}"
        return
    for name, values in grid.items():
        if problem := axis_problem(str(name)):
            yield f"grid: {problem}"
        elif isinstance(values, Mapping) or values in ([], ""):
            yield f"grid: {name}: must be a list of values, for example [0.1, 0.3]"


def _points_problems(points: Any) -> Iterator[str]:
    if not isinstance(points, list) or not points:
        yield "points: must be a list, for example points: [{lr: 0.1, epochs: 5}]"
        return
    for number, point in enumerate(points, start=1):
        if not isinstance(point, Mapping) or not point:
            yield (
                f"points: number {number} is {as_text(point)}: must hold names and values, "
                "for example {lr: 0.1, epochs: 5}"
            )
            continue
        for name in point:
            if problem := axis_problem(str(name)):
                yield f"points: number {number}: {problem}"


def _twice(grid: Any, points: Any) -> Iterator[str]:
    if isinstance(grid, Mapping) and isinstance(points, list):
        named = {name for point in points if isinstance(point, Mapping) for name in point}
        for name in grid:
            if name in named:
                yield f"grid: {name} stands in points too, where it would be lost; keep one"


def _hydra_problems(hydra: Any) -> Iterator[str]:
    """Sweep files travel between people: nothing in them may choose code to run."""
    sweeper = hydra.get("sweeper") if isinstance(hydra, Mapping) else None
    if not isinstance(sweeper, Mapping) or len(hydra) > 1 or set(sweeper) != {"params"}:
        yield "hydra: only hydra.sweeper.params may stand in a sweep file; use grid: instead"
    else:
        yield from _grid_problems(sweeper["params"])


def _own_params(content: Mapping[str, Any]) -> dict[str, Any]:
    params = content.get("hydra", {}).get("sweeper", {}).get("params")
    return dict(params or {})


def _is_option(name: str, value: Any) -> bool:
    return name in GROUPS and isinstance(value, str)


def _choices(name: str, values: Any) -> str:
    """Override words stand as they are; lists become the words for their members."""
    if isinstance(values, list):
        return ",".join(written(value) for value in values)
    words = values if isinstance(values, str) else written(values)
    return spell_out(f"{name}={words}").partition("=")[2]
