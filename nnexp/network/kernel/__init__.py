"""Training and evaluation as fast as the hardware; see `docs/performance.md`.

Importing this package imports Numba but compiles nothing.
"""
