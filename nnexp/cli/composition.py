"""The settings of every grid point, without composing each point from scratch.

Hydra needs about 50 ms to compose a configuration, nearly all of it for the defaults
list. Grid points differ in few overrides, and most of those only set a value. So the
configuration is composed once for each combination of the overrides that do more than
that, and the values are put into a copy. What a copy cannot know (interpolations into
Hydra's own node, packages) is composed in full, and `compose_grid` checks a few points
against full composition each time.

Even the copy and its checks take 75 µs, more than a minute for a million points. Points whose
overrides only set an axis of the grid point itself (lr, epochs, hidden_nodes, seed) share one
such copy, and only what they differ in is checked for each.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Sequence
from typing import Any, cast

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from omegaconf import DictConfig, OmegaConf

from nnexp.cli.names import ENTRIES, GROUPS
from nnexp.cli.overrides import expand_point, number_override
from nnexp.process.messages import tell
from nnexp.settings import GridPoint, SweepSettings, coerce, parse, with_values

Nested = dict[str, Any]
Settings = tuple[GridPoint, SweepSettings]

Own = dict[str, Any]
"""Checked values of settings that a grid point has itself, outside its groups."""

_OWN = {name for name, entry in ENTRIES.items() if entry.axis and "." not in name} - set(GROUPS)

CHECKED = (0, -1)
"""Positions of the grid points composed both ways: on a grid they differ in every axis."""

_LONG = 500
"""Signs of an override that takes long to read, such as a range of thousands of values."""


class Composer:
    """Settings by overrides, for the jobs of one sweep.

    Its state is a cache: the answer for some overrides never depends on earlier ones.
    """

    def __init__(self, loader: ConfigLoader, master: DictConfig) -> None:
        self._loader = loader
        self._master = master
        self._parser = OverridesParser.create(config_loader=loader)
        self._parsed: dict[str, list[Override]] = {}
        self._bases: dict[tuple[bool, tuple[str, ...]], _Base | Exception] = {}
        self._groups: dict[str, bool] = {}
        self._own: dict[str, Own | None] = {}
        self._shared: dict[tuple[str, ...], _Shared | None] = {}
        # Folders added on the command line are known to full composition only.
        self._knows_all = not master.hydra.searchpath
        self._told = self._told_of_all()

    def settings(self, overrides: Sequence[str]) -> Settings:
        """What `compose` gives as checked settings; raises what it and `parse` raise."""
        own: Own = {}
        rest = []
        for text in overrides:
            values = self._own[text] if text in self._own else self._own_values(text)
            if values is None:
                rest.append(text)
            else:
                own.update(values)
        shared = self._shared_settings(tuple(rest)) if own else None
        if shared is None or not shared.names.isdisjoint(own):
            return parse(self.compose(overrides))
        return with_values(shared.point, own), shared.sweep

    def settings_in_full(self, overrides: Sequence[str]) -> Settings:
        """The same from Hydra itself: the definition of what `settings` returns."""
        return parse(self.compose_in_full(overrides))

    def _own_values(self, text: str) -> Own | None:
        """What an override sets of a grid point's own settings if that is all it does."""
        parsed = self._parse(text)
        self._own[text] = _own_values(parsed)
        return self._own[text]

    def _shared_settings(self, overrides: tuple[str, ...]) -> _Shared | None:
        """What points have in common that share these overrides; None if more than values."""
        if overrides not in self._shared:
            self._shared[overrides] = self._share(overrides)
        return self._shared[overrides]

    def _share(self, overrides: tuple[str, ...]) -> _Shared | None:
        try:
            parsed = [one for text in overrides for one in self._parse(text)]
            if not self._knows_all or any(_needs_hydra(one) for one in parsed):
                return None
            choices = tuple(str(one.input_line) for one in parsed if self._is_choice(one))
            settled = self._base(choices, parsed).settled
            values = [one for one in parsed if not self._is_choice(one)]
            if settled is None or not all(_only_sets(one, settled) for one in values):
                return None
            point, sweep = parse(self.compose(overrides))
        except Exception:  # told of each grid point with all that is wrong there
            return None
        return _Shared(point, sweep, frozenset(one.key_or_group for one in values))

    def compose(self, overrides: Sequence[str]) -> Nested:
        """The settings under `overrides`, resolved; raises what Hydra and OmegaConf raise."""
        parsed = [one for text in overrides for one in self._parse(text)]
        if not self._knows_all or any(_needs_hydra(one) for one in parsed):
            return self.compose_in_full(overrides)
        choices = tuple(str(one.input_line) for one in parsed if self._is_choice(one))
        values = [one for one in parsed if not self._is_choice(one)]
        base = self._base(choices, parsed)
        if base.needs_hydra:
            return self.compose_in_full(overrides)
        if base.settled is not None and all(_only_sets(one, base.settled) for one in values):
            return _with_values(base.settled, values)
        return _with_overrides(base.pickled, values)

    def compose_in_full(self, overrides: Sequence[str]) -> Nested:
        """The same from Hydra itself: the definition of what `compose` returns."""
        texts = [str(one.input_line) for text in overrides for one in self._parse(text)]
        config = self._loader.load_sweep_config(self._master, texts)
        job = _job_part(config)
        job._set_parent(config)  # so that interpolations into Hydra's node find it
        return plain(job, resolve=True)

    def _parse(self, text: str) -> list[Override]:
        if text not in self._parsed:
            # Hydra's sweeper lists ~lr as ~lr=null, which Hydra 1.4 takes for a value to be found.
            plain_text = text.removesuffix("=null") if text.startswith("~") else text
            first = number_override(text) or self._parser.parse_overrides([plain_text])[0]
            expanded = expand_point(first)
            self._parsed[text] = (
                [first] if expanded == [plain_text] else self._parser.parse_overrides(expanded)
            )
        return self._parsed[text]

    def _is_choice(self, override: Override) -> bool:
        """Whether an override picks from a group (or adds or drops one): Hydra's own rule."""
        key = override.key_or_group
        if key not in self._groups:
            self._groups[key] = any(source.is_group(key) for source in self._loader.get_sources())
        return self._groups[key] and not isinstance(override.value(), dict)

    def _told_of_all(self) -> _Told | None:
        """What the sweep's own configuration was told; None if more than choices and values."""
        task = plain(self._master.hydra.overrides, resolve=False)["task"]
        if any(len(text) > _LONG for text in task):
            return None
        parsed = [one for text in task for one in self._parse(text) if not one.is_sweep_override()]
        if any(one.type != OverrideType.CHANGE or one.package is not None for one in parsed):
            return None
        return _Told(
            frozenset(str(one.input_line) for one in parsed),
            tuple(str(one.input_line) for one in parsed if self._is_choice(one)),
        )

    def _is_whole(self, choices: tuple[str, ...], parsed: Sequence[Override]) -> bool:
        """Whether a point may begin from the sweep's own configuration.

        Hydra's sweeper tells every point again what the whole sweep was told; others need not.
        """
        if self._told is None or choices != self._told.choices:
            return False
        return self._told.lines <= {str(one.input_line) for one in parsed}

    def _base(self, choices: tuple[str, ...], parsed: Sequence[Override]) -> _Base:
        key = (self._is_whole(choices, parsed), choices)
        if key not in self._bases:
            try:
                config = (
                    self._master
                    if key[0]
                    else self._loader.load_sweep_config(self._master, list(choices))
                )
                self._bases[key] = _Base(_job_part(config))
            except Exception as error:  # the same for every grid point: found out once
                self._bases[key] = error
        base = self._bases[key]
        if isinstance(base, Exception):
            raise base
        return base


