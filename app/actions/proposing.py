"""A draft is proposed for publication, or an earlier version to be in force again; somebody else decides.

What is proposed is frozen: the very files of the proposal, as the gate judged them, are what is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.actions.design_reach import designer, open_draft, reach_draft
from app.actions.draft_checks import checks_of_files
from app.actions.draft_revisions import FileChanged, add_revision
from app.actions.publishing import refusing_publication
from app.actions.versions_made import NothingNew, Starts, refuse_known
from app.actors import Actor
from app.clock import local
from app.diagrams.judging_bundles import Judged, judge_apart
from app.house import House, house_of
from app.refusals import AlreadyDone, NotFound, Refusal
from storage.database import unit_of_work
from storage.designs import draft_of, files_of_draft
from storage.events import record
from storage.in_force import EVERYWHERE, id_in_force
from storage.models import Draft, Publication, new_id
from storage.publications import publication_of
from storage.versions import bundle_digest, content_digest, version_of

LONGEST_NOTE = 2000
FURTHEST = timedelta(days=366)


class ProposalUnclear(Refusal):
    """A proposal needs a note, and days from which it is to be in force."""

    status = 422


def propose(session: Session, draft_id: str, note: str, starts: Starts, *, by: Actor) -> Publication:
    """Have the files of a draft judged in a process of their own by the gate and all checks, then propose them.

    Raises CannotPublish with every finding, and what `propose_publication` raises.
    """
    draft = reach_draft(session, draft_id)
    files = files_of_draft(session, draft_id)
    judged = judge_apart(draft.process_key, files)
    refusing_publication(judged.refused)
    refusing_publication(list(checks_of_files(session, judged.files).permission.obstacles))
    return propose_publication(session, draft_id, bundle_digest(files), judged, note, starts, by=by)


@unit_of_work
def propose_publication(
    session: Session,
    draft_id: str,
    digest: str,
    judged: Judged,
    note: str,
    starts: Starts,
    *,
    by: Actor,
) -> Publication:
    """Freeze a draft whose files, with this digest, were judged; what had to be rewritten becomes a revision of it.

    Raises FileChanged when a file was saved meanwhile, NothingNew for files of a published version, ProposalUnclear.
    """
    who = designer(by)
    draft = open_draft(session, draft_id)
    said, days = note_of(note), days_of(house_of(session), starts)
    files = files_of_draft(session, draft_id)
    if bundle_digest(files) != digest:
        raise FileChanged(
            "检查期间有人保存了文件，请再提交一次。", "A file was saved during the check; propose again."
        )
    for path, content in judged.files.items():
        if content != files[path]:
            add_revision(session, draft, path, content, by=who, note="发布前改写为本系统的写法")
    frozen = bundle_digest(judged.files)
    refuse_known(session, draft.process_key, frozen)
    draft.state = "proposed"
    made = _made(session, draft.process_key, "publish", frozen, said, days, who)
    made.draft_id = draft.id
    digests = {path: content_digest(content) for path, content in judged.files.items()}
    _record(session, "publication_proposed", made, who, title=draft.title, files=digests)
    return made


@unit_of_work
def propose_restore(
    session: Session, version_id: str, note: str, starts: Starts, *, by: Actor
) -> Publication:
    """Propose that an earlier version be in force again, with the reason; its files are not copied.

    Raises NothingNew where it is in force already, NotFound, ProposalUnclear.
    """
    who = designer(by)
    version = version_of(session, version_id)
    if version is None:
        raise NotFound
    said, days = note_of(note), days_of(house_of(session), starts)
    if all(id_in_force(session, version.process_key, key, day) == version.id for key, day in days.items()):
        raise NothingNew(
            f"第 {version.number} 版届时已经生效。", f"Version {version.number} is in force there already."
        )
    made = _made(session, version.process_key, "restore", version.digest, said, days, who)
    made.version_id = version.id
    _record(session, "publication_proposed", made, who, number=version.number)
    return made


@unit_of_work
def withdraw_publication(session: Session, publication_id: str, *, by: Actor) -> Publication:
    """Take a proposal back before it is decided; its draft can be changed again. Raises AlreadyDone afterwards."""
    who = designer(by)
    made = waiting(session, publication_id)
    settle(session, made, "withdrawn", who)
    _record(session, "publication_withdrawn", made, who)
    return made


def waiting(session: Session, publication_id: str) -> Publication:
    """Return a proposal, locked, that is not decided; raise NotFound or AlreadyDone."""
    made = publication_of(session, publication_id, locked=True)
    if made is None:
        raise NotFound
    if made.state != "waiting":
        raise AlreadyDone("这项发布申请已有决定。", "This proposal is decided already.")
    return made


def settle(session: Session, made: Publication, state: str, by: Actor) -> Draft | None:
    """Note how a proposal ended, let its draft go unless it was approved, and return the draft."""
    made.state, made.decided_by, made.decided_at = state, by.officer_id, house_of(session).now()
    draft = draft_of(session, made.draft_id, locked=True) if made.draft_id else None
    if draft is not None:
        draft.state = "published" if state == "approved" else "open"
    return draft


def _made(
    session: Session, key: str, kind: str, digest: str, note: str, starts: Starts, by: Actor
) -> Publication:
    made = Publication(
        id=new_id(),
        process_key=key,
        kind=kind,
        digest=digest,
        note=note,
        starts={district: day.isoformat() for district, day in starts.items()},
        proposed_by=by.officer_id,
        proposed_at=house_of(session).now(),
        state="waiting",
        reason="",
        override="",
    )
    session.add(made)
    return made


def _record(session: Session, kind: str, made: Publication, by: Actor, **more: object) -> None:
    facts = {
        "publication": made.id,
        "draft": made.draft_id,
        "key": made.process_key,
        "digest": made.digest,
        "note": made.note,
        "starts": dict(made.starts),
        **more,
    }
    record(session, kind, facts, at=house_of(session).now(), by=by)


def note_of(text: str) -> str:
    """Return the note of a proposal; raise ProposalUnclear for one too short or too long."""
    said = text.strip()
    if not 2 <= len(said) <= LONGEST_NOTE:
        raise ProposalUnclear(
            f"请写明改了什么、为什么（2 至 {LONGEST_NOTE} 字）。",
            f"Say what was changed and why, in 2 to {LONGEST_NOTE} characters.",
        )
    return said


def days_of(house: House, starts: Mapping[str, date]) -> Starts:
    """Return the days of a proposal; raise ProposalUnclear for none, unknown districts, or days out of bounds."""
    today = local(house.now()).date()
    unknown = [key for key in starts if key != EVERYWHERE and key not in house.districts]
    if not starts or unknown or (EVERYWHERE in starts and len(starts) > 1):
        raise ProposalUnclear(
            "请选择全部辖区的生效日期，或者至少一个辖区的生效日期。",
            "Give the day for all districts, or the day of at least one district.",
        )
    if any(not today <= day <= today + FURTHEST for day in starts.values()):
        raise ProposalUnclear(
            "生效日期须在今天至一年之内。", "The day must be today or within the next year."
        )
    return starts
