"""What takes long at the designer's desk is asked for here and run by workers.

A draft is proposed, approved, has foreseen what it does to every run, and has its recorded trials played again.
Asking is a chore: nothing has happened yet. What becomes of it is recorded by `app.actions.proposing`, `approving`
and `foresights`, which run here with the seats that the officer holds when they run; playing trials changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.actions.approving import TrialsFail, approve, insist_on_second_person, reason_of
from app.actions.design_reach import CLOSED, designer, reach_draft
from app.actions.draft_revisions import FileChanged
from app.actions.foresights import ask_foresight
from app.actions.proposing import days_of, note_of, propose, waiting
from app.actions.seats import author_of
from app.actions.trying_apart import Outcomes, outcomes_from_json, outcomes_to_json, run_recorded
from app.actions.versions_made import Starts
from app.actors import Actor
from app.diagrams.findings import Finding
from app.house import house_of
from app.refusals import NotReady, Refusal
from storage.database import housekeeping
from storage.designs import files_of_draft
from storage.errands import OPEN, latest_errand
from storage.foresights import foresights_of_draft
from storage.models import DeskErrand, new_id
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


@housekeeping
def ask_for_foresight(
    session: Session, draft_id: str, mapping: Mapping[str, str] | None, *, by: Actor
) -> DeskErrand:
    """Have a draft, as it is now, judged by a worker and foreseen what it does to every run; return the errand.

    Without a mapping the likely renamings are tried. Raises what can be told at once: NotAllowed, NotFound, and
    NotReady while that is being done already.
    """
    designer(by)
    reach_draft(session, draft_id)
    if any(each.state == "running" for each in foresights_of_draft(session, draft_id)):
        raise NotReady("影响分析正在进行。", "A foresight of this draft is being worked out.")
    said = {
        "mapping": None if mapping is None else dict(mapping),
        "digest": bundle_digest(files_of_draft(session, draft_id)),
    }
    return _asked(session, "foresee", draft_id, said, by)


@housekeeping
def ask_replay(session: Session, draft_id: str, *, by: Actor) -> DeskErrand:
    """Have all recorded trials of a process played by a worker on a draft as it is now; return the errand.

    Raises what can be told at once: NotAllowed, NotFound, and NotReady while they are being played already.
    """
    designer(by)
    reach_draft(session, draft_id)
    said = {"digest": bundle_digest(files_of_draft(session, draft_id))}
    return _asked(session, "replay", draft_id, said, by)


def _asked(session: Session, kind: str, subject_id: str, said: Mapping[str, Any], by: Actor) -> DeskErrand:
    earlier = latest_errand(session, subject_id, kind)
    if earlier is not None and earlier.state in OPEN:
        raise NotReady("正在后台检查，请等待结果。", "It is being checked already; wait for the result.")
    made = DeskErrand(
        id=new_id(), kind=kind, subject_id=subject_id, said=dict(said), asked_by=by.officer_id or "",
        asked_at=house_of(session).now(), state="waiting", answer={},
    )  # fmt: skip
    session.add(made)
    return made


def run_errand(session: Session, errand: DeskErrand) -> tuple[str, dict[str, Any]]:
    """Do what an errand asks for; return its state with what came of it: done, or refused and why.

    Doing it again after it was done changes nothing and is told as done.
    """
    try:
        if _DONE[errand.kind](session, errand):
            return "done", {}
        return "done", _RUN[errand.kind](session, errand, author_of(session, errand.asked_by)) or {}
    except Refusal as refusal:
        return "refused", {
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


def replayed(errand: DeskErrand) -> Outcomes:
    """Return how the recorded trials came out in an errand that is done."""
    return outcomes_from_json(errand.answer)


def _propose(session: Session, errand: DeskErrand, by: Actor) -> None:
    _insist_unchanged(session, errand)
    starts = {district: date.fromisoformat(day) for district, day in errand.said["starts"].items()}
    propose(session, errand.subject_id, errand.said["note"], starts, by=by)


def _approve(session: Session, errand: DeskErrand, by: Actor) -> None:
    approve(session, errand.subject_id, errand.said["override"], by=by)


def _foresee(session: Session, errand: DeskErrand, by: Actor) -> None:
    _insist_unchanged(session, errand)
    ask_foresight(session, errand.subject_id, errand.said["mapping"], by=by)


def _replay(session: Session, errand: DeskErrand, by: Actor) -> dict[str, Any]:
    designer(by)
    _insist_unchanged(session, errand)
    draft = reach_draft(session, errand.subject_id)
    return outcomes_to_json(run_recorded(session, draft.process_key, files_of_draft(session, draft.id)))


def _insist_unchanged(session: Session, errand: DeskErrand) -> None:
    if bundle_digest(files_of_draft(session, errand.subject_id)) != errand.said["digest"]:
        raise FileChanged("之后有人保存了文件，请再来一次。", "A file was saved since then; do it again.")


def _is_proposed(session: Session, errand: DeskErrand) -> bool:
    made = publications_of_draft(session, errand.subject_id)
    return any(each.proposed_by == errand.asked_by and each.proposed_at >= errand.asked_at for each in made)


def _is_approved(session: Session, errand: DeskErrand) -> bool:
    found = publication_of(session, errand.subject_id)
    return found is not None and found.state == "approved" and found.decided_by == errand.asked_by


def _is_foreseen(session: Session, errand: DeskErrand) -> bool:
    made = foresights_of_draft(session, errand.subject_id)
    return any(each.asked_by == errand.asked_by and each.asked_at >= errand.asked_at for each in made)


def _is_replayed(_session: Session, _errand: DeskErrand) -> bool:
    """Say no: what came of it is kept with the errand, and playing again changes nothing."""
    return False


_RUN: Mapping[str, Callable[[Session, DeskErrand, Actor], dict[str, Any] | None]] = {
    "propose": _propose,
    "approve": _approve,
    "foresee": _foresee,
    "replay": _replay,
}
_DONE: Mapping[str, Callable[[Session, DeskErrand], bool]] = {
    "propose": _is_proposed,
    "approve": _is_approved,
    "foresee": _is_foreseen,
    "replay": _is_replayed,
}