@dataclasses.dataclass(frozen=True)
class _Told:
    """What a whole sweep was told that every point of it is told again."""

    lines: frozenset[str]
    choices: tuple[str, ...]
    """Those of them that pick from a group, in the order typed."""


@dataclasses.dataclass(frozen=True)
class _Shared:
    """What grid points have in common that differ only in settings of their own."""

    point: GridPoint
    sweep: SweepSettings
    names: frozenset[str]
    """Settings that were typed."""


class _Base:
    """A configuration composed from group choices alone, ready to be copied."""

    def __init__(self, job: DictConfig) -> None:
        settings = plain(job, resolve=False)
        texts = list(_texts(settings))
        self.needs_hydra = any(_mentions_hydra(text) for text in texts)
        self.settled = None if any("${" in text for text in texts) else settings
        self.pickled = pickle.dumps(job)


def compose_grid(composer: Composer, grid: Sequence[tuple[str, ...]]) -> list[Settings | Exception]:
    """The settings of every grid point, or what stands against them."""
    if len(grid) <= len(CHECKED):
        return [_attempt(composer.settings_in_full, overrides) for overrides in grid]
    composed = [_attempt(composer.settings, overrides) for overrides in grid]
    for position in CHECKED:
        in_full = _attempt(composer.settings_in_full, grid[position])
        if not _same(composed[position], in_full):
            tell(
                "warning",
                f"grid point {' '.join(grid[position])}: composed in a short cut it differs from "
                "Hydra's composition, so every grid point is composed by Hydra, which takes longer",
            )
            return [_attempt(composer.settings_in_full, overrides) for overrides in grid]
    return composed


