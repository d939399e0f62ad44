"""What a scenario is held to: its dated expectations, its record, its money; read from the database."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.replaying import replay_case
from app.clock import LOCAL
from storage.events import broken_link
from storage.models import CaseFile, Deadline, Event, Exchange, Incident, Run, Task
from tests.acceptance.http_hands import HttpPlayer


def clocks(hands: HttpPlayer, case_id: str) -> set[tuple[str, str, str]]:
    """Return every clock of a case as (rule, day it counts from, day it is due)."""
    with hands.session() as session:
        rows = session.scalars(select(Deadline).where(Deadline.case_id == case_id)).all()
        return {(row.rule, row.started_on.isoformat(), _day(row.due_at).isoformat()) for row in rows}


def _day(moment: Any) -> date:
    found: date = moment.astimezone(LOCAL).date()
    return found


def case_of(hands: HttpPlayer, case_id: str) -> CaseFile:
    """Return a case."""
    with hands.session() as session:
        return session.get_one(CaseFile, case_id)


def runs_of(hands: HttpPlayer, case_id: str) -> dict[str, list[str | None]]:
    """Return the outcomes of a case's runs by process; an open run has none."""
    found: dict[str, list[str | None]] = {}
    with hands.session() as session:
        for run in session.scalars(select(Run).where(Run.case_id == case_id).order_by(Run.started_at)):
            found.setdefault(run.process_key, []).append(run.outcome)
    return found


def tasks_of(hands: HttpPlayer, case_id: str) -> list[Task]:
    """Return all tasks of a case in their order."""
    with hands.session() as session:
        question = select(Task).where(Task.case_id == case_id).order_by(Task.opened_at, Task.id)
        return list(session.scalars(question))


def sent_to(hands: HttpPlayer, case_id: str, receiver: str) -> list[tuple[str, str]]:
    """Return what a receiver outside got of a case, and how far each is, in order."""
    with hands.session() as session:
        question = select(Exchange.format, Exchange.state).where(
            Exchange.case_id == case_id, Exchange.receiver == receiver
        )
        return [(row[0], row[1]) for row in session.execute(question.order_by(Exchange.id))]


def facts_at(hands: HttpPlayer, case_id: str, *names: str) -> dict[str, Any]:
    """Return facts of a case as forms see them."""
    with hands.session() as session:
        return facts_of_case(Folder(session, session.get_one(CaseFile, case_id)), names)


def record_is_whole(hands: HttpPlayer, case_id: str) -> list[Event]:
    """Assert that the record of a case is chained, tells all, and that nothing went wrong; return its events."""
    with hands.session() as session:
        question = select(Event).where(Event.chain == case_id).order_by(Event.chain_seq)
        events = list(session.scalars(question))
        assert broken_link(events) is None
        assert replay_case(session, case_id).differences == []
        assert session.scalars(select(Incident).where(Incident.case_id == case_id)).all() == []
    return events


def told_in_record(events: list[Event], secret: str) -> bool:
    """Say whether a text stands in clear in the record."""
    return any(secret in json.dumps(event.facts, ensure_ascii=False) for event in events)


def total(rows: list[dict[str, Any]], column: str) -> Decimal:
    """Return the sum of a column."""
    return sum((row[column] for row in rows), Decimal(0))
