"""Composition in short cuts equals composition by Hydra, errors included."""

import dataclasses
from collections.abc import Iterator
from importlib.metadata import version

import pytest
from hydra._internal.hydra import Hydra
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from omegaconf import DictConfig
from patience import PATIENT

from nnexp.cli.arguments import read_arguments
from nnexp.cli.commands import hydra_for
from nnexp.cli.composition import Composer, compose_grid
from nnexp.settings import parse

SETS = [
    "lr=0.3",
    "lr=abc",
    "epochs=7",
    "epochs=null",
    "seed=1",
    "hidden_nodes=5",
    "hidden_nodes=[100,50]",
    "hidden_nodes=[]",
    "name='a b $x'",
    "data.validation=0.5",
    "data.train='it is, {quoted}'",
    "data.input_range=[-1,1]",
    "network.bias=True",
    "training.batch_size=1_000",
    "store.path=???",
    "engine.workers=",
]
REFERS = [
    "lr=${epochs}",
    "lr=$\\{seed\\}",
    "epochs=${data.train_size}",
    "name=run-${lr}-${epochs}",
    "name=${hydra:runtime.cwd}",
    "name=${hydra.runtime.choices.data}",
    "name=${hydra.job.override_dirname}",
    "name=${now:%Y}",
    "name=${oc.env:HOME}",
    "data.train=${.test}",
    "data.validation=${nope}",
    "hidden_nodes=[${epochs},3]",
    "hidden_nodes=[{a:1}]",
]
CHOOSES = [
    "data=mnist",
    "data=csv",
    "data=nope",
    "network=tanh",
    "network=first_code",
    "network={bias:true}",
    "network={nope:1}",
    "training=minibatch",
    "training={batch_size:${epochs}}",
    "engine=processes",
    "~network",
    "~data=digits",
    "~data=mnist",
    "+sweep=epochs",
    "+sweep=book_settings",
    "+data=mnist",
    "network@training=book",
]
CHANGES_SHAPE = [
    "+x=1",
    "x=2",
    "++x={a:1,b:[2]}",
    "x.a=3",
    "++lr=0.9",
    "+lr=1",
    "++network.z=2",
    "+network.z={a:1}",
    "++data={validation:3}",
    "~lr",
    "~lr=0.1",
    "~lr=0.2",
    "~data.validation",
    "~x",
    "lrr=1",
    "data.zz=1",
    "lr.x=1",
    "hidden_nodes.0=5",
    "network=3",
    "hydra.verbose=true",
    "+point={lr:0.7,network:relu}",
    "+point={data.validation:0.1,hidden_nodes:[3,2]}",
]


@pytest.fixture(scope="module")
def hydra() -> Iterator[Hydra]:
    with hydra_for(read_arguments([])) as hydra:
        yield hydra


MASTERS: dict[tuple[str, ...], DictConfig] = {}


def composer_of(hydra: Hydra, *overrides: str) -> Composer:
    """A composer with cold caches; the sweep's own configuration is only read."""
    if overrides not in MASTERS:
        MASTERS[overrides] = hydra.compose_config("config", list(overrides), RunMode.MULTIRUN)
    HydraConfig.instance().set_config(MASTERS[overrides])
    return Composer(hydra.config_loader, MASTERS[overrides])


def outcome(compose, asked):
    try:
        return compose(asked)
    except Exception as error:
        return error


# Which of several things that are wrong Hydra 1.4 names, and how, depends on the way it went.
IN_WORDS = version("hydra-core") < "1.4"


def told(found):
    if isinstance(found, Exception):
        return (type(found), str(found), str(found.__cause__)) if IN_WORDS else type(found)
    return repr(found)


def attempt(compose, asked):
    return told(outcome(compose, asked))


def assert_equal_ways(composer: Composer, overrides: tuple[str, ...]) -> None:
    whole = outcome(composer.compose_in_full, overrides)
    expected = told(whole)
    assert attempt(composer.compose, overrides) == expected
    # The caches are warm now, and must not have been written to.
    assert attempt(composer.compose, overrides) == expected
    # The settings in full are those of the configuration in full, which takes its time.
    settings = expected if isinstance(whole, Exception) else attempt(parse, whole)
    assert attempt(composer.settings, overrides) == settings
    assert attempt(composer.settings, overrides) == settings


EVERY = [*SETS, *REFERS, *CHOOSES, *CHANGES_SHAPE]
jobs = st.lists(st.sampled_from(EVERY), max_size=6).map(tuple)


@pytest.mark.parametrize("override", EVERY)
def test_every_kind_of_override_alone(hydra, override):
    assert_equal_ways(composer_of(hydra), (override,))


@given(job=jobs)
@example(job=("x=2", "+x=1"))
@example(job=("+x=1", "x=2"))
@example(job=("network.bias=true", "network=tanh", "~network.init"))
@example(job=("data=mnist", "data=csv"))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_overrides_together(hydra, job):
    assert_equal_ways(composer_of(hydra), job)


