"""The newest versions of all processes, as far as today's engine runs them; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.engine import CannotRun
from app.house import house_of
from app.versions import Edition
from storage.versions import newest_versions


def runnable_editions(session: Session) -> Iterator[Edition]:
    """Yield the newest version of every process by key, without those that the engine refuses by now."""
    shelf = house_of(session).shelf
    for version in newest_versions(session):
        try:
            yield shelf.edition(session, version.id)
        except CannotRun:
            continue
