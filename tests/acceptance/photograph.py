"""A photograph of a database: a digest of every table, to tell whether anything at all was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from storage.database import Database
from storage.models import Base


def photograph(database: Database) -> dict[str, tuple[int, str]]:
    """Return the number of rows and a digest of all their values for every table."""
    found = {}
    with database.session() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(select(table).order_by(*table.primary_key.columns)).all()
            digest = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
            found[table.name] = (len(rows), digest)
    return found


@contextmanager
def nothing_changes(database: Database) -> Iterator[None]:
    """Fail, naming the tables, when anything is written while the block runs."""
    before = photograph(database)
    yield
    after = photograph(database)
    assert {name for name in after if after[name] != before[name]} == set(), "a refusal wrote something"
