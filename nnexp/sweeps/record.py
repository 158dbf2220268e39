"""`sweep.yaml`: what a sweep was asked, from what it was made, and how it ended.

Written before the first run, so that the folder of a sweep that was killed says what it was, and
again at the end with the outcome. What the file may hold stands once, at the fields below.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from nnexp.columns import Columns, columns_from
from nnexp.errors import NnexpError
from nnexp.files.bounded_yaml import read_yaml
from nnexp.files.replacement import beside
from nnexp.language import LANGUAGES
from nnexp.settings import shown
from nnexp.sweeps.typed import PLACES, command_line, override
from nnexp.trainables import registry

RECORD = "sweep.yaml"
WHICH = "name the folder of one sweep, results/<name>/<time>"

FOREIGN = "table"
"""What stands for the trainable of a table of trials that something else ran."""

_NAMED = 5
# Parts that records of earlier versions lack.
_YOUNGER = ("classes", "same_test", "doubts", "looks", "decided", "trainable", "columns")
_REPAIR = "run the sweep again with the same command: what the store knows is not trained again"
# What YAML raises besides its own errors: for a 13th month, for a tag that does not fit its value.
_MISREAD = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


@dataclasses.dataclass(frozen=True)
class Counts:
    """What the answer cost; every run of the plan is in exactly one of the first four."""

    trained: int = 0
    """Runs trained from the first epoch."""
    extended: int = 0
    """Runs continued from the checkpoint of a shorter one."""
    reused: int = 0
    """Runs that the store already knew."""
    not_run: int = 0
    """Runs that were not reached because the sweep stopped at a failure."""
    failed: int = 0
    """Runs, of whichever kind above, that diverged, raised or ran out of time."""
    epochs_trained: int = 0
    """Epochs of all runs trained or extended in this sweep."""
    epochs_saved: int = 0
    """Epochs that one training per trial would have cost on top."""


class RecordError(NnexpError):
    """A sweep's record is missing or damaged, or cannot be written."""


class UnfinishedError(RecordError):
    """A sweep has no answer yet: it was stopped or killed, or still runs."""

    def __init__(self, directory: Path, record: Record) -> None:
        go_on = resume(record.overrides, directory)
        super().__init__(f"{directory}: this sweep was not finished; go on with {go_on}")
        self.record = record


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _count(value: Any) -> bool:
    return isinstance(value, int) and _amount(value)


def _number_of_things(value: Any) -> bool:
    return _count(value) and value > 0


def _amount(value: Any) -> bool:
    # No sweep counts as far or takes 30,000 years; what is larger need not fit into a float.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e12


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))


def _revision(value: Any) -> bool:
    return _count(value) or _text(value)


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _mapping_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict) and all(_text(key) and fits(one) for key, one in value.items())
    )


def _counts(value: Any) -> bool:
    names = {field.name for field in dataclasses.fields(Counts)}
    return _mapping_of(_count)(value) and names <= value.keys()


def _code(value: Any) -> bool:
    return value is None or (_mapping_of(_plain)(value) and {"commit", "dirty"} <= value.keys())


def _doubts(value: Any) -> bool:
    fits = _mapping_of(_mapping_of(_plain))
    return (
        isinstance(value, dict)
        and _list_of(_text)(value.get("cautions"))
        and fits(value.get("guessing"))
        and all(
            _text(one.get("label"))
            and all(_share(one.get(name)) for name in ("validation", "test"))
            for one in value["guessing"].values()
        )
    )


def _look(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _number_of_things(value.get("repeats"))
        and _mapping_of(lambda some: _list_of(_text)(some) and some)(value.get("values"))
    )


def _decided(value: Any) -> bool:
    if not isinstance(value, dict) or not _mapping_of(_list_of(_plain))(value.get("start")):
        return False
    return _mapping_of(_plain)({name: one for name, one in value.items() if name != "start"})


def _columns(value: Any) -> bool:
    try:
        columns_from(value)
    except ValueError:
        return False
    return True


def _share(value: Any) -> bool:
    return _amount(value) and value <= 1


@dataclasses.dataclass(frozen=True)
class _Must:
    """What a part of the file must be, and how that is said where it is not."""

    fits: Callable[[Any], bool]
    said: str


