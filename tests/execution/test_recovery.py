"""Recovery from broken pools, on simulated workers that die as some runs want it."""

import collections
import random
from types import SimpleNamespace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from nnexp.execution.recovery import Recovery

WORKERS, AHEAD = 2, 4


def job(number):
    return SimpleNamespace(run=SimpleNamespace(run_id=str(number)))


def name(one):
    return int(one.run.run_id)


def simulate(chunks, deadly, dice, *, murders=0, lives=True):
    """What becomes of each run, and how many pools broke.

    A pool holds up to `AHEAD` chunks of which any `WORKERS` may be under way; whoever ends first
    is chance, and an answer may be lost with the pool. `murders` workers are killed from outside
    as well; where nothing `lives`, each run kills its worker.
    """
    recovery, ends, broken = (
        Recovery([[job(number) for number in chunk] for chunk in chunks]),
        {},
        0,
    )
    while recovery:
        batch, alone = recovery.batch()
        out, dead = [], False
        while (batch or out) and not dead:
            while batch and len(out) < (1 if alone else AHEAD):
                out.append(batch.popleft())
            chunk = dice.choice(out[: 1 if alone else dice.choice([WORKERS, AHEAD])])
            dead = not lives or any(name(one) in deadly for one in chunk)
            if not dead and murders and dice.random() < 0.1:
                murders, dead = murders - 1, True
            if not dead:
                recovery.answered()
                out.remove(chunk)
                ends |= {name(one): "ok" for one in chunk}
        if dead:
            broken += 1
            assert broken < 1000, "it goes on for ever"
            for one in recovery.broken(out, 1 if alone else WORKERS, alone):
                assert alone
                ends[name(one)] = "killed"
            if recovery.hopeless():
                ends |= {name(one): "given up" for one in recovery.clear()}
    return ends, broken


@st.composite
def sweeps(draw):
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=12))
    numbers = iter(range(sum(sizes)))
    return [[next(numbers) for _ in range(size)] for size in sizes]


@given(sweeps(), st.data(), st.randoms(use_true_random=False))
def test_up_to_two_deadly_runs_are_found_and_all_others_trained(chunks, data, dice):
    runs = [number for chunk in chunks for number in chunk]
    deadly = data.draw(st.sets(st.sampled_from(runs), max_size=2))
    ends, _ = simulate(chunks, deadly, dice)
    assert ends == {run: "killed" if run in deadly else "ok" for run in runs}


@given(st.integers(1, 9), st.integers(0, 30), st.randoms(use_true_random=False))
def test_many_large_runs_that_all_die_do_not_take_the_small_ones_along(large, small, dice):
    runs = range(large + small)
    deadly = set(range(large))
    ends, _ = simulate([[run] for run in runs], deadly, dice)
    innocent = {run: end for run, end in ends.items() if run not in deadly}
    assert innocent == dict.fromkeys(range(large, large + small), "ok")
    assert ends.keys() == set(runs)


@given(sweeps(), st.randoms(use_true_random=False))
def test_a_worker_that_somebody_kills_costs_no_run(chunks, dice):
    ends, _ = simulate(chunks, set(), dice, murders=1)
    assert set(ends.values()) == {"ok"}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 10, 1000])
def test_where_no_worker_lives_all_is_given_up_after_a_dozen_of_pools(count):
    ends, broken = simulate([[run] for run in range(count)], set(), random.Random(1), lives=False)
    found = collections.Counter(ends.values())
    assert found["killed"] == min(3, count)
    assert found["given up"] == max(0, count - 3)
    assert broken <= 12
