"""How often what is random is tried: seldom where somebody waits, as in CI, else at length."""

import os

PATIENT = os.environ.get("NNEXP_PATIENT") == "1"
"""Set by `python -m benchmarks.reliability`."""
