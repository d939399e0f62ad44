"""Fixtures that give each test a database of its own, on SQLite and on PostgreSQL; they know no table.

A migrated database is made once for all workers and copied for each test, so that a test starts in no time.
`prepared` does the same for a database with content: built once, by running real actions, and then copied.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.migrate import upgrade
from tests.support.postgres import locked, shared_postgres

KINDS = ("sqlite", "postgresql")
Build = Callable[[str], None]


@dataclass
class Shelf:
    """Databases of one kind: a template for every way to prepare one, and copies of it."""

    kind: str
    folder: Path
    admin: Engine | None = None
    worker: str = "main"
    made: int = 0
    lent: list[str] = field(default_factory=list)

    def copy(self, name: str, build: Build) -> str:
        """Return the URL of a new copy of what `build` makes of an empty database; it is built only once."""
        template = f"template_{name}"
        done = self.folder / f"{self.kind}_{template}.done"
        with locked(self.folder / f"{self.kind}_{template}.lock"):
            if not done.exists():
                self._remove(template)
                url = self._create(template)
                build(url)
                done.touch()
        self.made += 1
        return self._create(f"test_{self.worker}_{self.made}", template)

    def empty(self) -> str:
        """Return the URL of a new database without any table."""
        self.made += 1
        return self._create(f"test_{self.worker}_{self.made}")

    def take_back(self) -> None:
        """Remove the databases given out since the last call."""
        while self.lent:
            self._remove(self.lent.pop())

    def _create(self, name: str, template: str | None = None) -> str:
        if not name.startswith("template_"):
            self.lent.append(name)
        if self.admin is None:
            path = self.folder / f"{name}.db"
            if template:
                shutil.copyfile(self.folder / f"{template}.db", path)
            return f"sqlite:///{path}"
        with self.admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}"))
        return self.admin.url.set(database=name).render_as_string(hide_password=False)

    def _remove(self, name: str) -> None:
        if self.admin is None:
            for path in self.folder.glob(f"{name}.db*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            return
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def shared_folder(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all xdist workers of this test run share."""
    base = factory.getbasetemp()
    return base.parent if hasattr(config, "workerinput") else base


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the administrative database of the PostgreSQL server of this test run."""
    with shared_postgres(shared_folder(request.config, tmp_path_factory)) as url:
        yield url


@pytest.fixture(scope="session")
def shelves(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Shelf]]:
    """Shelf of databases by kind; PostgreSQL starts only when a test first asks for it."""
    made: dict[str, Shelf] = {}
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")

    def shelf(kind: str) -> Shelf:
        if kind not in made:
            folder = shared_folder(request.config, tmp_path_factory)
            made[kind] = Shelf(kind, folder, worker=worker)
            if kind == "postgresql":
                url = make_url(request.getfixturevalue("postgres_url"))
                made[kind].admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        return made[kind]

    yield shelf
    for each in made.values():
        each.take_back()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`: every test that touches storage runs on both."""
    kind: str = request.param
    return kind


@pytest.fixture
def shelf(shelves: Callable[[str], Shelf], database_kind: str) -> Iterator[Shelf]:
    """Shelf of the kind that this test runs on; what it lent is taken back afterwards."""
    chosen = shelves(database_kind)
    yield chosen
    chosen.take_back()


@pytest.fixture
def database_url(shelf: Shelf) -> str:
    """URL of a new database with all migrations applied."""
    return shelf.copy("migrated", upgrade)


@pytest.fixture
def empty_database_url(shelf: Shelf) -> str:
    """URL of a new database without any table."""
    return shelf.empty()


@pytest.fixture
def prepared(shelf: Shelf) -> Callable[[str, Build], str]:
    """`prepared("both_districts", build)`: URL of a migrated database as `build(url)` left it, built once.

    `build` gets a migrated database and must let go of every connection (`Database.dispose`) at its end.
    """

    def prepare(name: str, build: Build) -> str:
        def migrate_and_build(url: str) -> None:
            upgrade(url)
            build(url)

        return shelf.copy(name, migrate_and_build)

    return prepare


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of its own for one test."""
    opened = Database(database_url)
    yield opened
    opened.dispose()
