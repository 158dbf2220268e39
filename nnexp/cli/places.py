"""Where the configuration and the sweep files lie; nothing here imports Hydra."""

from __future__ import annotations

from pathlib import Path

import nnexp
from nnexp.cli.problems import CommandError


def conf_directory() -> Path:
    """`conf/` inside the installed package, or beside it in a checkout.

    Raises `CommandError` when neither holds `config.yaml`.
    """
    return _beside_or_inside("conf", "config.yaml")


def sweep_directories() -> tuple[Path, ...]:
    """`sweeps/` of the current directory, if there is one, then the ready-made ones.

    A name found in both is the user's.
    """
    ready_made = _beside_or_inside("sweeps", "lr_by_epochs.yaml")
    own = Path.cwd() / "sweeps"
    if own.is_dir() and not own.samefile(ready_made):
        return own, ready_made
    return (ready_made,)


def sweep_files() -> dict[str, Path]:
    """Every sweep that `+sweep=NAME` can name, sorted by name."""
    found = {
        path.stem: path
        for directory in reversed(sweep_directories())
        for path in directory.glob("*.yaml")
    }
    return dict(sorted(found.items()))


def options(group: str) -> dict[str, Path]:
    """The ready-made options of a settings group, `data` for example, sorted by name."""
    return {path.stem: path for path in sorted((conf_directory() / group).glob("*.yaml"))}


def description(path: Path) -> str:
    """The comment in the first line of a configuration file, or nothing."""
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline().strip()
    return first.lstrip("# ") if first.startswith("#") else ""


def _beside_or_inside(folder: str, witness: str) -> Path:
    package = Path(nnexp.__file__).resolve().parent
    # A wheel carries the folder inside the package, where a checkout never has it.
    candidates = (package / folder, package.parent / folder)
    for candidate in candidates:
        if (candidate / witness).is_file():
            return candidate
    raise CommandError(
        f"{candidates[0]} has no {witness}, nor has {candidates[1]}: "
        "this installation of nnexp is incomplete; install it again"
    )
