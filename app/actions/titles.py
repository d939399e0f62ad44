"""How a case is called and what inboxes show of it, copied from its parties and from the variables of its runs."""

from __future__ import annotations

from decimal import Decimal

from app.actions.desk import Desk
from app.values import Value


def mirror(desk: Desk, data: dict[str, Value]) -> None:
    """Copy what inboxes and searches show of a case from the variables of its run."""
    case = desk.case
    if isinstance(data.get("headcount"), Decimal):
        case.headcount = int(data["headcount"])
    if data.get("urgency") in ("normal", "urgent", "major"):
        case.urgency = data["urgency"]
    if isinstance(data.get("group"), bool):
        case.group_case = data["group"]


def retitle(desk: Desk) -> None:
    """Name the case after its employer, or its project, once one of them is known."""
    parties = desk.folder.parties
    named = [
        party
        for place in ("employer", "listed", "penalty_party")
        for party in parties
        if party.place == place
    ]
    employer = named[0] if named else None
    project = None if employer else desk.folder.project
    name = employer.name if employer else (project.name if project else "")
    if name:
        desk.case.title = f"{name}欠薪"
