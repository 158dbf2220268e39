"""MNIST and its drop-in replacements: four IDX files, known by the SHA-256 of their content."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from nnexp.datasets.cache import cache_key, keep, recall
from nnexp.datasets.dataset import DataError, Dataset, dataset
from nnexp.datasets.downloads import fetch
from nnexp.datasets.idx import IdxArray, decode_idx
from nnexp.datasets.locations import DATA_VARIABLE, cache_folder, data_folder
from nnexp.settings import DataSettings

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
_TRAIN_LABELS = 1

_CLASSES = 10
_MOST_VALUES = 60_000 * 28 * 28
_LARGEST_FILE = 2 * _MOST_VALUES
_MOST_FILES, _MOST_NAMED = 40, 8


@dataclasses.dataclass(frozen=True)
class ImageSet:
    """A published set of four IDX files."""

    name: str
    title: str
    mirrors: tuple[str, ...]
    digests: tuple[str, ...]
    """SHA-256 of the unpacked files, in the order of `FILES`."""


MNIST = ImageSet(
    "mnist",
    "MNIST",
    (
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)

FASHION_MNIST = ImageSet(
    "fashion_mnist",
    "Fashion-MNIST",
    (
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    # MNIST's digests were computed from the files. These were not: they are those that several
    # independent public projects pin for the unpacked files, in agreement with one another and
    # with the object names of copies in Git LFS (which are SHA-256 digests too).
    (
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
)

IMAGE_SETS = (MNIST, FASHION_MNIST)


def load_published(settings: DataSettings) -> Dataset:
    """The set that the settings name; see `load_image_set`."""
    return load_image_set(next(one for one in IMAGE_SETS if one.name == settings.name))


def load_image_set(wanted: ImageSet) -> Dataset:
    """Find, or else fetch, the four files and decode them.

    Looked into in turn: the subfolder of NNEXP_DATA_DIR named after the set, NNEXP_DATA_DIR
    itself (where the files may belong to another known set, since all use the same names), its
    subfolders in which torchvision keeps them, and the subfolder of the user's cache, into which
    missing files are fetched. Files of other names are known by their content.

    Args:
        wanted: the set to load.

    Returns:
        Inputs (n, rows·columns) uint8 from 0 to 255, with the official test set; mapped from the
        decoded cache when it can be kept there.

    Raises:
        DataError: the files are damaged, belong to another set, or cannot be had.
    """
    named = data_folder()
    for place, folder in enumerate([] if named is None else _folders(wanted, named)):
        found = _complete(folder) or _by_content(wanted, folder)
        if found is not None and (place == 0 or not _is_of_another(wanted, found)):
            return _load(wanted, found)
    own = cache_folder() / wanted.name
    return _load(wanted, _complete(own) or _by_content(wanted, own) or _fetched(wanted, named))


def _folders(wanted: ImageSet, named: Path) -> Sequence[Path]:
    """Where a set may lie in the user's folder: its own place first; torchvision's is MNIST/raw."""
    title = wanted.title.replace("-", "")
    return [named / wanted.name, named, named / title / "raw", named / "raw", named / title]


def _complete(folder: Path) -> list[Path] | None:
    """The paths of the four files, or None when one is missing."""
    paths = [_present(folder, name) for name in FILES]
    return [path for path in paths if path is not None] if all(paths) else None


def _present(folder: Path, name: str) -> Path | None:
    candidates = (folder / f"{name}.gz", folder / name)
    return next((path for path in candidates if path.is_file()), None)


def _by_content(wanted: ImageSet, folder: Path) -> list[Path] | None:
    """The four files under whatever names, or None when one is missing."""
    found: dict[str, Path] = {}
    for path in _files(folder):
        digest = _digest(path)
        if digest is not None:
            found.setdefault(digest, path)
    paths = [found.get(digest) for digest in wanted.digests]
    return [path for path in paths if path is not None] if all(paths) else None


def _files(folder: Path) -> list[Path]:
    """The files of a folder by name, as many as could be told; none where it cannot be read."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []
    return paths[:_MOST_FILES]


