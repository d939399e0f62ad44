"""Questions about rows that are no facts: due and queued timers, workers, lapsed sessions and throttles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from storage.models import Incident, SignInThrottle, Task, Timer, WebSession, Worker


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


def remove_lapsed(session: Session, before: datetime) -> None:
    """Delete sessions that ended, and throttles whose window began, before a moment."""
    ended = or_(WebSession.expires_at < before, WebSession.revoked_at < before)
    session.execute(delete(WebSession).where(ended), execution_options={"synchronize_session": False})
    lapsed = delete(SignInThrottle).where(SignInThrottle.window_started_at < before)
    session.execute(lapsed, execution_options={"synchronize_session": False})
