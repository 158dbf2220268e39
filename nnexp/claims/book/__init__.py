"""The claims of the book, one file each, in the order of its sections.

A new claim is a file here with its `CLAIM`, a line in the list below, and a sweep file
`sweeps/claims/<id>.yaml`.
"""

from nnexp.claims.book import step_size, xor
from nnexp.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    xor.CLAIM,
    step_size.CLAIM,
)