def _digest(path: Path) -> str | None:
    """SHA-256 of an IDX file's unpacked content; None where it is none."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if not head.startswith((b"\x1f\x8b", b"\0\0\x08")) or path.stat().st_size > _LARGEST_FILE:
            return None
        return decode_idx(path.read_bytes(), path, _MOST_VALUES).digest
    except (OSError, DataError):
        return None


def _is_of_another(wanted: ImageSet, paths: list[Path]) -> bool:
    # The labels tell the sets apart without unpacking the images.
    path = paths[_TRAIN_LABELS]
    digest = decode_idx(_bytes_of(path), path, _MOST_VALUES).digest
    return any(
        digest == other.digests[_TRAIN_LABELS] for other in IMAGE_SETS if other is not wanted
    )


def _load(wanted: ImageSet, paths: list[Path]) -> Dataset:
    raw = [_bytes_of(path) for path in paths]
    key = cache_key(wanted.name, [hashlib.sha256(content).hexdigest() for content in raw])
    kept = recall(wanted.name, key)
    if kept is not None:
        return kept
    parts = []
    for content, path, digest in zip(raw, paths, wanted.digests, strict=True):
        part = decode_idx(content, path, _MOST_VALUES)
        if part.digest != digest:
            raise DataError(_wrong_content(wanted, digest, part, path))
        parts.append(part.values)
    return keep(_assembled(wanted, parts, paths), key)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise DataError(f"{path}: has {size:,} bytes, too many for a file of MNIST's kind")
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None


def _wrong_content(wanted: ImageSet, digest: str, part: IdxArray, path: Path) -> str:
    actual = next(
        (f"is {other.title}'s" for other in IMAGE_SETS if part.digest in other.digests),
        f"is not {wanted.title}'s",
    )
    return (
        f"{path}: {actual}: its unpacked content has the SHA-256 {part.digest[:12]}…, "
        f"{wanted.title}'s has {digest[:12]}…; put the right file in its place, or remove it"
    )


def _assembled(wanted: ImageSet, parts: list[np.ndarray], paths: list[Path]) -> Dataset:
    train_images, train_labels, test_images, test_labels = parts
    for labels, images, label_path, image_path in (
        (train_labels, train_images, paths[1], paths[0]),
        (test_labels, test_images, paths[3], paths[2]),
    ):
        _check_pair(labels, images, label_path, image_path)
    if train_images.shape[1:] != test_images.shape[1:]:
        raise DataError(
            f"{paths[2]}: has images of {test_images.shape[1]}×{test_images.shape[2]} pixels, "
            f"where {paths[0].name} has {train_images.shape[1]}×{train_images.shape[2]}"
        )
    rows, columns = train_images.shape[1:]
    return dataset(
        wanted.name,
        np.concatenate([train_images, test_images]).reshape(-1, rows * columns),
        np.concatenate([train_labels, test_labels]),
        train_rows=len(train_labels),
        classes=_CLASSES,
        low=0,
        high=255,
        image_shape=(int(rows), int(columns)),
    )


def _check_pair(labels: np.ndarray, images: np.ndarray, label_path: Path, image_path: Path) -> None:
    if labels.ndim != 1:
        raise DataError(f"{label_path}: has {labels.ndim} dimensions; labels have one")
    if images.ndim != 3 or images.size == 0:
        raise DataError(
            f"{image_path}: has the shape {images.shape}; images have the three dimensions "
            "number, rows and columns, none of them 0"
        )
    if len(labels) != len(images):
        raise DataError(
            f"{label_path}: has {len(labels):,} labels for the {len(images):,} images of "
            f"{image_path.name}"
        )
    if labels.max() >= _CLASSES:
        position = int(np.argmax(labels >= _CLASSES))
        raise DataError(
            f"{label_path}: label number {position + 1:,} is {labels[position]}; "
            f"labels go from 0 to {_CLASSES - 1}"
        )


def _fetched(wanted: ImageSet, named: Path | None) -> list[Path]:
    folder = cache_folder() / wanted.name
    try:
        return [
            _present(folder, name) or fetch(f"{name}.gz", wanted.mirrors, folder, _checker(digest))
            for name, digest in zip(FILES, wanted.digests, strict=True)
        ]
    except DataError as error:
        files = ", ".join(f"{name}.gz" for name in FILES[:-1])
        raise DataError(
            f"data={wanted.name}: is not on this machine and cannot be fetched ({error}); put "
            f"{files} and {FILES[-1]}.gz (packed, or unpacked without .gz) into {folder}, or into "
            f"the folder that the environment variable {DATA_VARIABLE} names{_state(named)}"
        ) from None


def _state(named: Path | None) -> str:
    if named is None:
        return ""
    missing = [name for name in FILES if _present(named, name) is None]
    lack = f"lacks {', '.join(missing)}" if missing else "holds the files of another set"
    there = [path.name for path in _files(named)]
    more = f" and {len(there) - _MOST_NAMED:,} more" if len(there) > _MOST_NAMED else ""
    has = f"{', '.join(there[:_MOST_NAMED])}{more}" if there else "no files"
    return f" ({named}, which {lack} and has {has})" if missing else f" ({named}, which {lack})"


def _checker(digest: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        if decode_idx(content, Path("download"), _MOST_VALUES).digest != digest:
            raise DataError("other content")

    return check
