"""Counts over a whole installation: cases, accounts, open tasks, incidents; for set-up and demonstration only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Incident, Officer, Task


@dataclass(frozen=True)
class Census:
    """How much there is; `stages` counts the open cases by the process that each is in."""

    cases: int
    closed: int
    stages: dict[str, int]
    open_tasks: int
    incidents: int


def count_cases(session: Session) -> int:
    """Return how many cases there are in all districts."""
    return session.scalar(select(func.count()).select_from(CaseFile)) or 0


def count_officers(session: Session) -> int:
    """Return how many accounts there are."""
    return session.scalar(select(func.count()).select_from(Officer)) or 0


def take_census(session: Session) -> Census:
    """Count everything once."""
    stages = select(CaseFile.stage, func.count()).where(CaseFile.closed_at.is_(None)).group_by(CaseFile.stage)
    by_stage = {stage: number for stage, number in session.execute(stages.order_by(CaseFile.stage))}
    cases = count_cases(session)
    return Census(
        cases=cases,
        closed=cases - sum(by_stage.values()),
        stages=by_stage,
        open_tasks=session.scalar(select(func.count()).select_from(Task).where(Task.closed_at.is_(None)))
        or 0,
        incidents=session.scalar(select(func.count()).select_from(Incident)) or 0,
    )
