"""The claims of the book, one file each, in the order of its sections.

A new claim is a file here with its `CLAIM`, a line in the list below, and a sweep file
`sweeps/claims/<id>.yaml`; a text with numbers or names in it is `said`, and `nnexp.language` has
its Chinese.
"""

import importlib

from nnexp.claims.claim import Claim

_FILES = (
    "predictor",
    "moderation",
    "noise",
    "xor",
    "threshold",
    "activation",
    "damage",
    "matrix",
    "error_split",
    "true_gradient",
    "step_size",
    "not_exact",
    "many_weights",
    "slope",
    "settles",
    "saturation",
    "zeros",
    "init_scale",
    "input_range",
    "targets",
    "no_universal",
    "layers",
    "lr_sweet_spot",
    "epochs",
    "overfitting",
    "smaller_steps",
    "repetition",
    "capacity",
    "diminishing",
    "where_learning",
    "own_digits",
    "backquery",
    "rotation",
)

CLAIMS: tuple[Claim, ...] = tuple(
    importlib.import_module(f"{__name__}.{name}").CLAIM for name in _FILES
)
