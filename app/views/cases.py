"""The page of one case: tasks, clocks, facts, parties, money, documents, progress and timeline."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.views.access import actor, db, needs
from app.views.case_page import case_contents
from app.views.case_parts import readable_case
from app.views.states import state_name

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
blueprint.add_app_template_filter(state_name, "state_name")


@blueprint.get("/<case_id>")
@needs("case.read")
def page(case_id: str) -> str:
    """Show a case that the officer may read."""
    case = readable_case(db(), case_id, actor())
    before = request.args.get("before", "")
    contents = case_contents(
        db(),
        case,
        actor(),
        run_id=request.args.get("run"),
        whole="all" in request.args,
        before=int(before) if before.isdigit() else None,
    )
    return render_template("case.html", **contents)