@pytest.mark.slow
@given(job=jobs, sweep=st.lists(st.sampled_from(["hydra.verbose=true", "name=y", "lr=0.4"])))
@settings(
    max_examples=400 if PATIENT else 120, deadline=None, suppress_health_check=list(HealthCheck)
)
def test_any_overrides_together_at_length(hydra, job, sweep):
    assert_equal_ways(composer_of(hydra, *sweep), job)


def test_a_job_leaves_no_trace_in_the_next(hydra):
    composer = composer_of(hydra)
    plain = composer.compose(())
    composer.compose(("lr=0.7", "data.validation=0", "hidden_nodes=[1,2]"))
    composer.compose(("++network.z=1", "data.train=${name}"))
    assert composer.compose(()) == plain == composer.compose_in_full(())


def test_hydras_own_overrides_of_the_sweep_are_kept(hydra):
    composer = composer_of(hydra, "hydra.job.name=other")
    assert composer.compose(("name=${hydra.job.name}",))["name"] == "other"


def test_folders_of_the_command_line_are_left_to_hydra(hydra, tmp_path):
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "a.yaml").write_text("bias: true\n")
    composer = composer_of(hydra, f"hydra.searchpath=[file://{tmp_path}]")
    assert_equal_ways(composer, ("+extra@network=a",))
    assert_equal_ways(composer, ("+extra=a",))


def counted(composer: Composer, monkeypatch) -> list[tuple[str, ...]]:
    in_full: list[tuple[str, ...]] = []
    original = composer.compose_in_full

    def count(overrides):
        in_full.append(tuple(overrides))
        return original(overrides)

    monkeypatch.setattr(composer, "compose_in_full", count)
    return in_full


GRID = [(f"lr={lr}", f"data={data}") for lr in (1, 2, 3, 4) for data in ("digits", "mnist")]


def test_a_grid_is_composed_in_full_at_its_ends_only(hydra, monkeypatch):
    composer = composer_of(hydra)
    in_full = counted(composer, monkeypatch)
    composed = compose_grid(composer, GRID)
    assert [(point.lr, point.data.name) for point, _ in composed] == [
        (lr, data) for lr in (1, 2, 3, 4) for data in ("digits", "mnist")
    ]
    assert in_full == [GRID[0], GRID[-1]]


def test_a_short_cut_that_goes_wrong_is_noticed_and_left(hydra, monkeypatch, capsys):
    composer = composer_of(hydra)
    in_full = counted(composer, monkeypatch)
    original = composer.settings

    def wrong(overrides):
        point, sweep = original(overrides)
        return dataclasses.replace(point, lr=9), sweep

    monkeypatch.setattr(composer, "settings", wrong)
    composed = compose_grid(composer, GRID)
    assert [point.lr for point, _ in composed] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert in_full[1:] == GRID
    assert capsys.readouterr().err == (
        "nnexp: warning: grid point lr=1 data=digits: composed in a short cut it differs from "
        "Hydra's composition, so every grid point is composed by Hydra, which takes longer\n"
    )


def test_what_is_wrong_with_one_point_leaves_the_others(hydra):
    composed = compose_grid(composer_of(hydra), [("lr=1",), ("lr=${nope}",), ("lr=3",), ("lr=4",)])
    assert [type(c).__name__ if isinstance(c, Exception) else c[0].lr for c in composed] == [
        1,
        "InterpolationKeyError",
        3,
        4,
    ]


def test_a_bad_option_is_looked_for_once(hydra, monkeypatch):
    loader = hydra.config_loader
    loads = []
    original = loader.load_sweep_config
    monkeypatch.setattr(loader, "load_sweep_config", lambda *a: loads.append(a[1]) or original(*a))
    grid = [(f"lr={lr}", "data=nope") for lr in range(1, 50)]
    composed = compose_grid(composer_of(hydra), grid)
    assert all(type(one).__name__ == "MissingConfigException" for one in composed)
    assert len(loads) == 3


@pytest.mark.parametrize(
    ("typed", "composed"),
    [
        ((), 2),
        (("repeats=3", "training.batch_size=2"), 2),
        (("data=mnist", "repeats=3"), 2),
        (("data=mnist,digits", "repeats=3"), 4),
        # What is added or taken away cannot be so again.
        (("+x=1",), 3),
    ],
)
def test_what_the_whole_sweep_has_is_not_composed_again(hydra, monkeypatch, typed, composed):
    loader = hydra.config_loader
    loads = []
    original = loader.load_sweep_config
    monkeypatch.setattr(loader, "load_sweep_config", lambda *a: loads.append(a[1]) or original(*a))
    composer = composer_of(hydra, "lr=1,2,3,4", *typed)
    fixed = [text for text in typed if "," not in text]
    data = ["data=mnist", "data=digits"] if "data=mnist,digits" in typed else [None]
    grid = [
        tuple(filter(None, (f"lr={lr}", choice, *fixed))) for lr in (1, 2, 3, 4) for choice in data
    ]
    found = compose_grid(composer, grid)
    assert len(loads) == composed
    assert [str(one) for one in found] == [
        str(outcome(composer.settings_in_full, point)) for point in grid
    ]
