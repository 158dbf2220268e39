"""A headless Chromium for pages, and folders of sweeps that were never run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


class Browser:
    """Chromium with what these tests ask of it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(
        self, page: Path, width: int = 1280, height: int = 900, *, dark: bool = False
    ) -> Browser:
        """Show a page anew, with nothing left of the one before."""
        self.driver.get("about:blank")
        self.complaints()
        self.addresses()
        wishes = {
            "prefers-color-scheme": "dark" if dark else "light",
            # A page that is still gliding into place cannot be clicked.
            "prefers-reduced-motion": "reduce",
        }
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.command("Emulation.setEmulatedMedia", features=features)
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.driver.get(page.resolve().as_uri())
        return self

    def command(self, name: str, **parameters: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a script's `return`."""
        return self.driver.execute_script(script, *arguments)

    def barriers(self) -> dict[str, list[str]]:
        """What axe finds to be in people's way on the page, with what it looks like in HTML."""
        carrier = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
        # The page's own policy lets no script in; the driver runs beside it.
        self.run(Path(carrier.__file__).with_name("axe.min.js").read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run().then(done, (e) => done(String(e)))"
        )
        assert len(found["passes"]) > 20, "axe has hardly looked at the page"
        return {
            violation["id"]: [node["html"] for node in violation["nodes"]][:3]
            for violation in found["violations"]
        }

    def complaints(self) -> list[str]:
        """What was said on the console since the last question."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def addresses(self) -> list[str]:
        """What was asked for since the last question, pictures inside the page aside."""
        entries = (json.loads(e["message"])["message"] for e in self.driver.get_log("performance"))
        return [
            url
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
            and not (url := entry["params"]["request"]["url"]).startswith("data:")
        ]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    chromedriver = shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.skip("needs Chromium and its driver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(chromedriver))
    yield Browser(driver)
    driver.quit()
