"""An MLflow store on this machine: an experiment per sweep, a run per training."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.export.export import Export, ExportError
from nnexp.export.trainings import ExportedRun, trainings_of
from nnexp.plural import counted
from nnexp.table.levels import level

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData

_RUN, _TABLE = "nnexp.run_id", "nnexp.table_hash"

# MLflow takes no more metrics, and no more parameters, at once.
_AT_ONCE, _PARAMETERS = 1_000, 100


def _write(sweep: SweepData, place: Path) -> str:
    # Nothing of a sweep, nor that there is one, is told to anybody.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    uri = f"sqlite:///{place.absolute()}"
    try:
        client = MlflowClient(uri, registry_uri=place.absolute().with_suffix(".models").as_uri())
        found = client.get_experiment_by_name(sweep.name)
        experiment = (
            client.create_experiment(
                sweep.name, artifact_location=place.absolute().with_suffix(".artifacts").as_uri()
            )
            if found is None
            else found.experiment_id
        )
        known = _known(client, experiment, sweep.table_hash)
        new = [one for one in trainings_of(sweep) if one.run_id not in known]
        for training in new:
            _one(client, experiment, training, sweep)
    except MlflowException as error:
        raise ExportError(f"{place}: {' '.join(str(error).split())[:200]}") from error
    there = f", {len(known):,} there already" if known else ""
    return f"{place} ({counted(len(new), 'run')}{there}; mlflow ui --backend-store-uri {uri})"


def _known(client: Any, experiment: str, table_hash: str) -> set[str]:
    """The trainings of the same table that the store has."""
    found: set[str] = set()
    token = None
    while True:
        wanted = f"tags.`{_TABLE}` = '{table_hash}'"
        runs = client.search_runs([experiment], wanted, page_token=token)
        found |= {one.data.tags.get(_RUN, "") for one in runs if one.info.status != "RUNNING"}
        token = runs.token
        if not token:
            return found


def _one(client: Any, experiment: str, training: ExportedRun, sweep: SweepData) -> None:
    from mlflow.entities import Metric, Param

    began = int(datetime.fromisoformat(sweep.record.started).timestamp() * 1000)
    tags = {
        _RUN: training.run_id,
        _TABLE: sweep.table_hash,
        "nnexp.status": training.status,
        **({"nnexp.reason": training.reason} if training.reason else {}),
    }
    run = client.create_run(experiment, began, tags, training.label).info.run_id
    settings = {**training.settings, "repeat": training.repeat}
    parameters = [Param(name, level(value)) for name, value in settings.items()]
    metrics = [
        Metric(name, value, began, epoch)
        for epoch, some in training.curve
        for name, value in some.items()
    ]
    # After what was measured under way, so that it is what a run is listed with.
    last = training.curve[-1][0] if training.curve else 0
    metrics += [Metric(name, value, began, last) for name, value in training.metrics.items()]
    for first in range(0, len(parameters), _PARAMETERS):
        client.log_batch(run, params=parameters[first : first + _PARAMETERS])
    for first in range(0, len(metrics), _AT_ONCE):
        client.log_batch(run, metrics=metrics[first : first + _AT_ONCE])
    client.set_terminated(run, "FINISHED" if training.status == "ok" else "FAILED")


MLFLOW = Export(
    name="mlflow",
    help="a local store: an experiment per sweep, a run per training",
    out="mlflow.db",
    write=_write,
    packages=("mlflow", "sqlalchemy"),
    extra="mlflow",
)
