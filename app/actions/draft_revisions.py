"""Revisions of the files of a draft: how one is added, and when it is refused; it is no action itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.process_files import store_contents
from app.actors import Actor
from app.clock import local
from app.diagrams.draft_paths import key_of, keys_in
from app.diagrams.safe_xml import MAX_BYTES
from app.house import house_of
from app.refusals import Refusal
from storage.designs import newest_revision, newest_revisions
from storage.models import Draft, DraftRevision
from storage.officers import names_of
from storage.versions import content_digest

MOST_FILES = 300
LONGEST_NOTE = 300


class FileRefused(Refusal):
    """A file that cannot be kept in this draft: its path, its size, or one too many."""

    status = 422


class FileChanged(Refusal):
    """Somebody has saved the file since; the sentence and `details` say who and when."""


def check_path(session: Session, draft: Draft, path: str, *, new_piece: bool = False) -> None:
    """Raise FileRefused for a path that no file of this draft may have."""
    heads = newest_revisions(session, draft.id)
    present = [head.path for head in heads if head.digest is not None]
    key = key_of(path)
    if key is None or (not new_piece and key not in {draft.process_key, *keys_in(present)}):
        raise FileRefused(
            f"草稿中不能有文件“{path[:100]}”：只接受 processes/流程/流程.bpmn、processes/流程/决策表.dmn 和"
            " forms/流程/环节.form，流程须是本草稿的流程或其调用的流程。",
            f"A draft cannot hold {path[:100]}: only processes/<process>/<process>.bpmn, "
            "processes/<process>/<table>.dmn and forms/<process>/<step>.form, of the draft's process or a called one.",
        )
    if path not in present and len(present) >= MOST_FILES:
        raise FileRefused(
            f"草稿已有 {MOST_FILES} 个文件，不能再增加。",
            f"The draft has {MOST_FILES} files already; no more can be added.",
        )


def check_base(session: Session, draft: Draft, path: str, base: int) -> DraftRevision | None:
    """Return the newest revision of a file; raise FileChanged when it is not the one a change was based on."""
    head = newest_revision(session, draft.id, path)
    if (head.number if head else 0) == base:
        return head
    who = names_of(session, [head.made_by]).get(head.made_by, "") if head else ""
    when = f"{local(head.made_at):%Y-%m-%d %H:%M}" if head else ""
    raise FileChanged(
        f"{who}已在 {when} 保存过“{path}”，您的改动没有覆盖它。"
        if head
        else f"“{path}”不在草稿中，请刷新页面。",
        f"{who} saved {path} at {when}; your change did not overwrite it."
        if head
        else f"{path} is not in the draft; reload the page.",
        path=path,
        revision=head.number if head else 0,
        saved_by=who,
        saved_at=head.made_at.isoformat() if head else "",
    )


def add_revision(
    session: Session, draft: Draft, path: str, content: bytes | None, *, by: Actor, note: str = ""
) -> DraftRevision:
    """Add the next revision of a file, without content its removal, and return it; the same bytes add nothing."""
    if content is not None and len(content) > MAX_BYTES:
        raise FileRefused(
            f"“{path}”超过 {MAX_BYTES >> 20} MiB，请删去嵌入的图片等内容。",
            f"{path} is larger than {MAX_BYTES >> 20} MiB; remove embedded pictures and the like.",
        )
    head = newest_revision(session, draft.id, path)
    digest = None if content is None else content_digest(content)
    if head is not None and head.digest == digest:
        return head
    if content is not None:
        store_contents(session, [content])
    at: datetime = house_of(session).now()
    revision = DraftRevision(
        draft_id=draft.id,
        path=path,
        number=1 if head is None else head.number + 1,
        digest=digest,
        made_by=by.officer_id,
        made_at=at,
        note=" ".join(note.split())[:LONGEST_NOTE],
    )
    session.add(revision)
    draft.changed_by, draft.changed_at = by.officer_id or "", at
    session.flush()
    return revision
