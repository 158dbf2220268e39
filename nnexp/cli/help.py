"""The text of `--help`: every setting, from the same place that validation reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.cli.places import description, options, sweep_files
from nnexp.settings import Entry, as_text, catalog, legal_values

if TYPE_CHECKING:
    from nnexp.trainables.function.trainable import Own

WIDTH = 100
_COLUMN = 39

_GROUP_TITLES = {
    "": "What people type most",
    "data": "Data",
    "network": "Network",
    "training": "Training",
    "engine": "Engine: where runs are executed; changes no number",
    "store": "Store: what is kept between sweeps",
    "decide": "Decide: go on until a question is answered",
}

_USAGE = """\
nnexp: experiment sweeps over small neural networks, from a grid to a table, plots and an answer

Usage
    nnexp [-m] [NAME=VALUE …]             the same as python -m nnexp …
    nnexp -m NAME=VALUE,VALUE,… …         a sweep over every combination of the values
    nnexp -m +sweep=FILE [NAME=VALUE …]   a ready-made sweep; what is typed here wins
"""

_EXAMPLES = """\
Examples
    nnexp lr=0.2 epochs=3                        one grid point, repeated 5 times
    nnexp -m lr=0.01,0.1,0.3 epochs=1,5,10       9 grid points, trained in 3 runs a repeat
    nnexp -m 'hidden_nodes=0,100,[100,50]'       no hidden layer, one, two: quote the brackets
    nnexp -m 'lr=range(0.1,0.6,0.1)' data=digits,mnist
    nnexp -m 'network=glob(*)' repeats=10        every option of a group
    nnexp -m '+point={lr:0.1,epochs:5},{lr:0.01,epochs:10}'   settings that belong together
    nnexp -m +sweep=lr_sweet_spot repeats=30
"""

_OF_CLAIMS = (
    "claims/ID is the sweep of a claim of the book; python -m nnexp.reproduce --list names them"
)

_OPTIONS = """\
Options
    -m, --multirun        a sweep: commas separate values
    -h, --help            this text
    --version             the version
    -c, --cfg job         show the settings instead of training (with -m: of the first grid point)
    -i, --info [WHAT]     where the configuration comes from: all, config, defaults, searchpath, …
    -cd, --config-dir DIR options of your own, as DIR/network/mine.yaml for network=mine
    -sc, --shell-completion install=bash    for eval "$(nnexp -sc install=bash)"; also zsh, fish
    --hydra-help          settings of Hydra, which reads all this; hydra.sweep.dir=DIR for one

Output goes to results/NAME/DATE_TIME/: table, curves, plots and multirun.yaml with the settings.
Exit status: 0 all went well; 1 trials failed or the sweep could not go on; 2 wrong command, or
data or a store that cannot be used, nothing trained; 130 after Ctrl-C, 143 after SIGTERM, 129
after SIGHUP.
"""


def help_text() -> str:
    """All of it, in lines of at most `WIDTH` columns."""
    sections = [_USAGE, _EXAMPLES, *_settings(), _sweeps(), _OPTIONS]
    return "\n".join(sections).rstrip("\n")


def own_help(model: Own) -> str:
    """The same for a user's own model: its settings, and those of every sweep."""
    own = [
        Entry(one.name, one.default if one.has_default else "…", one.spec, axis=True)
        for one in model.parameters
    ]
    whole = [entry for entry in catalog() if not entry.axis]
    example = " ".join(entry.spec.example for entry in own[:2])
    sections = [
        [f"{model.label}: a sweep of your own model"],
        ["Usage", f"    nnexp -m train={model.label} {example} …"],
        ["Settings of the model: NAME=DEFAULT, meaning, legal values; e.g.", *_entries(own)],
        ["Settings of every sweep, which cannot be an axis", *_entries(whole)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections)


def _entries(entries: Sequence[Entry]) -> list[str]:
    return [line for entry in entries for line in _entry(entry)]


def _settings() -> Iterator[str]:
    entries = catalog()
    yield (
        "Settings: NAME=DEFAULT, meaning, legal values [unit], example; "
        "those with a * cannot be an axis\n"
    )
    for group, title in _GROUP_TITLES.items():
        lines = [title]
        for entry in entries:
            if _group_of(entry) == group:
                lines += _entry(entry)
        found = options(group) if group else {}
        if len(found) > 1:
            lines += _named(f"{group}=OPTION", found)
        yield "\n".join(lines) + "\n"


def _sweeps() -> str:
    found = _named("+sweep=FILE", sweep_files())
    return "\n".join(["Sweeps", *found, *_wrapped(_OF_CLAIMS, indent=4)]) + "\n"


def _group_of(entry: Entry) -> str:
    group = entry.name.split(".")[0]
    return group if group in _GROUP_TITLES else ""


def _entry(entry: Entry) -> list[str]:
    mark = "" if entry.axis else " *"
    unit = f" [{entry.spec.unit}]" if entry.spec.unit else ""
    first = f"  {entry.name}={as_text(entry.default)}{mark}"
    lines = [
        *_wrapped(entry.spec.help),
        *_wrapped(f"{legal_values(entry.spec)}{unit}; e.g. {entry.spec.example}"),
    ]
    return [f"{first:<{_COLUMN - 1}} {lines[0].lstrip()}", *lines[1:]]


def _named(title: str, found: dict[str, Path]) -> list[str]:
    """The options of a group below its name, each with what it is for."""
    width = max(map(len, found)) + 2
    return [
        f"  {title}",
        *(
            line
            for name, path in found.items()
            for line in _wrapped(f"{name:<{width}}{description(path)}", indent=4, hanging=width)
        ),
    ]


def _wrapped(text: str, indent: int = _COLUMN, hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_on_hyphens=False,
    )
