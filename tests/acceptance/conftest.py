"""Two districts with processes and officers, and hands that work through the pages, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app import create_app
from app.actions.districts import load_districts
from app.actions.publishing import publish_shipped
from app.clock import clock_at
from app.demonstration.officers import add_posts
from app.house import ROOT, House, build_house
from storage.crypto import Keyring
from storage.database import Database
from tests.acceptance.http_hands import HttpPlayer
from tests.support.clock import at

HOUSE: list[House] = []


def house() -> House:
    """Return one house for all tests of a worker; its key is not secret."""
    if not HOUSE:
        HOUSE.append(build_house(Keyring(b"a" * 32)))
    return HOUSE[0]


def found_districts(url: str) -> None:
    """Furnish a migrated database: districts, published processes, demonstration officers."""
    database = Database(url, {"house": house()})
    profiles = {
        key: (ROOT / "processes" / "jurisdictions" / f"{key}.toml").read_text(encoding="utf-8")
        for key in house().districts
    }
    with clock_at(at(2025, 1, 2, 9)):
        with database.session() as session:
            load_districts(session, profiles)
            publish_shipped(session, ROOT)
        add_posts(database, house())
    database.dispose()


@pytest.fixture
def hands(prepared: Callable[[str, Callable[[str], None]], str]) -> Iterator[HttpPlayer]:
    """Officers of both districts at their browsers, and a clock that the story moves."""
    url = prepared("districts", found_districts)
    web = create_app({"DATABASE_URL": url, "HOUSE": house(), "TESTING": True})
    database = Database(url, {"house": house()})
    with clock_at(at(2025, 9, 1, 9)) as clock:
        yield HttpPlayer(database, clock, web=web)
    web.extensions["database"].dispose()
    database.dispose()
