"""Correcting a completed step: its form again with what stands in the case file, and the reason."""

from __future__ import annotations

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.correcting import Corrected, correct_answers, correction_sheet
from app.actions.sheets import TaskSheet
from app.forms import FormView
from app.refusals import Refusal
from app.views.access import actor, db, needs
from app.views.case_parts import head_of
from app.views.posted import asks_again, posted_fields
from app.views.task_page import Attempt, form_view
from app.views.words import t
from storage.officers import names_of

blueprint = Blueprint("correcting", __name__, url_prefix="/tasks")

REASON = "_reason"
Answer = str | Response | tuple[str, int]


@blueprint.get("/<task_id>/correct")
@needs("task.work")
def page(task_id: str) -> Answer:
    """Show what was filled in on a completed task, to be corrected."""
    return _shown(db(), correction_sheet(db(), task_id, by=actor()), Attempt())


@blueprint.post("/<task_id>/correct")
@needs("task.work")
def submit(task_id: str) -> Answer:
    """Correct what was filled in, or show the form again with what is wrong."""
    fields = posted_fields()
    reason = "".join(fields.pop(REASON, []))
    if asks_again(fields):
        return _shown(db(), correction_sheet(db(), task_id, by=actor()), Attempt(fields))
    try:
        done = correct_answers(db(), task_id, fields, reason, by=actor())
    except Refusal as refusal:
        return _shown(db(), correction_sheet(db(), task_id, by=actor()), Attempt(fields, refusal))
    return _done(done)


@blueprint.post("/<task_id>/correct/form")
@needs("task.work")
def form_again(task_id: str) -> str:
    """Return the form alone, as it is after a row more or less; nothing is judged."""
    sheet = correction_sheet(db(), task_id, by=actor())
    macro = get_template_attribute("forms/form.html", "render_form")
    return str(macro(_view(sheet, Attempt(posted_fields()))))


def _view(sheet: TaskSheet, attempt: Attempt) -> FormView | None:
    return form_view(sheet, attempt, actor(), "correcting.form_again")


def _shown(session: Session, sheet: TaskSheet, attempt: Attempt) -> Answer:
    task = sheet.task
    who = names_of(session, [task.closed_by]) if task.closed_by else {}
    contents = {
        "task": task,
        "title": t(task.title, task.title_en),
        "head": head_of(session, sheet.case),
        "by": who.get(task.closed_by or "", ""),
        "form": _view(sheet, attempt),
        "refusal": attempt.refusal,
        "reason": request.form.get(REASON, ""),
    }
    return render_template(
        "task_correct.html", **contents
    ), attempt.refusal.status if attempt.refusal else 200


def _done(done: Corrected) -> Response:
    moved = t(
        f"，{done.clocks} 个期限已按更正后的日期重新计算" if done.clocks else "",
        f"; {done.clocks} clocks were counted again" if done.clocks else "",
    )
    flash(
        t(
            f"已更正“{done.task.title}”中的 {len(done.fields)} 项内容{moved}。更正前后的内容已记入案卷。",
            f"{len(done.fields)} entries of “{done.task.title_en}” are corrected{moved}. Both are on the record.",
        )
    )
    return redirect(url_for("cases.page", case_id=done.task.case_id))
