"""Questions about runs that stand at their first step, and what they were begun with; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Event, Run, Task


def runs_standing_at(
    session: Session, process_key: str, element_id: str
) -> Sequence[tuple[str, str, dict[str, Any]]]:
    """Return (run, district, facts of its start) of the open runs of a process that have this step open, by run."""
    question = (
        select(Run.id, CaseFile.jurisdiction_key, Event.facts)
        .join(CaseFile, Run.case_id == CaseFile.id)
        .join(Task, (Task.run_id == Run.id) & (Task.element_id == element_id) & Task.closed_at.is_(None))
        .join(Event, (Event.run_id == Run.id) & (Event.kind == "run_started"))
        .where(Run.process_key == process_key, Run.status == "open")
        .order_by(Run.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def facts_of_start(session: Session, run: Run) -> dict[str, Any]:
    """Return the facts with which a run was begun."""
    question = select(Event.facts).where(
        Event.chain == run.case_id, Event.run_id == run.id, Event.kind == "run_started"
    )
    return dict(session.scalars(question).one())
