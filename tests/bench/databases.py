"""Databases for measurements, as the product runs them: SQLite with synchronous=FULL, PostgreSQL with fsync."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from storage.migrate import upgrade
from tests.support.postgres import running_postgres

WORDS = {
    "sqlite": "SQLite, WAL, synchronous=FULL",
    "postgresql": "PostgreSQL, fsync and synchronous_commit on",
}


class Databases:
    """Makes migrated databases of both kinds in one folder and on one server."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server = folder, server
        self._made = 0

    def make(self, kind: str) -> str:
        """Return the URL of a new migrated database: `sqlite` or `postgresql`."""
        self._made += 1
        url = f"sqlite:///{self.folder}/bench_{self._made}.db" if kind == "sqlite" else self._on_server()
        upgrade(url)
        return url

    def _on_server(self) -> str:
        name = f"bench_{self._made}"
        admin = create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """Lend databases; the PostgreSQL server lives as long as the block."""
    with running_postgres(durable=True) as server:
        yield Databases(folder, server)


def version_of(url: str) -> str:
    """Return what the database says of its version."""
    engine = create_engine(url, poolclass=NullPool)
    question = "SELECT sqlite_version()" if url.startswith("sqlite") else "SHOW server_version"
    with engine.connect() as connection:
        return str(connection.execute(text(question)).scalar())
