"""Training: from one grid point and a repeat to a learning curve.

`train` never raises because a run diverges: what happened is the `Outcome`'s status. A
`Curve` has a row of `METRICS` for every epoch.
"""

from nnexp.training.outcome import METRICS, Curve, Outcome
from nnexp.training.run import train

__all__ = ["METRICS", "Curve", "Outcome", "train"]
