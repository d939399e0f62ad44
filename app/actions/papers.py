"""Official papers (文书) of a case: when each gets its number, and which one a service delivers; it writes no file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from app.actions.desk import Desk
from app.actions.spots import Spot
from app.clock import LOCAL
from app.papers import DRAFT, ISSUED, RECEIVED, SERVED
from app.values import Value
from storage.cases import next_number
from storage.models import Document, Run, Task, new_id
from storage.sections import put_section


def code_and_state(desk: Desk, field: str, codes: list[str], asked: Value) -> tuple[str | None, str]:
    """Return the code of a file that answers a case field, and the state in which it comes.

    `codes` are those that the step names, `asked` the code that a called piece works on. Only fields for
    papers make a file one; evidence that is handed in beside them has no code.
    """
    for paper in desk.house.papers.values():
        if field in paper.fields:
            return paper.code, ISSUED if paper.prefix else RECEIVED
        if field in paper.drafts:
            return paper.code, DRAFT
    known = desk.house.catalogue.fields.get(field)
    if known is None or known.type != "document":
        return (codes[0] if len(codes) == 1 and codes[0] not in _numbered(desk) else None), RECEIVED
    if isinstance(asked, str):
        return asked, DRAFT if asked in _numbered(desk) else RECEIVED
    return (codes[0] if len(codes) == 1 else None), RECEIVED


def issue(desk: Desk, document: Document, run: Run | None) -> None:
    """Give a paper the next number of its series: gapless by code, district and year (domain 3)."""
    paper = desk.house.papers[document.code or ""]
    year = desk.at.astimezone(LOCAL).year
    district = desk.district
    count = next_number(desk.session, f"document.{district.key}.{paper.code}.{year}")
    document.number = paper.number(district.prefixes, year, count)
    document.state = ISSUED
    facts = {"document": document.id, "code": paper.code, "title": paper.zh, "number": document.number}
    desk.record("document_issued", facts, run=run, task_id=document.task_id)


def prepare_service(desk: Desk, run: Run, spot: Spot, data: Mapping[str, Value]) -> None:
    """Lay out what one service delivers: the papers of that code that wait for it in this run, numbered by now.

    A draft that has been approved is issued here. A paper that was written outside the system is entered
    with its number and without a file. Coming back for another attempt changes nothing.
    """
    code, key = data.get("document"), spot.papers_key
    if not isinstance(code, str) or code not in _numbered(desk):
        return
    if desk.folder.sections([key])[key].get("open"):
        return
    of_run = [row for row in desk.folder.documents if row.run_id == run.id and row.code == code]
    waiting = [row for row in of_run if row.state == ISSUED]
    if not waiting:
        drafts = [row for row in of_run if row.state == DRAFT]
        paper = drafts[0] if drafts else _without_file(desk, run, code)
        issue(desk, paper, run)
        desk.folder.forget("documents")
        waiting = [paper]
    issued_on = desk.at.astimezone(LOCAL).date().isoformat()
    facts = {"papers": [row.id for row in waiting], "receiver": data.get("receiver"), "open": True}
    _keep(desk, key, {**facts, "issued_on": issued_on})


def mark_served(desk: Desk, task: Task) -> None:
    """Note at the papers of one service that they have been served."""
    key = Spot.of(task).papers_key
    facts = desk.folder.sections([key])[key]
    if not facts:
        return
    for row in desk.folder.documents:
        if row.id in facts["papers"]:
            row.state = SERVED
    _keep(desk, key, {**facts, "open": False})


def _keep(desk: Desk, key: str, facts: dict[str, Any]) -> None:
    put_section(desk.session, desk.case.id, key, facts, desk.at)
    desk.folder.wrote_sections({key: facts})


def _numbered(desk: Desk) -> set[str]:
    return {code for code, paper in desk.house.papers.items() if paper.prefix}


def _without_file(desk: Desk, run: Run, code: str) -> Document:
    document = Document(
        id=new_id(),
        case_id=desk.case.id,
        run_id=run.id,
        code=code,
        title=desk.house.papers[code].zh,
        state=DRAFT,
        file_name=desk.house.papers[code].zh,
        media_type="",
        size_bytes=0,
        sha256=hashlib.sha256(b"").hexdigest(),
        added_by=desk.by.officer_id,
        added_unit_id=desk.by.unit_id,
        added_at=desk.at,
    )
    desk.session.add(document)
    return document
