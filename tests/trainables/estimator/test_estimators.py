"""scikit-learn estimators: the same numbers as by hand, and a line for each mistake."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.metrics import accuracy_score, root_mean_squared_error
from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import nnexp
from nnexp.api import own_grid
from nnexp.errors import NnexpError
from nnexp.trainables.outcome import never

IRIS = load_iris(return_X_y=True)
DIABETES = load_diabetes(return_X_y=True)


def outcomes(model, repeat=0, **given):
    """The training of each point of a grid."""
    asked = own_grid(model, {"repeats": 3} | given, {})
    data = asked.model.load(asked.points)
    return asked.model, [
        asked.model.train(
            point,
            repeat,
            data[asked.model.source(point)],
            start=None,
            should_stop=never,
            memo=None,
        )
        for point in asked.points
    ]


def rows(model, outcome):
    """A training as mappings of metrics."""
    assert outcome.status == "ok", outcome.reason
    return [dict(zip(model.columns.metrics, row, strict=True)) for row in outcome.curve.values]


def test_a_fold_is_judged_as_by_hand():
    folds = KFold(4, shuffle=True, random_state=3)
    model, (found,) = outcomes(nnexp.estimator(Ridge(), *DIABETES, cv=folds), 2, alpha=0.5)
    X, y = DIABETES
    train, held_out = list(folds.split(X))[2]
    by_hand = Ridge(alpha=0.5).fit(X[train], y[train])
    (row,) = rows(model, found)
    assert row["validation_rmse"] == pytest.approx(
        root_mean_squared_error(y[held_out], by_hand.predict(X[held_out]))
    )
    assert row["validation_r2"] == pytest.approx(by_hand.score(X[held_out], y[held_out]))
    assert model.columns.choosing("validation").name == "validation_rmse"
    assert model.columns.choosing("validation").better == "lower"


def test_passes_of_a_pipeline_are_those_of_partial_fit_by_hand():
    X, y = IRIS
    steps = make_pipeline(StandardScaler(), SGDClassifier())
    model, (found,) = outcomes(nnexp.estimator(steps, X, y), epochs=3, sgdclassifier__alpha=0.01)
    content = model.model
    from nnexp.trainables.function.surroundings import seed_of

    seed = seed_of(1, 0)
    parts = content.split.of(X, y, seed, 0)
    scaler = StandardScaler().fit(X[parts["train"]])
    by_hand = SGDClassifier(alpha=0.01, random_state=seed)
    scores = []
    for _ in range(3):
        by_hand.partial_fit(
            scaler.transform(X[parts["train"]]), y[parts["train"]], classes=[0, 1, 2]
        )
        held_out = scaler.transform(X[parts["validation"]])
        scores.append(accuracy_score(y[parts["validation"]], by_hand.predict(held_out)))
    assert [row["validation_accuracy"] for row in rows(model, found)] == scores


@pytest.mark.parametrize("repeat", range(3))
def test_parts_are_apart_and_drawn_from_the_repeat_alone(repeat):
    X, y = IRIS
    model, _ = outcomes(nnexp.estimator(KNeighborsClassifier(), X, y), n_neighbors=[1, 3])
    parts = model.model.split.of(X, y, 7 + repeat, repeat)
    assert {name: len(rows) for name, rows in parts.items()} == {
        "train": 90,
        "validation": 30,
        "test": 30,
    }
    assert sorted(np.concatenate(list(parts.values()))) == list(range(150))
    for part in parts.values():
        assert len(set(np.bincount(y[part]))) == 1  # as many of each class
    other = model.model.split.of(X, y, 8 + repeat, repeat)
    assert not np.array_equal(parts["test"], other["test"])


@pytest.mark.parametrize(
    ("learner", "data"),
    [
        (RandomForestClassifier(max_depth=2), IRIS),
        (HistGradientBoostingRegressor(max_leaf_nodes=3), DIABETES),
        (LogisticRegression(), IRIS),
    ],
)
def test_warm_starts_give_curves_whose_beginning_is_a_shorter_one(learner, data):
    model, (short, long) = outcomes(nnexp.estimator(learner, *data), epochs=[2, 4])
    assert len(short.curve.values) == 2
    names = list(model.columns.metrics)[:-1]
    first, second = ([[row[n] for n in names] for row in rows(model, one)] for one in (short, long))
    assert second[:2] == first
    assert second[3] != first[0]


def test_repeats_draw_anew_and_points_alike():
    X, y = IRIS
    forest = nnexp.estimator(RandomForestClassifier(n_estimators=3, random_state=5), X, y)
    model, (first, alike) = outcomes(forest, 0, max_depth=[1, None])
    _, (again, _) = outcomes(forest, 0, max_depth=[1, None])
    _, (other, _) = outcomes(forest, 1, max_depth=[1, None])
    strip = slice(0, -1)
    assert first.curve.values[:, strip].tobytes() == again.curve.values[:, strip].tobytes()
    assert first.curve.values[:, strip].tobytes() != other.curve.values[:, strip].tobytes()
    assert model.flat(own_grid(forest, {"max_depth": None}, {}).points[0])["max_depth"] is None
    assert alike.status == "ok"


def test_the_data_and_fixed_parameters_are_part_of_its_name():
    X, y = IRIS
    known = nnexp.estimator(Ridge(), X, y).model.fingerprint
    assert nnexp.estimator(Ridge(), X.copy(), y.copy()).model.fingerprint == known
    for other in (
        nnexp.estimator(Ridge(alpha=2), X, y),
        nnexp.estimator(Ridge(), X + 1e-9, y),
        nnexp.estimator(Ridge(), X, y[::-1]),
        nnexp.estimator(Ridge(), X, y, validation=0.3),
        nnexp.estimator(Ridge(), X, y, scoring="r2"),
        nnexp.estimator(Ridge(), X, y, cv=KFold(3)),
    ):
        assert other.model.fingerprint != known


MISTAKES = {
    "a class": (
        lambda: nnexp.estimator(Ridge, *IRIS),
        "<class 'sklearn.linear_model._ridge.Ridge'>: must be an estimator of scikit-learn, as "
        "nnexp.estimator(MLPClassifier(), X, y)",
    ),
    "answers that lack": (
        lambda: nnexp.estimator(Ridge(), IRIS[0], IRIS[1][:9]),
        "Ridge: X has 150 samples and y 9 answers; each sample has one",
    ),
    "a scorer that is none": (
        lambda: nnexp.estimator(Ridge(), *IRIS, scoring="acuracy"),
        "scoring=acuracy: scikit-learn has no scorer of that name (did you mean 'accuracy'?); "
        "sklearn.metrics.get_scorer_names() lists them",
    ),
    "scoring by a number": (
        lambda: nnexp.estimator(Ridge(), *IRIS, scoring=3),
        "scoring=3: must be the name of a scorer or a list of names; for example "
        "scoring='accuracy'",
    ),
    "no validation": (
        lambda: nnexp.estimator(Ridge(), *IRIS, validation=0),
        "validation=0: must be a share of the samples, above 0 and below 1; for example "
        "validation=0.2",
    ),
    "nothing to train on": (
        lambda: nnexp.estimator(Ridge(), *IRIS, validation=0.5, test=0.5),
        "validation=0.5 test=0.5: leave nothing to train on; together they must be below 1",
    ),
    "no splitter": (
        lambda: nnexp.estimator(Ridge(), *IRIS, cv=5),
        "cv=5: must be a splitter of scikit-learn; for example cv=KFold(5)",
    ),
    "unknown parameter": (
        lambda: own_grid(nnexp.estimator(Ridge(), *IRIS), {"alhpa": 3}, {}),
        "alhpa: Ridge has no parameter of that name (did you mean 'alpha'?)",
    ),
    "what the estimator refuses": (
        lambda: own_grid(nnexp.estimator(Ridge(), *IRIS), {"alpha": [1, -1]}, {}),
        "alpha=-1: The 'alpha' parameter of Ridge must be a float in the range [0.0, inf) or an "
        "array-like. Got -1 instead. (Ridge)",
    ),
    "no value": (
        lambda: own_grid(nnexp.estimator(Ridge(), *IRIS), {"alpha": [IRIS[0][0]]}, {}),
        "alpha=[5.1, 3.5, 1.4, 0.2]: is a list; a setting is a number, a text, True, False, None "
        "or a tuple of these",
    ),
    "learns at once": (
        lambda: own_grid(nnexp.estimator(Ridge(), *IRIS), {"epochs": 3}, {}),
        "epochs: Ridge learns at once, it has neither partial_fit nor warm_start; leave epochs out",
    ),
    "more repeats than folds": (
        lambda: own_grid(nnexp.estimator(Ridge(), *IRIS, cv=KFold(3)), {"repeats": 4}, {}),
        "repeats=4: each repeat takes a fold of cv, which has 3, and this may take 4; ask for "
        "fewer, or give cv more folds",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_in_a_line(what):
    make, message = MISTAKES[what]
    with pytest.raises(NnexpError) as told:
        make()
    # The words of scikit-learn 1.5 for the same.
    said = str(told.value).replace("an instance of 'numpy.ndarray'", "an array-like")
    assert said == message
