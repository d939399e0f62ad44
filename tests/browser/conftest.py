"""Officers of both districts at their browsers; whoever takes them works on the embedded database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from app import create_app
from app.clock import clock_at
from storage.database import Database
from tests.acceptance.conftest import found_districts, house
from tests.browser.typist import Typist
from tests.support.clock import at


@pytest.fixture
def typist(
    prepared: Callable[[str, Callable[[str], None]], str],
    live_server: Callable[[Flask], str],
    new_context: Callable[[], BrowserContext],
) -> Iterator[Typist]:
    """Officers of both districts at their browsers, before a clock that the test moves."""
    url = prepared("districts", found_districts)
    web = create_app({"DATABASE_URL": url, "HOUSE": house(), "TESTING": True})
    database = Database(url, {"house": house()})
    with clock_at(at(2025, 9, 1)) as clock:
        yield Typist(database, clock, address=live_server(web), new_context=new_context)
    web.extensions["database"].dispose()
    database.dispose()
