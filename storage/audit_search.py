"""Questions of the auditor's desk: a case by its number, its whole log; it knows no roles and no keys."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Event


def case_id_of(session: Session, named: str) -> str:
    """Return the id of the case that has this number, else what was given, which may be an id."""
    return session.scalar(select(CaseFile.id).where(CaseFile.case_no == named)) or named


def whole_chain(session: Session, case_id: str) -> Sequence[Event]:
    """Return all events of a case in the order of their chain."""
    return session.scalars(select(Event).where(Event.chain == case_id).order_by(Event.chain_seq)).all()
