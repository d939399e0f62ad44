"""Questions about background work for people: what waits, runs and failed, and who works; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import BigInteger, String, Text, column, func, inspect, select, table
from sqlalchemy.orm import Session

from storage.models import CaseFile, Run, Timer

_SCHEMA = {"sqlite": None, "postgresql": "dbos"}
"""Where the library of the queue keeps its tables."""


def work_by_state(session: Session) -> dict[tuple[str, str], tuple[int, datetime]]:
    """Return by (kind, state of the library) how many pieces of work there are, and when the latest changed.

    Empty before a worker has ever begun: the library's tables come with the first.
    """
    schema = _SCHEMA[session.get_bind().dialect.name]
    if not inspect(session.connection()).has_table("workflow_status", schema=schema):
        return {}
    works = table(
        "workflow_status",
        column("name", String()),
        column("status", Text()),
        column("updated_at", BigInteger()),
        schema=schema,
    )
    question = select(works.c.name, works.c.status, func.count(), func.max(works.c.updated_at))
    return {
        (row[0], row[1]): (row[2], datetime.fromtimestamp(row[3] / 1000, UTC))
        for row in session.execute(question.group_by(works.c.name, works.c.status))
    }


def timers_ahead(session: Session, now: datetime, most: int) -> tuple[int, int]:
    """Return how many timers wait for their moment, and how many not fired are past it; each counted up to `most`."""
    ahead = select(Timer.id).where(Timer.state == "waiting", Timer.due_at > now)
    late = select(Timer.id).where(Timer.state.in_(("waiting", "queued")), Timer.due_at <= now)
    found = (
        session.scalar(select(func.count()).select_from(each.limit(most).subquery()))
        for each in (ahead, late)
    )
    waiting, past = (number or 0 for number in found)
    return waiting, past


def next_timers(session: Session, limit: int = 10) -> Sequence[tuple[Timer, Run, str]]:
    """Return the timers that fire next, with their runs and the numbers of their cases."""
    question = (
        select(Timer, Run, CaseFile.case_no)
        .join(Run, Run.id == Timer.run_id)
        .join(CaseFile, CaseFile.id == Timer.case_id)
        .where(Timer.state == "waiting")
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]
