"""`train=my_model.py:train`: a sweep of a user's own function, from its words to one call.

The words are read by Hydra's grammar and mean what they mean elsewhere; settings and their types
are those of the function, so there is no configuration to compose. Nothing but this word imports
code.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from hydra.core.override_parser.types import Override, RangeSweep
from hydra.errors import OverrideParseException

from nnexp.cli.arguments import Arguments
from nnexp.cli.explain import explain
from nnexp.cli.help import own_help
from nnexp.cli.names import WORD
from nnexp.cli.outcomes import PointOutcome, TrialsFailedError, summary_of_failures
from nnexp.cli.outputs import give_back, output_directory
from nnexp.cli.overrides import expand_point, read_override, values_of
from nnexp.cli.problems import CommandError
from nnexp.cli.ranges import LARGEST, range_length, spell_out
from nnexp.cli.sweep_file import POINT
from nnexp.cli.writing import quoted
from nnexp.errors import WrongInputError
from nnexp.settings import catalog
from nnexp.trainables.function.code import read_function
from nnexp.trainables.function.trainable import Own, own

_PLACES = ("hydra.sweep.dir", "hydra.run.dir")

LOG = "nnexp.log"

_EXAMPLE = "train=my_model.py:train"


def carried_out(arguments: Arguments) -> bool:
    """Do what a command asks for if it names a function of the user's; whether it does.

    Raises:
        NnexpError: the words are wrong, or the sweep cannot go on.
    """
    line = os.environ.get("COMP_LINE", "")
    if arguments.completion and _names(line.split()):
        between = "\n" if "query=fish" in arguments.overrides else " "
        print(between.join(completions(line)))
    elif _names(arguments.overrides):
        sweep_own(arguments)
    else:
        return False
    return True


def _names(words: Sequence[str]) -> bool:
    return any(word.startswith(WORD) for word in words)


def help_of(words: Sequence[str]) -> str:
    """`--help` of the function that a command names.

    Raises:
        NnexpError: there is no such function, or it cannot be swept.
    """
    return own_help(_model(words))


def completions(line: str) -> list[str]:
    """What a word may become that is being typed at the end of a line.

    Args:
        line: a command as far as it is typed.
    """
    *words, last = line.split(" ")
    parameters = {one.name: one for one in _model(words).parameters}
    name, equal, begun = last.partition("=")
    if equal:
        choices = parameters[name].spec.choices if name in parameters else ()
        before, comma, begun = begun.rpartition(",")
        values = [one for one in choices if one.startswith(begun)]
        return [f"{name}={before}{comma}{value}" for value in values]
    of_sweep = [entry.name for entry in catalog() if not entry.axis]
    return [f"{one}=" for one in (*parameters, *of_sweep) if one.startswith(last)]


def sweep_own(arguments: Arguments) -> None:
    """Do what a command with `train=` asks for.

    Raises:
        NnexpError: the words are wrong, or the sweep cannot go on.
    """
    _refuse_options(arguments)
    words = arguments.overrides
    model = _model(words)
    parsed = [_parsed(word) for word in words if not word.startswith(WORD)]
    axes, points, place = _sorted_out(parsed)
    if not arguments.multirun:
        _refuse_several(axes, points)
    from nnexp import api  # imports pandas and the like: only when there is work

    asked = _joined([api.own_grid(model, axes | one, {}) for one in points or [{}]])
    if len(asked.points) > LARGEST:
        raise CommandError(
            f"a grid of {len(asked.points):,} points is more than the {LARGEST:,} that one sweep "
            "may have; start several smaller sweeps: the store keeps what they share"
        )
    if asked.sweep.plan:
        api.plan(asked.points, asked.sweep, trainable=asked.model)
        return
    now = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    wanted = Path("results") / asked.sweep.name / now if place is None else Path(place).expanduser()
    directory = output_directory(wanted, shared=place is not None)
    try:
        with _logged_into(directory):
            result = api.run(asked.points, asked.sweep, directory, words, trainable=asked.model)
    except WrongInputError:
        # Only a training tells what a function measures, and with it whether its grid can be
        # decided.
        give_back(directory, LOG)
        raise
    asked_for = result.table
    for name, values in (result.record.decided or {}).get("start", {}).items():
        # What a sweep that decides has tried beyond the grid may fail: that is how it learns.
        if name in asked_for:
            asked_for = asked_for[asked_for[name].isin(values)]
    statuses = tuple(str(one) for one in asked_for["status"])
    if summary := summary_of_failures([PointOutcome(statuses, float("nan"))]):
        raise TrialsFailedError(f"{summary}; column 'reason' of {directory / 'table.csv'} says why")


def _model(words: Sequence[str]) -> Own:
    """The function that the words name.

    Raises:
        NnexpError: they name none, or several.
    """
    named = [word for word in words if word.startswith(WORD)]
    if len(named) > 1:
        raise CommandError(f"{' '.join(named)}: a sweep is of one model; name one")
    path, colon, name = named[0].removeprefix(WORD).rpartition(":")
    if not colon or not path or not name.isidentifier():
        raise CommandError(f"{named[0]}: must name a file and a function; for example {_EXAMPLE}")
    return own(read_function(Path(path).expanduser(), name))


def _refuse_options(arguments: Arguments) -> None:
    given = {
        "--cfg": arguments.cfg,
        "--info": arguments.info,
        "--config-path": arguments.config_path,
        "--config-name": arguments.config_name,
        "--config-dir": arguments.config_dir,
    }
    for option, value in given.items():
        if value is not None:
            raise CommandError(
                f"{option}: is about the configuration of the built-in network, which a model of "
                "your own has none of; --help with train= shows its settings"
            )


def _parsed(word: str) -> Override:
    try:
        return read_override(spell_out(quoted(word)))
    except OverrideParseException as error:
        raise CommandError(explain(error)) from error


def _sorted_out(
    parsed: Sequence[Override],
) -> tuple[dict[str, Any], list[dict[str, Any]], str | None]:
    """The values of each setting, explicit points, and the folder that was named."""
    axes: dict[str, Any] = {}
    points: list[dict[str, Any]] = []
    place = None
    for override in parsed:
        name = override.key_or_group
        if name in _PLACES:
            place = str(override.value())
        elif f"+{name}" == POINT and override.is_add():
            points = [_settings(text) for text in _points(override)]
        elif override.package is not None or override.type.name != "CHANGE":
            raise CommandError(f"{override.input_line}: write {name}={_shown(override)}")
        elif override.is_hydra_override() or name.startswith("hydra."):
            raise CommandError(
                f"{override.input_line}: with train= Hydra composes nothing; of its settings there "
                f"is {_PLACES[0]}=DIR"
            )
        else:
            axes[name] = _values(override)
    return axes, points, place


def _points(override: Override) -> list[list[str]]:
    found = [
        expand_point(dataclasses.replace(override, _value=value))
        for value in values_of(override, {}) or ()
        if isinstance(value, dict)
    ]
    if not found:
        raise CommandError(
            f"{override.input_line}: must be names and values in braces, for example "
            "'+point={lr:0.1,epochs:5}'"
        )
    return found


def _settings(texts: Sequence[str]) -> dict[str, Any]:
    return {one.key_or_group: _values(one) for one in map(_parsed, texts)}


def _values(override: Override) -> Any:
    """The values of one word: a list where it sweeps, and lists in brackets as tuples."""
    swept = override.value()
    if isinstance(swept, RangeSweep):
        if not 0 < range_length(swept) <= LARGEST:
            raise CommandError(
                f"{override.input_line}: the range is empty or endless; write "
                "range(start,stop,step), which leaves stop out"
            )
        return [int(one) for one in swept.range()]
    values = values_of(override, {})
    if not values or (override.is_sweep_override() and not override.is_choice_sweep()):
        raise CommandError(
            f"{override.input_line}: names no values; list them or use range(start,stop,step)"
        )
    plain = [tuple(one) if isinstance(one, list) else one for one in values]
    return plain if override.is_sweep_override() else plain[0]


def _shown(override: Override) -> str:
    return str(override.input_line).partition("=")[2] or "…"


def _refuse_several(axes: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> None:
    several = [name for name, values in axes.items() if isinstance(values, list)]
    if several or len(points) > 1:
        raise CommandError(
            f"{(several or ['+point'])[0]}: several values make a sweep; add -m to run it"
        )


def _joined(grids: Sequence[Any]) -> Any:
    """The points of several grids of one model, each once."""
    points = dict.fromkeys(itertools.chain.from_iterable(one.points for one in grids))
    return dataclasses.replace(grids[0], points=list(points))


@contextlib.contextmanager
def _logged_into(directory: Path) -> Iterator[None]:
    """What the sweep logs goes to its folder; the terminal belongs to the progress bar."""
    file = logging.FileHandler(os.path.abspath(directory / LOG), encoding="utf-8")  # noqa: PTH100
    file.setFormatter(logging.Formatter("[%(asctime)s][%(name)s][%(levelname)s] %(message)s"))
    before, level = logging.root.handlers[:], logging.root.level
    logging.root.handlers[:] = [file]
    logging.root.setLevel(logging.INFO)
    try:
        yield
    finally:
        logging.root.handlers[:] = before
        logging.root.setLevel(level)
        file.close()
