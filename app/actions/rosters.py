"""Settling a roster from a file: once nothing in it is wrong, its lines go into the table of the form."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.actions.opening import INTAKE
from app.actions.project_tables import PROJECT, RosterTable, list_table
from app.actions.registering import FIRST_STEP, registration_sheet
from app.actions.roster_drafts import Origin, origin_of, read_roster
from app.actions.sheets import sheet_of
from app.actions.start_sheets import start_sheet
from app.actors import Actor
from app.forms import Field
from app.house import house_of
from app.refusals import NotFound, NotReady
from app.versions import Edition
from storage.database import unit_of_work
from storage.events import record
from storage.models import CaseFile, RosterDraft


def roster_table(session: Session, origin: Origin, case: CaseFile | None, *, by: Actor) -> RosterTable:
    """Return the table of the form from which a roster is brought; raise NotFound when there is none."""
    if origin.kind == PROJECT:
        return list_table(session, origin, by=by)
    edition, process_key, element_id = _form_of(session, origin, case, by)
    form = edition.form(process_key, element_id)
    field = form.field(origin.path) if form is not None else None
    if field is None or not is_roster(field):
        raise NotFound()
    return RosterTable(field, edition.files[f"forms/{process_key}/{element_id}.form"])


def is_roster(field: Field) -> bool:
    """Tell whether a table lists people, so that a file may fill it."""
    return field.kind == "table" and any(column.path == "worker" for column in field.columns)


def _form_of(session: Session, origin: Origin, case: CaseFile | None, by: Actor) -> tuple[Edition, str, str]:
    if origin.kind == "registration":
        return registration_sheet(session, origin.place, by=by).edition, INTAKE, FIRST_STEP
    if origin.kind == "task":
        sheet = sheet_of(session, origin.place, by=by)
        return sheet.edition, sheet.task.process_key, sheet.task.element_id
    start = start_sheet(session, origin.place, case, by=by)
    return start.edition, start.edition.key, start.element.id


@unit_of_work
def settle_roster(session: Session, draft_id: str, *, by: Actor) -> RosterDraft:
    """Let a roster into the form from which it was brought; raise NotReady while anything in it is wrong.

    What is on record: the file by its digest, how many rows go in, and which rows were left out and why.
    """
    draft, contents = read_roster(session, draft_id, by=by)
    if not contents.settled:
        raise NotReady(
            "花名册还有没有改正或没有确认的行，一行也没有导入；请逐行改正，或说明理由排除。",
            "Rows of the roster are still to be corrected or confirmed; nothing was imported.",
        )
    origin, at = origin_of(draft), house_of(session).now()
    draft.settled_at = at
    task = sheet_of(session, origin.place, by=by) if origin.kind == "task" else None
    case = task.case if task is not None else None
    facts: dict[str, Any] = {
        "roster": draft.id,
        "sha256": draft.sha256,
        "rows": len(contents.kept),
        "left_out": [[row, reason] for row, reason in sorted(contents.dropped.items())],
        "confirmed": len(contents.doubts),
    }
    unit = task.task.unit_id if task is not None else origin.place
    seat = next((one for one in by.seats if one.unit_id == unit), by.seats[0])
    at_task = task.task.id if task is not None else None
    record(session, "roster_settled", facts, at=at, by=by.acting(seat), case=case, task_id=at_task)
    return draft
