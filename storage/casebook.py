"""Questions of a case's pages: may it be read, its timeline, who worked on it; it knows no roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Document, Event, Task
from storage.scope import cases_visible_to


def visible_case(
    session: Session, case_id: str, unit_ids: Collection[str], districts: Collection[str] = ()
) -> CaseFile | None:
    """Return a case that these units worked on, or that belongs to these whole districts; None for any other."""
    return session.scalar(
        select(CaseFile).where(CaseFile.id == case_id, cases_visible_to(unit_ids, districts))
    )


def visible_cases(
    session: Session, case_ids: Collection[str], unit_ids: Collection[str], districts: Collection[str] = ()
) -> set[str]:
    """Return which of these cases may be read."""
    if not case_ids:
        return set()
    question = select(CaseFile.id).where(
        CaseFile.id.in_(sorted(case_ids)), cases_visible_to(unit_ids, districts)
    )
    return set(session.scalars(question))


def newest_case(session: Session) -> CaseFile | None:
    """Return the case that was opened last; None in an empty installation."""
    return session.scalars(select(CaseFile).order_by(CaseFile.id.desc()).limit(1)).first()


def readable_cases(
    session: Session, case_ids: Sequence[str], unit_ids: Collection[str], districts: Collection[str] = ()
) -> list[CaseFile]:
    """Return those of these cases that may be read, in the order in which they are named."""
    if not case_ids:
        return []
    question = select(CaseFile).where(
        CaseFile.id.in_(sorted(case_ids)), cases_visible_to(unit_ids, districts)
    )
    found = {case.id: case for case in session.scalars(question)}
    return [found[each] for each in case_ids if each in found]


def timeline_of(
    session: Session,
    case_id: str,
    *,
    without: Collection[str] = (),
    before: int | None = None,
    limit: int = 30,
) -> Sequence[Event]:
    """Return events of a case, newest first, without some kinds, older than chain number `before` if given."""
    question = select(Event).where(Event.chain == case_id)
    if without:
        question = question.where(Event.kind.not_in(sorted(without)))
    if before is not None:
        question = question.where(Event.chain_seq < before)
    return session.scalars(question.order_by(Event.chain_seq.desc()).limit(limit)).all()


def steps_of_case(session: Session, case_id: str, kinds: Collection[str]) -> Sequence[Event]:
    """Return the events of these kinds of a case in their order."""
    question = select(Event).where(Event.chain == case_id, Event.kind.in_(sorted(kinds)))
    return session.scalars(question.order_by(Event.chain_seq)).all()


def events_of_task(session: Session, case_id: str, task_id: str, kinds: Collection[str]) -> Sequence[Event]:
    """Return the events of these kinds about a task in their order."""
    question = select(Event).where(
        Event.chain == case_id, Event.task_id == task_id, Event.kind.in_(sorted(kinds))
    )
    return session.scalars(question.order_by(Event.chain_seq)).all()


def tasks_named(session: Session, task_ids: Collection[str]) -> dict[str, Task]:
    """Return these tasks by id."""
    if not task_ids:
        return {}
    return {task.id: task for task in session.scalars(select(Task).where(Task.id.in_(sorted(task_ids))))}


def document_titles(session: Session, document_ids: Collection[str]) -> dict[str, str]:
    """Return the file names of these documents by id."""
    if not document_ids:
        return {}
    question = select(Document.id, Document.file_name).where(Document.id.in_(sorted(document_ids)))
    return {key: name for key, name in session.execute(question)}


def merged_into(session: Session, case: CaseFile) -> CaseFile:
    """Return the case in which a merged case goes on, at the end of the chain of merges; else the case itself."""
    seen = {case.id}
    while case.merged_into_id is not None and case.merged_into_id not in seen:
        seen.add(case.merged_into_id)
        case = session.get_one(CaseFile, case.merged_into_id)
    return case


def closed_task(session: Session, task_id: str) -> tuple[Task, CaseFile] | None:
    """Return a task with its case, open or closed, for telling what became of it."""
    question = select(Task, CaseFile).join(CaseFile, Task.case_id == CaseFile.id).where(Task.id == task_id)
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1])
