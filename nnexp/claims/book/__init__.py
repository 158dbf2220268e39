"""The claims of the book, one file each, in the order of its sections.

A new claim is a file here with its `CLAIM`, a line in the list below, and a sweep file
`sweeps/claims/<id>.yaml`.
"""

from nnexp.claims.book import (
    activation,
    capacity,
    damage,
    diminishing,
    epochs,
    error_split,
    init_scale,
    input_range,
    lr_sweet_spot,
    many_weights,
    matrix,
    moderation,
    noise,
    not_exact,
    predictor,
    saturation,
    settles,
    slope,
    smaller_steps,
    step_size,
    targets,
    threshold,
    true_gradient,
    xor,
    zeros,
)
from nnexp.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    predictor.CLAIM,
    moderation.CLAIM,
    noise.CLAIM,
    xor.CLAIM,
    threshold.CLAIM,
    activation.CLAIM,
    damage.CLAIM,
    matrix.CLAIM,
    error_split.CLAIM,
    true_gradient.CLAIM,
    step_size.CLAIM,
    not_exact.CLAIM,
    many_weights.CLAIM,
    slope.CLAIM,
    settles.CLAIM,
    saturation.CLAIM,
    zeros.CLAIM,
    init_scale.CLAIM,
    input_range.CLAIM,
    targets.CLAIM,
    lr_sweet_spot.CLAIM,
    epochs.CLAIM,
    smaller_steps.CLAIM,
    capacity.CLAIM,
    diminishing.CLAIM,
)
