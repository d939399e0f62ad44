"""Lists of real-name platforms and banks: imported once by batch, read on record, taken into a case's roster."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions.project_tables import PROJECT, acting_for, may_act_for, project_entry
from app.actions.roster_drafts import read_roster
from app.actions.sheets import TaskSheet, sheet_of
from app.actors import Actor
from app.clock import local
from app.house import house_of
from app.refusals import AlreadyDone, InvalidAnswers, NotFound, NotReady
from app.rosters.contents import Contents
from app.rosters.projects import KINDS, LONGEST_BATCH, Line, kind_of, summarise
from storage.cases import project_of
from storage.database import unit_of_work
from storage.events import record
from storage.models import ProjectList, RegisterEntry, RosterDraft, new_id
from storage.project_lists import lists_of_project, project_list
from storage.registers import entry_for_update, entry_of_project

LONGEST_PURPOSE = 100
ROSTER = "case.roster"
BATCH = "batch"
"""The input of the page that holds the platform's number of the batch."""


@unit_of_work
def import_project_list(session: Session, draft_id: str, *, by: Actor) -> ProjectList:
    """Take a list over, all its rows or none; a corrected batch takes the place of the former one, which stays.

    Raises NotReady while rows are to be settled, InvalidAnswers without a batch number, AlreadyDone for a file that
    was imported for this project before, under whatever number.
    """
    draft, contents = read_roster(session, draft_id, by=by)
    if draft.kind != PROJECT or draft.settled_at is not None:
        raise NotFound()
    if not contents.settled:
        raise NotReady(
            "名册还有没有改正或没有确认的行，一行也没有导入；请逐行改正，或说明理由排除。",
            "Rows of the list are still to be corrected or confirmed; nothing was imported.",
        )
    entry = entry_for_update(session, draft.place)
    if entry is None:
        raise NotFound()
    unit, who = acting_for(session, entry, "register.keep", by=by)
    batch, former = batch_of(contents), lists_of_project(session, entry.id, lock=True)
    kind, at = kind_of(draft.path), house_of(session).now()
    same = [each for each in former if (each.kind, each.batch_no) == (kind, batch)]
    _refuse_again(former, kind, draft.sha256)
    for each in same:
        each.replaced_at = each.replaced_at or at
    version = 1 + max((each.version for each in same), default=0)
    row = _sealed(session, entry, draft, contents, version)
    row.unit_id, row.imported_by, row.imported_at = unit, by.officer_id or "", at
    session.add(row)
    draft.settled_at = at
    told = {"version": row.version, "sha256": row.sha256, "rows": row.rows, "left_out": row.left_out["rows"]}
    try:
        session.flush()
    except IntegrityError as double:
        raise AlreadyDone("该批次刚刚由他人导入。", "Somebody imported this batch just now.") from double
    record(session, "project_list_imported", {**_told(entry, row), **told}, at=at, by=who)
    return row


@unit_of_work
def read_project_list(
    session: Session, list_id: str, purpose: str, *, by: Actor
) -> tuple[ProjectList, list[Line]]:
    """Return a list with its rows in clear; who read it, and what for, becomes an event."""
    row = _found(session, list_id)
    entry = project_entry(session, row.entry_id)
    _, who = acting_for(session, entry, "personal.show", by=by)
    told = {**_told(entry, row), "purpose": purpose_of(purpose)}
    record(session, "project_list_read", told, at=house_of(session).now(), by=who)
    return row, _opened(session, row)


@unit_of_work
def offer_project_rows(
    session: Session, draft_id: str, list_id: str, purpose: str, *, by: Actor
) -> tuple[ProjectList, list[Line]]:
    """Return the rows of a list of the case's own project, to choose from for its roster; an event of the case."""
    draft, _ = read_roster(session, draft_id, by=by)
    sheet, entry = project_of_draft(session, draft, by=by)
    row = _of_project(session, entry, list_id)
    _, who = acting_for(session, entry, "personal.show", by=by)
    told = {**_told(entry, row), "purpose": purpose_of(purpose)}
    at = house_of(session).now()
    record(session, "project_list_read", told, at=at, by=who, case=sheet.case, task_id=sheet.task.id)
    return row, _opened(session, row)


@unit_of_work
def take_project_rows(
    session: Session, draft_id: str, list_id: str, numbers: Collection[int] | None, *, by: Actor
) -> tuple[ProjectList, list[Line]]:
    """Return the rows that an officer accepts for the roster of a case, None for all; an event of the case.

    Raises InvalidAnswers when he chose none. They are judged by the form's rules like rows of any file afterwards.
    """
    draft, _ = read_roster(session, draft_id, by=by)
    sheet, entry = project_of_draft(session, draft, by=by)
    row = _of_project(session, entry, list_id)
    _, who = acting_for(session, entry, "personal.show", by=by)
    lines = [each for each in _opened(session, row) if numbers is None or each[0] in numbers]
    if not lines:
        raise InvalidAnswers(
            "没有勾选任何一行，请勾选属于本案的劳动者。",
            "Choose the rows that belong to this case.",
            errors=[],
        )
    told = {**_told(entry, row), "rows": len(lines)}
    at = house_of(session).now()
    record(session, "project_rows_taken", told, at=at, by=who, case=sheet.case, task_id=sheet.task.id)
    return row, lines


