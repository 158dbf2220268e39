"""A folder for TensorBoard: each training with its curves, and its settings for HParams."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.export.export import Export, ExportError
from nnexp.export.trainings import ExportedRun, trainings_of
from nnexp.plural import counted
from nnexp.table.levels import level

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData


def _write(sweep: SweepData, place: Path) -> str:
    if place.exists() and any(place.iterdir()):
        raise ExportError(
            f"{place}: is there already, and TensorBoard would show both; remove it, or name "
            "another place: --out …"
        )
    count = 0
    for training in trainings_of(sweep):
        _one(training, place / training.label)
        count += 1
    return f"{place} ({counted(count, 'training')}; tensorboard --logdir {place})"


def _one(training: ExportedRun, place: Path) -> None:
    from tensorboardX import SummaryWriter
    from tensorboardX.summary import hparams

    settings = {
        name: value if isinstance(value, (bool, int, float)) else level(value)
        for name, value in training.settings.items()
    } | {"repeat": training.repeat, "status": training.status}
    with SummaryWriter(logdir=str(place), write_to_disk=True) as writer:
        for summary in hparams(settings, training.metrics):
            writer.file_writer.add_summary(summary)
        for epoch, metrics in training.curve:
            for name, value in metrics.items():
                writer.add_scalar(name, value, epoch)
        if not training.curve:
            for name, value in training.metrics.items():
                writer.add_scalar(name, value, 0)


TENSORBOARD = Export(
    name="tensorboard",
    help="a folder of event files: curves, and settings for HParams",
    out="tensorboard",
    write=_write,
    packages=("tensorboardX",),
    extra="tensorboard",
)
