"""`nnexp.estimator`: an estimator and its data as a model that can be swept."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import cloudpickle
import joblib
import numpy as np

from nnexp.metrics import Part
from nnexp.settings import nearest_setting
from nnexp.trainables.estimator.fitting import epochs_of, fitted
from nnexp.trainables.estimator.scoring import Score, metrics_of_parts, scores_of
from nnexp.trainables.estimator.settings import RANDOM, budget_of, parameter_of, refuse_values
from nnexp.trainables.estimator.splits import Split, split_of
from nnexp.trainables.function.marks import FunctionError
from nnexp.trainables.function.signature import BUDGET, SEED_SPEC, Parameter
from nnexp.trainables.function.trainable import Own
from nnexp.trainables.outcome import State
from nnexp.trainables.trainable import SEED


@dataclasses.dataclass(frozen=True, eq=False)
class Fitting:
    """An estimator with its data; see `nnexp.trainables.function.trainable.OwnModel`."""

    name: str
    fingerprint: str
    payload: np.ndarray
    """uint8: the estimator, pickled; it travels from process to process and is never kept."""
    X: Any
    y: Any
    split: Split
    scores: tuple[Score, ...]
    classes: int | None = None
    same_test: int | None = None
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def get_ready(self) -> None:
        """Nothing: unpickling it imports what it needs."""

    def begin(
        self,
        values: Mapping[str, Any],
        seed: int,
        repeat: int,
        state: State | None,  # noqa: ARG002 -- estimators are objects: none can be gone on from
    ) -> Any:
        model = cloudpickle.loads(self.payload.tobytes())
        own = {name: value for name, value in values.items() if name != BUDGET}
        drawn = {
            name: seed
            for name in model.get_params()
            if name == RANDOM or name.endswith(f"__{RANDOM}")
        }
        model.set_params(**{**drawn, **own})
        rows = self.split.of(self.X, self.y, seed, repeat)
        data: dict[Part, tuple[Any, Any]] = {
            part: (_taken(self.X, rows[part]), _taken(self.y, rows[part]))
            for part in self.split.parts
        }
        if BUDGET in values:
            return epochs_of(model, data, self.scores)
        return fitted(model, data, self.scores)


def estimator(
    model: Any,
    X: Any,
    y: Any,
    /,
    *,
    scoring: Sequence[str] | str | None = None,
    validation: float = 0.2,
    test: float = 0.2,
    cv: Any = None,
) -> Own:
    """A scikit-learn estimator, or a pipeline, and what it learns: for `nnexp.sweep`.

    Its parameters are the settings, those of a step as `step__parameter`. Every `random_state` is
    set from the repeat, and so are the samples that train, choose and test: they are the same at
    every grid point. With `epochs` in the sweep it is fitted pass by pass (`partial_fit`, or
    `warm_start`) and gives a curve, without as scikit-learn fits it.

    Args:
        model: the estimator; its own parameters hold where the sweep names no others.
        X: samples, as it takes them.
        y: their answers.
        scoring: names of scorers, of which the first chooses; accuracy, or RMSE and R² of a
            regression, unless given.
        validation: share of the samples on which settings are chosen.
        test: share that neither trains nor chooses.
        cv: a splitter in place of the shares: repeat r is judged on its fold r.

    Raises:
        FunctionError: it is no estimator, or the data and how they are cut do not fit.
    """
    from sklearn import __version__
    from sklearn.base import is_classifier

    if isinstance(model, type) or not (hasattr(model, "fit") and hasattr(model, "get_params")):
        raise FunctionError(
            f"{model!r:.60}: must be an estimator of scikit-learn, as nnexp.estimator("
            "MLPClassifier(), X, y)"
        )
    label = _label(model)
    _refuse_data(X, y, label)
    split = split_of(validation, test, cv, stratified=is_classifier(model))
    scores = scores_of(scoring, model)
    try:
        payload = cloudpickle.dumps(model)
    except Exception as error:
        raise FunctionError(f"{label}: cannot be taken to other processes ({error})") from error
    told = [label, __version__, joblib.hash([model, X, y, split]), [one.scorer for one in scores]]
    fingerprint = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    classes = len(np.unique(np.asarray(y))) if is_classifier(model) else None
    content = Fitting(
        label, fingerprint, np.frombuffer(payload, np.uint8), X, y, split, scores, classes
    )
    return Own(
        label=label,
        parameters=(Parameter(SEED, SEED_SPEC, 1, "int"),),
        yields=False,
        told_epochs=False,
        prefix=False,
        resumable=False,
        metrics=metrics_of_parts(scores, split.parts),
        kind="estimator",
        model=content,
    )


def named_parameters(model: Own, given: Mapping[str, Any], others: Sequence[str]) -> Own:
    """The model with those parameters of its estimator as settings that a sweep names.

    Args:
        model: of an estimator.
        given: values by name; a list is an axis.
        others: names of settings that are none of the estimator's.

    Raises:
        FunctionError: with a line for each name or value that the estimator does not take.
    """
    content = model.model
    if not isinstance(content, Fitting):
        return model
    learner = cloudpickle.loads(content.payload.tobytes())
    known = learner.get_params()
    problems: list[str] = []
    found: list[Parameter] = []
    tried: dict[str, Sequence[Any]] = {}
    for name, value in given.items():
        if name in (*others, SEED, BUDGET):
            continue
        if name not in known:
            hint = nearest_setting(str(name), [*known, *others])
            problems.append(f"{name}: {model.label} has no parameter of that name{hint}")
            continue
        values = value if isinstance(value, list) else [value]
        try:
            found.append(parameter_of(name, values, known[name]))
            tried[name] = values
        except FunctionError as error:
            problems.append(str(error))
    problems += refuse_values(learner, model.label, tried)
    yields = BUDGET in given
    if yields:
        try:
            found.append(budget_of(learner, model.label))
        except FunctionError as error:
            problems.append(str(error))
    if problems:
        raise FunctionError("\n".join(problems))
    return dataclasses.replace(
        model, parameters=(*found, *model.parameters), yields=yields, prefix=yields
    )


def refuse_repeats(model: Own, repeats: int, named: str) -> None:
    """See that a splitter has a fold for each repeat.

    Args:
        model: of an estimator or not.
        repeats: that there may be.
        named: what asks for so many.

    Raises:
        FunctionError: it has fewer.
    """
    content = model.model
    if isinstance(content, Fitting):
        folds = content.split.folds(content.X, content.y)
        if folds is not None and repeats > folds:
            raise FunctionError(
                f"{named}: each repeat takes a fold of cv, which has {folds}, and this may take "
                f"{repeats}; ask for fewer, or give cv more folds"
            )


def _label(model: Any) -> str:
    if hasattr(model, "steps"):
        return f"pipeline of {type(model.steps[-1][1]).__name__}"
    return type(model).__name__


def _refuse_data(X: Any, y: Any, label: str) -> None:
    shapes = [getattr(one, "shape", None) or (len(one),) for one in (X, y)]
    if shapes[0][0] != shapes[1][0]:
        raise FunctionError(
            f"{label}: X has {shapes[0][0]:,} samples and y {shapes[1][0]:,} answers; each sample "
            "has one"
        )


def _taken(values: Any, rows: np.ndarray) -> Any:
    """Some rows of an array, a matrix or a table."""
    if hasattr(values, "iloc"):
        return values.iloc[rows]
    return (values if hasattr(values, "shape") else np.asarray(values))[rows]
