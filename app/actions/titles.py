"""How a case is called and what inboxes show of it, copied from its parties and from the variables of its runs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.actions.desk import Desk
from app.values import Value
from storage.changes import change
from storage.models import Task

NAMED_BY_DIAGRAM = frozenset({"permit_control", "wage_deposit"})
"""Stages that are about a project but not about arrears: their diagrams name the case."""


def mirror(desk: Desk, data: dict[str, Value]) -> None:
    """Copy what inboxes and searches show of a case from the variables of its run."""
    case, shown = desk.case, dict[str, Value]()
    if isinstance(data.get("headcount"), Decimal):
        shown["headcount"] = int(data["headcount"])
    if data.get("urgency") in ("normal", "urgent", "major"):
        shown["urgency"] = data["urgency"]
    if isinstance(data.get("sector"), str):
        shown["sector"] = data["sector"]
    if isinstance(data.get("group"), bool):
        shown["group_case"] = data["group"]
    fresh = {name: value for name, value in shown.items() if getattr(case, name) != value}
    if fresh:
        change(desk.session, case, **fresh)


def follow_lead(desk: Desk, task: Task, answers: Mapping[str, Value]) -> None:
    """Make the unit that signs for a transferred matter, or is told to handle it, the lead unit of the case."""
    signed = task.element_id == "sign_for" and answers.get("signing") == "签收办理"
    takes = task.process_key == "transfer" and (signed or task.element_id == "handle_matter")
    if takes and desk.case.lead_unit_id != task.unit_id:
        change(desk.session, desk.case, lead_unit_id=task.unit_id)


def retitle(desk: Desk) -> None:
    """Name the case after its employer, or its project, once one of them is known, and note who is barred from it."""
    parties = desk.folder.parties
    named = [
        party
        for place in ("employer", "listed", "penalty_party")
        for party in parties
        if party.place == place
    ]
    employer = named[0] if named else None
    project = None if employer or desk.case.stage in NAMED_BY_DIAGRAM else desk.folder.project
    name = employer.name if employer else (project.name if project else "")
    if name and desk.case.title != f"{name}欠薪":
        change(desk.session, desk.case, title=f"{name}欠薪")
    _bar(desk)


def _bar(desk: Desk) -> None:
    """Note the units that are a party of the case themselves: they do none of its work (回避)."""
    named = {party.name for party in desk.folder.parties if party.place != "worker" and party.name}
    barred = [
        unit.id for unit in desk.district.units.values() if named & {unit.zh, unit.full_zh, *unit.aliases}
    ]
    if ",".join(barred) != desk.case.barred_units:
        change(desk.session, desk.case, barred_units=",".join(barred))
