"""What somebody with the database's password can do: write past the triggers that guard the record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.database import Database

TRIGGERS = ("event_UPDATE_refused", "event_DELETE_refused")


@contextmanager
def writing_past_the_triggers(database: Database) -> Iterator[Session]:
    """Lend a session in which events can be changed and removed; it is committed at the end."""
    with database.session() as session:
        if database.url.get_backend_name() == "sqlite":
            for trigger in TRIGGERS:
                session.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        yield session
        session.commit()
