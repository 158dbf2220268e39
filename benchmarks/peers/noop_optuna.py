"""Optuna on an objective that does nothing, in memory or in SQLite."""

from __future__ import annotations

from pathlib import Path


def run(trials: int, database: Path | None) -> None:
    """Run `trials` grid trials of a no-op objective."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        storage=f"sqlite:///{database}" if database else None,
        sampler=optuna.samplers.GridSampler({"x": list(range(trials))}),
    )
    study.optimize(lambda trial: float(trial.suggest_int("x", 0, trials)), n_trials=trials)
