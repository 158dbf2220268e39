"""A scikit-learn estimator as a trainable.

`scoring` turns scorers into metrics, `splits` cuts the data by repeat, `fitting` fits once or
epoch by epoch, `settings` reads parameters off the estimator, `trainable` is the door.
"""
