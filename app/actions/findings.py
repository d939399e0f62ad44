"""Findings of auditors on cases: made and settled as records of their own, which never alter the case."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from app.actors import Actor, Seat
from app.house import house_of
from app.permissions import ROLE_PERMISSIONS, units_where, whole_districts
from app.refusals import AlreadyDone, NotFound, Refusal
from storage.casebook import visible_case
from storage.database import unit_of_work
from storage.events import record
from storage.findings import finding_of
from storage.models import CaseFile, Finding, new_id

LONGEST = 2000
SEVERITIES = ("grave", "notable", "minor")
AUDIT = "case.audit"


class FindingUnclear(Refusal):
    """A finding needs a text, one of the severities, and a step that exists."""

    status = 422


@unit_of_work
def make_finding(
    session: Session, case_id: str, text: str, severity: str, step: int | None = None, *, by: Actor
) -> Finding:
    """Note a finding on a case, or at one event of it; return it.

    It becomes an event of the system's chain, with a digest of its text; the chain of the case stays as it is.
    Raises FindingUnclear, and NotFound for a case outside the auditor's reach.
    """
    case, seat = _reach(session, case_id, by)
    said = _text(text, "请写明发现（2000 字以内）。", "Write the finding, in 2,000 characters at most.")
    if severity not in SEVERITIES:
        raise FindingUnclear("请选择严重程度。", "Choose how grave it is.")
    if step is not None and not 1 <= step <= case.event_seq:
        raise FindingUnclear(
            f"本案只有 {case.event_seq} 条记录，没有第 {step} 条。",
            f"The case has {case.event_seq} events; there is no event {step}.",
        )
    at = house_of(session).now()
    made = Finding(
        id=new_id(), case_id=case.id, event_seq=step, severity=severity, text=said, made_by=by.officer_id,
        made_at=at, remark="",
    )  # fmt: skip
    session.add(made)
    facts = {"finding": made.id, "case": case.case_no, "severity": severity, "text_sha256": digest_of(said)}
    record(session, "finding_made", facts | ({"step": step} if step else {}), at=at, by=by.acting(seat))
    return made


@unit_of_work
def settle_finding(session: Session, finding_id: str, remark: str, *, by: Actor) -> Finding:
    """Settle a finding with a remark that says how; return it. Raises FindingUnclear, NotFound and AlreadyDone."""
    made = finding_of(session, finding_id, locked=True)
    if made is None:
        raise NotFound
    case, seat = _reach(session, made.case_id, by)
    if made.settled_at is not None:
        raise AlreadyDone("这项发现已了结。", "This finding is settled already.")
    said = _text(
        remark, "请写明如何了结（2000 字以内）。", "Say how it was settled, in 2,000 characters at most."
    )
    made.settled_at, made.settled_by, made.remark = house_of(session).now(), by.officer_id, said
    facts = {"finding": made.id, "case": case.case_no, "remark_sha256": digest_of(said)}
    record(session, "finding_settled", facts, at=made.settled_at, by=by.acting(seat))
    return made


def _reach(session: Session, case_id: str, by: Actor) -> tuple[CaseFile, Seat]:
    """Return the case and the seat in which the auditor acts; the case is only read."""
    case = visible_case(session, case_id, units_where(by, AUDIT), whole_districts(by))
    seats = [seat for seat in by.seats if AUDIT in ROLE_PERMISSIONS.get(seat.role, ())]
    if case is None or not seats:
        raise NotFound
    return case, min(seats, key=lambda seat: seat.jurisdiction != case.jurisdiction_key)


def _text(text: str, zh: str, en: str) -> str:
    said = text.strip()
    if not 2 <= len(said) <= LONGEST:
        raise FindingUnclear(zh, en)
    return said


def digest_of(text: str) -> str:
    """Return what the record keeps of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
