"""Questions about drafts of processes: their files, revisions, and who has them open; it knows no roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from storage.models import Draft, DraftPresence, DraftRevision, Officer, ProcessFile

PAGE = 100
UNDER_WAY = ("open", "proposed")


def draft_of(session: Session, draft_id: str, *, locked: bool = False) -> Draft | None:
    """Return a draft, locked until the transaction ends if wanted, or None."""
    return session.get(Draft, draft_id, with_for_update=True if locked else None)


def files_of_draft(session: Session, draft_id: str) -> dict[str, bytes]:
    """Return the files of a draft as they are now, by path."""
    newest = _newest(draft_id)
    question = (
        select(DraftRevision.path, ProcessFile.content)
        .join(newest, (DraftRevision.path == newest.c.path) & (DraftRevision.number == newest.c.number))
        .join(ProcessFile, ProcessFile.digest == DraftRevision.digest)
        .where(DraftRevision.draft_id == draft_id)
        .order_by(DraftRevision.path)
    )
    return {path: content for path, content in session.execute(question)}


def newest_revisions(session: Session, draft_id: str) -> Sequence[DraftRevision]:
    """Return the newest revision of every file of a draft by path, those of removed files too."""
    newest = _newest(draft_id)
    question = (
        select(DraftRevision)
        .join(newest, (DraftRevision.path == newest.c.path) & (DraftRevision.number == newest.c.number))
        .where(DraftRevision.draft_id == draft_id)
        .order_by(DraftRevision.path)
    )
    return session.scalars(question).all()


def newest_revision(session: Session, draft_id: str, path: str) -> DraftRevision | None:
    """Return the newest revision of one file of a draft, which may say that it was removed, or None."""
    question = select(DraftRevision).where(DraftRevision.draft_id == draft_id, DraftRevision.path == path)
    return session.scalar(question.order_by(DraftRevision.number.desc()).limit(1))


def revision_of(session: Session, draft_id: str, path: str, number: int) -> DraftRevision | None:
    """Return one revision of a file of a draft, or None."""
    return session.get(DraftRevision, (draft_id, path, number))


def revisions_of_draft(
    session: Session, draft_id: str, path: str = "", start: int = 0
) -> Sequence[DraftRevision]:
    """Return up to PAGE + 1 revisions of a draft, or of one file of it, newest first."""
    question = select(DraftRevision).where(DraftRevision.draft_id == draft_id)
    if path:
        question = question.where(DraftRevision.path == path)
    order = (DraftRevision.made_at.desc(), DraftRevision.path, DraftRevision.number.desc())
    return session.scalars(question.order_by(*order).offset(start).limit(PAGE + 1)).all()


def content_of(session: Session, digest: str) -> bytes | None:
    """Return the bytes stored under a digest, or None."""
    return session.scalar(select(ProcessFile.content).where(ProcessFile.digest == digest))


def editors_of(session: Session, draft_id: str) -> set[str]:
    """Return the ids of everybody who made a revision of a draft."""
    question = select(DraftRevision.made_by).where(DraftRevision.draft_id == draft_id).distinct()
    return set(session.scalars(question))


def open_drafts(session: Session, process_key: str = "") -> Sequence[Draft]:
    """Return the drafts that are being worked on or are proposed, of one process or of all, last changed first."""
    return drafts_in(session, UNDER_WAY, process_key)


def drafts_in(session: Session, states: Collection[str], process_key: str = "") -> Sequence[Draft]:
    """Return up to PAGE drafts in these states, of one process or of all, last changed first."""
    question = select(Draft).where(Draft.state.in_(states))
    if process_key:
        question = question.where(Draft.process_key == process_key)
    return session.scalars(question.order_by(Draft.changed_at.desc(), Draft.id.desc()).limit(PAGE)).all()


def present_at(session: Session, draft_id: str, since: datetime) -> list[tuple[DraftPresence, str]]:
    """Return who has had a draft open since a moment, with their names, by name."""
    question = (
        select(DraftPresence, Officer.name)
        .join(Officer, Officer.id == DraftPresence.officer_id)
        .where(DraftPresence.draft_id == draft_id, DraftPresence.seen_at >= since)
        .order_by(Officer.name, Officer.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def _newest(draft_id: str) -> Subquery:
    return (
        select(DraftRevision.path, func.max(DraftRevision.number).label("number"))
        .where(DraftRevision.draft_id == draft_id)
        .group_by(DraftRevision.path)
        .subquery()
    )


def digests_of_draft(session: Session, draft_id: str) -> dict[str, str]:
    """Return the digests of the files of a draft as they are now, by path."""
    return {row.path: row.digest for row in newest_revisions(session, draft_id) if row.digest is not None}
