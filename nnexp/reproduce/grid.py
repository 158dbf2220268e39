"""What a claim's sweep file asks for: grid points, repeats, and the command that runs them."""

from __future__ import annotations

import dataclasses
import itertools
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnexp import api
from nnexp.claims.claim import Claim
from nnexp.claims.experiment import Experiment, Point
from nnexp.cli.places import sweep_directories
from nnexp.cli.sweep_file import EXPERIMENT, POINT, QUICK, looked_at_quickly, read_content
from nnexp.cli.writing import written
from nnexp.errors import NnexpError
from nnexp.settings import (
    EngineSettings,
    GridPoint,
    SettingsError,
    StoreSettings,
    SweepSettings,
    coerce,
)

_OF_EXPERIMENTS = ("grid", "repeats", "seed", EXPERIMENT, QUICK)
_REPEATS, _SEED = 5, 1


class ReproduceError(NnexpError):
    """A claim cannot be run as asked."""


@dataclasses.dataclass(frozen=True)
class Trainings:
    """The grid of a sweep of trainings."""

    points: tuple[GridPoint, ...]
    sweep: SweepSettings
    command: str
    """What runs the same sweep from a shell."""


@dataclasses.dataclass(frozen=True)
class Measurements:
    """The grid of an experiment of a claim's own."""

    points: tuple[Point, ...]
    sweep: SweepSettings


def read_trainings(claim: Claim, *, quick: bool) -> Trainings:
    """The grid of a claim about trained networks.

    Args:
        claim: one without an `experiment`.
        quick: whether to take what the file's `quick` changes.

    Raises:
        ReproduceError: the file is missing or belongs to an experiment.
        CommandError: the file is wrong.
        SettingsError: values in it are not legal.
    """
    path = sweep_file(claim)
    content = read_content(path)
    if EXPERIMENT in content:
        raise ReproduceError(f"{path}: holds an experiment, where the claim needs trainings")
    used = looked_at_quickly(content) if quick else {**content}
    used.pop(QUICK, None)
    axes = used.pop("grid", None) or {}
    listed = used.pop("points", None) or [{}]
    if any(not isinstance(values, list) for values in axes.values()):
        raise ReproduceError(f"{path}: grid: write the values of each axis as a list")
    fixed = {name: _one(value) for name, value in _flat({"name": path.stem, **used}).items()}
    points: list[GridPoint] = []
    try:
        for point in listed:
            chosen = {name: _one(value) for name, value in _flat(point).items()}
            found, sweep = api.grid({}, {**fixed, **chosen, **axes})
            points += found
    except SettingsError as error:
        raise SettingsError(tuple(f"{path}: {one}" for one in error.problems)) from error
    words = _typed(content) if quick else []
    command = shlex.join(["python", "-m", "nnexp", "-m", f"+sweep={claim.sweep}", *words])
    return Trainings(tuple(dict.fromkeys(points)), sweep, command)


def read_measurements(claim: Claim, *, quick: bool) -> Measurements:
    """The grid of a claim's own experiment.

    Raises:
        ReproduceError: the file is missing or does not hold this experiment's grid.
    """
    path, experiment = sweep_file(claim), claim.experiment
    content = read_content(path)
    used = looked_at_quickly(content) if quick else content
    unknown = [name for name in used if name not in _OF_EXPERIMENTS]
    if unknown:
        raise ReproduceError(
            f"{path}: {unknown[0]}: must be one of {', '.join(_OF_EXPERIMENTS)}; an experiment's "
            "own names stand in its grid"
        )
    if experiment is None or used.get(EXPERIMENT) != claim.id:
        raise ReproduceError(f"{path}: must say experiment: {claim.id}")
    axes = _axes(used.get("grid"), experiment, path)
    seed = _whole(used, "seed", _SEED, 0, path)
    points = (
        experiment.point(dict(zip(axes, values, strict=True)), seed)
        for values in itertools.product(*axes.values())
    )
    sweep = SweepSettings(
        repeats=_whole(used, "repeats", _REPEATS, 1, path),
        name=path.stem,
        # They are Python, of which threads run one at a time, and some of them take times.
        engine=EngineSettings(workers=1),
        store=StoreSettings(checkpoints=False),
    )
    return Measurements(tuple(points), sweep)


def _axes(given: Any, experiment: Experiment, path: Path) -> dict[str, list[Any]]:
    """The values of every setting of an experiment, each legal.

    Raises:
        ReproduceError: with a line for everything that is wrong in the grid.
    """
    if not isinstance(given, Mapping) or not all(
        isinstance(values, list) and values for values in given.values()
    ):
        raise ReproduceError(f"{path}: grid: must hold names with lists of values")
    problems = [
        f"{path}: grid: {name} is no setting of this experiment; it has "
        f"{', '.join(experiment.settings)}"
        for name in given
        if name not in experiment.settings
    ]
    problems += [f"{path}: grid: lacks {name}" for name in experiment.settings if name not in given]
    axes: dict[str, list[Any]] = {}
    for name, spec in experiment.settings.items():
        found = [coerce(name, value, spec) for value in given.get(name, [])]
        problems += [f"{path}: grid: {problem}" for _, problem in found if problem]
        axes[name] = [value for value, _ in found]
    if problems:
        raise ReproduceError("\n".join(problems))
    return {name: axes[name] for name in given}


def sweep_file(claim: Claim) -> Path:
    """Where a claim's sweep file lies; one in `sweeps/` of the current directory goes first.

    Raises:
        ReproduceError: there is none.
    """
    for directory in sweep_directories():
        path = directory / f"{claim.sweep}.yaml"
        if path.is_file():
            return path
    raise ReproduceError(f"{claim.id}: has no sweep file {claim.sweep}.yaml")


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """`{data: {validation: 0}}` as `data.validation`, as both may be written."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            inner = {field if field != "name" else "": one for field, one in value.items()}
            flat |= {f"{name}.{field}" if field else name: one for field, one in inner.items()}
        else:
            flat[name] = value
    return flat


def _one(value: Any) -> Any:
    """A list outside the grid is one value; `nnexp.api` takes those as tuples."""
    return tuple(value) if isinstance(value, list) else value


def _typed(content: Mapping[str, Any]) -> list[str]:
    """The words after a sweep's name that make the same changes as `quick`."""
    quick = dict(content.get(QUICK) or {})
    axes = quick.pop("grid", None) or {}
    listed = quick.pop("points", None)
    words = [f"{name}={','.join(map(written, values))}" for name, values in axes.items()]
    words += [f"{name}={written(value)}" for name, value in _flat(quick).items()]
    return words + ([f"{POINT}={','.join(map(written, listed))}"] if listed else [])


def _whole(content: Mapping[str, Any], name: str, default: int, low: int, path: Path) -> int:
    value = content.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < low:
        raise ReproduceError(f"{path}: {name}={value}: must be a whole number, at least {low}")
    return value
