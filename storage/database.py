"""Engines, sessions and the unit of work; the one place where a transaction is committed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from storage import sqlite_library as sqlite_library
from storage.events import write_recorded_events

P = ParamSpec("P")
T = TypeVar("T")

_SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
)


class NoEventRecorded(RuntimeError):
    """An action wanted to commit without having recorded what happened."""


class Database:
    """One database by URL. Sessions read; only an action (a function under `unit_of_work`) writes.

    SQLite is opened with WAL, synchronous=FULL and foreign keys; reads begin deferred and actions begin
    IMMEDIATE, so that two writers queue instead of overwriting each other. PostgreSQL statements are never
    prepared on the server, because generic plans ruin searches.
    """

    def __init__(self, url: str, info: dict[str, Any] | None = None) -> None:
        self.url = make_url(url)
        self.engine = (
            _sqlite_engine(url) if self.url.get_backend_name() == "sqlite" else _postgres_engine(url)
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=False, info=info or {})

    def session(self) -> Session:
        """Return a new session for reading; hand it to actions for writing; close it when done."""
        return self._sessions()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=20, pool_timeout=2)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for setting in _SQLITE_SETTINGS:
            connection.execute(setting)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgres_engine(url: str) -> Engine:
    return create_engine(
        url,
        connect_args={"prepare_threshold": None},
        pool_size=20,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=True,
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
        session.rollback()
        session.expunge_all()
        session.info["events"] = []
        session.connection(execution_options={"writing": True})
        try:
            result = action(session, *args, **kwargs)
            if not session.info["events"]:
                raise NoEventRecorded(f"{action.__name__} recorded no event")
            write_recorded_events(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["events"] = []
        return result

    perform.is_action = True  # type: ignore[attr-defined]
    return perform
