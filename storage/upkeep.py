"""Questions about rows that are no facts: due and queued timers, workers, lapsed sessions and throttles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from storage.models import (
    Incident,
    Jurisdiction,
    PeriodStart,
    ProcessVersion,
    SignInThrottle,
    Task,
    Timer,
    WebSession,
    Worker,
)
from storage.upserts import upsert

PeriodPlace = tuple[str, str, str, str]
"""District, process, start event, period."""


def any_timer_due(session: Session, now: datetime) -> bool:
    """Say whether a waiting timer's moment has come; it locks nothing."""
    return bool(session.scalar(select(exists().where(Timer.state == "waiting", Timer.due_at <= now))))


def queued_timers(session: Session, after: str = "", limit: int = 500) -> list[tuple[str, int]]:
    """Return (id, generation) of timers whose work is in the queue, by id, beginning after an id."""
    question = select(Timer.id, Timer.generation).where(Timer.state == "queued", Timer.id > after)
    return [(row[0], row[1]) for row in session.execute(question.order_by(Timer.id).limit(limit))]


def queued_for_update(session: Session, timer_ids: Collection[str]) -> Sequence[Timer]:
    """Return those of the timers that are still queued, locked; rows that others hold are passed over."""
    question = select(Timer).where(Timer.id.in_(sorted(timer_ids)), Timer.state == "queued")
    return session.scalars(question.order_by(Timer.id).with_for_update(skip_locked=True)).all()


def workers(session: Session) -> Sequence[Worker]:
    """Return all workers that have begun and neither stopped nor been found dead, oldest first."""
    return session.scalars(select(Worker).order_by(Worker.started_at, Worker.id)).all()


def overtaken_incidents(session: Session, limit: int = 100) -> Sequence[str]:
    """Return the ids of open incidents about a task that has been closed since, oldest first."""
    question = (
        select(Incident.id)
        .join(Task, Task.id == Incident.command["complete"].as_string())
        .where(Incident.resolved_at.is_(None), Incident.kind == "complete", Task.closed_at.is_not(None))
        .order_by(Incident.opened_at, Incident.id)
    )
    return session.scalars(question.limit(limit)).all()


def loaded_districts(session: Session) -> Sequence[str]:
    """Return the keys of all districts of the installation."""
    return session.scalars(select(Jurisdiction.key).order_by(Jurisdiction.key)).all()


def first_publications(session: Session) -> dict[str, datetime]:
    """Return when each process was published for the first time."""
    question = select(ProcessVersion.process_key, func.min(ProcessVersion.published_at))
    rows = session.execute(question.group_by(ProcessVersion.process_key))
    return {key: moment for key, moment in rows}


def periods_begun(session: Session) -> set[PeriodPlace]:
    """Return what the calendar has begun: district, process, start event and period."""
    question = select(
        PeriodStart.jurisdiction_key, PeriodStart.process_key, PeriodStart.element_id, PeriodStart.period
    )
    return {(row[0], row[1], row[2], row[3]) for row in session.execute(question)}


def claim_period(session: Session, place: PeriodPlace, case_id: str, at: datetime) -> bool:
    """Note that the calendar begins a process for a period; return False when another action has done so.

    An action that does so at the same time is waited for.
    """
    district, process, element, period = place
    statement = (
        upsert(session, PeriodStart)
        .values(
            jurisdiction_key=district,
            process_key=process,
            element_id=element,
            period=period,
            case_id=case_id,
            begun_at=at,
        )
        .on_conflict_do_nothing()
    )
    return session.execute(statement.returning(PeriodStart.case_id)).scalar() is not None


def remove_lapsed(session: Session, before: datetime) -> None:
    """Delete sessions that ended, and throttles whose window began, before a moment."""
    ended = or_(WebSession.expires_at < before, WebSession.revoked_at < before)
    session.execute(delete(WebSession).where(ended), execution_options={"synchronize_session": False})
    lapsed = delete(SignInThrottle).where(SignInThrottle.window_started_at < before)
    session.execute(lapsed, execution_options={"synchronize_session": False})
