"""What the database fixtures promise to every other test."""

from collections.abc import Callable

from sqlalchemy import text

from storage.database import Database
from storage.migrate import is_current
from tests.support.databases import Build


def test_each_test_gets_a_migrated_database(database: Database) -> None:
    assert is_current(database)


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert not is_current(database)
    database.dispose()


def test_two_copies_of_a_prepared_database_do_not_see_each_other(
    prepared: Callable[[str, Build], str],
) -> None:
    def build(url: str) -> None:
        database = Database(url)
        with database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE notebook (line varchar(20))"))
            connection.execute(text("INSERT INTO notebook VALUES ('first')"))
        database.dispose()

    one, other = Database(prepared("notebook", build)), Database(prepared("notebook", build))
    with one.engine.begin() as connection:
        connection.execute(text("INSERT INTO notebook VALUES ('second')"))
    with other.engine.connect() as connection:
        assert connection.execute(text("SELECT line FROM notebook")).scalars().all() == ["first"]
    one.dispose()
    other.dispose()