_Text = Annotated[str, _Must(_text, "text")]
_Texts = Annotated[Sequence[str], _Must(_list_of(_text), "a list of texts")]
_Count = Annotated[int, _Must(_count, "a whole number")]
_Values = Annotated[Mapping[str, Any], _Must(_mapping_of(_plain), "values under their names")]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ending:
    """How a sweep ended."""

    seconds: Annotated[float, _Must(_amount, "a number of seconds")]
    """Wall time."""
    timings: Annotated[
        Mapping[str, float], _Must(_mapping_of(_amount), "seconds under their names")
    ]
    """Of each part of the sweep."""
    table_hash: _Text
    """`nnexp.table.canonical_hash` of its table."""
    runs: Annotated[Counts, _Must(_counts, "whole numbers under the names of all counts")]
    verified: _Texts
    """Trials that were trained alone too and found equal to the bit."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Record:
    """Enough to run a sweep again and to tell two apart."""

    name: _Text
    started: _Text
    """ISO 8601, to the second."""
    outcome: Ending | None = None
    """None until the sweep is finished."""
    overrides: _Texts
    """As the user typed them; none for a sweep from Python."""
    trials: _Count
    grid: Annotated[
        Mapping[str, Sequence[Any]],
        _Must(_mapping_of(_list_of(_plain)), "lists of values under their names"),
    ]
    """The values of each swept setting."""
    settings: _Values
    """All other settings, those of the sweep as a whole among them."""
    data: Annotated[Mapping[str, str], _Must(_mapping_of(_text), "texts under their names")]
    """Fingerprint of each data set."""
    classes: Annotated[
        Mapping[str, int] | None,
        _Must(_mapping_of(_number_of_things), "whole numbers under the names of data sets"),
    ] = None
    """None in records of versions that did not note it; so are the doubts."""
    same_test: Annotated[
        Mapping[str, int] | None,
        _Must(_mapping_of(_number_of_things), "whole numbers under the names of data sets"),
    ] = None
    """Test samples of each data set that has the same ones for every repeat; None as above."""
    doubts: Annotated[
        Mapping[str, Any] | None,
        _Must(_doubts, "cautions, and what guessing reaches on each data set"),
    ] = None
    """Why the data may not be what was meant, and by fingerprint what guessing reaches."""
    looks: Annotated[
        Sequence[Mapping[str, Any]] | None,
        _Must(_list_of(_look), "looks, each with its repeats and values"),
    ] = None
    """Earlier sweeps of part of these trials, by which a finding knows which look it is."""

    decided: Annotated[
        Mapping[str, Any] | None,
        _Must(_decided, "the values that deciding started from, and how it ended"),
    ] = None
    """None for a sweep that decides nothing: `start` has the values of its axes at the start,
    `prefix` whether a shorter training is the beginning of a longer one; once it has ended `ended`
    says why, `steps`, `trainings` and `epochs` what it took."""
    trainable: _Text = "book"
    """Its name; records of versions that trained the book's network only lack it."""
    columns: Annotated[
        Mapping[str, Any] | None, _Must(_columns, "settings and metrics, as they were written")
    ] = None
    """What its table's columns mean (`nnexp.columns.data_of`), where nnexp does not know its
    trainable by that name."""
    target: _Text
    """Of the machines that trained (`Trainable.target`)."""
    kernel_revision: Annotated[int | str, _Must(_revision, "a whole number or text")]
    """`Trainable.revision`."""
    versions: _Values
    """Of Python and of every library that has a hand in the numbers."""
    code: Annotated[Mapping[str, Any] | None, _Must(_code, "null, or commit and dirty")]
    """Of the checkout that ran, where it was one."""
    machine: _Values
    # The last, and one of two words: a file that was cut anywhere has lost it.
    select_on: Annotated[
        Literal["validation", "test"],
        _Must(lambda value: value in ("validation", "test"), "validation or test"),
    ]
    """The data that choose the best setting."""


def parse_record(values: Mapping[Any, Any]) -> Record:
    """The record that a file's values are, those of earlier versions included.

    Raises:
        ValueError: what is missing or wrong, in a few words.
    """
    parts, ends = _parts(Record), _parts(Ending)
    if not (finished := any(name in values for name in ends)):
        ends = {}
    missing = [name for name in parts | ends if name not in values and name not in _YOUNGER]
    if missing:
        more = " and others" if len(missing) > _NAMED else ""
        raise ValueError(f"lacks {', '.join(missing[:_NAMED])}{more}")
    for name, must in (parts | ends).items():
        if name in values and not must.fits(values[name]):
            said = f" is {values[name]!r:.60}, but" if _text(values[name]) else ""
            raise ValueError(f"{name}{said} must be {must.said}")
    known = {name: values[name] for name in parts if name in values}
    if not finished:
        return Record(**known)
    end = {name: values[name] for name in ends}
    counts = {field.name: end["runs"][field.name] for field in dataclasses.fields(Counts)}
    return Record(**known, outcome=Ending(**{**end, "runs": Counts(**counts)}))


