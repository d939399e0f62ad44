"""Questions about moves of runs by hand, and about where the tokens of a run stand; it decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, CaseMove, MessageWait, Run, Task, Timer


def move_of(session: Session, move_id: str, *, locked: bool = False) -> CaseMove | None:
    """Return a proposed move, locked until the transaction ends if wanted, or None."""
    return session.get(CaseMove, move_id, with_for_update=True if locked else None)


def open_move_of_run(session: Session, run_id: str) -> CaseMove | None:
    """Return the move of a run that nobody has decided yet, or None."""
    return session.scalar(select(CaseMove).where(CaseMove.run_id == run_id, CaseMove.state == "proposed"))


def moves_of_case(session: Session, case_id: str) -> Sequence[CaseMove]:
    """Return the moves of a case that were ever proposed, the newest first."""
    question = select(CaseMove).where(CaseMove.case_id == case_id)
    return session.scalars(question.order_by(CaseMove.proposed_at.desc(), CaseMove.id.desc())).all()


def moves_waiting(session: Session, districts: Collection[str]) -> list[tuple[CaseMove, CaseFile, Run]]:
    """Return the moves of these districts that wait for a decision, the oldest first."""
    question = (
        select(CaseMove, CaseFile, Run)
        .join(CaseFile, CaseFile.id == CaseMove.case_id)
        .join(Run, Run.id == CaseMove.run_id)
        .where(
            CaseMove.state == "proposed",
            Run.status == "open",
            CaseFile.jurisdiction_key.in_(sorted(districts)),
        )
    )
    rows = session.execute(question.order_by(CaseMove.proposed_at, CaseMove.id))
    return [(row[0], row[1], row[2]) for row in rows]


def standing_tokens(session: Session, run_id: str) -> list[tuple[str, str, str, str]]:
    """Return (token, process key, element id, kind) of the tasks, messages and timers at which a run stands."""
    tasks = select(Task.token, Task.process_key, Task.element_id).where(
        Task.run_id == run_id, Task.closed_at.is_(None)
    )
    waits = select(MessageWait.token, MessageWait.element_id).where(MessageWait.run_id == run_id)
    timers = select(Timer.token, Timer.process_key, Timer.element_id).where(
        Timer.run_id == run_id, Timer.state.in_(("waiting", "queued"))
    )
    found = [(row[0], row[1], row[2], "task") for row in session.execute(tasks.order_by(Task.id))]
    found += [(row[0], "", row[1], "message") for row in session.execute(waits.order_by(MessageWait.token))]
    found += [(row[0], row[1], row[2], "timer") for row in session.execute(timers.order_by(Timer.id))]
    return found
