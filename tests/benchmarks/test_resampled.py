"""Rates on sweeps drawn from real trainings, a few of them; all by the command."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.calibration import resampled
from benchmarks.calibration.populations import load
from benchmarks.calibration.rates import Rate


@pytest.mark.parametrize(
    "part", ["missing", "interactions", "winners", "onsets", "survivors", "stopping"]
)
def test_rates_keep_their_bars(part: str) -> None:
    for rate in resampled.PARTS[part](5, 30):
        assert not rate.clearly_missed, (rate.condition, rate.quantity, rate.value, rate.error)


@pytest.mark.parametrize("worlds", [resampled.at_the_end, resampled.made])
def test_sweet_spots_keep_their_bars(worlds: object) -> None:
    for one in worlds():  # type: ignore[operator]
        for rate in resampled.sweet_spots(one, 5, 30):
            assert not rate.clearly_missed, (one.name, rate.quantity, rate.value, rate.error)


def test_the_bars_catch_a_winner_judged_by_the_repeats_that_chose_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def plain(values: np.ndarray, picks: np.ndarray, limits: tuple[float, float]) -> object:
        mean, error = values[0].mean(), values[0].std(ddof=1) / np.sqrt(len(picks))
        return mean, mean - 2.776 * error, mean + 2.776 * error

    monkeypatch.setattr(resampled, "held_out", plain)
    missed = [rate for rate in resampled.winners(5, 60) if rate.clearly_missed]
    assert "xor" in {rate.condition.surface for rate in missed}


def test_the_truth_counts_what_diverged_as_the_worst() -> None:
    population = load("diverging")
    one = resampled.world(population)
    place = int(np.flatnonzero(population.diverged.mean(axis=1))[0])
    share = population.diverged[place].mean()
    trained = population.metrics["validation_accuracy"][place, ~population.diverged[place], -1]
    assert one.means[place] == pytest.approx(share + (1 - share) * (1 - trained.mean()))
    assert (one.draw(np.random.default_rng(1), 200) == np.inf).mean(axis=0)[place] == share


def test_the_command_prints_each_rate_with_its_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resampled.main(["--quick", "survivors"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all("high 0.05" in line for line in lines[:-1])
    missed = Rate(resampled.survivors(3, 20)[0].condition, "made", 0.9, 0.01, high=0.05)
    monkeypatch.setitem(resampled.PARTS, "survivors", lambda repeats, count: [missed])
    assert resampled.main(["--quick", "survivors"]) == 1
