"""Forms, tables and called pieces are added to a draft, renamed, and taken over from published versions: chores."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.actions.design_reach import designer, open_draft
from app.actions.draft_revisions import FileRefused, add_revision, check_base, check_path
from app.actors import Actor
from app.diagrams.beginnings import first_form, first_table
from app.diagrams.draft_paths import diagram_path, form_path, key_of
from app.refusals import NotFound
from storage.database import housekeeping
from storage.designs import content_of, digests_of_draft, newest_revision
from storage.models import Draft, DraftRevision
from storage.versions import files_of_version, newest_version


@housekeeping
def add_file(session: Session, draft_id: str, kind: str, key: str, name: str, *, by: Actor) -> DraftRevision:
    """Add a form of a step ("form") or a decision table ("dmn") with the least it can hold, and return its revision.

    Raises FileRefused for a name that cannot be, or that there is already.
    """
    designer(by)
    draft = open_draft(session, draft_id)
    if kind not in ("form", "dmn"):
        raise NotFound
    path = form_path(key, name) if kind == "form" else f"processes/{key}/{name}.dmn"
    check_path(session, draft, path)
    _refuse_present(session, draft, path)
    content = first_form(name) if kind == "form" else first_table(key, name)
    return add_revision(session, draft, path, content, by=by)


@housekeeping
def put_files(
    session: Session, draft_id: str, files: Mapping[str, bytes], *, by: Actor
) -> list[DraftRevision]:
    """Put files that were looked into apart (`app.actions.importing`) into a draft, as the next revisions."""
    designer(by)
    draft = open_draft(session, draft_id)
    for path in files:
        check_path(session, draft, path, new_piece=path.endswith(".bpmn"))
    return [
        add_revision(session, draft, path, content, by=by, note="导入") for path, content in files.items()
    ]


@housekeeping
def rename_file(
    session: Session, draft_id: str, path: str, name: str, base: int, *, by: Actor
) -> DraftRevision:
    """Give a form or a decision table another name; what refers to it is not changed. Return the new revision."""
    designer(by)
    draft = open_draft(session, draft_id)
    head = check_base(session, draft, path, base)
    if head is None or head.digest is None:
        raise NotFound
    if path.endswith(".bpmn"):
        raise FileRefused("流程图按流程标识命名，不能改名。", "A diagram is named after its process.")
    folder, suffix = path.rsplit("/", 1)[0], path.rsplit(".", 1)[1]
    new = f"{folder}/{name}.{suffix}"
    check_path(session, draft, new)
    _refuse_present(session, draft, new)
    content = content_of(session, head.digest)
    add_revision(session, draft, path, None, by=by, note=f"改名为 {name}")
    return add_revision(session, draft, new, content, by=by, note=f"原名 {path.rsplit('/', 1)[1]}")


@housekeeping
def take_piece(session: Session, draft_id: str, key: str, *, by: Actor) -> list[DraftRevision]:
    """Take a called piece as it was published last into a draft, with all it calls; return the revisions.

    What the draft has in the folders of these pieces and the version has not is taken out.
    """
    designer(by)
    draft = open_draft(session, draft_id)
    version = newest_version(session, key)
    if version is None or key == draft.process_key:
        raise NotFound
    files = files_of_version(session, version.id)
    if diagram_path(draft.process_key) in files:
        raise FileRefused(
            f"“{key}”自己调用了本流程，不能作为被调用的流程加入。",
            f"{key} calls this process itself; it cannot be called by it.",
        )
    for path in files:
        check_path(session, draft, path, new_piece=True)
    return take_files(session, draft, files, {key_of(path) for path in files}, by=by)


def take_files(
    session: Session, draft: Draft, files: Mapping[str, bytes], folders: set[str | None], *, by: Actor
) -> list[DraftRevision]:
    """Make the folders of these processes in a draft hold exactly these files."""
    gone = [
        path for path in digests_of_draft(session, draft.id) if key_of(path) in folders and path not in files
    ]
    made = [add_revision(session, draft, path, None, by=by, note="已发布版本中没有") for path in gone]
    made += [
        add_revision(session, draft, path, content, by=by, note="取自已发布版本")
        for path, content in files.items()
    ]
    return made


def _refuse_present(session: Session, draft: Draft, path: str) -> None:
    head = newest_revision(session, draft.id, path)
    if head is not None and head.digest is not None:
        raise FileRefused(f"草稿中已有“{path}”。", f"The draft has {path} already.")
