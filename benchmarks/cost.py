"""How far `plan=true` is from the training time that the sweep then takes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml

from benchmarks import arguments, command
from benchmarks.measurement import Measurement, from_turns
from nnexp.settings import GridPoint, parse
from nnexp.sweeps.preview import preview

GRIDS = {
    "mnist": {"data": {"name": "mnist"}, "epochs": 5},
    "digits": {"epochs": 2000},
}
RATES = (0.05, 0.1, 0.2, 0.3)


def measure(quick: bool) -> list[Measurement]:
    """Percent by which the estimate misses the measured time, either way."""
    found = []
    for name, settings in GRIDS.items():
        errors, estimates, times = [], [], []
        for _ in range(1 if quick else 3):
            estimate, seconds = _once(settings)
            estimates.append(estimate)
            times.append(seconds)
            errors.append(abs(estimate / seconds - 1) * 100)
        found += [
            from_turns("cost", f"{name} error", "nnexp", errors, "%"),
            from_turns("cost", f"{name} estimated", "nnexp", estimates, "s"),
            from_turns("cost", f"{name} measured", "nnexp", times, "s"),
        ]
    return found


def _once(settings: dict[str, object]) -> tuple[float, float]:
    points: list[GridPoint] = []
    for lr in RATES:
        point, sweep = parse({**settings, "lr": lr, "repeats": 4})
        points.append(point)
    with tempfile.TemporaryDirectory() as name:
        data = settings.get("data", {"name": "digits"})["name"]  # type: ignore[index]
        words = ["-m", f"data={data}", f"lr={','.join(map(str, RATES))}", "repeats=4"]
        estimate = preview(points, sweep).seconds
        command.nnexp([*words, f"epochs={settings['epochs']}", "hydra.sweep.dir=out"], Path(name))
        record = yaml.safe_load((Path(name) / "out" / "sweep.yaml").read_text())
    return estimate, float(record["timings"]["execute"])


if __name__ == "__main__":
    arguments.run(measure)
