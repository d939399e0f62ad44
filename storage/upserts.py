"""INSERT that may meet a row that is there already, in the words of the database that is asked; it knows no table."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Upsert = postgresql.Insert | sqlite.Insert


def upsert(session: Session, table: Any) -> Upsert:
    """Return an INSERT into a table or model on which `on_conflict_do_nothing` and `…_do_update` can be said."""
    return upserts(table)[session.get_bind().dialect.name]


def upserts(table: Any) -> dict[str, Upsert]:
    """Return the same for each kind of database by its name, to be prepared once."""
    return {"postgresql": postgresql.insert(table), "sqlite": sqlite.insert(table)}
