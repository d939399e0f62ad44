"""A real browser for tests, and the application behind a real port; knows no page.

A page that logs an error or breaks the content security policy fails the test that opened it.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "tests" / "out"
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
WIDE, NARROW = (1440, 900), (390, 844)
# WCAG 2.2 AA and axe's best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def browser_path() -> str | None:
    """Path of the machine's Chromium; None lets Playwright take the one it fetched itself."""
    for name in (os.environ.get("BROWSER_FOR_TESTS", ""), *NAMES):
        if found := shutil.which(name):
            return found
    return None


class Troubles:
    """What went wrong on the pages of one test; a refused form (4xx) is no trouble of the page."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("pageerror", lambda error: self.found.append(f"script error on {page.url}: {error}"))
        page.on("console", self._console)
        page.on("response", lambda answer: self._status(answer.status, answer.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console error: {message.text}")

    def _status(self, status: int, url: str) -> None:
        if status >= 500:
            self.found.append(f"answer {status} from {url}")


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the browser's troubles tell what matters."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free loopback port while the block runs; the address has no final slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, name="live-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def live_server() -> Iterator[Callable[[Flask], str]]:
    """`live_server(app)`: address of this application until the test ends."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(serving(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    with sync_playwright() as playwright:
        path = browser_path()
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        yield started
        started.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context(size=NARROW, locale="en")`: a browser profile of its own, for one officer at one desk."""
    troubles = Troubles()
    opened: list[BrowserContext] = []

    def open_context(size: tuple[int, int] = WIDE, locale: str = "zh-CN", **options: Any) -> BrowserContext:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(30_000)
        context.on("page", troubles.watch)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    assert not troubles.found, "The pages of this test had troubles:\n" + "\n".join(troubles.found)


@pytest.fixture
def browser_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of 1440 × 900 in Chinese."""
    return new_context().new_page()


BARS = "way => document.querySelectorAll('.task-foot').forEach(bar => { bar.style.position = way; })"


def violations(page: Page, within: str | None = None) -> list[str]:
    """Run axe on what the page shows, from its top, and return one line for each violation; empty for none.

    Scrolled down, a link that is half below the bar at the top would count as too small, and so would a button that
    is half behind the buttons that stay at the bottom: these stand in their place meanwhile.
    """
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate(BARS, "static")
    page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate(
        "([within, options]) => axe.run(within || document, options).then(r => JSON.stringify(r.violations))",
        [within, options],
    )
    page.evaluate(BARS, "")
    return [
        f"{each['id']} ({each['impact']}): {each['help']} at "
        + "; ".join(" ".join(map(str, node["target"])) for node in each["nodes"][:5])
        for each in json.loads(found)
    ]


def assert_accessible(page: Page, within: str | None = None) -> None:
    """Fail with every violation that axe finds on the page."""
    found = violations(page, within)
    assert not found, f"{page.url} is not open to everybody:\n" + "\n".join(found)


def screenshot(page: Page, name: str, *, whole: bool = True) -> Path:
    """Keep a picture of the page under tests/out/ (not committed) and return its path."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    return path
