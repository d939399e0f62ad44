"""Databases in memory, for what is tried and thrown away; they hold the tables, and nothing of the real database."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from storage.database import Database
from storage.district_register import entries_that_count
from storage.events import SYSTEM
from storage.law import LAW, calendar_editions, law_stamp, rule_editions
from storage.models import (
    Base,
    CalendarEdition,
    DistrictEntry,
    Event,
    LawStamp,
    Message,
    RuleEdition,
    SystemChain,
    Timer,
)
from storage.models.base import table_of

MEMORY = "sqlite://"
LawRows = dict[str, list[dict[str, Any]]]
"""The editions of the law and their stamp, as rows of their tables."""

BALANCES = """CREATE TRIGGER ledger_entry_books AFTER INSERT ON ledger_entry BEGIN
UPDATE ledger_account SET balance = balance + NEW.amount WHERE id = NEW.debit_id;
UPDATE ledger_account SET balance = balance - NEW.amount WHERE id = NEW.credit_id; END"""
"""What a migration gives the real database and a trial needs too: balances follow the entries."""

_copying = threading.Lock()


def law_rows(session: Session) -> LawRows:
    """Return what a database holds of the law: editions of rules and calendars, and which are the newest."""
    calendars, rules, register = law_stamp(session)
    return {
        "rules": [_row(each) for each in rule_editions(session)],
        "calendars": [_row(each) for each in calendar_editions(session)],
        "register": [_row(each) for each in entries_that_count(session)],
        "stamp": [{"key": LAW, "calendars": calendars, "rules": rules, "register": register}],
    }


def _row(each: RuleEdition | CalendarEdition | DistrictEntry) -> dict[str, Any]:
    return {column.name: getattr(each, column.key) for column in table_of(type(each)).columns}


def new_scratch(law: LawRows, info: dict[str, Any]) -> Database:
    """Return a fresh database in memory that holds the law and nothing else."""
    database = Database(MEMORY, info)
    Base.metadata.create_all(database.engine)
    rows = {RuleEdition: law["rules"], CalendarEdition: law["calendars"], LawStamp: law["stamp"]}
    rows[DistrictEntry] = law.get("register", [])
    rows[SystemChain] = [{"key": SYSTEM, "event_seq": 0, "event_hash": ""}]
    with database.engine.begin() as connection:
        connection.execute(text(BALANCES))
        for model, given in rows.items():
            if given:
                connection.execute(insert(table_of(model)), given)
    return database


def copy_of(original: Database, info: dict[str, Any]) -> Database:
    """Return another database in memory with everything that one holds now."""
    copy = Database(MEMORY, info)
    with (
        _copying,
        closing(original.engine.raw_connection()) as source,
        closing(copy.engine.raw_connection()) as target,
    ):
        source.driver_connection.backup(target.driver_connection)  # type: ignore[union-attr]
    return copy


def events_after(session: Session, case_id: str, after: int) -> Sequence[Event]:
    """Return the events of a case that were recorded after so many of them, in their order."""
    question = select(Event).where(Event.chain == case_id, Event.chain_seq > after)
    return session.scalars(question.order_by(Event.chain_seq)).all()


def messages_after(session: Session, run_id: str, after: str) -> Sequence[Message]:
    """Return the messages that a run has sent after one of them ("": all), in their order."""
    question = select(Message).where(Message.from_run_id == run_id, Message.id > after)
    return session.scalars(question.order_by(Message.id)).all()


def waiting_timers(session: Session, case_id: str) -> Sequence[Timer]:
    """Return the timers of a case that wait, the earliest first."""
    question = select(Timer).where(Timer.case_id == case_id, Timer.state.in_(("waiting", "queued")))
    return session.scalars(question.order_by(Timer.due_at, Timer.id)).all()
