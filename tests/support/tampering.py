"""What somebody with the database's password can do: write past the triggers that guard the record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.database import Database


def drop_guards(session: Session) -> None:
    """Take the triggers off events and checkpoints, within the transaction of the session."""
    if session.get_bind().dialect.name == "sqlite":
        for table in ("event", "checkpoint"):
            for verb in ("UPDATE", "DELETE"):
                session.execute(text(f"DROP TRIGGER {table}_{verb}_refused"))
    else:
        for table in ("event", "checkpoint"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


@contextmanager
def writing_past_the_triggers(database: Database) -> Iterator[Session]:
    """Lend a session in which events can be changed and removed; it is committed at the end."""
    with database.session() as session:
        drop_guards(session)
        yield session
        session.commit()
