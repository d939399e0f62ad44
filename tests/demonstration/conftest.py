"""Districts with published processes but without accounts and cases, and a demonstration built in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.actions.districts import load_districts
from app.actions.publishing import publish_shipped
from app.clock import clock_at
from app.demonstration.play import Summary, build
from app.house import ROOT
from storage.database import Database
from tests.support.clock import at
from tests.support.databases import Shelf
from tests.support.office import house

TODAY = at(2026, 11, 20, 16, 30)
Prepare = Callable[[str, Callable[[str], None]], str]


def furnish(url: str) -> None:
    """Load districts and publish the shipped processes."""
    database = Database(url, {"house": house()})
    folder = ROOT / "processes" / "jurisdictions"
    profiles = {key: (folder / f"{key}.toml").read_text(encoding="utf-8") for key in house().districts}
    with clock_at(at(2025, 1, 2)), database.session() as session:
        load_districts(session, profiles)
        publish_shipped(session, ROOT)
    database.dispose()


@dataclass
class Built:
    """A demonstration with what was told while it was made."""

    database: Database
    summary: Summary
    told: list[tuple[int, int, str]]


def build_in(url: str, cases: int, *, scenarios: bool) -> Built:
    """Build a demonstration of so many cases in furnished districts, on 20 November 2026."""
    told: list[tuple[int, int, str]] = []
    database = Database(url, {"house": house()})
    with clock_at(TODAY):
        summary = build(database, cases, lambda *news: told.append(news), scenarios=scenarios, if_empty=True)
    return Built(database, summary, told)


@pytest.fixture
def furnished(prepared: Prepare) -> str:
    """URL of districts without accounts and cases, on SQLite, then on PostgreSQL."""
    return prepared("furnished", furnish)


@pytest.fixture(scope="session")
def demonstration(shelves: Callable[[str], Shelf]) -> Iterator[Built]:
    """A demonstration of 24 cases with the eight scenarios, on SQLite; nobody may write to it."""
    from storage.migrate import upgrade

    shelf = shelves("sqlite")

    def migrate_and_furnish(url: str) -> None:
        upgrade(url)
        furnish(url)

    built = build_in(shelf.copy("furnished", migrate_and_furnish), 24, scenarios=True)
    yield built
    built.database.dispose()
