"""A Hydra app whose job does nothing: what a grid point costs in stock Hydra.

Run as a script with `-m`; the grid and, for the joblib launcher,
`hydra/launcher=joblib` come as overrides.
"""

from __future__ import annotations

import dataclasses

import hydra
from hydra.core.config_store import ConfigStore


@dataclasses.dataclass
class Config:
    """Two axes, as many as the grid needs."""

    x: float = 0.0
    repeat: int = 0


ConfigStore.instance().store(name="config", node=Config)


@hydra.main(version_base=None, config_path=None, config_name="config")
def job(config: Config) -> float:
    """Do nothing."""
    return config.x


if __name__ == "__main__":
    job()
