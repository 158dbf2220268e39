"""nnexp on a function of one's own that does nothing, on worker processes."""

from __future__ import annotations

from pathlib import Path

REPEATS = 5


def nothing(x: int) -> dict[str, float]:
    """A training without training."""
    return {"validation_loss": float(x)}


def run(trials: int, folder: Path) -> None:
    """Run `trials` trials from the call to its table, the start of two workers included."""
    import nnexp

    nnexp.sweep(
        nothing,
        {"store.path": str(folder / "store.sqlite"), "engine.workers": 2},
        x=range(trials // REPEATS),
        repeats=REPEATS,
        directory=folder / "out",
        quiet=True,
    )
