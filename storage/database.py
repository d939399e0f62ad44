"""Engines, sessions and the unit of work; the one place where a transaction is committed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from storage import sqlite_library as sqlite_library
from storage.events import write_recorded_events
from storage.tasks import write_tasks

P = ParamSpec("P")
T = TypeVar("T")

_SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
)


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLite whose transactions begin aloud: IMMEDIATE when the option `writing` was given for it, else deferred.

    A dialect and no listener, because an engine that is listened to pays for it at every statement.
    """

    supports_statement_cache = True

    def set_connection_execution_options(self, connection: Connection, opts: Mapping[str, Any]) -> None:
        """Take note of how the next transaction of the connection is to begin."""
        connection.connection.info["writing"] = opts.get("writing", False)
        super().set_connection_execution_options(connection, opts)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction; the option holds for one."""
        writing = dbapi_connection.info.pop("writing", False)
        dbapi_connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")


registry.register("sqlite.qingxin", __name__, SqliteDialect.__name__)


class NoEventRecorded(RuntimeError):
    """An action wanted to commit without having recorded what happened."""


class EventInChore(RuntimeError):
    """A chore wanted to commit although it had recorded a fact."""


class Database:
    """One database by URL. Sessions read; only an action (a function under `unit_of_work`) writes.

    SQLite is opened with WAL, synchronous=FULL and foreign keys; reads begin deferred and actions begin
    IMMEDIATE, so that two writers queue instead of overwriting each other. PostgreSQL statements are never
    prepared on the server, because generic plans ruin searches. Errors never repeat parameters, which may be
    personal data, in logs. Raises ValueError for another kind of database.
    """

    def __init__(self, url: str, info: dict[str, Any] | None = None) -> None:
        self.url = _with_driver(make_url(url))
        self.engine = (
            _sqlite_engine(self.url)
            if self.url.get_backend_name() == "sqlite"
            else _postgres_engine(self.url)
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=False, info=info or {})

    def session(self) -> Session:
        """Return a new session for reading; hand it to actions for writing; close it when done."""
        return self._sessions()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _with_driver(url: URL) -> URL:
    """Return a URL with the driver that the product uses, whichever the URL names."""
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    kind = url.drivername.split("+")[0]
    if kind not in drivers:
        raise ValueError(f"the database must be sqlite:///… or postgresql://…, not {kind}")
    return url.set(drivername=drivers[kind])


def _sqlite_engine(url: URL) -> Engine:
    pool: dict[str, Any] = {"pool_size": 20, "pool_timeout": 2}
    if not url.database:
        pool = {"poolclass": StaticPool}  # it lies in memory, and is gone with its one connection
    engine = create_engine(
        url.set(drivername="sqlite+qingxin"),
        connect_args={"check_same_thread": False},
        hide_parameters=True,
        **pool,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for setting in _SQLITE_SETTINGS:
            connection.execute(setting)

    return engine


def _postgres_engine(url: URL) -> Engine:
    return create_engine(
        url,
        connect_args={"prepare_threshold": None},
        pool_size=20,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def unit_of_work(
    action: Callable[Concatenate[Session, P], T],
) -> Callable[Concatenate[Session, P], T]:
    """Make a function an action: one transaction, committed once, with at least one event in it.

    What the session has read before is let go, so that the action decides on the present state. An exception,
    or an action that recorded no event, leaves the database as it was.
    """

    @functools.wraps(action)
    def perform(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with _transaction(session):
            result = action(session, *args, **kwargs)
            if not session.info["events"]:
                raise NoEventRecorded(f"{action.__name__} recorded no event")
            write_recorded_events(session)
            write_tasks(session)
        return result

    perform.is_action = True  # type: ignore[attr-defined]
    return perform


def housekeeping(
    chore: Callable[Concatenate[Session, P], T],
) -> Callable[Concatenate[Session, P], T]:
    """Make a function a chore: one transaction, committed once, over rows that are no facts, without an event.

    Only these rows may be written by a chore, because they say nothing about a case or a person: a timer's, a
    mail's or a planned migration's place in the queue (state waiting or queued, how often it was put there),
    which calendars are still to be counted with, what a foresight has worked out, the heartbeats of workers,
    windows of the sign-in throttle, sessions that have lapsed, drafts (what was typed and not handed in), trials
    of processes while nobody records them, checkpoints of the log, how far workers are with
    exports, and the library's own rows about background
    work. Whatever somebody did, decided or is told of is an action. A chore that recorded an event is refused and
    leaves the database as it was.
    """

    @functools.wraps(chore)
    def perform(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with _transaction(session):
            result = chore(session, *args, **kwargs)
            if session.info["events"]:
                raise EventInChore(f"{chore.__name__} recorded an event; make it an action")
        return result

    perform.is_chore = True  # type: ignore[attr-defined]
    return perform


@contextmanager
def _transaction(session: Session) -> Iterator[None]:
    """Begin a writing transaction on the present state; commit it at the end, or undo it after an exception."""
    session.rollback()
    session.expunge_all()
    session.info.update(events=[], tasks=[], changes={}, rows={})
    session.connection(execution_options={"writing": True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.update(events=[], tasks=[], changes={}, rows={})