def _attempt(
    settings: Callable[[Sequence[str]], Settings], overrides: Sequence[str]
) -> Settings | Exception:
    try:
        return settings(overrides)
    except Exception as error:  # each is reported with its grid point
        return error


def _same(one: Settings | Exception, other: Settings | Exception) -> bool:
    if isinstance(one, Exception) or isinstance(other, Exception):
        return type(one) is type(other)
    return one == other


def _own_values(parsed: Sequence[Override]) -> Own | None:
    values: Own = {}
    for override in parsed:
        name = override.key_or_group
        if name not in _OWN or override.type != OverrideType.CHANGE or override.package is not None:
            return None
        value = override.value()
        if not isinstance(value, (int, float, list)):  # text may be an interpolation
            return None
        values[name], problem = coerce(name, value, ENTRIES[name].spec)
        if problem:
            return None
    return values


def _job_part(config: DictConfig) -> DictConfig:
    """A copy of all but Hydra's own node."""
    job = OmegaConf.masked_copy(config, [str(key) for key in config if key != "hydra"])
    OmegaConf.set_struct(job, True)
    OmegaConf.copy_cache(from_config=config, to_config=job)  # one `now` for the whole sweep
    return job


def plain(config: DictConfig, *, resolve: bool) -> Nested:
    """A configuration as dictionaries, lists and values."""
    return cast(Nested, OmegaConf.to_container(config, resolve=resolve))


def _with_values(settled: Nested, values: Sequence[Override]) -> Nested:
    settings = {
        name: dict(value) if isinstance(value, dict) else value for name, value in settled.items()
    }
    for override in values:
        *groups, name = override.key_or_group.split(".")
        target = settings
        for group in groups:
            target = target[group]
        target[name] = override.value()
    return settings


def _with_overrides(pickled: bytes, values: Sequence[Override]) -> Nested:
    job = pickle.loads(pickled)  # noqa: S301 -- our own bytes, a moment old
    ConfigLoaderImpl._apply_overrides_to_config(list(values), job)
    return plain(job, resolve=True)


def _only_sets(override: Override, settled: Nested) -> bool:
    """Whether an override just gives an existing single value another one."""
    value = override.value()
    if override.type != OverrideType.CHANGE or any("${" in text for text in _texts(value)):
        return False
    if isinstance(value, dict) or (isinstance(value, list) and _holds_mapping(value)):
        return False
    *groups, name = override.key_or_group.split(".")
    target: Any = settled
    for group in groups:
        target = target.get(group) if isinstance(target, dict) else None
    return isinstance(target, dict) and name in target and not isinstance(target[name], dict)


def _holds_mapping(values: list[Any]) -> bool:
    return any(
        isinstance(value, dict) or (isinstance(value, list) and _holds_mapping(value))
        for value in values
    )


def _needs_hydra(override: Override) -> bool:
    return (
        override.package is not None
        or override.is_hydra_override()
        or override.key_or_group == "hydra"
        or any(_mentions_hydra(text) for text in _texts(override.value()))
    )


def _mentions_hydra(text: str) -> bool:
    # The resolver `hydra:` asks the sweep's configuration, which is at hand in a copy too.
    return "${" in text and "hydra." in text.replace("hydra:", "")


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
    elif isinstance(value, str):
        yield value
