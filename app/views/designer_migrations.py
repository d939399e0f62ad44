"""Plans by which open runs go over to another version: the list, a new plan, how one stands; it decides nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.migration_plans import (
    approve_plan,
    pause_plan,
    plan_migration,
    resume_plan,
    send_plan_back,
    stop_plan,
)
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.designer_lines import mapping_sent
from app.views.designer_plans import choice_asked, item_lines, new_plan, plan_lines
from app.views.words import t
from storage.migration_choices import chosen_runs
from storage.migration_plans import PAGE, counts_of_plan, latest_plans, lines_of_plan, plan_of
from storage.officers import names_of
from storage.versions import version_of

blueprint = Blueprint("designer_migrations", __name__, url_prefix="/designer/migrations")


@blueprint.get("")
@needs("process.design")
def page() -> str:
    """List the plans."""
    return render_template("designer/migrations.html", lines=plan_lines(db(), latest_plans(db())))


@blueprint.get("/new")
@needs("case.migrate")
def new() -> str:
    """Show a new plan: which runs, to which version, with which mapping."""
    return render_template("designer/migration_new.html", **new_plan(db(), request.args, actor()))


@blueprint.post("")
@needs("case.migrate")
def plan() -> Response:
    """Propose a plan for the runs that the form names."""
    choice, _ = choice_asked(db(), request.form, actor())
    made = plan_migration(
        db(),
        choice.target_id,
        chosen_runs(db(), choice),
        mapping_sent(request.form) or {},
        request.form.get("note", ""),
        by=actor(),
    )
    flash(t("迁移计划已提请审批。", "The plan awaits somebody else's approval."))
    return redirect(url_for("designer_migrations.shown", plan_id=made.id))


@blueprint.get("/<plan_id>")
@needs("process.design")
def shown(plan_id: str) -> str:
    """Show how a plan stands and what became of each run."""
    return render_template("designer/migration.html", **_contents(db(), plan_id))


@blueprint.post("/<plan_id>/approve")
@needs("process.design")
def approve(plan_id: str) -> Response:
    """Let a plan of somebody else be carried out."""
    approve_plan(db(), plan_id, request.form.get("reason", ""), by=actor())
    return _back(plan_id)


@blueprint.post("/<plan_id>/send-back")
@needs("process.design")
def send_back(plan_id: str) -> Response:
    """Refuse a plan of somebody else."""
    send_plan_back(db(), plan_id, request.form.get("reason", ""), by=actor())
    return _back(plan_id)


@blueprint.post("/<plan_id>/pause")
@needs("case.migrate")
def pause(plan_id: str) -> Response:
    """Hold a plan."""
    pause_plan(db(), plan_id, by=actor())
    return _back(plan_id)


@blueprint.post("/<plan_id>/resume")
@needs("case.migrate")
def resume(plan_id: str) -> Response:
    """Go on with a plan."""
    resume_plan(db(), plan_id, by=actor())
    return _back(plan_id)


@blueprint.post("/<plan_id>/stop")
@needs("case.migrate")
def stop(plan_id: str) -> Response:
    """Stop a plan for good."""
    stop_plan(db(), plan_id, by=actor())
    return _back(plan_id)


def _back(plan_id: str) -> Response:
    return redirect(url_for("designer_migrations.shown", plan_id=plan_id))


def _contents(session: Session, plan_id: str) -> dict[str, Any]:
    found = plan_of(session, plan_id)
    version = version_of(session, found.version_id) if found else None
    if found is None or version is None:
        raise NotFound
    counts = counts_of_plan(session, plan_id)
    state, start = request.args.get("state", ""), max(0, request.args.get("start", 0, type=int))
    rows = lines_of_plan(session, plan_id, state, start)
    people = names_of(session, [each for each in (found.begun_by, found.decided_by) if each])
    (line,) = plan_lines(session, [(found, version)])
    return {
        "plan": found,
        "version": version,
        "line": line,
        "counts": counts,
        "total": sum(counts.values()),
        "left": counts.get("waiting", 0) + counts.get("queued", 0),
        "mine": found.begun_by == actor().officer_id,
        "by": people.get(found.begun_by or "", t("系统", "System")),
        "decided_by": people.get(found.decided_by or "", ""),
        "lines": item_lines(session, rows[:PAGE]),
        "more": len(rows) > PAGE,
        "start": start,
        "state": state,
        "page_size": PAGE,
    }
