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

from nnexp.columns import Columns
from nnexp.execution.observing import Deciding, Ended, Event, Observer, Planned, note_failure
from nnexp.observers.progress import WorkLeft, speed_and_rest, spent_text
from nnexp.observers.standings import Standings
from nnexp.observers.watched import Watched

REFRESH = 2
"""Seconds after which a browser loads the page again."""

# Seconds between two pages, and how many times longer than writing one takes that is at least.
_PAUSE, _SHARE = 1.5, 20

_MOST_LINES, _MOST_ROWS, _MOST_FAILURES = 6, 50, 5


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
                from nnexp.deciding.languages import story_in

                told = story_in(event.columns.language)
                self._steps.append(told.step_text(event.step.kind, event.step.why))
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
        language = self._standings.columns.language
        page = render("live.html.j2", language, version=version("nnexp"), **content)
        write_page(page, self._watched.directory / REPORT)

    def _content(self, standings: Standings) -> dict[str, Any]:
        seconds = time.monotonic() - self._began
        failed = sum(standings.failures.values())
        ended, total = standings.ended, len(standings.runs)
        columns = standings.columns
        say = columns.say
        count = say("{count} of {all}", count=f"{ended:,}", all=columns.counted(total, "run"))
        count += say(", {failed} of them failed", failed=f"{failed:,}") if failed else ""
        going = self._ended is None or self._ended.how == "finished"
        rest = speed_and_rest(standings.done, standings.total, seconds, columns)
        ranked = standings.ranked()
        return {
            "name": self._watched.sweep.name,
            "written": datetime.now().strftime("%Y-%m-%d %H:%M:%S"),
            # Until the report is there, which does not load itself again.
            "seconds": REFRESH if going else 0,
            "state": self._state(standings.done, rest, columns),
            "done": ended,
            "total": total,
            "count": count,
            "steps": self._steps,
            "budget": self._deciding,
            "spent": ""
            if self._deciding is None
            else say(
                "{spent} before the last of these steps", spent=spent_text(self._deciding, columns)
            ),
            "failures": standings.told_failures(_MOST_FAILURES),
            "curves": say("Learning curves: {metric} by {unit}", **_parts(standings)),
            "means": say(
                "The {metric} after each {unit}, a mean over the repeats that are there, of the "
                "best settings so far.",
                **_parts(standings),
            ),
            "chart": standings.chart(ranked[:_MOST_LINES]),
            "head": standings.head(),
            "rows": [standings.row(group) for group in ranked[:_MOST_ROWS]],
            "caption": standings.caption(len(ranked), _MOST_ROWS),
            **self._going_on(columns),
        }

    def _state(self, done: WorkLeft, rest: str, columns: Columns) -> str:
        say = columns.say
        if self._ended is None:
            return say("Running: {rest}", rest=rest if done.runs else say("no run has ended yet"))
        if self._ended.how == "finished":
            return say("All runs have ended; the report takes the place of this page in a moment.")
        if self._ended.how == "stopped":
            return say("Stopped: what is complete is kept in the store.")
        why = " ".join(self._ended.reason.split())
        return say("Ended by an error: {why}", why=why or say("unknown"))

    def _going_on(self, columns: Columns) -> dict[str, str]:
        """What the reader can do, and what to say before it."""
        say = columns.say
        if self._ended is not None and self._ended.how == "finished":
            command = ["python", "-m", "nnexp.report", str(self._watched.directory)]
            return {
                "go_on_words": say("If it does not, this writes it from the files of the sweep:"),
                "go_on": shlex.join(command),
            }
        words = say("This goes on from there, and trains nothing again that is complete:")
        if self._ended is None:
            words = say(
                "Should this sweep be stopped or killed: this goes on from there, and trains "
                "nothing again that is complete:"
            )
        return {"go_on_words": words, "go_on": self._watched.go_on}


def _parts(standings: Standings) -> dict[str, str]:
    """The metric that the curves show, and over what."""
    say = standings.columns.say
    metric = say(standings.metric.label) if standings.metric else ""
    return {"metric": metric, "unit": say(standings.columns.unit)}
