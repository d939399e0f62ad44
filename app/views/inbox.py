"""The inbox: the tasks of the officer's units, what is urgent, and what can be done with them at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions import filters, inbox
from app.actions.law import law_of
from app.actors import Actor
from app.lights import LIGHT_NAMES, spans
from app.permissions import may, seat_for
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.clocks import light_under
from app.views.inbox_query import InboxQuery, owner_of, place_of, read_query
from app.views.words import inside, t
from storage.delegations import given_delegations
from storage.inbox import (
    MOST_COUNTED,
    MOST_SEARCHED,
    NO_DUE,
    PAGE,
    Owner,
    TaskLine,
    counts,
    inbox_page,
    steps_in,
)
from storage.models import SavedFilter
from storage.officers import colleagues
from storage.reminders import unread_of
from storage.saved import kept_by
from storage.versions import newest_versions

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")

TAB_NAMES = {
    "unclaimed": ("待认领", "Unclaimed"),
    "mine": ("我的", "Mine"),
    "unit": ("本单位", "My units"),
    "done": ("已办", "Done"),
    "delegated": ("已委托", "Delegated"),
}


@blueprint.get("")
@needs("inbox.read")
def page() -> str:
    """Show a tab of the inbox."""
    return render_template("inbox.html", **_contents(db(), actor(), read_query(request.args)))


@blueprint.post("/tasks/<task_id>/claim")
@needs("task.work")
def claim(task_id: str) -> Response:
    """Claim one task and go to work on it."""
    task = inbox.claim_task(db(), task_id, by=actor())
    flash(t(f"已认领“{task.title}”。", f"You hold “{task.title_en}” now."))
    return redirect(f"/tasks/{task.id}")


@blueprint.post("/tasks/<task_id>/release")
@needs("task.work")
def release(task_id: str) -> Response:
    """Give one task back to the unit."""
    task = inbox.release_task(db(), task_id, by=actor())
    flash(t(f"已退还“{task.title}”，本单位可以重新认领。", f"“{task.title_en}” is open to the unit again."))
    return redirect(_back())


@blueprint.post("/tasks/<task_id>/assign")
@needs("task.assign")
def assign(task_id: str) -> Response:
    """Give one task to an officer."""
    task = inbox.assign_task(
        db(), task_id, request.form.get("to", ""), request.form.get("assign_reason", ""), by=actor()
    )
    flash(t(f"已指派“{task.title}”。", f"“{task.title_en}” is assigned."))
    return redirect(_back())


@blueprint.post("/tasks/<task_id>/return")
@needs("task.work")
def put_back(task_id: str) -> Response:
    """Put one task back to unclaimed, with a reason."""
    task = inbox.return_task(db(), task_id, request.form.get("reason", ""), by=actor())
    flash(t(f"已退回“{task.title}”。", f"“{task.title_en}” is returned."))
    return redirect(_back())


@blueprint.post("/bulk")
@needs("task.work")
def bulk() -> Response | tuple[str, int]:
    """Claim, assign or return the chosen tasks, and tell what became of each."""
    try:
        results, status = _bulk(db(), actor()), 200
    except inbox.NothingDone as refusal:
        results, status = refusal.details["results"], refusal.status
    if any(result.refusal for result in results):
        return render_template("inbox_results.html", results=results, back=_back()), status
    flash(t(f"已办成 {len(results)} 项。", f"Done: {len(results)}."))
    return redirect(_back())


def _bulk(session: Session, by: Actor) -> list[inbox.Result]:
    chosen = request.form.getlist("task")
    match request.form.get("act"):
        case "claim":
            return inbox.claim_tasks(session, chosen, by=by)
        case "assign":
            why = request.form.get("assign_reason", "")
            return inbox.assign_tasks(session, chosen, request.form.get("to", ""), why, by=by)
        case "return":
            return inbox.return_tasks(session, chosen, request.form.get("reason", ""), by=by)
        case _:
            raise NotFound


@blueprint.post("/filters")
@needs("inbox.read")
def save_filter() -> Response:
    """Keep the present filter under a name."""
    query = read_query(request.form)
    filters.save_filter(db(), request.form.get("name", ""), query.kept(), by=actor())
    flash(t("筛选条件已保存。", "The filter is saved."))
    return redirect(query.address())


@blueprint.post("/filters/<filter_id>/remove")
@needs("inbox.read")
def remove_filter(filter_id: str) -> Response:
    """Remove a saved filter."""
    filters.remove_filter(db(), filter_id, by=actor())
    flash(t("筛选条件已删除。", "The filter is removed."))
    return redirect(_back())


def _back() -> str:
    return inside(request.form.get("back") or "/inbox")


def _contents(session: Session, who: Actor, query: InboxQuery) -> dict[str, Any]:
    at = clock.now()
    given = given_delegations(session, who.officer_id or "", at.date())
    owner = owner_of(who, tuple(sorted({each.unit_id for each, _ in given})))
    calendar = law_of(session).calendar_of(who.unit_ids)
    windows = spans(at, calendar, NO_DUE)
    found = inbox_page(session, owner, query.wanted(windows))
    lines, pager = _paged(found, query)
    people = colleagues(session, owner.units, at.date())
    names = {version.process_key: t(version.name_zh, version.name_en) for version in newest_versions(session)}
    numbers = counts(session, owner, query.tab, windows)
    return {
        "query": query,
        "at": at,
        "rows": [
            _row(line, light_under(line.due_at, line.due_rule, at, calendar), who, owner, names)
            for line in lines
        ],
        "pager": pager,
        "searched": MOST_SEARCHED if numbers.get(query.tab, 0) >= MOST_COUNTED else None,
        "tabs": [(key, t(*words), numbers.get(key)) for key, words in TAB_NAMES.items()],
        "lights": [(key, t(*words), numbers[key]) for key, words in LIGHT_NAMES.items()],
        "steps": [
            (key, element, t(zh, en), names.get(key, key))
            for key, element, zh, en in steps_in(session, owner)
        ],
        "processes": names,
        "people": sorted({(each.officer_id, each.name) for each in people}, key=lambda pair: pair[1]),
        "saved": [
            (each, read_query(each.query).address())
            for each in kept_by(session, SavedFilter, owner.officer_id)
        ],
        "units": sorted({seat.unit_name for seat in who.seats}),
        "several_units": len(owner.units) > 1,
        "unit_names": {seat.unit_id: seat.unit_name for seat in who.seats},
        "delegations": given,
        "may_assign": may(who, "task.assign"),
        "unread": unread_of(session, owner.officer_id),
    }


def _row(line: TaskLine, light: Any, who: Actor, owner: Owner, names: dict[str, str]) -> dict[str, Any]:
    holds = line.assignee_id == owner.officer_id or (line.assignee_id, line.unit_id) in owner.stands_in
    can = seat_for(who, unit_id=line.unit_id, role=line.role) is not None
    if line.closed_at is None and holds:
        action = "work"
    elif line.closed_at is None and line.assignee_id is None and can:
        action = "claim"
    else:
        action = "look"
    return {
        "line": line,
        "light": light,
        "action": action,
        "mine": line.assignee_id == owner.officer_id,
        "instead": holds and line.assignee_id != owner.officer_id,
        "process": names.get(line.process_key, ""),
    }


def _paged(found: list[TaskLine], query: InboxQuery) -> tuple[list[TaskLine], dict[str, str]]:
    """Return the lines of this page and the addresses of the pages before and after it."""
    more = len(found) > PAGE
    back = bool(query.before) and not query.after
    lines = found[1:] if back and more else found[:PAGE]
    pager = {}
    if lines and (query.after or (back and more)):
        pager["newer"] = query.address(before=place_of(lines[0], query.tab))
    if lines and (back or more):
        pager["older"] = query.address(after=place_of(lines[-1], query.tab))
    return lines, pager
