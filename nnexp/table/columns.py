"""The columns of the table and of the curves: their order, plain types and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from nnexp.settings import Entry, Spec, catalog
from nnexp.training import METRICS

if TYPE_CHECKING:
    import pandas as pd

SETTINGS: tuple[Entry, ...] = tuple(entry for entry in catalog() if entry.axis)
"""The settings that may differ between grid points, each a column under its dotted name."""

_METRIC_DOCS = {
    "train_loss": "loss on training data: mean over samples of the summed squared output errors",
    "train_accuracy": "share of training samples whose largest output is the right class",
    "validation_loss": "the same loss on validation data; missing when there are none",
    "validation_accuracy": "the same share on validation data; missing when there are none",
    "test_loss": "the same loss on test data",
    "test_accuracy": "the same share on test data",
    "weight_norm": "root of the summed squares of all weights",
    "saturation": "share of saturated hidden nodes, over nodes and samples",
    "seconds": "time spent on training up to that epoch, evaluation aside [s]",
}

_OTHER_DOCS = {
    "repeat": "number of the repetition, from 0; with seed it fixes every random draw",
    "run_id": "name of the training that serves this row; hash of all that can change its numbers",
    "target": "processor and library versions for which the bits of the numbers are promised",
    "status": "ok, diverged (weights no longer finite), error (it raised), timeout, or not_run "
    "(the sweep stopped before)",
    "reason": "why there are no numbers; empty when status is ok",
    "data_fingerprint": "SHA-256 of the decoded content of the data",
}


def _doc(spec: Spec) -> str:
    return f"{spec.help} [{spec.unit}]" if spec.unit else spec.help


COLUMN_DOCS: dict[str, str] = {
    **{entry.name: _doc(entry.spec) for entry in SETTINGS},
    **{name: _OTHER_DOCS[name] for name in ("repeat", "run_id", "target", "status", "reason")},
    **{name: _METRIC_DOCS[name] for name in METRICS},
    "data_fingerprint": _OTHER_DOCS["data_fingerprint"],
}
"""What each column of the table means, in the order of the columns."""

CURVE_DOCS: dict[str, str] = {
    **{entry.name: _doc(entry.spec) for entry in SETTINGS if entry.name != "epochs"},
    "repeat": _OTHER_DOCS["repeat"],
    "run_id": _OTHER_DOCS["run_id"],
    "total_epochs": "epochs that the sweep asks this run for in all",
    "epoch": "passes over the training data after which the metrics were measured",
    **{name: _METRIC_DOCS[name] for name in METRICS if name != "seconds"},
    "seconds": "time spent on training in this epoch, evaluation aside [s]",
}
"""What each column of the curves means, in the order of the columns."""

_DTYPES = {
    "number": "float64",
    "integer": "int64",
    "choice": "str",
    "flag": "bool",
    "text": "str",
    "pair": "str",
}


def dtypes(names: Iterable[str]) -> dict[str, str]:
    """The pandas type of each column; `hidden_nodes` is left to its values (see `layers`)."""
    known = {
        entry.name: "Int64" if entry.spec.optional and kind == "integer" else _DTYPES[kind]
        for entry in SETTINGS
        if (kind := entry.spec.kind) != "layers"
    }
    known |= dict.fromkeys(("repeat", "epoch", "total_epochs"), "int64")
    known |= dict.fromkeys(("run_id", "target", "status", "reason", "data_fingerprint"), "str")
    known |= dict.fromkeys(METRICS, "float64")
    return {name: known[name] for name in names if name in known}


def column(name: str, values: Sequence[Any]) -> pd.Series:
    """A column of the plain type that its name has, from the values of its rows."""
    import pandas as pd

    if name == "hidden_nodes":
        return pd.Series(layers(values), name=name)
    return pd.Series(values, name=name, dtype=dtypes([name])[name])


def layers(values: Sequence[Any]) -> Any:
    """Values of `hidden_nodes` as int64 when no row has several layers, else as text."""
    import pandas as pd

    texts = pd.Series(values).astype("str")
    if texts.str.fullmatch(r"\d+").all():
        return texts.astype("int64").array
    return texts.array
