"""What somebody meant who wrote a word that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

_OTHER_WORDS = {
    "lr": "learningrate learningrates rate alpha eta stepsize",
    "epochs": "epoch passes iterations",
    "hidden_nodes": "hnodes hidden hiddennode hiddennodes hiddenlayer hiddenlayers "
    "hiddensize hiddenunits nodes layers",
    "seed": "seeds randomseed randomstate",
    "repeats": "repeat repetitions trials runs",
    "data": "dataset",
    "training.batch_size": "batch batchsize minibatch",
    "engine.workers": "jobs njobs cores nworkers",
}
"""Settings as the book and other libraries call them, in lower case and letters alone."""

_ABSENT = (
    "momentum nesterov dropout optimizer optimiser sgd adam adamw rmsprop weightdecay l1 l2 "
    "regularization regularisation batchnorm layernorm convolution conv kernelsize"
)
"""What other libraries have and the book's network has not, in the same letters."""

_OWN_MODEL = (
    " (no dropout or momentum in the built-in network: bring your own model, "
    "train=my_model.py:train or nnexp.sweep(train, …))"
)

_MEANT = {word: name for name, words in _OTHER_WORDS.items() for word in words.split()}


def nearest(word: str, candidates: Sequence[str]) -> str:
    """`" (did you mean 'x'?)"` for the candidate closest to `word` in any case, or nothing."""
    return _said(_closest(word, candidates))


def nearest_setting(name: str, names: Sequence[str]) -> str:
    """The same for the name of a setting, which may be another library's or lack its group."""
    group, _, last = name.rpartition(".")
    if last.lower() == "name" and group in names:  # `data.name` for data
        return _said(group)
    meant = _MEANT.get(_letters(name)) or _MEANT.get(_letters(last))
    if meant in names:
        return _said(meant)
    # `training.lr` for lr and `batch_size` for training.batch_size.
    alike = [one for one in names if _letters(one.rpartition(".")[2]) == _letters(last)]
    return _said(_closest(name, alike, cutoff=0) or _closest(name, names))


def instead(name: str, names: Sequence[str]) -> str:
    """The same for a setting of the built-in network; says so where it has nothing of the kind."""
    if _letters(name.rpartition(".")[2]) in _ABSENT.split():
        return _OWN_MODEL
    return nearest_setting(name, names)


def _closest(word: str, candidates: Sequence[str], cutoff: float = 0.5) -> str | None:
    cased = {one.lower(): one for one in reversed(candidates)}
    close = difflib.get_close_matches(word.lower(), list(cased), n=1, cutoff=cutoff)
    return cased[close[0]] if close else None


def _said(candidate: str | None) -> str:
    return f" (did you mean '{candidate}'?)" if candidate else ""


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
