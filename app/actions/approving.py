"""A second person decides on a proposal: all its files become one version and are put in force, or nothing happens."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.actions.design_reach import designer
from app.actions.proposing import settle, waiting
from app.actions.publishing import refusing_publication
from app.actions.trying_apart import CannotTry, run_recorded
from app.actions.versions_made import make_version, put_in_force
from app.actors import Actor
from app.clock import local
from app.diagrams.judging_bundles import Judged, judge_apart
from app.house import house_of
from app.refusals import NotFound, NotReady, Refusal, SameOfficer
from storage.database import unit_of_work
from storage.designs import editors_of, files_of_draft
from storage.events import record
from storage.in_force import start_of
from storage.models import ProcessInForce, ProcessVersion, Publication
from storage.publications import publication_of
from storage.versions import bundle_digest, version_of

LONGEST_REASON = 1000


class ReasonNeeded(Refusal):
    """Sending back, dropping and publishing against a recorded trial need a reason."""

    status = 422


class TrialsFail(Refusal):
    """Recorded trials of the process come out otherwise than recorded; it needs a reason to publish all the same."""

    status = 422


def approve(session: Session, publication_id: str, override: str = "", *, by: Actor) -> Publication:
    """Have the frozen files judged and the recorded trials played once more, apart, then publish; return the proposal.

    Raises CannotPublish, TrialsFail unless `override` says why they may fail, and what `approve_publication` raises.
    """
    made = publication_of(session, publication_id)
    if made is None:
        raise NotFound
    if made.kind == "restore":
        house_of(session).shelf.edition(session, made.version_id or "")
        return approve_restore(session, publication_id, by=by)
    insist_on_second_person(session, made, by)
    files = files_of_draft(session, made.draft_id or "")
    judged = judge_apart(made.process_key, files)
    refusing_publication(judged.refused)
    failing = failing_trials(session, made.process_key, files)
    said = reason_of(override, needed=False)
    if failing and not said:
        names = "；".join(failing[:5])
        raise TrialsFail(
            f"{len(failing)} 个已记录的试运行结果与记录不同：{names}。请退回修改，或写明仍然发布的理由。",
            f"{len(failing)} recorded trials come out differently: {names}. "
            "Send it back, or say why it is to be published all the same.",
        )
    return approve_publication(session, publication_id, judged, said if failing else "", by=by)


def failing_trials(session: Session, process_key: str, files: dict[str, bytes]) -> list[str]:
    """Return the names of the recorded trials that come out otherwise than recorded on these files."""
    try:
        outcomes = run_recorded(session, process_key, files)
    except CannotTry as refusal:
        return [refusal.zh]
    return [verdict.name for verdict in outcomes.verdicts if not verdict.passed]


def insist_on_second_person(session: Session, made: Publication, by: Actor) -> Actor:
    """Return the officer in the seat in which he decides; raise SameOfficer for who proposed it or edited the draft."""
    who = designer(by, "process.approve")
    first = {made.proposed_by} | (editors_of(session, made.draft_id) if made.draft_id else set())
    if first & {who.officer_id, who.on_behalf_of}:
        raise SameOfficer(
            "改过这份草稿或提请发布的人不能审批，须由他人决定。",
            "Who changed this draft or proposed it cannot decide on it; somebody else has to.",
        )
    return who


@unit_of_work
def approve_publication(
    session: Session, publication_id: str, judged: Judged, override: str, *, by: Actor
) -> Publication:
    """Publish the frozen files of a proposal as one version and put it in force as proposed; return the proposal.

    Raises SameOfficer, AlreadyDone, and NotReady when the files are not those that were judged.
    """
    made = waiting(session, publication_id)
    who = insist_on_second_person(session, made, by)
    files = files_of_draft(session, made.draft_id or "")
    if bundle_digest(files) != made.digest:
        raise NotReady(
            "草稿文件与提请时不同，不能发布；请退回后重新提请。",
            "The files are not those that were proposed; send it back and have it proposed again.",
        )
    at = house_of(session).now()
    version = make_version(
        session, made.process_key, files, judged.names, at=at, by=who, note=made.note.splitlines()[0][:200]
    )
    made.version_id, made.override = version.id, override
    _approved(session, made, version, who)
    return made


@unit_of_work
def approve_restore(session: Session, publication_id: str, *, by: Actor) -> Publication:
    """Put an earlier version in force again as proposed; return the proposal. Raises SameOfficer and AlreadyDone."""
    made = waiting(session, publication_id)
    who = insist_on_second_person(session, made, by)
    version = version_of(session, made.version_id or "")
    if version is None:
        raise NotFound
    _approved(session, made, version, who)
    return made


def _approved(session: Session, made: Publication, version: ProcessVersion, by: Actor) -> None:
    at = house_of(session).now()
    draft = settle(session, made, "approved", by)
    if draft is not None:
        draft.version_id = version.id
    starts = {district: date.fromisoformat(day) for district, day in made.starts.items()}
    facts = {
        "publication": made.id,
        "key": made.process_key,
        "number": version.number,
        "digest": made.digest,
        "override": made.override or None,
    }
    record(session, "publication_approved", facts, at=at, by=by)
    note = made.note.splitlines()[0][:200]
    put_in_force(session, version, starts, at=at, by=by, note=note, publication=made)


@unit_of_work
def send_back(session: Session, publication_id: str, reason: str, *, by: Actor) -> Publication:
    """Send a proposal back with a reason; its draft can be changed again. Raises ReasonNeeded and AlreadyDone."""
    who = designer(by, "process.approve")
    made = waiting(session, publication_id)
    made.reason = reason_of(reason)
    settle(session, made, "sent_back", who)
    facts = {"publication": made.id, "draft": made.draft_id, "key": made.process_key, "reason": made.reason}
    record(session, "publication_sent_back", facts, at=house_of(session).now(), by=who)
    return made


@unit_of_work
def drop_start(session: Session, start_id: str, reason: str, *, by: Actor) -> ProcessInForce:
    """Take back that a version comes into force on a later day; what was in force before stays so.

    Raises NotReady for a day that has come, ReasonNeeded, NotFound.
    """
    who = designer(by, "process.approve")
    start, said = start_of(session, start_id), reason_of(reason)
    if start is None:
        raise NotFound
    at = house_of(session).now()
    if start.dropped_at is not None or start.from_on <= local(at).date():
        raise NotReady(
            "已经生效或已取消的不能再取消；请重新启用较早的版本。",
            "What is in force already cannot be taken back; put an earlier version in force again.",
        )
    start.dropped_at, start.dropped_by = at, who.officer_id
    version = version_of(session, start.version_id)
    facts = {
        "key": start.process_key,
        "number": version.number if version else None,
        "from": start.from_on.isoformat(),
        "district": start.district or None,
        "reason": said,
    }
    record(session, "start_dropped", facts, at=at, by=who)
    return start


def reason_of(text: str, *, needed: bool = True) -> str:
    """Return a reason without needless spaces; raise ReasonNeeded for none where one is needed, or one too long."""
    said = " ".join(text.split())
    if (needed and len(said) < 2) or len(said) > LONGEST_REASON:
        raise ReasonNeeded(
            f"请写明理由（2 至 {LONGEST_REASON} 字）。",
            f"Give a reason of 2 to {LONGEST_REASON} characters.",
        )
    return said
