"""What takes long at the designer's desk is asked for here and run by workers: proposing a draft, approving it.

Asking is a chore: nothing has happened yet. What becomes of it is recorded by `app.actions.proposing` and
`app.actions.approving`, which run here with the seats that the officer holds when they run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.actions.approving import TrialsFail, approve, insist_on_second_person, reason_of
from app.actions.design_reach import CLOSED, designer, reach_draft
from app.actions.draft_revisions import FileChanged
from app.actions.proposing import days_of, note_of, propose, waiting
from app.actions.versions_made import Starts
from app.actors import Actor, Seat
from app.diagrams.findings import Finding
from app.house import house_of
from app.refusals import NotFound, NotReady, Refusal
from storage.database import housekeeping
from storage.designs import files_of_draft
from storage.errands import OPEN, latest_errand
from storage.models import DeskErrand, new_id
from storage.officers import names_of, seats_of
from storage.publications import publication_of, publications_of_draft
from storage.versions import bundle_digest


@housekeeping
def ask_proposal(session: Session, draft_id: str, note: str, starts: Starts, *, by: Actor) -> DeskErrand:
    """Have a draft, as it is now, judged and proposed by a worker; return the errand.

    Raises what can be told at once: NotAllowed, NotFound, ProposalUnclear, and NotReady for a draft that is closed
    or is being judged already.
    """
    designer(by)
    draft = reach_draft(session, draft_id)
    if draft.state != "open":
        raise NotReady(*CLOSED[draft.state])
    days = days_of(house_of(session), starts)
    said = {
        "note": note_of(note),
        "starts": {district: day.isoformat() for district, day in days.items()},
        "digest": bundle_digest(files_of_draft(session, draft_id)),
    }
    return _asked(session, "propose", draft_id, said, by)


@housekeeping
def ask_approval(session: Session, publication_id: str, override: str, *, by: Actor) -> DeskErrand:
    """Have a proposal of somebody else judged once more and published by a worker; return the errand.

    Raises what can be told at once: NotAllowed, NotFound, SameOfficer, AlreadyDone, ReasonNeeded, and NotReady while
    the proposal is being judged already.
    """
    insist_on_second_person(session, waiting(session, publication_id), by)
    return _asked(session, "approve", publication_id, {"override": reason_of(override, needed=False)}, by)


def _asked(session: Session, kind: str, subject_id: str, said: Mapping[str, Any], by: Actor) -> DeskErrand:
    earlier = latest_errand(session, subject_id)
    if earlier is not None and earlier.state in OPEN:
        raise NotReady("正在后台检查，请等待结果。", "It is being checked already; wait for the result.")
    made = DeskErrand(
        id=new_id(), kind=kind, subject_id=subject_id, said=dict(said), asked_by=by.officer_id or "",
        asked_at=house_of(session).now(), state="waiting", answer={},
    )  # fmt: skip
    session.add(made)
    return made


def run_errand(session: Session, errand: DeskErrand) -> dict[str, Any]:
    """Do what an errand asks for and return the answer: empty when it is done, else why it was refused.

    Doing it again after it was done changes nothing and is told as done.
    """
    try:
        if not _is_done(session, errand):
            _RUN[errand.kind](session, errand, author_of(session, errand.asked_by))
        return {}
    except Refusal as refusal:
        return {
            "zh": refusal.zh,
            "en": refusal.en,
            "needs_reason": isinstance(refusal, TrialsFail),
            "findings": [asdict(each) for each in refusal.details.get("findings", [])],
        }


class ErrandRefused(Refusal):
    """What an errand asked for was refused; `details["findings"]` are those of the gate and the checks."""

    status = 422


def refusal_of(errand: DeskErrand | None) -> Refusal | None:
    """Return why an errand was refused, as it was told to the worker; None for any other."""
    if errand is None or errand.state != "refused":
        return None
    told = errand.answer
    findings = [Finding(**{**row, "path": tuple(row["path"])}) for row in told["findings"]]
    return ErrandRefused(told["zh"], told["en"], findings=findings, needs_reason=told["needs_reason"])


def _propose(session: Session, errand: DeskErrand, by: Actor) -> None:
    if bundle_digest(files_of_draft(session, errand.subject_id)) != errand.said["digest"]:
        raise FileChanged(
            "提请之后有人保存了文件，请再提请一次。", "A file was saved since it was proposed; propose again."
        )
    starts = {district: date.fromisoformat(day) for district, day in errand.said["starts"].items()}
    propose(session, errand.subject_id, errand.said["note"], starts, by=by)


def _approve(session: Session, errand: DeskErrand, by: Actor) -> None:
    approve(session, errand.subject_id, errand.said["override"], by=by)


_RUN = {"propose": _propose, "approve": _approve}


def _is_done(session: Session, errand: DeskErrand) -> bool:
    if errand.kind == "propose":
        made = publications_of_draft(session, errand.subject_id)
        return any(
            each.proposed_by == errand.asked_by and each.proposed_at >= errand.asked_at for each in made
        )
    found = publication_of(session, errand.subject_id)
    return found is not None and found.state == "approved" and found.decided_by == errand.asked_by


def author_of(session: Session, officer_id: str) -> Actor:
    """Return the officer who asked, with the seats that he holds today; raise NotFound for one who is gone."""
    name = names_of(session, [officer_id]).get(officer_id)
    if name is None:
        raise NotFound
    seats = seats_of(session, officer_id, house_of(session).now().date())
    return Actor(
        officer_id,
        name,
        tuple(
            Seat(each.unit_id, each.jurisdiction, each.role, each.unit_zh, each.for_officer) for each in seats
        ),
    )
