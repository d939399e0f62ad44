"""Documents and evidence: files are checked by content, sealed under the key of the case, and never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions import papers
from app.actions.clock_dates import listed
from app.actions.desk import Desk
from app.actions.reach import reach_case
from app.actors import Actor
from app.engine import Element
from app.house import house_of
from app.papers import ISSUED
from app.refusals import InvalidAnswers, NotFound
from app.uploads import check_upload
from app.values import Value
from storage.cases import content_of, document_of
from storage.database import unit_of_work
from storage.models import Document, DocumentContent, Run, Task, new_id


@dataclass(frozen=True)
class Upload:
    """A file as it came in: the form field it answers, its name there, its bytes."""

    field: str
    name: str
    content: bytes
    id: str = ""
    media_type: str = ""


def named_uploads(uploads: Iterable[Upload]) -> dict[str, list[Upload]]:
    """Return the files by field, each with its id and its type by content; raise InvalidAnswers for a refused one."""
    given: dict[str, list[Upload]] = {}
    for upload in uploads:
        checked = check_upload(upload.name, upload.content)
        if checked.error is not None:
            raise InvalidAnswers(checked.error[0], checked.error[1], errors=[], field=upload.field)
        given.setdefault(upload.field, []).append(
            Upload(upload.field, checked.name, upload.content, new_id(), checked.media_type)
        )
    return given


def keep_uploads(
    desk: Desk,
    run: Run | None,
    task: Task | None,
    element: Element | None,
    given: Mapping[str, Sequence[Upload]],
    asked: Value = None,
) -> list[Document]:
    """Store files with their checksums and note one event for each; signed papers get their numbers.

    `asked` is the code of the paper that a called piece works on.
    """
    codes = listed(element, "documents") if element is not None else []
    kept = []
    for field, uploads in given.items():
        for upload in uploads:
            document = _document(desk, upload, field, *papers.code_and_state(desk, field, codes, asked))
            document.run_id = run.id if run else None
            document.task_id = task.id if task else None
            desk.session.add(document)
            kept.append(document)
            sealed = desk.key.seal(upload.content, f"document.{document.id}")
            desk.session.flush()
            desk.session.add(DocumentContent(document_id=document.id, cipher=sealed))
            _note(desk, document, run)
            if document.state == ISSUED:
                papers.issue(desk, document, run)
    desk.folder.forget("documents")
    return kept


def _note(desk: Desk, document: Document, run: Run | None) -> None:
    facts = {"document": document.id, "sha256": document.sha256, "size": document.size_bytes}
    facts["field"] = document.field
    desk.record("document_added", facts, run=run, task_id=document.task_id)


def _document(desk: Desk, upload: Upload, field: str, code: str | None, state: str) -> Document:
    return Document(
        id=upload.id,
        case_id=desk.case.id,
        field=field,
        code=code,
        title=upload.name.rsplit(".", 1)[0],
        state=state,
        file_name=upload.name,
        media_type=upload.media_type,
        size_bytes=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        added_by=desk.by.officer_id,
        added_unit_id=desk.by.unit_id,
        added_at=desk.at,
    )


@unit_of_work
def add_documents(session: Session, case_id: str, uploads: Sequence[Upload], *, by: Actor) -> list[Document]:
    """Add evidence or papers to a case outside any task; raise NotFound for a case outside the officer's units."""
    case, seat = reach_case(session, case_id, "document.add", by=by)
    desk = Desk(session, case, by.acting(seat), house_of(session).now())
    given = named_uploads(uploads)
    if not given:
        raise InvalidAnswers("请选择要上传的文件。", "Choose a file to upload.", errors=[])
    return keep_uploads(desk, None, None, None, given)


@unit_of_work
def read_document(session: Session, document_id: str, *, by: Actor) -> tuple[Document, bytes]:
    """Return a document with its bytes in clear; who read it and when becomes an event of the case.

    Raises NotFound for a document of a case outside the officer's reach, NotAllowed without the permission.
    """
    document = document_of(session, document_id)
    if document is None:
        raise NotFound()
    case, seat = reach_case(session, document.case_id, "document.read", by=by)
    cipher = content_of(session, document_id)
    if cipher is None:
        raise NotFound()
    desk = Desk(session, case, by.acting(seat), house_of(session).now())
    content = desk.key.open(cipher, f"document.{document.id}")
    desk.record("document_read", {"document": document.id})
    return document, content
