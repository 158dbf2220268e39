"""Whom to suspect when a pool of workers breaks: the rules, apart from pools and threads.

A pool that breaks takes along all that it held, and tells at best that some worker died, not
which run killed it. Runs that were under way are struck; those struck twice wait until
the others are done and are then tried alone, where a death has one cause only. Pools that break
one after the other without a single answer may have another cause: a machine on which no worker
lives. Then runs are tried alone at once, from both ends of what is left, and only when several of
them have died there is everything given up.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence

from nnexp.planning.jobs import Job

# A run that was under way when this many pools broke is tried alone.
_STRIKES = 2

# And given up when it died so often alone: once may have been somebody's kill.
_DEATHS = 2

# After this many broken pools in a row without an answer it may be no run that is the cause.
_BARREN = 5

# Runs that died alone, in a row without an answer, after which nothing is tried any more: where
# workers have never lived, and where they have.
_HOPELESS, _HOPELESS_NOW = 3, 10


class Recovery:
    """Chunks that wait for a worker, and what is held against each run."""

    def __init__(self, chunks: Iterable[list[Job]]) -> None:
        self.waiting = collections.deque(chunks)
        self._suspects: collections.deque[list[Job]] = collections.deque()
        self._accused: collections.deque[list[Job]] = collections.deque()
        self._strikes: collections.Counter[str] = collections.Counter()
        self._deaths: collections.Counter[str] = collections.Counter()
        self._barren = self._dead = 0
        self._lived = False

    def __bool__(self) -> bool:
        return bool(self.waiting or self._suspects or self._accused)

    def left(self) -> list[list[Job]]:
        """Every chunk that nobody has drawn."""
        return [*self._accused, *self._suspects, *self.waiting]

    def batch(self) -> tuple[collections.deque[list[Job]], bool]:
        """What the next pool draws from, and whether it is one run, to be tried alone."""
        if self.waiting and self._barren < _BARREN:
            return self.waiting, False
        if not self._accused:
            self._accused.append(self._probe())
        return self._accused, True

    def answered(self) -> None:
        """Some run was answered: workers live here."""
        self._barren = self._dead = 0
        self._lived = True

    def broken(self, out: Sequence[list[Job]], running: int, alone: bool) -> list[Job]:
        """Take back what a broken pool held; the runs that are given up for it.

        Args:
            out: the chunks that it had drawn and not answered, the longest out first.
            running: how many of them may have been under way.
            alone: whether it was tried alone.
        """
        self._barren += 1
        if alone and out:
            return self._died(out[0][0])
        for chunk in out[:running]:
            self._strikes.update(job.run.run_id for job in chunk)
        # From here on each run is a chunk of its own, so that none is struck for a neighbour.
        for job in reversed([job for chunk in out for job in chunk]):
            struck = self._strikes[job.run.run_id] >= _STRIKES
            (self._suspects if struck else self.waiting).appendleft([job])
        return []

    def hopeless(self) -> bool:
        """Whether so many runs died alone that it is none of them that is the cause."""
        return self._dead >= (_HOPELESS_NOW if self._lived else _HOPELESS)

    def clear(self) -> list[Job]:
        """Give up everything that is left."""
        given_up = [job for chunk in self.left() for job in chunk]
        for chunks in (self._accused, self._suspects, self.waiting):
            chunks.clear()
        return given_up

    def _died(self, job: Job) -> list[Job]:
        """A run died alone: it is given up, or tried once more."""
        self._deaths[job.run.run_id] += 1
        if self._deaths[job.run.run_id] < _DEATHS:
            self._accused.append([job])
            return []
        self._dead += 1
        return [job]

    def _probe(self) -> list[Job]:
        """One run: suspects first, then from the other end, then from the middle.

        Deadly runs lie side by side, large ones before all others; one from elsewhere tells them
        from a machine on which nothing lives.
        """
        suspects, waiting = len(self._suspects), len(self.waiting)
        last = suspects + waiting - 1
        place = (0, last, last // 2)[self._dead % 3]
        chunks, place = (
            (self._suspects, place) if place < suspects else (self.waiting, place - suspects)
        )
        *rest, job = chunks[place]
        if rest:
            chunks[place] = rest
        else:
            del chunks[place]
        return [job]
