"""Questions about which version of a process is in force in a district on a day; it knows no roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, String, and_, bindparam, func, select
from sqlalchemy.orm import Session

from storage.models import ProcessInForce, ProcessVersion

EVERYWHERE = ""
OUTSET = date(1, 1, 1)
"""Since when a version is in force that displaced no other."""
PAGE = 200


def _counts(district: ColumnElement[str], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a row says what is in force in a district on a day, unless a later one does."""
    return and_(
        ProcessInForce.district.in_((EVERYWHERE, district)),
        ProcessInForce.from_on <= day,
        ProcessInForce.dropped_at.is_(None),
    )


_DISTRICT, _DAY = bindparam("district", type_=String), bindparam("day", type_=Date)
_LATEST = (ProcessInForce.from_on.desc(), ProcessInForce.id.desc())
_ONE = (
    select(ProcessInForce.version_id)
    .where(ProcessInForce.process_key == bindparam("key"), _counts(_DISTRICT, _DAY))
    .order_by(*_LATEST)
    .limit(1)
)
_RANKED = (
    select(
        ProcessInForce.version_id,
        func.row_number().over(partition_by=ProcessInForce.process_key, order_by=_LATEST).label("rank"),
    )
    .where(_counts(_DISTRICT, _DAY))
    .subquery()
)
_ALL = (
    select(ProcessVersion)
    .join(_RANKED, _RANKED.c.version_id == ProcessVersion.id)
    .where(_RANKED.c.rank == 1)
    .order_by(ProcessVersion.process_key)
)


def id_in_force(session: Session, process_key: str, district: str, day: date) -> str | None:
    """Return the id of the version on which new runs of a process begin in a district on a day, or None."""
    return session.scalar(_ONE, {"key": process_key, "district": district, "day": day})


def versions_in_force(session: Session, district: str, day: date) -> Sequence[ProcessVersion]:
    """Return the version of every process that is in force in a district on a day, by key."""
    return session.scalars(_ALL, {"district": district, "day": day}).all()


def is_in_force_anywhere(session: Session, process_key: str) -> bool:
    """Say whether a version of the process is in force, or will be, in any district."""
    question = select(ProcessInForce.id).where(
        ProcessInForce.process_key == process_key, ProcessInForce.dropped_at.is_(None)
    )
    return session.scalar(question.limit(1)) is not None


def starts_of(session: Session, process_key: str = "") -> list[tuple[ProcessInForce, ProcessVersion]]:
    """Return what was put in force and when, of one process or of all, the latest first, PAGE at most."""
    question = select(ProcessInForce, ProcessVersion).join(
        ProcessVersion, ProcessVersion.id == ProcessInForce.version_id
    )
    if process_key:
        question = question.where(ProcessInForce.process_key == process_key)
    rows = session.execute(question.order_by(ProcessInForce.process_key, *_LATEST).limit(PAGE))
    return [(row[0], row[1]) for row in rows]


def start_of(session: Session, start_id: str) -> ProcessInForce | None:
    """Return one row of what is in force, locked until the transaction ends, or None."""
    return session.get(ProcessInForce, start_id, with_for_update=True)
