"""`live=true`: one page that is opened once, and shows a real sweep from its start to its end."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# A training of a second or so each, one after the other.
SHORT = ("lr=0.03,0.1,0.3", "hidden_nodes=60", "epochs=800", "repeats=3", "engine.workers=1")
# Half of them fail in their first epoch, the others never end.
ENDLESS = (
    "lr=900,0.0001",
    "network.output_activation=linear",
    "hidden_nodes=0",
    "epochs=1000000",
    "repeats=2",
    "engine.workers=2",
)


@contextlib.contextmanager
def sweeping(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "nnexp", "-m", *words, "live=true", "name=watched"]
    command += [f"hydra.sweep.dir={folder / 'out'}", f"store.path={folder / 'store.sqlite'}"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], Any], seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        # A page that is being loaded has no elements to ask for.
        with contextlib.suppress(Exception):
            if found := condition():
                return found
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def text(browser: Any, selector: str) -> str:
    return str(browser.run(f"return document.querySelector('{selector}').textContent"))


def ended(browser: Any) -> int:
    return int(text(browser, "#count").split()[0])


@pytest.mark.slow
def test_the_page_fills_while_runs_finish_and_becomes_the_report(
    browser: Any, tmp_path: Path
) -> None:
    page = tmp_path / "out" / "report.html"
    with sweeping(tmp_path, *SHORT) as process:
        wait_for(page.exists)
        browser.open(page)
        assert browser.run("return document.title").startswith("watched: ")
        assert text(browser, "#state").startswith("Running: ")
        seen = wait_for(lambda: ended(browser))
        assert text(browser, "#count").endswith("of 9 runs")
        assert "epochs/s" in text(browser, "#state")
        # Nobody loads the page but itself.
        wait_for(lambda: ended(browser) > seen)
        assert browser.run("return document.querySelectorAll('polyline').length") >= 1
        head, first = browser.run(
            "return ['thead th', 'tbody tr:first-child td'].map(where => "
            "Array.from(document.querySelectorAll(where), cell => cell.textContent))"
        )
        assert head == ["lr", "finished", "failures", "validation accuracy"]
        assert first[0] in ("0.03", "0.1", "0.3")
        assert first[1].endswith(" of 3")
        assert 50 < float(first[3].removesuffix(" %")) <= 100
        assert "live=true" in text(browser, "pre.command")
        wait_for(lambda: browser.run("return !!document.querySelector('#trial-table')"))
        assert process.wait(timeout=60) == 0, process.stderr
    assert browser.run("return document.querySelectorAll('meta[http-equiv=refresh]').length") == 0
    assert browser.complaints() == []
    assert {address.partition(":")[0] for address in browser.addresses()} == {"file"}


@pytest.mark.slow
def test_a_sweep_that_is_stopped_says_so_and_how_to_go_on(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "out" / "report.html"
    with sweeping(tmp_path, *ENDLESS) as process:
        wait_for(page.exists)
        browser.open(page)
        wait_for(lambda: ended(browser) == 2)
        assert text(browser, "#count") == "2 of 4 runs, 2 of them failed"
        failure = " ".join(text(browser, "#failures li").split())
        assert failure.startswith("Failed: 2: diverged: weights are not finite in epoch 1")
        process.send_signal(signal.SIGINT)
        wait_for(lambda: text(browser, "#state").startswith("Stopped: "))
        process.wait(timeout=60)
    assert browser.run("return document.querySelectorAll('meta[http-equiv=refresh]').length") == 0
    assert text(browser, "#go-on").startswith("This goes on from there")
    command = text(browser, "pre.command")
    assert command.startswith("python -m nnexp -m lr=900,0.0001 ")
    assert command.endswith(f"hydra.sweep.dir={tmp_path / 'out'}")
    for width in (360, 1280):
        browser.open(page, width=width)
        assert browser.run("return document.documentElement.scrollWidth") <= width
    assert browser.run("return document.querySelector('#trial-table')") is None
    assert browser.complaints() == []
