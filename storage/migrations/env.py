"""Runs migrations on the database whose URL the caller gives."""

from alembic import context

from storage.database import Database
from storage.models import Base

database = Database(context.config.attributes["url"])
try:
    with database.engine.connect().execution_options(writing=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
finally:
    database.dispose()
