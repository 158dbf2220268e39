"""The data of a whole grid: each source read once, each split seen to be possible."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from nnexp.datasets import DataError, Dataset, check_rotation, load, split
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.trainable import Source


def source_of(data: DataSettings) -> Source:
    """The settings that say which data are meant, as a key for loading each source once."""
    return data.name, data.train, data.test, data.label


def source_text(source: Source) -> str:
    """`csv train.csv test.csv`: what was asked for."""
    name, train, test, label = source
    parts = (name, train, test, None if label is None else f"data.label={label}")
    return " ".join(part for part in parts if part is not None)


def load_datasets(points: Sequence[GridPoint]) -> Mapping[Source, Dataset]:
    """Read each source that the points name.

    Raises:
        DataError: with a line for every source that cannot be read, every split that cannot
            be made and every rotation of what is no image, before anything is trained.
    """
    settings = list(dict.fromkeys(point.data for point in points))
    sources = {source_of(one): one for one in settings}
    problems: list[str] = []
    datasets: dict[Source, Dataset] = {}
    for source, one in sources.items():
        with _noting(problems):
            datasets[source] = load(one)
    for one in settings:
        if source_of(one) in datasets:
            with _noting(problems):
                split(datasets[source_of(one)], one, seed=0, repeat=0)
            with _noting(problems):
                check_rotation(datasets[source_of(one)], one)
    if problems:
        raise DataError("\n".join(dict.fromkeys(problems)))
    return datasets


@contextlib.contextmanager
def _noting(problems: list[str]) -> Iterator[None]:
    try:
        yield
    except DataError as error:
        problems += str(error).splitlines()
