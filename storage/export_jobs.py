"""Questions about files that workers make to be taken out: somebody's own, those that wait, those that are old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storage.models import ExportJob

OPEN = frozenset({"waiting", "queued"})
SHOWN = 20


def export_job_of(session: Session, job_id: str, *, locked: bool = False) -> ExportJob | None:
    """Return a job, locked until the transaction ends if wanted, or None."""
    return session.get(ExportJob, job_id, with_for_update=True if locked else None)


def export_jobs_of(session: Session, officer_id: str, case_id: str | None) -> Sequence[ExportJob]:
    """Return what an officer wanted lately of a case, or of event logs for None, newest first."""
    question = select(ExportJob).where(ExportJob.asked_by == officer_id, ExportJob.case_id == case_id)
    newest = question.order_by(ExportJob.asked_at.desc(), ExportJob.id.desc())
    return session.scalars(newest.limit(SHOWN)).all()


def count_kept(session: Session, officer_id: str) -> int:
    """Return how many files of an officer are being made or wait to be taken."""
    states = [*OPEN, "done"]
    question = select(ExportJob.id).where(ExportJob.asked_by == officer_id, ExportJob.state.in_(states))
    return len(session.scalars(question).all())


def any_export_waiting(session: Session) -> bool:
    """Say whether a job waits to be queued; it locks nothing."""
    return bool(session.scalar(select(exists().where(ExportJob.state == "waiting"))))


def waiting_exports(session: Session, limit: int = 50) -> Sequence[ExportJob]:
    """Return jobs that wait to be queued, the oldest first; rows another worker holds are passed over."""
    question = select(ExportJob).where(ExportJob.state == "waiting")
    order = (ExportJob.asked_at, ExportJob.id)
    return session.scalars(question.order_by(*order).limit(limit).with_for_update(skip_locked=True)).all()


def queued_exports(session: Session) -> list[tuple[str, int, int]]:
    """Return (id, generation, how often it was broken off) of the jobs whose work is in the queue."""
    question = select(ExportJob.id, ExportJob.generation).where(ExportJob.state == "queued")
    return [(row[0], row[1], row[1] - 1) for row in session.execute(question.order_by(ExportJob.id))]


def old_exports(session: Session, before: datetime) -> Sequence[ExportJob]:
    """Return the files that were finished before a moment and are still kept."""
    question = select(ExportJob).where(ExportJob.state == "done", ExportJob.ended_at < before)
    return session.scalars(question.order_by(ExportJob.id)).all()
