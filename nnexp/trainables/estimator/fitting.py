"""Fitting an estimator, once or epoch by epoch, and what its scorers say."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nnexp.metrics import Part
from nnexp.trainables.estimator.scoring import Score

Data = Mapping[Part, tuple[Any, Any]]
"""Samples and answers of each part."""

Row = dict[str, float]


def fitted(model: Any, data: Data, scores: Sequence[Score]) -> Row:
    """Fit as scikit-learn does, and score."""
    model.fit(*data["train"])
    return _row(model, data, scores)


def epochs_of(model: Any, data: Data, scores: Sequence[Score]) -> Iterator[Row]:
    """Fit on and on, and score after each pass over the training data.

    What is before the last step of a pipeline is fitted once: it is no part of the passes.
    """
    before, last = apart(model)
    X, y = data["train"]
    if before is not None:
        before.fit(X, y)
        data = {part: (before.transform(X), y) for part, (X, y) in data.items()}
        X, y = data["train"]
    step = stepper(last)
    if step is None:
        raise TypeError(f"{type(last).__name__} learns at once")
    for epoch in _counted():
        step(last, X, y, epoch)
        yield _row(last, data, scores)


def apart(model: Any) -> tuple[Any, Any]:
    """What prepares data, None where nothing does, and what learns."""
    if hasattr(model, "steps"):
        last = model.steps[-1][1]
        return (model[:-1] if len(model.steps) > 1 else None), last
    return None, model


def stepper(model: Any) -> Callable[[Any, Any, Any, int], None] | None:
    """One more pass over the training data; None for what learns at once."""
    if hasattr(model, "partial_fit"):
        return _partial
    names = model.get_params(deep=False)
    if "warm_start" not in names:
        return None
    if "n_estimators" in names:
        return lambda model, X, y, epoch: _warm(model, X, y, {"n_estimators": epoch})
    if "max_iter" in names:
        # Boosting counts all of its trees, the others those passes that are still to come.
        total = hasattr(model, "_raw_predict")
        return lambda model, X, y, epoch: _warm(model, X, y, {"max_iter": epoch if total else 1})
    return None


def _partial(model: Any, X: Any, y: Any, epoch: int) -> None:
    from sklearn.base import is_classifier

    if epoch == 1 and is_classifier(model):
        model.partial_fit(X, y, classes=np.unique(y))
    else:
        model.partial_fit(X, y)


def _warm(model: Any, X: Any, y: Any, settings: Mapping[str, int]) -> None:
    from sklearn.exceptions import ConvergenceWarning

    model.set_params(warm_start=True, **settings)
    with warnings.catch_warnings():
        # One pass at a time never converges, which is no news.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, y)


def _row(model: Any, data: Data, scores: Sequence[Score]) -> Row:
    return {
        f"{part}_{score.kind}": score.of(model, X, y)
        for part, (X, y) in data.items()
        for score in scores
    }


def _counted() -> Iterator[int]:
    epoch = 0
    while True:
        epoch += 1
        yield epoch
