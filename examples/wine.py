"""scikit-learn's MLPClassifier on a table: 178 wines of three growers by 13 measurements.

python examples/wine.py
"""

from sklearn.datasets import load_wine
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import nnexp


def sweep(**more):
    """Which step size, which width, and for how long?"""
    table, grower = load_wine(return_X_y=True, as_frame=True)
    learner = make_pipeline(StandardScaler(), MLPClassifier())
    return nnexp.sweep(
        nnexp.estimator(learner, table, grower, scoring=["accuracy", "neg_log_loss"]),
        mlpclassifier__learning_rate_init=[0.001, 0.01, 0.1],
        mlpclassifier__hidden_layer_sizes=[(5,), (50,)],
        epochs=[1, 5, 20],
        repeats=5,
        **more,
    )


if __name__ == "__main__":
    for finding in sweep(name="wine").findings():
        print(finding.sentence)
