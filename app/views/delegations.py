"""Delegations: handing one's work to a colleague for some days, and seeing what was handed over."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.delegations import delegate_work, end_delegation
from app.actors import Actor
from app.refusals import Refusal
from app.views.access import actor, db, needs
from app.views.words import t
from storage.delegations import delegations_of
from storage.officers import colleagues

blueprint = Blueprint("delegations", __name__, url_prefix="/delegations")


@blueprint.get("")
@needs("work.delegate")
def page() -> str:
    """Show the officer's delegations and the form for a new one."""
    return render_template("delegations.html", **_contents(db(), actor()))


@blueprint.post("")
@needs("work.delegate")
def give() -> Response | tuple[str, int]:
    """Hand work over."""
    try:
        _give(db(), actor())
    except Refusal as refusal:
        contents = {**_contents(db(), actor()), "fault": t(refusal.zh, refusal.en)}
        return render_template("delegations.html", **contents), refusal.status
    flash(t("委托已生效，到期自动结束。", "The delegation stands and ends by itself."))
    return redirect(url_for("delegations.page"))


@blueprint.post("/<delegation_id>/end")
@needs("work.delegate")
def end(delegation_id: str) -> Response:
    """End a delegation early."""
    end_delegation(db(), delegation_id, by=actor())
    flash(t("委托已结束。", "The delegation is ended."))
    return redirect(url_for("delegations.page"))


def _give(session: Session, by: Actor) -> None:
    form = request.form
    unit, _, officer = form.get("to", "").partition("|")
    starts, ends = _day(form.get("starts_on", "")), _day(form.get("ends_on", ""))
    delegate_work(session, unit, officer, starts, ends, form.get("reason", ""), by=by)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NoDay("请填写开始和结束日期。", "Give the first and the last day.") from None


class NoDay(Refusal):
    """A date that is missing or cannot be read."""

    status = 422


def _contents(session: Session, who: Actor) -> dict[str, Any]:
    own = {seat.unit_id: seat.unit_name for seat in who.seats if seat.for_officer is None}
    people: dict[str, dict[str, tuple[str, list[str]]]] = {unit: {} for unit in own}
    for each in colleagues(session, own, clock.today()):
        if each.officer_id != who.officer_id:
            people[each.unit_id].setdefault(each.officer_id, (each.name, []))[1].append(each.role)
    return {
        "units": own,
        "people": people,
        "today": clock.today(),
        "form": request.form,
        "fault": None,
        "found": delegations_of(session, who.officer_id or ""),
    }
