"""`live=true`: until the sweep ends its `report.html` shows what is there, and loads itself again.

A plain file that is replaced as a whole, by a thread of its own, every two seconds at most.
"""

from __future__ import annotations

import shlex
import threading
import time
from datetime import datetime
from importlib.metadata import version
from typing import Any

from nnexp.execution.observing import Deciding, Ended, Event, Observer, Planned, note_failure
from nnexp.observers.progress import WorkLeft, speed_and_rest, spent_text
from nnexp.observers.standings import Standings
from nnexp.observers.watched import Watched
from nnexp.plural import counted

REFRESH = 2
"""Seconds after which a browser loads the page again."""

# Seconds between two pages, and how many times longer than writing one takes that is at least.
_PAUSE, _SHARE = 1.5, 20

_MOST_LINES, _MOST_ROWS, _MOST_FAILURES = 6, 50, 5

_WRITTEN = "All runs have ended; the report takes the place of this page in a moment."


def live_page(watched: Watched) -> Observer | None:
    """Writes the page of a sweep with `live=true`."""
    return _LivePage(watched) if watched.sweep.live else None


class _LivePage:
    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._standings: Standings | None = None
        self._began = time.monotonic()
        self._ended: Ended | None = None
        self._changed = self._verifying = False
        self._steps: list[str] = []
        self._deciding: Deciding | None = None
        self._writer: threading.Thread | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case Deciding():
                from nnexp.deciding.english import step_text

                self._steps.append(step_text(event.step.kind, event.step.why))
                self._deciding = event
            case Planned(purpose="answer"):
                self._standings = Standings(event, self._watched.sweep.select_on == "test")
                self._began, self._ended, self._verifying = time.monotonic(), None, False
                self._write()
                self._over = threading.Event()
                self._writer = threading.Thread(
                    target=self._keep_writing, name="nnexp-live-page", daemon=True
                )
                self._writer.start()
            case Planned():
                # What it trains is no part of the answer, and is told only if it comes to no end.
                self._verifying = True
            case Ended(how="finished") if self._verifying:
                pass
            case Ended():
                self._over.set()
                if self._writer is not None:
                    self._writer.join()
                self._ended = event
                self._write()
            case _ if self._standings is not None and not self._verifying:
                with self._lock:
                    self._standings.note(event)
                    self._changed = True
            case _:
                pass

    def _keep_writing(self) -> None:
        pause = _PAUSE
        while not self._over.wait(pause):
            if not self._changed:
                continue
            began = time.monotonic()
            try:
                self._write()
            except Exception as error:
                note_failure("live page", error)
                return
            pause = max(_PAUSE, _SHARE * (time.monotonic() - began))

    def _write(self) -> None:
        from nnexp.report.html import REPORT
        from nnexp.report.page import render, write_page

        if self._standings is None:
            return
        with self._lock:
            self._changed = False
            content = self._content(self._standings)
        page = render("live.html.j2", version=version("nnexp"), **content)
        write_page(page, self._watched.directory / REPORT)

    def _content(self, standings: Standings) -> dict[str, Any]:
        seconds = time.monotonic() - self._began
        failed = sum(standings.failures.values())
        ended, total = standings.ended, len(standings.runs)
        count = f"{ended:,} of {counted(total, 'run')}"
        count += f", {failed:,} of them failed" if failed else ""
        going = self._ended is None or self._ended.how == "finished"
        unit = standings.columns.counted_in
        rest = speed_and_rest(standings.done, standings.total, seconds, unit)
        ranked = standings.ranked()
        return {
            "name": self._watched.sweep.name,
            "written": datetime.now().strftime("%Y-%m-%d %H:%M:%S"),
            # Until the report is there, which does not load itself again.
            "seconds": REFRESH if going else 0,
            "state": self._state(standings.done, rest),
            "done": ended,
            "total": total,
            "count": count,
            "steps": self._steps,
            "budget": self._deciding,
            "spent": ""
            if self._deciding is None
            else spent_text(self._deciding, standings.columns),
            "failures": standings.told_failures(_MOST_FAILURES),
            "unit": standings.columns.unit,
            "metric": standings.metric.label if standings.metric else "",
            "chart": standings.chart(ranked[:_MOST_LINES]),
            "head": standings.head(),
            "rows": [standings.row(group) for group in ranked[:_MOST_ROWS]],
            "caption": standings.caption(len(ranked), _MOST_ROWS),
            **self._going_on(),
        }

    def _state(self, done: WorkLeft, rest: str) -> str:
        if self._ended is None:
            return f"Running: {rest}" if done.runs else "Running: no run has ended yet"
        if self._ended.how == "finished":
            return _WRITTEN
        if self._ended.how == "stopped":
            return "Stopped: what is complete is kept in the store."
        why = " ".join(self._ended.reason.split())
        return f"Ended by an error: {why or 'unknown'}"

    def _going_on(self) -> dict[str, str]:
        """What the reader can do, and what to say before it."""
        if self._ended is not None and self._ended.how == "finished":
            words = "If it does not, this writes it from the files of the sweep:"
            command = ["python", "-m", "nnexp.report", str(self._watched.directory)]
            return {"go_on_words": words, "go_on": shlex.join(command)}
        words = "This goes on from there, and trains nothing again that is complete:"
        if self._ended is None:
            words = f"Should this sweep be stopped or killed: {words[0].lower()}{words[1:]}"
        return {"go_on_words": words, "go_on": self._watched.go_on}
