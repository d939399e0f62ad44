"""Drafts of processes: begun, discarded and taken up again; what is in their files is saved by chores."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from app.actions.design_reach import designer, open_draft
from app.actions.draft_revisions import add_revision, check_path
from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound, NotReady, Refusal
from storage.database import unit_of_work
from storage.designs import draft_of
from storage.events import record
from storage.models import Draft, ProcessVersion, new_id
from storage.versions import files_of_version, newest_version, version_of

LONGEST_TITLE = 100


class DraftUnclear(Refusal):
    """A draft needs a title, and what it begins from must fit."""

    status = 422


def title_of(text: str, fallback: str) -> str:
    """Return a title without needless spaces, or the fallback for none; raise DraftUnclear for one too long."""
    title = " ".join(text.split()) or fallback
    if len(title) > LONGEST_TITLE:
        raise DraftUnclear(
            f"草稿名称最多 {LONGEST_TITLE} 个字。", f"A title has {LONGEST_TITLE} characters at most."
        )
    return title


@unit_of_work
def begin_draft(session: Session, version_id: str, title: str = "", *, by: Actor) -> Draft:
    """Begin a draft with the files of a published version and return it; raise NotFound for an unknown version."""
    who = designer(by)
    version = version_of(session, version_id)
    if version is None:
        raise NotFound
    named = title_of(title, version.name_zh)
    return begun(
        session, version.process_key, named, files_of_version(session, version_id), by=who, base=version
    )


def begun(
    session: Session,
    process_key: str,
    title: str,
    files: Mapping[str, bytes],
    *,
    by: Actor,
    base: ProcessVersion | None = None,
    origin: str = "version",
) -> Draft:
    """Make a draft with these files as their first revisions, record it and return it."""
    at = house_of(session).now()
    draft = Draft(
        id=new_id(),
        process_key=process_key,
        title=title,
        origin=origin,
        based_on_id=base.id if base else None,
        state="open",
        begun_by=by.officer_id,
        begun_at=at,
        changed_by=by.officer_id,
        changed_at=at,
    )
    session.add(draft)
    session.flush()
    for path, content in files.items():
        add_revision(session, draft, path, content, by=by)
    facts = {
        "draft": draft.id,
        "key": process_key,
        "title": title,
        "origin": origin,
        "number": base.number if base else None,
        "files": len(files),
    }
    record(session, "draft_begun", facts, at=at, by=by)
    return draft


@unit_of_work
def discard_draft(session: Session, draft_id: str, reason: str, *, by: Actor) -> Draft:
    """Put a draft aside with a reason; everything in it is kept. Raises NotReady unless it is open."""
    return _moved(session, draft_id, "open", "discarded", "draft_discarded", reason, by)


@unit_of_work
def reopen_draft(session: Session, draft_id: str, reason: str, *, by: Actor) -> Draft:
    """Take a discarded draft up again with a reason; raise NotReady unless it is discarded."""
    return _moved(session, draft_id, "discarded", "open", "draft_reopened", reason, by)


@unit_of_work
def follow_version(session: Session, draft_id: str, take: Collection[str], *, by: Actor) -> Draft:
    """Make the newest version the base of a draft, taking these of its files over (or out); return the draft.

    What is not taken stays as it is in the draft. Raises NotReady when the base is the newest version already.
    """
    who = designer(by)
    draft = open_draft(session, draft_id)
    newest = newest_version(session, draft.process_key)
    if newest is None or newest.id == draft.based_on_id:
        raise NotReady("草稿已基于最新版本。", "The draft is based on the newest version already.")
    former = version_of(session, draft.based_on_id) if draft.based_on_id else None
    files = files_of_version(session, newest.id)
    for path in sorted(take):
        check_path(session, draft, path, new_piece=True)
        add_revision(session, draft, path, files.get(path), by=who, note=f"取自第 {newest.number} 版")
    draft.based_on_id = newest.id
    facts = {
        "draft": draft.id,
        "key": draft.process_key,
        "title": draft.title,
        "before": former.number if former else None,
        "number": newest.number,
        "taken": sorted(take),
    }
    record(session, "draft_rebased", facts, at=house_of(session).now(), by=who)
    return draft


def _moved(
    session: Session, draft_id: str, before: str, after: str, kind: str, reason: str, by: Actor
) -> Draft:
    who = designer(by)
    draft = draft_of(session, draft_id, locked=True)
    if draft is None:
        raise NotFound
    if draft.state != before:
        raise NotReady("草稿的状态已经变化，请刷新页面。", "The draft has moved on; reload the page.")
    why = " ".join(reason.split())
    if not 2 <= len(why) <= 200:
        raise DraftUnclear("请写明理由（2 至 200 字）。", "Give a reason of 2 to 200 characters.")
    draft.state = after
    facts = {
        "draft": draft.id,
        "key": draft.process_key,
        "title": draft.title,
        "before": before,
        "after": after,
        "reason": why,
    }
    record(session, kind, facts, at=house_of(session).now(), by=who)
    return draft
