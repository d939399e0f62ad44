"""One task: its page, its form again, its draft, and submitting it; everything is decided by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from flask import (
    Blueprint,
    flash,
    get_template_attribute,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.completing import Completion, complete_task
from app.actions.correcting import may_correct
from app.actions.documents import Upload
from app.actions.drafts import save_draft
from app.actions.paper_drafts import draft_paper
from app.actions.sheets import TaskSheet, sheet_of
from app.permissions import role_name
from app.refusals import NotFound, Refusal
from app.views.access import actor, db, language, needs
from app.views.case_parts import first_of, head_of, next_task, readable_case
from app.views.naming import unit_name
from app.views.posted import asks_again, posted_fields, posted_uploads, saves_by_itself
from app.views.roster_ways import brought_form
from app.views.task_page import Attempt, form_view, task_contents
from app.views.typed import typed_answers
from app.views.words import day, t
from storage.casebook import closed_task
from storage.models import Task
from storage.officers import names_of

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Answer = str | Response | tuple[str, int]


@blueprint.get("/<task_id>")
@needs("case.read")
def page(task_id: str) -> Answer:
    """Show a task with its form; a closed one, or one of another unit, leads to its case."""
    try:
        sheet = sheet_of(db(), task_id, by=actor())
    except NotFound:
        return _elsewhere(db(), task_id)
    return _shown(db(), sheet, Attempt(brought_form(request.args.get("roster"))))


@blueprint.post("/<task_id>")
@needs("task.work")
def submit(task_id: str) -> Answer:
    """Complete the task with what was filled in, or show the form again with what is wrong."""
    fields, uploads = posted_fields(), posted_uploads()
    if asks_again(fields):
        return _shown(db(), sheet_of(db(), task_id, by=actor()), Attempt(fields, files=_names(uploads)))
    try:
        done = complete_task(db(), task_id, fields, uploads, by=actor())
    except Refusal as refusal:
        return _refused(db(), task_id, Attempt(fields, refusal, _names(uploads)))
    return _done(db(), done)


@blueprint.post("/<task_id>/form")
@needs("task.work")
def form_again(task_id: str) -> str:
    """Return the form alone, as it is after a choice or a row more or less; nothing is judged."""
    sheet = sheet_of(db(), task_id, by=actor())
    view = form_view(sheet, Attempt(posted_fields()), actor())
    macro = get_template_attribute("forms/form.html", "render_form")
    return str(macro(view)) if view is not None else ""


@blueprint.post("/<task_id>/papers/<code>")
@needs("task.work")
def paper(task_id: str, code: str) -> Response:
    """Send a paper of the task as a Word file, drawn up from its template and what stands in the form."""
    drafted = draft_paper(db(), task_id, code, posted_fields(), by=actor())
    response = make_response(drafted.content)
    response.mimetype = DOCX
    name = quote(t(f"{drafted.paper.zh}（草稿）.docx", f"{drafted.paper.en} (draft).docx"))
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/<task_id>/draft")
@needs("task.work")
def keep_draft(task_id: str) -> Answer:
    """Keep what is filled in so far; the page's script asks for it every now and then."""
    save_draft(db(), task_id, posted_fields(), by=actor())
    if saves_by_itself():
        return "", 204
    flash(t("已暂存，下次打开时继续填写。", "The draft is kept; go on where you left off."))
    return redirect(url_for("tasks.page", task_id=task_id))


def _shown(session: Session, sheet: TaskSheet, attempt: Attempt) -> Answer:
    contents = task_contents(session, sheet, actor(), attempt)
    status = attempt.refusal.status if attempt.refusal else 200
    return render_template("task.html", **contents), status


def _names(uploads: Sequence[Upload]) -> list[str]:
    return [upload.name for upload in uploads]


def _refused(session: Session, task_id: str, attempt: Attempt) -> Answer:
    """Show the task again with the reason and everything typed; of a closed task, what was typed."""
    assert attempt.refusal is not None
    try:
        return _shown(session, sheet_of(session, task_id, by=actor()), attempt)
    except NotFound:
        return _too_late(session, task_id, dict(attempt.fields or {}), attempt.refusal)


def _too_late(
    session: Session, task_id: str, fields: Mapping[str, Sequence[str]], refusal: Refusal
) -> Answer:
    """Say who was faster, and give back what was typed so that nothing is lost."""
    found = closed_task(session, task_id)
    if found is None or found[0].unit_id not in actor().unit_ids:
        raise NotFound
    task, case = found
    contents = {
        "task": task,
        "head": head_of(session, case),
        "refusal": refusal,
        "typed": typed_answers(session, task, fields),
        "next": next_task(session, case.id, actor()),
    }
    return render_template("task_late.html", **contents), refusal.status


def _elsewhere(session: Session, task_id: str) -> Answer:
    found = closed_task(session, task_id)
    if found is None:
        raise NotFound
    task, case = found[0], readable_case(session, found[1].id, actor())
    if task.closed_at is None:
        return redirect(url_for("cases.page", case_id=case.id))
    who = names_of(session, [task.closed_by]) if task.closed_by else {}
    contents = {
        "task": task,
        "head": head_of(session, case),
        "correct": task.closed_how == "completed" and may_correct(task, actor()),
        "by": who.get(task.closed_by or "", ""),
        "next": next_task(session, case.id, actor()),
    }
    return render_template("task_closed.html", **contents)


def _done(session: Session, done: Completion) -> Response:
    """Say that it is done and go to the officer's next task of the case, or to his inbox."""
    task = done.task
    if done.incident is not None:
        flash(
            t(
                f"“{task.title}”没有办成：流程无法继续，已记为异常，您填写的内容已保存。请联系机制办公室重试。",
                f"“{task.title_en}” could not be completed: the process cannot go on. An incident holds what you"
                " filled in; ask the office to try again.",
            ),
            "bad",
        )
        return redirect(url_for("tasks.page", task_id=task.id))
    following = first_of(done.opened, actor()) or next_task(session, task.case_id, actor(), without=task.id)
    if following is None:
        flash(_handed_on(task, [each for each in done.opened if each.closed_at is None]))
        return redirect(url_for("inbox.page"))
    flash(
        t(
            f"已办结“{task.title}”，接着办理本案的“{following.title}”。",
            f"“{task.title_en}” is done; next in this case: “{following.title_en}”.",
        )
    )
    return redirect(url_for("tasks.page", task_id=following.id))


def _handed_on(task: Task, opened: Sequence[Task]) -> str:
    """Say that a task is done, and who goes on with what."""
    done = t(f"已办结“{task.title}”。", f"“{task.title_en}” is done.")
    if not opened:
        return done
    first, others = opened[0], len(opened) - 1
    who = " ".join((unit_name(first.unit_id), role_name(first.role, language())))
    until = t(f"，{day(first.due_at)}截止", f", due {day(first.due_at)}") if first.due_at else ""
    more = t(f"；另有 {others} 项", f"; {others} more") if others else ""
    return done + t(
        f"下一步：“{first.title}”由{who}办理{until}{more}。",
        f" Next: “{first.title_en}”, {who}{until}{more}.",
    )
