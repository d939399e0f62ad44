"""A case leaves the house: who may have its file, masked or not, and what the record keeps of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.actions.reach import reach_case
from app.actors import SYSTEM, Actor
from app.house import house_of
from app.permissions import sees_masked_only
from app.refusals import AlreadyDone, NotAllowed, NotFound, NotReady, Refusal, SameOfficer
from storage.casebook import steps_of_case
from storage.database import unit_of_work
from storage.events import record
from storage.exports import request_of
from storage.models import CaseFile, Event, ExportRequest, new_id
from storage.runs import case_for_update

LASTS = timedelta(days=7)
"""How long a case file may be taken after it was approved."""
LONGEST = 200
GRANTED = "同意"


class PurposeNeeded(Refusal):
    """A case leaves the house only for a purpose that is named."""

    status = 422


def purpose_of(text: str) -> str:
    """Return a purpose without needless spaces; raise PurposeNeeded for none, or one that is too long."""
    why = " ".join(text.split())
    if not 2 <= len(why) <= LONGEST:
        raise PurposeNeeded(
            "请写明导出用途（2 至 200 字）。", "Say what the case file is for, in 2 to 200 characters."
        )
    return why


@unit_of_work
def ask_export(session: Session, case_id: str, purpose: str, *, by: Actor) -> ExportRequest:
    """Ask for the unmasked file of a case; somebody else decides. Return the request.

    Raises PurposeNeeded, NotFound outside the officer's reach, and NotAllowed without the permission or for
    somebody to whom personal data stay masked.
    """
    why = purpose_of(purpose)
    case, seat = reach_case(session, case_id, "case.export", by=by)
    if sees_masked_only(by):
        raise NotAllowed("您的岗位只能导出遮盖后的案卷。", "Your role takes case files masked only.")
    at = house_of(session).now()
    asked = ExportRequest(
        id=new_id(), case_id=case.id, asked_by=by.officer_id, asked_unit_id=seat.unit_id, asked_at=at, purpose=why,
    )  # fmt: skip
    session.add(asked)
    facts = {"request": asked.id, "purpose": why}
    record(session, "case_export_asked", facts, at=at, by=by.acting(seat), case=case)
    return asked


@unit_of_work
def decide_export(
    session: Session, request_id: str, *, granted: bool, note: str = "", by: Actor
) -> ExportRequest:
    """Grant or refuse a request for an unmasked case file; return it.

    Raises SameOfficer for whoever asked, AlreadyDone when it is decided, NotReady for a refusal without a reason.
    """
    asked = request_of(session, request_id, locked=True)
    if asked is None:
        raise NotFound
    case, seat = reach_case(session, asked.case_id, "export.approve", by=by)
    if asked.asked_by == by.officer_id:
        raise SameOfficer("自己的申请须由他人审批。", "Somebody else has to decide on one's own request.")
    if asked.decided_at is not None:
        raise AlreadyDone("这项申请已有决定。", "This request is decided already.")
    said = " ".join(note.split())[:LONGEST]
    if not granted and not said:
        raise NotReady("不同意时请写明理由。", "Give a reason for refusing.")
    asked.decided_at, asked.decided_by = house_of(session).now(), by.officer_id
    asked.granted, asked.note = granted, said
    facts = {"request": asked.id, "decision": GRANTED if granted else "不同意", "note": said}
    record(session, "case_export_decided", facts, at=asked.decided_at, by=by.acting(seat), case=case)
    return asked


def granted_request(session: Session, case_id: str, request_id: str, *, by: Actor) -> ExportRequest:
    """Return the request with which this officer may take a case unmasked now; raise NotFound, NotReady or others."""
    asked = request_of(session, request_id)
    if asked is None or asked.case_id != case_id or by.officer_id not in (None, asked.asked_by):
        raise NotFound
    if not asked.granted or asked.decided_at is None:
        raise NotReady("这项申请尚未获得批准。", "This request is not approved.")
    proof = proven_grant(session, asked)
    if proof is None:
        raise NotReady(
            "这项批准在记录中没有依据，不能凭它导出；请报告审计员。",
            "This approval does not stand on the record and opens nothing; report it to an auditor.",
        )
    if house_of(session).now() > proof.at + LASTS:
        raise NotReady(
            "批准已过七天有效期，请重新申请。", "The approval is older than seven days; ask again."
        )
    return asked


def proven_grant(session: Session, asked: ExportRequest) -> Event | None:
    """Return the event with which somebody else than who asked granted a request; None when there is none.

    The row alone proves nothing: whoever has the password of the database can write it.
    """
    told = {
        event.kind: event
        for event in steps_of_case(session, asked.case_id, ("case_export_asked", "case_export_decided"))
        if event.facts.get("request") == asked.id
    }
    question, answer = told.get("case_export_asked"), told.get("case_export_decided")
    if question is None or answer is None or answer.facts.get("decision") != GRANTED:
        return None
    same = (question.actor_id, answer.actor_id) == (asked.asked_by, asked.decided_by)
    return answer if same and question.actor_id != answer.actor_id else None


@unit_of_work
def record_export(
    session: Session, case_id: str, sha256: str, purpose: str, request_id: str | None = None, *, by: Actor
) -> CaseFile:
    """Record that a case file with this digest leaves the house now, before its first byte does."""
    why = purpose_of(purpose)
    case, who = _reached(session, case_id, by)
    asked = granted_request(session, case_id, request_id, by=by) if request_id else None
    masking = "未遮盖" if asked is not None else "已遮盖"
    facts = {"sha256": sha256, "purpose": why, "masking": masking, "request": request_id}
    record(session, "case_exported", facts, at=house_of(session).now(), by=who, case=case)
    return case


def _reached(session: Session, case_id: str, by: Actor) -> tuple[CaseFile, Actor]:
    """Return the case, locked, and in which capacity it is taken; the command line acts as the system."""
    if by is SYSTEM:
        case = case_for_update(session, case_id)
        if case is None:
            raise NotFound
        return case, by
    case, seat = reach_case(session, case_id, "case.export", by=by)
    return case, by.acting(seat)
