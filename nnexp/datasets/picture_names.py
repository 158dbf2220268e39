"""Which files of a folder are pictures, and which digit each shows.

The digit is the last sign of a picture's name, as in `my_own_3.png`, or the name of its folder,
as in `3/anything.jpg`.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nnexp.datasets.dataset import DataError

_DIGITS = tuple("0123456789")
_READ = re.compile(r"\.(png|jpe?g|jpe|jfif|bmp|dib|gif|tiff?|webp|p[bgpn]m)", re.IGNORECASE)
# Nothing of these is read, but whoever puts one beside the others means it.
_NOT_READ = re.compile(
    r"\.(apng|avif|dng|eps|hei[cf]s?|hif|jp2|jxl|pdf|psd|raw|svg|tga|xcf)", re.IGNORECASE
)
# What systems and unpackers leave in folders; names with a leading dot are passed over, too.
_LEFTOVERS = frozenset(("__macosx", "thumbs.db", "desktop.ini"))
_MOST_FILES = 100_000
_EXAMPLES = "pictures such as my_own_3.png, or folders 0 to 9 of pictures"

# Names count if so many have numbers of two digits or more, and few numbers are left out.
_FEWEST, _DENSE = 5, 0.8
_COUNTED = re.compile(r"(.*?)(\d+)", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class PictureFile:
    """A file and the digit that it shows."""

    path: Path
    digit: int


def pictures_of(folder: Path) -> list[PictureFile]:
    """The pictures of a folder, or of its folders named by digits, in the order of their names.

    Raises:
        DataError: the folder cannot be read or has no pictures, or one's digit is not known.
    """
    entries = _entries(folder)
    own = [path for path in entries if _is_picture(path)]
    by_class = [path for path in entries if path.name in _DIGITS and path.is_dir()]
    if own and by_class:
        raise DataError(
            f"{shown(folder)}: has pictures beside its folders of digits; move "
            f"{shown(own[0].name)} into the folder of its digit"
        )
    if by_class:
        pictures = list(itertools.chain.from_iterable(map(_of_class, by_class)))
        _see_other_folders(entries)
    else:
        pictures = [PictureFile(path, _digit_of(path)) for path in own]
    if not pictures:
        raise DataError(f"{shown(folder)}: has no pictures; it needs {_EXAMPLES}")
    if len(pictures) > _MOST_FILES:
        raise DataError(
            f"{shown(folder)}: has {len(pictures):,} pictures; at most {_MOST_FILES:,} can be read"
        )
    return pictures


def counting(pictures: Sequence[PictureFile]) -> str | None:
    """An example of names that count 1, 2, 3, …: their last digits are hardly what they show.

    Returns:
        `scan01.png to scan20.png`, or None.
    """
    series: dict[tuple[Path, str], list[tuple[int, str]]] = {}
    for one in pictures:
        counted = _COUNTED.fullmatch(one.path.stem)
        if counted is not None and one.path.parent.name != str(one.digit):
            key = one.path.parent, counted[1]
            series.setdefault(key, []).append((int(counted[2]), one.path.name))
    for found in series.values():
        first, last = min(found), max(found)
        numbers = {number for number, _ in found}
        dense = len(numbers) == len(found) >= _DENSE * (last[0] - first[0] + 1)
        if dense and len(found) >= _FEWEST and last[0] >= 10:
            return f"{shown(first[1])} to {shown(last[1])}"
    return None


def shown(path: Path | str) -> str:
    """A path on one line, whatever its name is made of."""
    return "".join(one if one.isprintable() else "?" for one in str(path))


def _entries(folder: Path) -> list[Path]:
    try:
        if not folder.is_dir():
            here = "" if folder.is_absolute() else f" in {Path.cwd()}"
            what = "is a file" if folder.exists() else f"there is no such folder{here}"
            raise DataError(f"{shown(folder)}: {what}; name a folder of {_EXAMPLES}")
        return sorted(path for path in folder.iterdir() if not _is_leftover(path))
    except OSError as error:
        raise DataError(f"{shown(folder)}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise DataError(f"{shown(folder)}: cannot be read: {error}") from None


def _is_leftover(path: Path) -> bool:
    return path.name.startswith(".") or path.name.lower() in _LEFTOVERS


def _is_picture(path: Path) -> bool:
    if _NOT_READ.fullmatch(path.suffix):
        raise DataError(
            f"{shown(path)}: such a picture cannot be read; save it as a PNG or JPEG, or move it "
            "elsewhere"
        )
    return _READ.fullmatch(path.suffix) is not None


def _of_class(folder: Path) -> Iterator[PictureFile]:
    """The pictures of a folder that is named by their digit."""
    for path in _entries(folder):
        if _is_picture(path):
            yield PictureFile(path, int(folder.name))


def _see_other_folders(entries: Sequence[Path]) -> None:
    """Refuse folders of pictures beside those of digits, which would be left out."""
    for path in entries:
        if path.name not in _DIGITS and path.is_dir() and any(map(_is_picture, _entries(path))):
            raise DataError(
                f"{shown(path)}: is no digit; name the folder by the digit that its pictures "
                "show, or move it elsewhere"
            )


def _digit_of(path: Path) -> int:
    last = path.stem[-1:]
    if last not in _DIGITS:
        raise DataError(
            f"{shown(path)}: its name must end in the digit that it shows, as my_own_3.png "
            "does; rename it or move it elsewhere"
        )
    return int(last)
