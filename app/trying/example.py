"""Fills the form of an open step with plausible made-up answers, as the demonstration does; it completes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.sheets import TaskSheet, sheet_of
from app.actors import Actor
from app.demonstration.filling import CannotFill, Fields, fill
from app.permissions import role_name
from app.trials.commands import Complete
from app.trying.cannot import CannotPlay
from app.trying.player import Player
from app.trying.references import references
from app.versions import Edition
from storage.models import Task


def sheet_for(player: Player, session: Session, task: Task) -> tuple[TaskSheet, Actor]:
    """Return the sheet of an open step and who would do it; raise CannotPlay when nobody there can."""
    officers = player.officers(session, task.unit_id, task.role)
    if not officers:
        raise CannotPlay(
            f"{task.unit_id} 没有能够办理“{task.title}”的岗位（{role_name(task.role)}）。",
            f"Nobody in {task.unit_id} holds the role {task.role} that “{task.title_en}” needs.",
        )
    return sheet_of(session, task.id, by=officers[0]), officers[0]


def example(player: Player, session: Session, task: Task, wanted: Mapping[str, Any]) -> Complete:
    """Return the command that completes a step with made-up answers, these among them.

    Raises CannotPlay with the faults that remain when no plausible answers satisfy the form.
    """
    sheet, _ = sheet_for(player, session, task)
    fields: Fields
    try:
        fields, uploads = player.people().filled(session, _with_working_units(player, sheet), wanted)
    except CannotFill as failure:
        raise CannotPlay(f"示例填不出来：{failure}", f"No example satisfies the form: {failure}") from failure
    files: dict[str, list[str]] = {}
    for upload in uploads:
        files.setdefault(upload.field, []).append(upload.name)
    known = references(session)
    return Complete(
        element=task.element_id,
        path=task.path,
        turn=task.loop_key,
        unit=task.unit_id.split(".", 1)[1],
        fields={name: known.told(list(texts)) for name, texts in fields.items() if any(texts)},
        files=files,
    )


def _with_working_units(player: Player, sheet: TaskSheet) -> TaskSheet:
    """Return a sheet that offers units with officers first: the leaders of a district do no steps of their own."""
    units = player.room.house.districts[sheet.case.jurisdiction_key].units
    offered = sheet.options.get("unit", [])
    working = sorted(offered, key=lambda option: "unit_officer" not in units[option.value].roles)
    return replace(sheet, options={**sheet.options, "unit": working})


def example_beginning(
    edition: Edition, start: str | None, now: datetime
) -> tuple[Fields, dict[str, list[str]]]:
    """Return made-up answers to the form of a start event, none where it has no form; raise CannotPlay as above."""
    form = edition.form(edition.key, start) if start is not None else None
    if form is None:
        return {}, {}
    try:
        fields, uploads = fill(form, {}, {}, now=now, options={}, functions={})
    except CannotFill as failure:
        raise CannotPlay(f"示例填不出来：{failure}", f"No example satisfies the form: {failure}") from failure
    files: dict[str, list[str]] = {}
    for upload in uploads:
        files.setdefault(upload.field, []).append(upload.name)
    return {name: texts for name, texts in fields.items() if any(texts)}, files
