"""An operator's terminal, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import Result

from app import create_app
from tests.support.office import house

Typed = Callable[..., Result]


def terminal(url: str, **config: object) -> tuple[Typed, Callable[[], None]]:
    """Return a function that types a command on the application with this database, and one that lets go of it."""
    web = create_app({"DATABASE_URL": url, "HOUSE": house(), "TESTING": True, **config})
    runner = web.test_cli_runner()

    def typed(*words: str, given: str = "") -> Result:
        return runner.invoke(args=list(words), input=given)

    return typed, web.extensions["database"].dispose


@pytest.fixture
def typed_on_nothing(empty_database_url: str) -> Iterator[Typed]:
    """Type a command on an empty database."""
    typed, let_go = terminal(empty_database_url)
    yield typed
    let_go()


@pytest.fixture
def typed(database_url: str) -> Iterator[Typed]:
    """Type a command on a migrated database without content."""
    found, let_go = terminal(database_url)
    yield found
    let_go()
