"""One command, carried out with Hydra.

`hydra.main` would do most of this, but prints tracebacks, several lines for each error,
and its own `--help`; its pieces are called here instead, and what they raise is told in
one line.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from hydra import __version__ as hydra_version
from hydra import version
from hydra._internal.hydra import Hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.types import Override
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from nnexp.cli.arguments import Arguments, option_parser, read_arguments
from nnexp.cli.explain import FOREIGN, explain
from nnexp.cli.grid import is_listed, list_grid
from nnexp.cli.launching import PlanShown, Sweeping
from nnexp.cli.loading import group_options, search_path
from nnexp.cli.names import WORD
from nnexp.cli.overrides import expand_point, parse_overrides
from nnexp.cli.problems import CommandError
from nnexp.cli.ranges import spell_out
from nnexp.cli.writing import quoted
from nnexp.process.aside import Aside
from nnexp.process.messages import tell

_COMPLETION = "write install=SHELL or uninstall=SHELL with one of bash, zsh, fish"


def carry_out(words: Sequence[str], aside: Aside | None = None) -> None:
    """Do what the command line `words` asks for; `aside` may analyse and draw.

    Raises an `NnexpError` for everything a user can mend.
    """
    arguments = read_arguments(words)
    if any(WORD in one for one in (*arguments.overrides, os.environ.get("COMP_LINE", ""))):
        # What a function of the user's needs no other command waits for.
        from nnexp.cli.own_model import carried_out

        if carried_out(arguments):
            return
    with _warnings_in_one_line(), hydra_for(arguments) as hydra:
        try:
            _carry_out(hydra, arguments, aside)
        except PlanShown:
            return
        except FOREIGN as error:
            raise CommandError(explain(error)) from error
        except RuntimeError as error:
            if not str(error).startswith("Invalid plugin"):
                raise
            reason = " ".join(str(error).split())
            raise CommandError(f"_target_: {reason}; configuration may not choose code") from error


def _carry_out(hydra: Hydra, arguments: Arguments, aside: Aside | None) -> None:
    name = arguments.config_name or "config"
    overrides = [spell_out(quoted(text)) for text in arguments.overrides]
    if arguments.completion:
        try:
            hydra.shell_completion(config_name=name, overrides=overrides)
        except ValueError as error:
            raise CommandError(f"--shell-completion: {_COMPLETION}") from error
    elif arguments.hydra_help:
        parser = option_parser()
        hydra.hydra_help(config_name=name, args_parser=parser, args=parser.parse_args([]))
    else:
        adaptive = any(text.startswith("hydra/sweeper=") for text in overrides)
        parsed = parse_overrides(overrides, group_options(hydra.config_loader), finite=not adaptive)
        _warn_about_repetition(parsed)
        if not arguments.multirun:
            _refuse_several_values(parsed)
        if arguments.info is not None:
            mode = RunMode.MULTIRUN if arguments.multirun else RunMode.RUN
            hydra.show_info(arguments.info, name, overrides, mode)
        elif arguments.cfg is not None:
            _show_config(hydra, arguments, name, parsed)
        else:
            # The same way to the same planner: a single run is a sweep of one grid point.
            with Sweeping(not arguments.multirun, aside) as task:
                hydra.multirun(name, task, overrides)


def _show_config(hydra: Hydra, arguments: Arguments, name: str, parsed: Sequence[Override]) -> None:
    overrides = [text for one in parsed for text in expand_point(one)]
    if arguments.multirun:
        config = hydra.compose_config(name, overrides, RunMode.MULTIRUN)
        overrides = _first_point(hydra, config)
    package = arguments.package
    if package is not None and package != "_global_":
        config = hydra.compose_config(name, overrides, RunMode.RUN)
        if OmegaConf.select(config, package) is None:
            raise CommandError(f"--package {package}: the configuration has no such part")
    hydra.show_cfg(name, overrides, str(arguments.cfg), package, arguments.resolve)


def _first_point(hydra: Hydra, config: DictConfig) -> list[str]:
    """The overrides of a sweep's first grid point, announced in a comment."""
    hydra_overrides: list[str] = list(config.hydra.overrides.hydra)
    if not is_listed(config):
        print("# a sweeper of its own chooses the grid points; this is what they have in common")
        fixed = [
            text for text in config.hydra.overrides.task if not _parser_says_sweep(text, hydra)
        ]
        return [*fixed, *hydra_overrides]
    loader = hydra.config_loader
    grid = list_grid(config, loader, group_options(loader))
    print(f"# grid point 1 of {len(grid)}: {' '.join(grid[0])}")
    points = parse_overrides(grid[0], group_options(loader), finite=True)
    return [*(text for one in points for text in expand_point(one)), *hydra_overrides]


def _parser_says_sweep(text: str, hydra: Hydra) -> bool:
    options = group_options(hydra.config_loader)
    return parse_overrides([text], options, finite=False)[0].is_sweep_override()


def _warn_about_repetition(parsed: Sequence[Override]) -> None:
    last = {one.get_key_element(): one for one in parsed}
    for one in parsed:
        if (counts := last[one.get_key_element()]) is not one:
            tell(
                "warning",
                f"{one.input_line}: is given again; {counts.input_line}, the last, counts",
            )


def _refuse_several_values(parsed: Sequence[Override]) -> None:
    problems = [
        f"{one.input_line}: several values make a sweep; add -m to run it: "
        f"nnexp -m {one.input_line}"
        for one in parsed
        if one.is_sweep_override()
    ]
    if problems:
        raise CommandError(*problems)


@contextmanager
def hydra_for(arguments: Arguments) -> Iterator[Hydra]:
    """Hydra with our search path, for one command."""
    if hydra_version.startswith("1.3."):
        version.setbase("1.3")  # which by itself would behave as 1.1 did; later ones deprecate this
    GlobalHydra.instance().clear()
    try:
        yield Hydra.create_main_hydra2("nnexp", search_path(arguments))
    finally:
        GlobalHydra.instance().clear()


@contextmanager
def _warnings_in_one_line() -> Iterator[None]:
    """Hydra warns in several lines with a place in its own source."""

    def show(message: Warning | str, *_place: Any, **_more: Any) -> None:
        tell("warning", " ".join(str(message).split()))

    with warnings.catch_warnings():
        # Said in nnexp's own words where runs are trained.
        warnings.filterwarnings("ignore", message=".*joblib will operate in serial mode")
        warnings.showwarning = show
        yield