def project_of_draft(session: Session, draft: RosterDraft, *, by: Actor) -> tuple[TaskSheet, RegisterEntry]:
    """Return the task for whose roster rows are chosen, and its project; raise NotReady where there is none."""
    if draft.kind != "task":
        raise NotFound()
    sheet = sheet_of(session, draft.place, by=by)
    project = project_of(session, sheet.case.id)
    name = project.name.strip() if project is not None else ""
    permit = project.permit_no if project is not None else None
    entry = entry_of_project(session, sheet.case.jurisdiction_key, name, permit) if name else None
    if entry is None:
        raise NotReady(
            "本案的工程项目不在工程项目台账里，没有可以带入的名册；请先在案件中填写项目，或登记该项目。",
            "The project of this case is not in the register of projects, so there is no list to choose from.",
        )
    return sheet, entry


def has_wage_lists(session: Session, sheet: TaskSheet, *, by: Actor) -> bool:
    """Tell whether the roster of a task may be chosen from a list of its project's platform by this officer."""
    if sheet.form is None or sheet.form.field(ROSTER) is None:
        return False
    project = project_of(session, sheet.case.id)
    if project is None or not project.name.strip():
        return False
    entry = entry_of_project(session, sheet.case.jurisdiction_key, project.name.strip(), project.permit_no)
    if entry is None or not may_act_for(session, entry, "personal.show", by=by):
        return False
    return any(row.kind == "wages" and not row.replaced_at for row in lists_of_project(session, entry.id))


def batch_of(contents: Contents) -> str:
    """Return the batch number that was typed beside the file; raise InvalidAnswers for none."""
    typed = " ".join((contents.fields.get(BATCH) or [""])[0].split())
    if not 1 <= len(typed) <= LONGEST_BATCH:
        raise InvalidAnswers(
            f"请填写平台的批次号（{LONGEST_BATCH} 字以内），同一批次只导入一次。",
            f"Give the platform's batch number, {LONGEST_BATCH} characters at most.",
            errors=[],
        )
    return typed


def purpose_of(text: str) -> str:
    """Return what personal data are read for; raise InvalidAnswers for nothing or too much."""
    purpose = " ".join(text.split())
    if not 2 <= len(purpose) <= LONGEST_PURPOSE:
        raise InvalidAnswers(
            f"请写明查阅用途（2 至 {LONGEST_PURPOSE} 字）。", "Say what you need it for.", errors=[]
        )
    return purpose


def _sealed(
    session: Session, entry: RegisterEntry, draft: RosterDraft, contents: Contents, version: int
) -> ProjectList:
    """Return a settled list as it is stored, its rows sealed."""
    kind = kind_of(draft.path)
    row = ProjectList(
        id=new_id(),
        jurisdiction_key=entry.jurisdiction_key,
        entry_id=entry.id,
        kind=kind,
        batch_no=batch_of(contents),
        version=version,
        file_name=draft.file_name,
        sha256=draft.sha256,
        rows=len(contents.kept),
        left_out={"rows": [[number, reason] for number, reason in sorted(contents.dropped.items())]},
        summary=summarise(kind, contents.kept).as_tree(),
        replaced_at=None,
    )
    row.cipher = house_of(session).keyring.seal_own(json.dumps(contents.kept).encode(), _place(row))
    return row


def _refuse_again(former: Sequence[ProjectList], kind: str, digest: str) -> None:
    """Refuse a file that is in force already; one that a later version replaced may come back."""
    held = [each for each in former if each.kind == kind and each.sha256 == digest]
    known = next((each for each in held if each.replaced_at is None), None)
    if known is not None:
        day = f"{local(known.imported_at):%Y-%m-%d}"
        raise AlreadyDone(
            f"这个文件已于 {day} 作为批次“{known.batch_no}”导入，没有重复导入。",
            f"This file was imported on {day} as batch “{known.batch_no}”; nothing was imported twice.",
        )


def _found(session: Session, list_id: str) -> ProjectList:
    row = project_list(session, list_id)
    if row is None:
        raise NotFound()
    return row


def _of_project(session: Session, entry: RegisterEntry, list_id: str) -> ProjectList:
    row = _found(session, list_id)
    if row.entry_id != entry.id or row.kind != "wages":
        raise NotFound()
    return row


def _opened(session: Session, row: ProjectList) -> list[Line]:
    plain = house_of(session).keyring.open_own(row.cipher, _place(row))
    return [(int(number), dict(texts)) for number, texts in json.loads(plain)]


def _place(row: ProjectList) -> str:
    return f"project_list.{row.id}"


def _told(entry: RegisterEntry, row: ProjectList) -> dict[str, Any]:
    zh, _ = KINDS[row.kind]
    return {
        "project": f"{entry.number}（{zh}）",
        "entry": entry.id,
        "list": row.id,
        "kind": row.kind,
        "batch": row.batch_no,
    }
