"""Files of a draft as designers save them, and who is at which file: chores, since nothing is handed in yet.

Every saved state stays as a revision with its author; what becomes of a draft is recorded by actions
(`app.actions.designing`).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.design_reach import designer, open_draft, reach_draft
from app.actions.draft_revisions import FileRefused, add_revision, check_base, check_path
from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound
from storage.database import housekeeping
from storage.designs import content_of, newest_revision, revision_of
from storage.models import Draft, DraftPresence, DraftRevision


@housekeeping
def save_file(
    session: Session, draft_id: str, path: str, content: bytes, base: int, *, by: Actor, note: str = ""
) -> DraftRevision:
    """Keep a file of a draft as its next revision and return that; nothing is read in it.

    `base` is the number of the revision that was changed, 0 for a new file. Raises FileChanged when somebody has
    saved since, FileRefused for a path or size that no draft may have, NotReady when the draft is not open.
    """
    designer(by)
    draft = open_draft(session, draft_id)
    check_path(session, draft, path)
    check_base(session, draft, path, base)
    return add_revision(session, draft, path, content, by=by, note=note)


@housekeeping
def keep_aside(
    session: Session, draft_id: str, path: str, content: bytes, theirs: int, *, by: Actor
) -> DraftRevision:
    """Keep what somebody changed beside what another has saved since, which stays the newest; return the revision kept.

    `theirs` is the newest revision that he knows of; raises FileChanged when there is a newer one.
    """
    designer(by)
    draft = open_draft(session, draft_id)
    check_path(session, draft, path)
    check_base(session, draft, path, theirs)
    kept = add_revision(session, draft, path, content, by=by, note=f"与第 {theirs} 次保存冲突，留存备合并")
    if kept.number != theirs:
        _go_back(session, draft, path, theirs, by=by)
    return kept


@housekeeping
def remove_file(session: Session, draft_id: str, path: str, base: int, *, by: Actor) -> DraftRevision:
    """Take a file out of a draft, as a revision of its own; raise FileRefused for the diagram of the process."""
    designer(by)
    draft = open_draft(session, draft_id)
    head = check_base(session, draft, path, base)
    if head is None or head.digest is None:
        raise NotFound
    if path == f"processes/{draft.process_key}/{draft.process_key}.bpmn":
        raise FileRefused(
            "流程自己的流程图不能移除。", "The diagram of the process itself cannot be removed."
        )
    return add_revision(session, draft, path, None, by=by)


@housekeeping
def restore_revision(
    session: Session, draft_id: str, path: str, number: int, base: int, *, by: Actor
) -> DraftRevision:
    """Make an earlier revision of a file its newest one again, and return that."""
    designer(by)
    draft = open_draft(session, draft_id)
    check_base(session, draft, path, base)
    return _go_back(session, draft, path, number, by=by)


@housekeeping
def undo_last_change(session: Session, draft_id: str, path: str, base: int, *, by: Actor) -> DraftRevision:
    """Take back the last change of a file: what stood before it becomes the newest revision."""
    designer(by)
    draft = open_draft(session, draft_id)
    check_base(session, draft, path, base)
    if base < 2:
        raise NotFound("这个文件还没有改动。", "This file has not been changed yet.")
    return _go_back(session, draft, path, base - 1, by=by)


@housekeeping
def note_presence(session: Session, draft_id: str, path: str, *, by: Actor) -> DraftPresence:
    """Note that somebody has a draft open, at a file of it or at none."""
    reach_draft(session, draft_id)
    known = newest_revision(session, draft_id, path) if path else None
    row = session.get(DraftPresence, (draft_id, by.officer_id)) or DraftPresence(
        draft_id=draft_id, officer_id=by.officer_id
    )
    row.path, row.seen_at = path if known else "", house_of(session).now()
    session.add(row)
    return row


def _go_back(session: Session, draft: Draft, path: str, number: int, *, by: Actor) -> DraftRevision:
    wanted = revision_of(session, draft.id, path, number)
    if wanted is None:
        raise NotFound
    content = None if wanted.digest is None else content_of(session, wanted.digest)
    return add_revision(session, draft, path, content, by=by, note=f"恢复第 {number} 次保存")
