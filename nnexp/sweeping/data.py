"""The data of a whole grid: each source read once, each split seen to be possible."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from nnexp.datasets import DataError, Dataset, check_rotation, load, split
from nnexp.settings import DataSettings, GridPoint
from nnexp.sweeping.identity import Content, source_of

Source = tuple[str, str | None, str | None]


@dataclasses.dataclass(frozen=True)
class GridData:
    """Every data set that a grid names."""

    datasets: Mapping[Source, Dataset]

    def of(self, settings: DataSettings) -> Dataset:
        """The data set of a grid point."""
        return self.datasets[source_of(settings)]

    @property
    def contents(self) -> dict[Source, Content]:
        """What the identity of runs needs to know of each source."""
        return {
            source: Content(dataset.fingerprint, dataset.train_rows < len(dataset.labels))
            for source, dataset in self.datasets.items()
        }


def load_grid_data(points: Sequence[GridPoint]) -> GridData:
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
    return GridData(datasets)


@contextlib.contextmanager
def _noting(problems: list[str]) -> Iterator[None]:
    try:
        yield
    except DataError as error:
        problems += str(error).splitlines()
