"""Migrations lead from nothing to the tables of the models, and back, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.database import Database
from storage.migrate import downgrade, is_current, upgrade
from storage.models import Base


def test_migrations_make_exactly_the_tables_of_the_models(database_url: str) -> None:
    database = Database(database_url)
    try:
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False})
            assert compare_metadata(context, Base.metadata) == []
        assert is_current(database)
    finally:
        database.dispose()


def test_migrations_can_be_taken_back_and_applied_again(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    downgrade(empty_database_url, "base")
    database = Database(empty_database_url)
    try:
        assert inspect(database.engine).get_table_names() == ["alembic_version"]
        assert not is_current(database)
        upgrade(empty_database_url)
        assert is_current(database)
    finally:
        database.dispose()
