"""Rows of registers that steps of cases touch: the project of a case in the register of projects."""

from __future__ import annotations

from app.actions.desk import Desk
from app.refusals import NotReady
from storage.models import RegisterEntry, new_id
from storage.registers import entry_of_project

PROJECTS = "projects"


def project_of_case(desk: Desk) -> str:
    """Return the id of the case's project in the register of projects, entering it where it is not there yet.

    A permit number finds it before the name does. Raises NotReady for a case without a project.
    """
    project = desk.folder.project
    if project is None or not project.name.strip():
        raise NotReady(
            "本案没有填写工程项目，保证金无法记账；请先在案件中填写项目名称。",
            "This case names no project, so its deposit cannot be booked; give the project in the case first.",
        )
    district, name = desk.case.jurisdiction_key, project.name.strip()
    row = entry_of_project(desk.session, district, name, project.permit_no)
    if row is None:
        parts = ("permit_no", "kind", "address", "funding")
        facts = {part: value for part in parts if (value := getattr(project, part))}
        row = RegisterEntry(
            id=new_id(), jurisdiction_key=district, register=PROJECTS, number=name, facts=facts,
            unit_id=desk.by.unit_id or desk.case.lead_unit_id, added_at=desk.at, changed_at=desk.at,
        )  # fmt: skip
        desk.session.add(row)
        desk.session.flush()
        desk.record("register_entry_added", {"register": PROJECTS, "entry": row.id, "number": name})
    return row.id
