"""The ways between a form and the page of a roster that a file brings into it; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from app.actions.project_tables import PROJECT
from app.actions.roster_lines import form_with_roster, imported
from app.actors import Actor
from app.forms.view import BroughtRows
from app.views.access import actor, db
from storage.models import RosterDraft


def roster_addresses(
    kind: str, place: str, case_id: str | None = None, *, listed: bool = False
) -> tuple[str, str, str]:
    """Return where the file for a table of a form is sent, the beginning of its template's address, and where rows
    of a real-name platform are chosen, "" where its project has no list."""
    return (
        url_for("rosters.bring", kind=kind, place=place, case=case_id),
        url_for("rosters.template", kind=kind, place=place, case=case_id, path=""),
        url_for("project_rows.begin", task_id=place) if listed else "",
    )


def brought_form(draft_id: str | None) -> dict[str, list[str]] | None:
    """Return the form as it was typed before a file was brought, with the lines of the file; None without one."""
    return None if not draft_id else form_with_roster(db(), draft_id, by=actor())


def brought_rows(fields: Mapping[str, Sequence[str]] | None, who: Actor) -> dict[str, BroughtRows]:
    """Return the rows that a form refers to without showing them."""
    return {} if fields is None else imported(db(), fields, by=who)


def way_back(draft: RosterDraft) -> str:
    """Return the address of the form from which a roster was brought, to be filled with it."""
    if draft.kind == PROJECT:
        return url_for("project_lists.page", entry_id=draft.place)
    if draft.kind == "registration":
        return url_for("registration.page", unit=draft.place, roster=draft.id)
    if draft.kind == "task":
        return url_for("tasks.page", task_id=draft.place, roster=draft.id)
    return url_for("starting.page", process_key=draft.place, case=draft.case_id, roster=draft.id)
