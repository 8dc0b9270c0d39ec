"""Headless Chromium for tests of the chat page.

Debian's packages ``chromium`` and ``chromium-driver`` are enough; ``CHROMIUM`` and
``CHROMEDRIVER`` name other programs. Without them browser tests are skipped, except when the
environment says ``CI=true``: there a missing browser is a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

PHONE = (390, 844)
"""Width and height of a common phone, in CSS pixels."""
DESKTOP = (1280, 800)

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-proxy-server",
    "--hide-scrollbars",
)


@dataclass(frozen=True)
class BrowserPrograms:
    """Paths of the browser and of its driver."""

    browser: str
    driver: str


def find_browser() -> BrowserPrograms | None:
    """The installed browser and driver, or None when one of them is missing."""
    browser = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSER_NAMES)), None
    )
    driver = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
    return BrowserPrograms(browser, driver) if browser and driver else None


def require_browser() -> BrowserPrograms:
    """The installed browser; skips the test without one, or fails it when ``CI=true``."""
    programs = find_browser()
    if programs is not None:
        return programs
    missing = "needs chromium and chromedriver (Debian: apt install chromium chromium-driver)"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@contextlib.contextmanager
def open_browser(
    profile: Path, *, size: tuple[int, int] = PHONE, language: str = "ru"
) -> Iterator[webdriver.Chrome]:
    """A browser window with an empty profile and without animations.

    Args:
        profile: an empty folder for the profile.
        size: viewport in CSS pixels; one narrower than 700 acts as a touch screen.
        language: language of the browser, which new visitors of the page get.
    """
    programs = require_browser()
    options = Options()
    options.binary_location = programs.browser
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--lang={language}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(programs.driver))
    try:
        resize(driver, size)
        set_preferences(driver)
        yield driver
    finally:
        driver.quit()


def resize(driver: webdriver.Chrome, size: tuple[int, int]) -> None:
    """Sets the viewport, below the smallest window a desktop allows too."""
    width, height = size
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": width < 700},
    )


def set_preferences(driver: webdriver.Chrome, *, dark: bool = False, still: bool = True) -> None:
    """What the page may ask about the person: a dark design, no animations."""
    features = [
        {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
        {"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def console_errors(driver: webdriver.Chrome) -> list[str]:
    """Errors and warnings that the page wrote to the console since the last call."""
    entries: list[dict[str, Any]] = driver.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries if entry["level"] in {"SEVERE", "WARNING"}]


def take_screenshot(driver: webdriver.Chrome, path: Path) -> Path:
    """Saves what the window shows as PNG and returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(driver.get_screenshot_as_png())
    return path
