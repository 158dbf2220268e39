"""Scorers by their names in scikit-learn, as metrics of parts of the data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from nnexp.metrics import Metric, Part
from nnexp.settings import nearest
from nnexp.trainables.function.marks import FunctionError
from nnexp.trainables.function.metrics import KINDS, TIME

_SHORT = {
    "mean_squared_error": "mse",
    "root_mean_squared_error": "rmse",
    "mean_absolute_error": "mae",
    "mean_absolute_percentage_error": "mape",
    "brier_score": "brier",
}

_NEGATED = "neg_"


@dataclasses.dataclass(frozen=True)
class Score:
    """One scorer."""

    scorer: str
    """Its name in scikit-learn."""

    @property
    def kind(self) -> str:
        """`rmse` for `neg_root_mean_squared_error`: the loss itself, whose sign was turned."""
        bare = self.scorer.removeprefix(_NEGATED)
        return _SHORT.get(bare, bare)

    def metric(self, part: Part, *, chooses: bool) -> Metric:
        """What it measures of a part of the data."""
        known = KINDS.get(self.kind)
        lower = self.scorer.startswith(_NEGATED) or self.scorer == "max_error"
        words = f"{self.kind.replace('_', ' ')} on {part} data"
        found = Metric(
            f"{part}_{self.kind}", words, part, "lower" if lower else "higher", chooses=chooses
        )
        if known is None or known.better != found.better:
            return found
        return dataclasses.replace(found, printed=known.printed, bounds=known.bounds)

    def of(self, model: Any, X: Any, y: Any) -> float:
        """Its value, the loss where it is a negated one."""
        from sklearn.metrics import get_scorer

        scorer: Callable[[Any, Any, Any], float] = get_scorer(self.scorer)
        value = float(scorer(model, X, y))
        lower = self.scorer.startswith(_NEGATED) or self.scorer == "max_error"
        # Adding 0 takes the sign off -0.0.
        return -value + 0.0 if lower else value


def scores_of(scoring: Any, model: Any) -> tuple[Score, ...]:
    """The scorers that were asked for, the first of which chooses.

    Args:
        scoring: a name, several, or None for what is usual of the estimator.
        model: the estimator.

    Raises:
        FunctionError: there is no such scorer.
    """
    from sklearn.base import is_regressor
    from sklearn.metrics import get_scorer_names

    if scoring is None:
        usual = ("neg_root_mean_squared_error", "r2") if is_regressor(model) else ("accuracy",)
        return tuple(map(Score, usual))
    names = [scoring] if isinstance(scoring, str) else scoring
    if not isinstance(names, Sequence) or not names or not all(isinstance(n, str) for n in names):
        raise FunctionError(
            f"scoring={scoring!r:.60}: must be the name of a scorer or a list of names; for "
            "example scoring='accuracy'"
        )
    known = get_scorer_names()
    for name in names:
        if name not in known:
            raise FunctionError(
                f"scoring={name}: scikit-learn has no scorer of that name{nearest(name, known)}; "
                "sklearn.metrics.get_scorer_names() lists them"
            )
    return tuple(map(Score, dict.fromkeys(names)))


def metrics_of_parts(scores: Sequence[Score], parts: Sequence[Part]) -> tuple[Metric, ...]:
    """Every scorer on every part of the data, and time."""
    return (
        *(score.metric(part, chooses=score is scores[0]) for part in parts for score in scores),
        TIME,
    )
