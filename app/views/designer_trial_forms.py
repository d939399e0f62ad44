"""The real forms of a trial's steps, filled by its own world; it performs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.actions.sheets import TaskSheet
from app.actions.start_sheets import StartSheet, matter_sheet
from app.forms import Form, FormView, Option, ShownView, read_submission, view_form
from app.refusals import Refusal
from app.trying.cannot import CannotPlay
from app.trying.example import example, sheet_for
from app.trying.player import Player
from app.trying.references import references
from app.trying.scene import OpenStep, steps_of
from app.views.access import language
from app.views.posted import UPLOAD, posted_fields
from app.views.task_page import shown_facts
from app.views.words import t
from storage.models import CaseFile, MessageWait

EXAMPLE_FILE = "_example_file."
"""Before the name of the input that a made-up file answers."""
OWN = frozenset({"at", "revision", "example", "auto", "data"})


@dataclass(frozen=True)
class Attempt:
    """What was typed at a step of a trial, and why it was not taken."""

    fields: Mapping[str, Sequence[str]] | None = None
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refusal: Refusal | CannotPlay | None = None

    @property
    def errors(self) -> Sequence[Any]:
        return self.refusal.details.get("errors", ()) if isinstance(self.refusal, Refusal) else ()

    @property
    def unseen(self) -> Sequence[str]:
        return self.refusal.details.get("unseen", ()) if isinstance(self.refusal, Refusal) else ()

    @property
    def sentence(self) -> str:
        """Why it was refused, unless the form itself says so."""
        if self.refusal is None or self.errors or self.unseen:
            return ""
        return t(self.refusal.zh, str(self.refusal))


@dataclass(frozen=True)
class StepView:
    """A step whose form can be filled in now."""

    key: str
    title: str
    purpose: str
    law: str
    unit_id: str
    role: str
    form: FormView | None
    shown: tuple[ShownView, ...]
    files: list[tuple[str, str]]
    nobody: str = ""


def typed() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the fields that were posted and the names of files; what is in the files is not looked at."""
    fields = {name: texts for name, texts in posted_fields().items() if name not in OWN}
    files: dict[str, list[str]] = {}
    for name in [name for name in fields if name.startswith(EXAMPLE_FILE)]:
        files[name.removeprefix(EXAMPLE_FILE)] = fields.pop(name)
    for name, file in request.files.items(multi=True):
        if name.startswith(UPLOAD) and file.filename:
            files.setdefault(name.removeprefix(UPLOAD), []).append(file.filename[:200])
    return fields, files


def step_view(player: Player, session: Session, step: OpenStep, attempt: Attempt, again: str) -> StepView:
    """Return an open step with its form; `again` is where a script asks for the form again."""
    properties, nobody = step.element.properties, ""
    form: FormView | None = None
    shown: tuple[ShownView, ...] = ()
    try:
        sheet, by = sheet_for(player, session, step.task)
        form, shown = _form(player, sheet.form, sheet, attempt, again), shown_facts(sheet, by)
    except CannotPlay as failure:
        nobody = t(failure.zh, str(failure))
    return StepView(
        key=step.key,
        title=t(step.task.title, step.task.title_en) or step.element.id,
        purpose=t(properties.get("purpose", ""), properties.get("purpose_en")),
        law=properties.get("law", ""),
        unit_id=step.task.unit_id,
        role=step.task.role,
        form=form,
        shown=shown,
        nobody=nobody,
        files=[(name, file) for name, files in attempt.files.items() for file in files],
    )


def example_attempt(player: Player, session: Session, step: OpenStep) -> Attempt:
    """Return a step's form as filled with made-up answers; when none satisfy it, why not."""
    try:
        made = example(player, session, step.task, {})
    except CannotPlay as failure:
        return Attempt(refusal=failure)
    return Attempt(references(session).real(made.fields), made.files)


def wait_view(player: Player, session: Session, wait: MessageWait, attempt: Attempt, again: str) -> StepView:
    """Return a place where a message is awaited, with the form for noting it if it has one."""
    case = session.get_one(CaseFile, player.case_id)
    by = player.somebody(session, case.lead_unit_id)
    sheet = matter_sheet(session, case, wait.run_id, wait.token, by=by)
    element = sheet.element
    return StepView(
        key=wait.element_id,
        title=t(element.name, element.properties.get("name_en")) or element.id,
        purpose=t(element.properties.get("purpose", ""), element.properties.get("purpose_en")),
        law=element.properties.get("law", ""),
        unit_id=case.lead_unit_id,
        role="",
        form=_form(player, sheet.form, sheet, attempt, again),
        shown=(),
        files=[],
    )


def step_named(player: Player, session: Session, key: str) -> OpenStep | None:
    """Return the open step that an address names, the first one for "" and for one that is not open any more."""
    steps = steps_of(player, session) if player.run_id else []
    return next((step for step in steps if step.key == key), steps[0] if steps else None)


def _form(
    player: Player, form: Form | None, sheet: TaskSheet | StartSheet, attempt: Attempt, again: str
) -> FormView | None:
    if form is None:
        return None
    submission = read_submission(form, attempt.fields) if attempt.fields is not None else None
    return view_form(
        form,
        sheet.known,
        submission,
        now=player.now,
        options=_without_addresses(sheet.options),
        functions=getattr(sheet, "functions", None),
        errors=attempt.errors,
        unseen=attempt.unseen,
        language=language(),
        refresh_url=again,
    )


def _without_addresses(options: Mapping[str, Sequence[Option]]) -> dict[str, list[Option]]:
    """Return options without links: the files of a trial exist nowhere else."""
    return {kind: [replace(each, href="") for each in given] for kind, given in options.items()}
