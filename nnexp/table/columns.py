"""The columns of the table and of the curves: their order, plain types and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.settings import Spec
from nnexp.trainables.trainable import SECONDS

if TYPE_CHECKING:
    import pandas as pd

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


def _unit(columns: Columns) -> str:
    """What a row of the curves counts."""
    return columns.settings[columns.budget].help if columns.budget else "what was spent on training"


def _metric_doc(metric: Metric) -> str:
    return f"{metric.doc} [{metric.unit}]" if metric.unit else metric.doc


def table_docs(columns: Columns) -> dict[str, str]:
    """What each column of a table means, in the order of the columns."""
    return {
        **{name: _doc(spec) for name, spec in columns.settings.items()},
        **{name: _OTHER_DOCS[name] for name in ("repeat", "run_id", "target", "status", "reason")},
        **{name: _metric_doc(metric) for name, metric in columns.metrics.items()},
        "data_fingerprint": _OTHER_DOCS["data_fingerprint"],
    }


def curve_docs(columns: Columns) -> dict[str, str]:
    """What each column of the curves means, in the order of the columns."""
    settings = {name: spec for name, spec in columns.settings.items() if name != columns.budget}
    metrics = {name: _metric_doc(metric) for name, metric in columns.metrics.items()}
    if SECONDS in metrics:
        metrics[SECONDS] = "time spent on training in this row alone, evaluation aside [s]"
    budget = columns.budget or "epochs"
    return {
        **{name: _doc(spec) for name, spec in settings.items()},
        "repeat": _OTHER_DOCS["repeat"],
        "run_id": _OTHER_DOCS["run_id"],
        "total_epochs": f"{budget} that the sweep asks this run for in all",
        "status": "how this run ended, in all its rows: " + _OTHER_DOCS["status"],
        "epoch": f"{_unit(columns)} after which the metrics were measured",
        **metrics,
    }


_DTYPES = {
    "number": "float64",
    "integer": "int64",
    "choice": "str",
    "flag": "bool",
    "text": "str",
    "pair": "str",
}


def dtypes(names: Iterable[str], columns: Columns) -> dict[str, str]:
    """The pandas type of each column; layers are left to their values (see `layers`)."""
    known = {
        name: "Int64" if spec.optional and kind == "integer" else _DTYPES[kind]
        for name, spec in columns.settings.items()
        if (kind := spec.kind) != "layers"
    }
    known |= dict.fromkeys(("repeat", "epoch", "total_epochs"), "int64")
    known |= dict.fromkeys(("run_id", "target", "status", "reason", "data_fingerprint"), "str")
    known |= dict.fromkeys(columns.metrics, "float64")
    return {name: known[name] for name in names if name in known}


def column(name: str, values: Sequence[Any], columns: Columns) -> pd.Series:
    """A column of the plain type that its name has, from the values of its rows."""
    import pandas as pd

    if name in columns.settings and columns.settings[name].kind == "layers":
        return pd.Series(layers(values), name=name)
    return pd.Series(values, name=name, dtype=dtypes([name], columns)[name])


def layers(values: Sequence[Any]) -> Any:
    """Values of layers as int64 when no row has several layers, else as text."""
    import pandas as pd

    texts = pd.Series(values).astype("str")
    if texts.str.fullmatch(r"\d+").all():
        return texts.astype("int64").array
    return texts.array
