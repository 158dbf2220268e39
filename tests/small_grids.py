"""Grids of small networks on the digits."""

import itertools

from nnexp.settings import parse, unflatten


def points(**axes):
    """Every combination of the axes; double underscores stand for dots."""
    base = {"hidden_nodes": [5], "epochs": [2]} | axes
    names = [name.replace("__", ".") for name in base]
    return [
        parse(unflatten(dict(zip(names, values, strict=True))))[0]
        for values in itertools.product(*base.values())
    ]
