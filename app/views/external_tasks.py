"""External tasks on the screen: what waits for other systems, and the answer by hand where no worker exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.external_tasks import Answer, answer_external, reaches
from app.engine import result_names
from app.permissions import may, units_where, whole_districts
from app.refusals import InvalidAnswers, NotFound, Refusal
from app.values import Value
from app.views.access import actor, db, house, needs
from app.views.naming import unit_name
from app.views.words import t
from storage.external import external_with_case, open_externals
from storage.models import CaseFile, ExternalTask
from storage.runs import run_of

blueprint = Blueprint("external_tasks", __name__, url_prefix="/external-tasks")


@blueprint.get("")
@needs("external.work")
def page() -> str:
    """List what waits for other systems in the officer's units and districts, oldest first."""
    who = actor()
    districts = whole_districts(who) if may(who, "external.work") else frozenset[str]()
    found = open_externals(db(), units_where(who, "external.work"), districts)
    return render_template("external_tasks.html", found=found, unit_name=unit_name)


@blueprint.get("/<task_id>")
@needs("external.work")
def one(task_id: str) -> str:
    """Show one external task with the form of its answer."""
    return _form(*_reached(task_id))


@blueprint.post("/<task_id>")
@needs("external.work")
def answer(task_id: str) -> Response | tuple[str, int]:
    """Take the answer and go back to the list, or show the form again with what speaks against it."""
    try:
        kept = answer_external(db(), task_id, _answer(_reached(task_id)[0]), by=actor())
    except Refusal as refusal:
        return _form(*_reached(task_id), t(refusal.zh, refusal.en)), refusal.status
    if kept is None:
        flash(t("已答复，案件继续办理。", "Answered; the case goes on."))
    else:
        flash(
            t(
                f"已保留答复，但流程无法继续：{kept.cause}",
                f"Kept, but the process cannot go on: {kept.cause}",
            ),
            "bad",
        )
    return redirect(url_for("external_tasks.page"))


def _reached(task_id: str) -> tuple[ExternalTask, CaseFile]:
    found = external_with_case(db(), task_id)
    if found is None or not reaches(actor(), found[0].unit_id, found[1].jurisdiction_key):
        raise NotFound
    return found


def _names(task: ExternalTask) -> tuple[str, ...]:
    run = run_of(db(), task.run_id)
    edition = house().shelf.edition(db(), run.version_id) if run is not None else None
    element = (
        edition.definition.find_element(task.process_key, task.element_id) if edition is not None else None
    )
    return result_names(element.properties) if element is not None else ()


def _form(task: ExternalTask, case: CaseFile, fault: str | None = None) -> str:
    held = task.worker_id is not None and task.locked_until is not None and task.locked_until > house().now()
    return render_template(
        "external_task.html",
        task=task,
        case=case,
        names=_names(task),
        fault=fault,
        held=held,
        given=request.form,
        unit=unit_name(task.unit_id),
    )


def _answer(task: ExternalTask) -> Answer:
    results = {name: read_value(name, request.form) for name in _names(task)}
    code = request.form.get("code", "").strip()
    if request.form.get("how") != "error":
        return Answer(results)
    if not code:
        raise InvalidAnswers("请填写错误代码。", "Give the code of the error.")
    given = {name: value for name, value in results.items() if value is not None}
    return Answer(given, code[:100], request.form.get("message", "").strip())


def read_value(name: str, form: Mapping[str, str]) -> Value:
    """Return a result of the kind that was chosen for it; raise InvalidAnswers, naming it, for what is none."""
    text, kind = form.get(f"result.{name}", "").strip(), form.get(f"kind.{name}", "text")
    try:
        if not text:
            return None
        if kind == "number":
            return _number(text)
        if kind == "date":
            return date.fromisoformat(text)
        if kind == "yesno":
            return {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}[
                text.lower()
            ]
    except (ValueError, KeyError, InvalidOperation) as error:
        raise InvalidAnswers(
            f"“{name}”的值“{text[:40]}”与所选类型不符：数字如 12.5，日期如 2025-09-26，是否填“是”或“否”。",
            f"The value “{text[:40]}” of {name} is not of its kind: a number like 12.5, a date like 2025-09-26,"
            " yes or no.",
        ) from error
    return text[:2000]


def _number(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError("no number")
    return found
