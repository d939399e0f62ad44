"""Moving a case by hand: where it stands, where it is to go, what that does, and the second person's decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.moving import approve_move, decline_move, foresee_move, propose_move, withdraw_move
from app.permissions import may
from app.refusals import NotFound, Refusal
from app.views.access import actor, db, needs
from app.views.case_parts import head_of, readable_case
from app.views.moving_words import move_lines, outlook_in_words, stands, targets
from app.views.progress_panel import run_panel
from app.views.words import t
from storage.models import CaseFile, Run
from storage.moves import open_move_of_run
from storage.runs import runs_of_case

blueprint = Blueprint("moving", __name__, url_prefix="/cases/<case_id>/moves")


@blueprint.get("")
@needs("case.move")
def page(case_id: str) -> str:
    """Show where a case stands and the form for moving it; with tokens and an element, what that would do."""
    return _shown(db(), case_id)


@blueprint.post("")
@needs("case.move")
def propose(case_id: str) -> Response | tuple[str, int]:
    """Propose the move that was foreseen."""
    case, sent = readable_case(db(), case_id, actor()), request.form
    try:
        propose_move(
            db(), _run_of(case, sent.get("run", "")).id, sent.getlist("token"), sent.get("element", ""),
            sent.get("reason", ""), by=actor(),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(db(), case_id, refusal), refusal.status
    flash(
        t(
            "已提请移动，等待他人批准；案件暂未改变。",
            "Proposed; nothing changes until somebody else approves.",
        )
    )
    return _back(case_id)


@blueprint.post("/<move_id>/approve")
@needs("move.approve")
def approve(case_id: str, move_id: str) -> Response | tuple[str, int]:
    """Move the case as somebody else has proposed."""
    readable_case(db(), case_id, actor())
    try:
        approve_move(db(), move_id, by=actor())
    except Refusal as refusal:
        return _shown(db(), case_id, refusal), refusal.status
    flash(t("已批准，案件已移动。", "Approved; the case has been moved."))
    return _back(case_id)


@blueprint.post("/<move_id>/decline")
@needs("move.approve")
def decline(case_id: str, move_id: str) -> Response | tuple[str, int]:
    """Decline a move with the reason."""
    readable_case(db(), case_id, actor())
    try:
        decline_move(db(), move_id, request.form.get("reason", ""), by=actor())
    except Refusal as refusal:
        return _shown(db(), case_id, refusal), refusal.status
    flash(t("已退回，案件没有改变。", "Declined; the case stays as it is."))
    return _back(case_id)


@blueprint.post("/<move_id>/withdraw")
@needs("case.move")
def withdraw(case_id: str, move_id: str) -> Response:
    """Take one's own proposal back."""
    readable_case(db(), case_id, actor())
    withdraw_move(db(), move_id, by=actor())
    flash(t("已撤回。", "Withdrawn."))
    return _back(case_id)


def _back(case_id: str) -> Response:
    return redirect(url_for("moving.page", case_id=case_id))


def _run_of(case: CaseFile, run_id: str) -> Run:
    runs = [run for run in runs_of_case(db(), case.id) if run.status == "open"]
    found = next((run for run in runs if run.id == run_id), None)
    if found is None:
        raise NotFound
    return found


def _shown(session: Session, case_id: str, refusal: Refusal | None = None) -> str:
    asked, who = request.values, actor()
    case = readable_case(session, case_id, who)
    runs = [run for run in runs_of_case(session, case.id) if run.status == "open"]
    chosen = next((run for run in runs if run.id == asked.get("run")), runs[0] if runs else None)
    contents: dict[str, Any] = {
        "head": head_of(session, case),
        "case": case,
        "runs": [(run, run_panel(session, case, run, clock.now()).name) for run in runs],
        "chosen": chosen,
        "refusal": refusal,
        "moves": move_lines(session, case, who),
        "may_decide": may(who, "move.approve"),
        "reason": request.form.get("reason", ""),
        "outlook": None,
    }
    if chosen is not None:
        tokens, element = asked.getlist("token"), asked.get("element", "")
        contents |= {
            "panel": run_panel(session, case, chosen, clock.now()),
            "open_move": open_move_of_run(session, chosen.id),
            "stands": stands(session, chosen, tokens),
            "targets": targets(session, chosen),
            "element": element,
            "tokens": tokens,
        }
        if element and request.method == "GET":
            contents |= _foreseen(session, chosen, tokens, element)
    return render_template("case/moves.html", **contents)


def _foreseen(session: Session, run: Run, tokens: list[str], element: str) -> dict[str, Any]:
    try:
        return {
            "outlook": outlook_in_words(session, foresee_move(session, run.id, tokens, element, by=actor()))
        }
    except Refusal as refusal:
        return {"refusal": refusal}
