"""The options and overrides of one command."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from typing import NoReturn

from hydra._internal.utils import get_args_parser

from nnexp.cli.problems import CommandError
from nnexp.settings import nearest


@dataclasses.dataclass(frozen=True)
class Arguments:
    """What was asked for: exactly one of a run, `cfg`, `info`, completion or Hydra's help."""

    overrides: tuple[str, ...]
    multirun: bool
    cfg: str | None
    resolve: bool
    package: str | None
    info: str | None
    completion: bool
    hydra_help: bool
    config_path: str | None
    config_name: str | None
    config_dir: str | None


def read_arguments(words: Sequence[str]) -> Arguments:
    """The arguments in `words`, which Hydra's own parser takes apart.

    Raises `CommandError` for an unknown option or a wrong use of one.
    """
    given = _parser().parse_intermixed_args(list(words))
    _check(given)
    return Arguments(
        overrides=tuple(given.overrides),
        multirun=given.multirun,
        cfg=given.cfg,
        resolve=given.resolve,
        package=given.package,
        info=given.info,
        completion=given.shell_completion,
        hydra_help=given.hydra_help,
        config_path=given.config_path,
        config_name=given.config_name,
        config_dir=given.config_dir,
    )


def _parser() -> argparse.ArgumentParser:
    """Hydra's parser, which says what is wrong in one line instead of its usage and leaving."""
    parser = get_args_parser()
    known = [option for action in parser._actions for option in action.option_strings]

    def refuse(message: str) -> NoReturn:
        prefix = "unrecognized arguments: "
        if not message.startswith(prefix):
            raise CommandError(f"{message}; see --help")
        word = message.removeprefix(prefix).split()[0]
        raise CommandError(
            f"{word}: there is no such option{nearest(word, known)}; see --help for all of them"
        )

    parser.error = refuse  # type: ignore[method-assign]
    return parser


def _check(given: argparse.Namespace) -> None:
    if given.experimental_rerun is not None:
        raise CommandError(
            "--experimental-rerun: would load a pickle, which nnexp never does; "
            "give the overrides in the sweep's multirun.yaml again"
        )
    if given.resolve and given.cfg is None:
        raise CommandError("--resolve: works with --cfg only, as in --cfg job --resolve")
    if given.package is not None and given.cfg is None:
        raise CommandError("--package: works with --cfg only, as in --cfg job --package network")
    commands = {
        "--run": given.run,
        "--cfg": given.cfg is not None,
        "--info": given.info is not None,
        "--shell-completion": given.shell_completion,
        "--hydra-help": given.hydra_help,
    }
    chosen = [name for name, wanted in commands.items() if wanted]
    if len(chosen) > 1:
        raise CommandError(f"{' '.join(chosen)}: ask for one of these at a time")
