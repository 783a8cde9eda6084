"""A real Chromium for the tests of this folder; without one they are skipped with a sentence."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Quiet: no first-run pages, no updates, no requests of the browser's own.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The Chromium of this machine."""
    if SYSTEM_CHROMIUM.exists():
        return str(SYSTEM_CHROMIUM)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module. No longer: while it is there, asynchronous code cannot run in this thread."""
    found = chromium()
    if found is None:
        pytest.skip("No Chromium is installed, so the pages are not tried in a browser.")
    # As root, Chromium starts only without its sandbox.
    sandbox = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, headless=True, args=[*ARGUMENTS, *sandbox])
        yield started
        started.close()


class Window:
    """A window that remembers what went wrong in it."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._request)

    def _console(self, message) -> None:
        # The browser logs the status of error pages, which are meant.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _request(self, request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.faults.append(f"request to {request.url}")

    def open(self, address: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(self.home + address)
        return self.page


@pytest.fixture
def window(browser: Browser, live_server) -> Iterator:
    """A function that opens windows: window(width=…, color_scheme=…, bypass_csp=…)."""
    cache.clear()  # limits count in it: dozens of tests a minute sign in from one address
    contexts = []

    def opened(width: int = 1280, height: int = 900, **options: object) -> Window:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return Window(context.new_page(), live_server.url)

    yield opened
    for context in contexts:
        context.close()
