"""Ray Tune on a trainable that does nothing, on the local machine."""

from __future__ import annotations

from pathlib import Path


def run(trials: int, folder: Path) -> float:
    """Run `trials` no-op trials; returns the seconds of the tuning alone, start-up excluded."""
    import time

    import ray
    from ray import tune

    ray.init(address="local", num_cpus=2, log_to_driver=False, include_dashboard=False)

    def objective(config: dict[str, float]) -> dict[str, float]:
        return {"score": config["x"]}

    try:
        start = time.perf_counter()
        tune.Tuner(
            objective,
            param_space={"x": tune.grid_search(list(range(trials)))},
            run_config=tune.RunConfig(storage_path=str(folder), verbose=0),
        ).fit()
        return time.perf_counter() - start
    finally:
        ray.shutdown()
