"""What is wrong with a command, all of it at once, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnexp.errors import WrongInputError

NAMED = 10
"""Bad grid points named by their settings when nothing shorter describes them."""

Overrides = tuple[str, ...]


class CommandError(WrongInputError):
    """The command cannot be carried out; `problems` has a line for each reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def grid_problems(found: Mapping[int, Sequence[str]], grid: Sequence[Overrides]) -> tuple[str, ...]:
    """One line per distinct problem, saying which grid points have it.

    `found` maps positions in `grid` to what is wrong there.
    """
    positions: dict[str, list[int]] = {}
    for position, problems in sorted(found.items()):
        for problem in problems:
            positions.setdefault(problem, []).append(position)
    if len(grid) == 1:
        return tuple(positions)
    return tuple(f"{problem} ({_where(bad, grid)})" for problem, bad in positions.items())


def _where(bad: Sequence[int], grid: Sequence[Overrides]) -> str:
    """The bad grid points, by what they have in common if nothing else has it."""
    if len(bad) == len(grid):
        return f"all {len(grid)} grid points"
    common = set(grid[bad[0]]).intersection(*(grid[position] for position in bad))
    sharing = sum(common <= set(overrides) for overrides in grid)
    everywhere = set(grid[0]).intersection(*grid)
    varied = [override for override in grid[bad[0]] if override in common - everywhere]
    total = f"{len(bad)} of {len(grid)} grid points"
    if sharing == len(bad) and varied and len(bad) > 1:
        return f"{total}: all with {' '.join(varied)}"
    named = [
        " ".join(override for override in grid[position] if override not in everywhere)
        for position in bad[:NAMED]
    ]
    rest = [f"and numbers {_numbers(bad[NAMED:])}"] if len(bad) > NAMED else []
    return f"{total}: {'; '.join(named + rest)}"


def _numbers(positions: Sequence[int]) -> str:
    """`1-3, 7` for positions 0, 1, 2 and 6: grid points are counted from 1."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and runs[-1][1] == position:
            runs[-1][1] = position + 1
        else:
            runs.append([position + 1, position + 1])
    return ", ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in runs)
