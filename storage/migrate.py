"""Brings a database to the newest schema; used by the set-up, the tests and `flask database upgrade`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import Database

_HERE = Path(__file__).parent / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Apply all migrations that the database at this SQLAlchemy URL still lacks."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take migrations back down to a revision; for tests of the migrations themselves."""
    command.downgrade(_config(url), revision)


def is_current(database: Database) -> bool:
    """Say whether the database has the newest schema."""
    newest = ScriptDirectory.from_config(_config("")).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
