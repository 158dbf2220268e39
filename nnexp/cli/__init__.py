"""The command line: from what a user types to grid points, and from an error to one line.

`main` reads the arguments; `overrides` and `sweep_file` check them in the user's own
words; `composition` turns each grid point's overrides into settings without composing
each from scratch; `launching` hands the whole grid to `nnexp.api.run` at once. Hydra and
OmegaConf are known in this layer only.
"""