def _parts(kind: type[Record] | type[Ending]) -> dict[str, _Must]:
    """What each part of the file must be that stands in a field of its own."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")
    }


def read_record(directory: Path) -> Record:
    """The record of a sweep's folder, finished or not.

    Raises:
        RecordError: there is no such folder or file, or it is damaged.
    """
    import yaml

    path = directory / RECORD
    if not directory.is_dir():
        what = "is a file" if directory.exists() else "there is no such folder"
        raise RecordError(f"{directory}: {what}; {WHICH}")
    try:
        values = read_yaml(path)
    except FileNotFoundError:
        raise RecordError(f"{directory}: no {RECORD} in this folder; {WHICH}") from None
    except (OSError, yaml.YAMLError, *_MISREAD) as error:
        why = error.strerror if isinstance(error, OSError) else None
        why = why or " ".join(str(error).split())
        raise RecordError(f"{path}: cannot be read ({why[:300]}); {_REPAIR}") from error
    if not isinstance(values, dict):
        raise RecordError(f"{path}: holds no record of a sweep; {_REPAIR}")
    try:
        return parse_record(values)
    except ValueError as error:
        raise RecordError(f"{path}: is damaged ({error}); {_REPAIR}") from error


def columns_of(record: Record, directory: Path) -> Columns:
    """What the columns of a sweep's table mean, in its language.

    Raises:
        RecordError: it is the sweep of a trainable that is not known, and does not say.
    """
    if record.columns is not None:
        return told_in(columns_from(record.columns), record)
    if record.trainable in registry.TRAINABLES:
        return told_in(registry.columns_of(record.trainable), record)
    known = ", ".join(registry.TRAINABLES)
    raise RecordError(
        f"{directory / RECORD}: trainable={shown(record.trainable)}: there is none of that name, "
        f"and no columns say what its settings and metrics are; there are {known}"
    )


def told_in(columns: Columns, record: Record) -> Columns:
    """The columns in the language of a sweep; `auto`, or what is unknown, was English."""
    language = record.settings.get("language")
    return columns.told_in(str(language)) if language in LANGUAGES else columns


def outcome_of(record: Record, directory: Path) -> Ending:
    """How the sweep of a folder ended.

    Raises:
        UnfinishedError: it has not.
    """
    if record.outcome is None:
        raise UnfinishedError(directory, record)
    return record.outcome


def resume(overrides: Sequence[str], directory: Path) -> str:
    """What goes on with an unfinished sweep in its folder: a command line, or a call in words."""
    folder = str(directory)
    if not overrides:
        return f"the command or the call of nnexp.sweep that began it, in directory={folder!r}"
    typed = [one for one in overrides if one.partition("=")[0] not in PLACES]
    return command_line([*typed, override("hydra.sweep.dir", [folder])])


def write_record(record: Record, directory: Path) -> Path:
    """Write `sweep.yaml`.

    Raises:
        RecordError: the folder cannot be written to.
    """
    import yaml

    path = directory / RECORD
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    values = _values(record)
    text = yaml.dump(values, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)
    try:
        with beside(path) as written:
            written.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be written ({error.strerror}); make the folder writable or make "
            "room, and repeat the command: what is complete is kept"
        ) from error
    return path


def _values(record: Record) -> dict[str, Any]:
    """The record as the file has it: flat, with the outcome behind the beginning."""
    known = {
        name: value
        for name in _parts(Record)
        if (value := getattr(record, name)) is not None or name not in _YOUNGER
    }
    known["overrides"] = list(record.overrides)
    beginning = {"name": record.name, "started": record.started}
    if (end := record.outcome) is None:
        return {**beginning, **known}
    ended = {name: getattr(end, name) for name in _parts(Ending)}
    ended |= {"runs": dataclasses.asdict(end.runs), "verified": list(end.verified)}
    return {**beginning, **ended, **known}
