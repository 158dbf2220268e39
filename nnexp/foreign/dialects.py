"""How other tools call the columns of what they export.

A tool that marks its settings (`params.lr`, `config/lr`) leaves nothing to guess; of other columns
their usual names tell what they are. Names are compared in lower case.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Literal

Status = Literal["ok", "error", "timeout", "diverged", "not_run"]


@dataclasses.dataclass(frozen=True)
class Dialect:
    """The columns of one tool's exports."""

    name: str
    known_by: tuple[str, ...]
    """Beginnings of names, and names: a file that has each of them is this tool's."""
    settings: tuple[str, ...] = ()
    """What the names of settings begin with; unmarked where there is none."""
    metrics: tuple[str, ...] = ()
    """What the names of metrics begin with."""
    ids: tuple[str, ...] = ()
    """Columns that name a trial, the best first."""
    status: tuple[str, ...] = ()
    budgets: tuple[str, ...] = ()
    seconds: tuple[str, ...] = ()
    """Time spent on a trial."""
    measured: tuple[str, ...] = ()
    """Names of metrics without a mark."""
    ignored: tuple[str, ...] = ()
    """Names, and beginnings of names, of what is neither."""


_BUDGETS = ("epoch", "epochs", "step", "steps", "_step", "global_step", "iteration", "round")

DIALECTS = (
    Dialect(
        "Optuna",
        known_by=("params_", "number", "state"),
        settings=("params_",),
        metrics=("user_attrs_",),
        ids=("number",),
        status=("state",),
        seconds=("duration",),
        measured=("value", "values_"),
        ignored=("datetime_", "system_attrs_", "intermediate_"),
    ),
    Dialect(
        "MLflow",
        known_by=("params.", "metrics."),
        settings=("params.",),
        metrics=("metrics.",),
        ids=("run_id",),
        status=("status",),
        ignored=("tags.", "experiment_id", "artifact_uri", "start_time", "end_time"),
    ),
    Dialect(
        "Ray Tune",
        known_by=("config/",),
        settings=("config/",),
        ids=("trial_id",),
        status=("status",),
        budgets=("training_iteration",),
        seconds=("time_total_s",),
        ignored=(
            *("time_this_iter_s", "time_since_restore", "iterations_since_restore", "timestamp"),
            *("date", "pid", "hostname", "node_ip", "done", "checkpoint_dir_name", "logdir"),
            *("experiment_id", "experiment_tag", "should_checkpoint", "warmup_time"),
            *("timesteps_", "episodes_total", "num_steps_", "trial_name"),
        ),
    ),
    Dialect(
        "W&B",
        known_by=("_step",),
        ids=("run_id", "id", "name", "run_name"),
        status=("state",),
        budgets=_BUDGETS,
        seconds=("_runtime",),
        ignored=("_timestamp", "_wandb", "user", "tags", "notes", "created", "sweep", "group"),
    ),
    Dialect(
        "W&B",
        known_by=("name", "state", "created"),
        ids=("id", "name"),
        status=("state",),
        seconds=("runtime", "duration"),
        ignored=(
            *("notes", "user", "tags", "created", "updated", "end time", "start time", "sweep"),
            *("group", "job type", "hostname", "commit", "github", "gpu", "cpu", "_", "entity"),
            *("description", "host", "os", "python version", "run time", "agent", "report"),
        ),
    ),
)
"""The first that a file shows all signs of is its tool."""

PLAIN = Dialect(
    "",
    known_by=(),
    ids=("run_id", "trial_id", "id", "run", "run_name"),
    status=("status", "state"),
    budgets=_BUDGETS,
    seconds=("seconds", "runtime", "duration", "time_total_s", "elapsed"),
    ignored=(
        *(
            "",
            "name",
            "index",
            "unnamed: 0",
            "date",
            "timestamp",
            "created",
            "hostname",
            "host",
            "user",
        ),
        *("started", "finished", "commit", "notes", "tags", "target", "reason"),
        *("data_fingerprint", "total_epochs"),
    ),
)

REPEATS = (
    "repeat",
    "seed",
    "random_state",
    "random_seed",
    "fold",
    "replicate",
    "rep",
    "trial_seed",
)
"""Names of what tells repeats of one setting apart."""

_TUNED = "lr learning_rate weight_decay wd momentum dropout beta1 beta2 eps gamma alpha l1 l2 tau"
_TUNED += " temperature label_smoothing warmup clip_norm learning_rate_init init_scale sigma"
TUNED = frozenset(_TUNED.split())
"""Numbers that are set even where no two rows have the same: random searches draw them."""

STATUS: dict[str, Status] = {
    **dict.fromkeys(
        ("ok", "complete", "completed", "finished", "finish", "done", "terminated", "success"), "ok"
    ),
    **dict.fromkeys(("succeeded", "true"), "ok"),
    **dict.fromkeys(("fail", "failed", "error", "errored", "crashed", "crash", "killed"), "error"),
    **dict.fromkeys(("diverged", "nan"), "diverged"),
    **dict.fromkeys(("timeout", "timed_out"), "timeout"),
    **dict.fromkeys(
        ("running", "pending", "waiting", "scheduled", "queued", "pruned", "paused", "not_run"),
        "not_run",
    ),
    **dict.fromkeys(("preempted", "preempting", "stopped", "cancelled", "canceled"), "not_run"),
}
"""What words of a column of states mean."""


def dialect_of(names: Iterable[str]) -> Dialect:
    """The tool that a file with these columns comes from; `PLAIN` where nothing tells."""
    lower = [name.lower() for name in names]
    for one in DIALECTS:
        if all(any(_is(name, sign) for name in lower) for sign in one.known_by):
            return one
    return PLAIN


def _is(name: str, sign: str) -> bool:
    return name.startswith(sign) if sign.endswith(("_", ".", "/")) else name == sign


def among(name: str, signs: Iterable[str]) -> bool:
    """Whether a column is called by one of some names or beginnings of names."""
    return any(_is(name.lower(), sign) for sign in signs)
