"""`network.npz` and `reading.npz` of a sweep's folder: the chosen network and what it read.

A sweep over several data sets has both for each: `network_digits.npz`, `reading_digits.npz`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from nnexp.errors import NnexpError
from nnexp.files.bounded import file_size
from nnexp.files.replacement import beside
from nnexp.network import Network, NetworkError
from nnexp.network.archive import UNREADABLE, first_line, read_arrays
from nnexp.trainables.book.reading import MOST_CLASSES, MOST_MISTAKES, Mistakes, Reading

FORMAT = "nnexp reading 1"
_AGAIN = "run the sweep again with the same command: what the store knows is not trained again"


# Repeats of the best setting whose networks read, at most, for the size of their file; and bytes
# for its small parts, run ids above all.
_MOST_NETWORKS, _REST = 10_000, 10_000_000


class ReadingError(NnexpError):
    """The files of a chosen network cannot be written or are damaged."""


def file_names(task: str = "") -> tuple[str, str]:
    """The file of a network, and that of what it read.

    Args:
        task: name of the data set; empty where the sweep has one only.
    """
    end = f"_{task}.npz" if task else ".npz"
    return f"network{end}", f"reading{end}"


def save_reading(reading: Reading, directory: Path, task: str = "") -> None:
    """Write `network.npz`, which `Network.load` reads, and `reading.npz` beside it.

    Args:
        reading: what is kept.
        directory: the folder of the sweep.
        task: as `file_names` takes it.

    Raises:
        ReadingError: the folder cannot be written to.
    """
    arrays: dict[str, Any] = {
        "format": np.array(FORMAT),
        "part": np.array(reading.part),
        "epochs": np.array(reading.epochs, dtype=np.int64),
        "run_ids": np.array(reading.run_ids, dtype=np.str_),
        "trials": np.array(reading.trials, dtype=np.int64),
        "confusions": reading.confusions,
        "mistaken_inputs": reading.mistakes.inputs,
        "mistaken_labels": reading.mistakes.labels,
        "mistaken_answers": reading.mistakes.answers,
        "mistakes": np.array(reading.mistakes.total, dtype=np.int64),
        "minds": reading.minds,
        "image_shape": np.array(reading.image_shape or (), dtype=np.int64),
        "class_names": np.array(reading.class_names, dtype=np.str_),
    }
    network_file, _ = names = file_names(task)
    for name in names:
        try:
            with beside(directory / name) as written, written.open("wb") as file:
                if name == network_file:
                    reading.network.save(file)
                else:
                    np.savez_compressed(file, **arrays)
        except OSError as error:
            raise ReadingError(
                f"{directory / name}: cannot be written ({error.strerror}); make the folder "
                "writable or make room, and repeat the command: what is complete is kept"
            ) from error


def load_reading(directory: Path, task: str = "") -> Reading | None:
    """What the chosen networks of a sweep read; None where the folder has no such files.

    Args:
        directory: the folder of the sweep.
        task: as `file_names` takes it.

    Raises:
        ReadingError: one of the two files is missing, or they are damaged; nothing is unpickled.
    """
    paths = [directory / name for name in file_names(task)]
    if not any(path.is_file() for path in paths):
        return None
    network_path, path = paths
    try:
        network = Network.load(network_path)
        file_size(path)
        with path.open("rb") as file:
            return _reading(network, read_arrays(file, _most(network)))
    except NetworkError as error:
        raise ReadingError(f"{error}; {_AGAIN}") from error
    except FileNotFoundError as error:
        raise ReadingError(f"{path}: there is no such file; {_AGAIN}") from error
    except UNREADABLE as error:
        raise ReadingError(f"{path}: is damaged ({first_line(error)}); {_AGAIN}") from error


def _most(network: Network) -> int:
    """Bytes that a reading can have: its largest parts are of the network's size."""
    inputs, classes = network.architecture.layers[0], network.architecture.layers[-1]
    tables = _MOST_NETWORKS * min(classes, MOST_CLASSES) ** 2 * 8
    pictures = (MOST_MISTAKES + classes) * inputs * 4
    return tables + pictures + _REST


def _reading(network: Network, arrays: Mapping[str, np.ndarray]) -> Reading:
    if str(arrays["format"]) != FORMAT:
        raise ValueError(f"format {str(arrays['format'])[:40]!r} is not {FORMAT!r}")
    inputs, classes = network.architecture.layers[0], network.architecture.layers[-1]
    part = str(arrays["part"])
    if part not in ("test", "validation"):
        raise ValueError(f"part {part[:40]!r} is neither test nor validation")
    labels, answers = arrays["mistaken_labels"], arrays["mistaken_answers"]
    confusions, minds = arrays["confusions"], arrays["minds"]
    shape = tuple(arrays["image_shape"].tolist())
    wanted = {
        "mistaken_inputs": ((len(labels), inputs), np.float32),
        "mistaken_labels": ((len(labels),), np.int64),
        "mistaken_answers": ((len(labels),), np.int64),
        "confusions": ((len(confusions), classes, classes), np.int64),
        "minds": ((len(minds), inputs), np.float32),
        "run_ids": ((arrays["run_ids"].size,), None),
        **dict.fromkeys(("epochs", "trials", "mistakes"), ((), np.int64)),
    }
    for name, (size, kind) in wanted.items():
        array = arrays[name]
        if array.shape != size or (kind is not None and array.dtype != kind):
            raise ValueError(f"{name} of shape {array.shape} and type {array.dtype} does not fit")
    run_ids = tuple(map(str, arrays["run_ids"]))
    _check_content(arrays, inputs, classes)
    return Reading(
        network=network,
        part=cast("Literal['test', 'validation']", part),
        epochs=int(arrays["epochs"]),
        run_ids=run_ids,
        trials=int(arrays["trials"]),
        confusions=confusions,
        mistakes=Mistakes(arrays["mistaken_inputs"], labels, answers, int(arrays["mistakes"])),
        minds=minds,
        image_shape=cast("tuple[int, int]", shape) if shape else None,
        class_names=_class_names(arrays, classes),
    )


def _class_names(arrays: Mapping[str, np.ndarray], classes: int) -> tuple[str, ...]:
    """The names of classes; files of earlier versions have none."""
    names = tuple(map(str, arrays.get("class_names", np.empty(0)).ravel()))
    if len(names) not in (0, classes):
        raise ValueError(f"class_names has {len(names):,} entries for {classes:,} classes")
    return names


def _check_content(arrays: Mapping[str, np.ndarray], inputs: int, classes: int) -> None:
    """Raise `ValueError` unless arrays of the right shapes hold what fits together."""
    confusions, minds = arrays["confusions"], arrays["minds"]
    shape = arrays["image_shape"].tolist()

    def names_classes(name: str) -> bool:
        return bool(((arrays[name] >= 0) & (arrays[name] < classes)).all())

    sound = {
        "run_ids": arrays["run_ids"].size > 0 and len(confusions) in (0, arrays["run_ids"].size),
        "confusions": bool((confusions >= 0).all()),
        "minds": len(minds) in (0, classes) and bool(np.isfinite(minds).all()),
        "mistaken_labels": names_classes("mistaken_labels"),
        "mistaken_answers": names_classes("mistaken_answers"),
        "mistaken_inputs": bool(np.isfinite(arrays["mistaken_inputs"]).all()),
        "image_shape": not shape or (len(shape) == 2 and shape[0] * shape[1] == inputs),
    }
    for name, fits in sound.items():
        if not fits:
            raise ValueError(f"{name} does not fit the rest")
