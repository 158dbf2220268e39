"""The options and overrides of one command."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from typing import NoReturn

from nnexp.cli.names import NAMES, name_problem
from nnexp.cli.problems import CommandError
from nnexp.settings import nearest, nearest_setting

CFG = ("job", "hydra", "all")
INFO = ("all", "config", "defaults", "defaults-tree", "plugins", "searchpath")


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
    """The arguments in `words`.

    Raises `CommandError` for an unknown option or a wrong use of one.
    """
    given = option_parser().parse_intermixed_args(list(words))
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


def option_parser() -> argparse.ArgumentParser:
    """Hydra's options, and what is wrong with them in one line instead of usage and an exit.

    Hydra 1.3 has a parser too, with a help text that the argparse of Python 3.14 refuses.
    """
    parser = argparse.ArgumentParser(prog="nnexp", add_help=False)
    add = parser.add_argument
    add("overrides", nargs="*", help="NAME=VALUE, with dots for a group: network.bias=true")
    add("--multirun", "-m", action="store_true", help="a sweep: commas separate values")
    add("--run", "-r", action="store_true", help="one grid point, as without any option")
    add("--help", "-h", action="store_true", help="nnexp's own help: every setting")
    add("--hydra-help", action="store_true", help="this text")
    add("--version", action="store_true", help="the version of nnexp")
    add("--cfg", "-c", metavar="WHAT", help=f"show settings, train nothing: {_either(CFG)}")
    add("--resolve", action="store_true", help="with --cfg: with interpolations resolved")
    add("--package", "-p", metavar="NAME", help="with --cfg: only this part")
    add("--info", "-i", metavar="WHAT", nargs="?", const="all", help=f"show {_either(INFO)}")
    add("--shell-completion", "-sc", action="store_true", help="install=SHELL, uninstall=SHELL")
    add("--config-path", "-cp", metavar="DIR", help="the configuration, in place of nnexp's own")
    add("--config-name", "-cn", metavar="NAME", help="its main file, in place of config")
    add("--config-dir", "-cd", metavar="DIR", help="options of your own beside nnexp's")
    add("--experimental-rerun", metavar="FILE", help="not in nnexp: it would load a pickle")
    known = [option for action in parser._actions for option in action.option_strings]

    def refuse(message: str) -> NoReturn:
        prefix = "unrecognized arguments: "
        if not message.startswith(prefix):
            raise CommandError(f"{message}; see --help")
        word = message.removeprefix(prefix).split()[0]
        setting, _, value = word.lstrip("-").partition("=")
        if name_problem(setting) is None:
            raise CommandError(f"{word}: write {setting}={value or '…'}, without dashes")
        hint = nearest_setting(setting, NAMES) if "=" in word else nearest(word, known)
        raise CommandError(f"{word}: there is no such option{hint}; see --help for all of them")

    parser.error = refuse  # type: ignore[method-assign]
    return parser


def _either(choices: Sequence[str]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


def _check(given: argparse.Namespace) -> None:
    if given.experimental_rerun is not None:
        raise CommandError(
            "--experimental-rerun: would load a pickle, which nnexp never does; "
            "give the overrides in the sweep's multirun.yaml again"
        )
    # Checked here and not by argparse, whose words for it differ between versions of Python.
    for option, value, choices in (("--cfg", given.cfg, CFG), ("--info", given.info, INFO)):
        if value is not None and value not in choices:
            hint = nearest(value, choices)
            raise CommandError(f"{option} {value}: must be {_either(choices)}{hint}")
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
