from __future__ import annotations

import shutil

import pytest

from tests.end_to_end import browser


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHROMIUM", "CHROMEDRIVER", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)


@pytest.mark.usefixtures("no_browser")
def test_missing_browser_skips_and_says_what_to_install() -> None:
    with pytest.raises(pytest.skip.Exception, match="apt install chromium chromium-driver"):
        browser.require_browser()


@pytest.mark.usefixtures("no_browser")
def test_missing_browser_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        browser.require_browser()


@pytest.mark.usefixtures("no_browser")
def test_named_programs_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    monkeypatch.setenv("CHROMEDRIVER", "/opt/chromedriver")
    assert browser.require_browser() == browser.BrowserPrograms(
        "/opt/chromium", "/opt/chromedriver"
    )
