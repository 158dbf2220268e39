"""Making hostile bytes and texts out of good ones: small, seeded, and without a memory.

Each input follows from its number alone, so that any one can be made again.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence

_LARGEST = 1 << 16

# Numbers at which programs that trust them go wrong.
_NUMBERS = (0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 1 << 24, 2**31 - 1, 2**31, 2**32 - 1)


def chance_of(target: str, seed: int, number: int) -> random.Random:
    """The draws of one input."""
    return random.Random(f"{target} {seed} {number}")


def mutated(
    chance: random.Random, seeds: Sequence[bytes], words: Sequence[bytes], most: int = 6
) -> bytes:
    """A good file after one to `most` changes.

    Args:
        chance: draws of this input.
        seeds: good files, and pieces of hostile ones.
        words: what means something in the format.
        most: changes.
    """
    content = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, most)):
        chance.choice(_CHANGES)(chance, content, seeds, words)
    return bytes(content[:_LARGEST])


def mutated_text(
    chance: random.Random, seeds: Sequence[str], words: Sequence[str], most: int = 5
) -> str:
    """The same for text: characters, words and pieces of other texts."""
    text = chance.choice(seeds)
    for _ in range(chance.randint(1, most)):
        place, end = sorted(chance.randint(0, len(text)) for _ in range(2))
        new = chance.choice(
            (
                "",
                chance.choice(words),
                chance.choice(words),
                chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x11_0000)))),
                text[place:end] * chance.choice((2, 3, 50)),
            )
        )
        text = text[:place] + new + text[chance.choice((place, end)) :]
    # What the operating system would not hand over as an argument.
    return "".join(c for c in text if c != "\0" and not 0xD800 <= ord(c) <= 0xDFFF)[:2000]


def _flip(chance: random.Random, content: bytearray, *_: object) -> None:
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _overwrite(chance: random.Random, content: bytearray, *_: object) -> None:
    if content:
        content[chance.randrange(len(content))] = chance.randrange(256)


def _number(chance: random.Random, content: bytearray, *_: object) -> None:
    written = struct.pack(chance.choice((">I", "<I", ">H", "<H", "<Q")), _fitting(chance))
    place = chance.randint(0, len(content))
    content[place : place + len(written)] = written


def _fitting(chance: random.Random) -> int:
    return chance.choice(_NUMBERS) & 0xFFFF


def _large_number(chance: random.Random, content: bytearray, *_: object) -> None:
    written = struct.pack(chance.choice((">I", "<I")), chance.choice(_NUMBERS))
    # Headers come first in most formats.
    place = chance.randint(0, min(64, len(content)))
    content[place : place + 4] = written


def _cut(chance: random.Random, content: bytearray, *_: object) -> None:
    del content[chance.randint(0, len(content)) :]


def _remove(chance: random.Random, content: bytearray, *_: object) -> None:
    place = chance.randint(0, len(content))
    del content[place : place + chance.choice((1, 2, 4, 16, 256))]


def _repeat(chance: random.Random, content: bytearray, *_: object) -> None:
    place = chance.randint(0, len(content))
    piece = content[place : place + chance.choice((1, 4, 64, 1024))]
    content[place:place] = piece * chance.choice((1, 2, 20))


def _word(
    chance: random.Random, content: bytearray, _seeds: object, words: Sequence[bytes]
) -> None:
    word = chance.choice(words)
    place = chance.randint(0, len(content))
    content[place : place + chance.choice((0, len(word)))] = word


def _splice(chance: random.Random, content: bytearray, seeds: Sequence[bytes], _: object) -> None:
    other = chance.choice(seeds)
    place, begin = chance.randint(0, len(content)), chance.randint(0, len(other))
    content[place : place + 64] = other[begin : begin + chance.choice((4, 64, 1024))]


_CHANGES = (
    _flip,
    _flip,
    _overwrite,
    _number,
    _large_number,
    _cut,
    _remove,
    _repeat,
    _word,
    _word,
    _splice,
)
