"""Questions about the registers of districts: entries that count, and how things stood before."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.models import CaseUnit, Delegation, DistrictEntry, Membership, Task

MOST = 500


def entries_that_count(session: Session) -> Sequence[DistrictEntry]:
    """Return the entries that hold now, in the order in which they were made."""
    question = select(DistrictEntry).where(DistrictEntry.valid_to.is_(None))
    return session.scalars(question.order_by(DistrictEntry.id)).all()


def entries_of(
    session: Session, district: str, kinds: Collection[str], subject: str = ""
) -> Sequence[DistrictEntry]:
    """Return all entries of some kinds in a district, of one subject or of all, newest first."""
    question = select(DistrictEntry).where(
        DistrictEntry.jurisdiction_key == district, DistrictEntry.kind.in_(sorted(kinds))
    )
    if subject:
        question = question.where(DistrictEntry.subject == subject)
    return session.scalars(question.order_by(DistrictEntry.id.desc()).limit(MOST)).all()


def newest_changes(
    session: Session, district: str, kinds: Collection[str]
) -> dict[tuple[str, str], DistrictEntry]:
    """Return the entries of some kinds that hold now in a district, by kind and subject."""
    question = select(DistrictEntry).where(
        DistrictEntry.jurisdiction_key == district,
        DistrictEntry.kind.in_(sorted(kinds)),
        DistrictEntry.valid_to.is_(None),
    )
    return {(row.kind, row.subject): row for row in session.scalars(question)}


def newest_entry(session: Session, district: str, kind: str, subject: str) -> DistrictEntry | None:
    """Return the newest entry about a thing, locked until the transaction ends, or None."""
    question = select(DistrictEntry).where(
        DistrictEntry.jurisdiction_key == district,
        DistrictEntry.kind == kind,
        DistrictEntry.subject == subject,
    )
    return session.scalars(question.order_by(DistrictEntry.number.desc()).limit(1).with_for_update()).first()


def memberships_of_unit(session: Session, unit_id: str, officer_id: str = "") -> Sequence[Membership]:
    """Return all memberships in a unit, of one officer or of all, oldest first."""
    question = select(Membership).where(Membership.unit_id == unit_id)
    if officer_id:
        question = question.where(Membership.officer_id == officer_id)
    return session.scalars(question.order_by(Membership.valid_from, Membership.id)).all()


def open_tasks_held(
    session: Session, unit_id: str, officer_id: str = "", *, most: int | None = None
) -> Sequence[Task]:
    """Return the open tasks of a unit, or those that an officer has claimed there, by case."""
    question = select(Task).where(Task.unit_id == unit_id, Task.closed_at.is_(None))
    if officer_id:
        question = question.where(Task.assignee_id == officer_id)
    return session.scalars(question.order_by(Task.case_id, Task.id).limit(most)).all()


def count_tasks_held(session: Session, unit_id: str, officer_id: str = "") -> int:
    """Return how many open tasks a unit has, or an officer has claimed there."""
    question = select(func.count(Task.id)).where(Task.unit_id == unit_id, Task.closed_at.is_(None))
    if officer_id:
        question = question.where(Task.assignee_id == officer_id)
    return session.scalar(question) or 0


def delegations_of(session: Session, unit_id: str, officer_id: str) -> Sequence[Delegation]:
    """Return the delegations from or to an officer in a unit that have not been ended."""
    question = select(Delegation).where(
        Delegation.unit_id == unit_id,
        Delegation.ended_at.is_(None),
        or_(Delegation.from_officer_id == officer_id, Delegation.to_officer_id == officer_id),
    )
    return session.scalars(question.order_by(Delegation.id)).all()


def cases_read_by(session: Session, unit_id: str, but_not: str) -> Sequence[CaseUnit]:
    """Return on which cases a unit works or worked, without those that another unit reads already."""
    known = select(CaseUnit.case_id).where(CaseUnit.unit_id == but_not)
    return session.scalars(
        select(CaseUnit).where(CaseUnit.unit_id == unit_id, CaseUnit.case_id.not_in(known))
    ).all()
