"""Counts in words, and one of what is counted."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 repeat`, `5 repeats`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def one_of(many: str) -> str:
    """`epoch` for `epochs`."""
    return many.removesuffix("s")
