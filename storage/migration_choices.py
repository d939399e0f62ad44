"""Questions about the runs that could go over to a version: which, where they stand, on which versions they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from storage.models import CaseFile, Run, Task


@dataclass(frozen=True)
class Choice:
    """Which open runs of a process: in these districts, on a version, standing at a step, of these cases."""

    process_key: str
    target_id: str
    districts: Collection[str]
    from_id: str = ""
    place: str = ""
    case_numbers: Collection[str] = ()


def chosen_runs(session: Session, choice: Choice) -> Sequence[str]:
    """Return the ids of the runs that a choice names."""
    return session.scalars(select(Run.id).where(*_chosen(choice)).order_by(Run.id)).all()


def chosen_numbers(session: Session, choice: Choice, limit: int) -> Sequence[str]:
    """Return the numbers of the cases whose runs a choice names, the first of them."""
    question = select(CaseFile.case_no).where(*_chosen(choice)).order_by(CaseFile.case_no, Run.id)
    return session.scalars(question.limit(limit)).all()


def runs_by_district(session: Session, choice: Choice) -> dict[str, int]:
    """Return how many runs a choice names in each district."""
    question = select(CaseFile.jurisdiction_key, func.count()).where(*_chosen(choice))
    rows = session.execute(question.group_by(CaseFile.jurisdiction_key))
    return {row[0]: row[1] for row in rows}


def runs_by_place(session: Session, choice: Choice) -> list[tuple[str, int]]:
    """Return at which steps the runs of a choice have open tasks, as "piece/element", and how many."""
    question = select(Task.process_key, Task.element_id, func.count()).where(
        *_chosen(choice), Task.run_id == Run.id, Task.closed_at.is_(None)
    )
    rows = session.execute(question.group_by(Task.process_key, Task.element_id))
    return sorted(((f"{row[0]}/{row[1]}", row[2]) for row in rows), key=lambda row: (-row[1], row[0]))


def _chosen(choice: Choice) -> list[ColumnElement[bool]]:
    found = [
        CaseFile.id == Run.case_id,
        Run.process_key == choice.process_key,
        Run.status == "open",
        Run.version_id != choice.target_id,
        CaseFile.jurisdiction_key.in_(sorted(choice.districts)),
    ]
    if choice.from_id:
        found.append(Run.version_id == choice.from_id)
    if choice.case_numbers:
        found.append(CaseFile.case_no.in_(sorted(choice.case_numbers)))
    if choice.place:
        process, _, element = choice.place.rpartition("/")
        stands = aliased(Task)
        found.append(
            exists().where(
                stands.run_id == Run.id,
                stands.closed_at.is_(None),
                stands.process_key == process,
                stands.element_id == element,
            )
        )
    return found
