"""Notices of differences within a founding document: what differs, the default, and what the office decided when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.register_entries import Grounds
from app.actions.settling import decide_notice
from app.actors import Actor
from app.permissions import may
from app.views.access import actor, db, house, needs
from app.views.naming import district_name, districts, unit_name
from app.views.words import t
from storage.district_register import entries_of
from storage.models import DistrictEntry
from storage.officers import names_of

blueprint = Blueprint("differences", __name__, url_prefix="/differences")


@blueprint.get("")
@needs("law.read")
def page() -> str:
    """List the differences in the founding document of a district, with the decisions on them."""
    return render_template("members/differences.html", **_contents(db(), actor()))


@blueprint.post("/<district>/<finding>")
@needs("rule.settle")
def decide(district: str, finding: str) -> Response:
    """Decide on a difference."""
    decide_notice(db(), district, finding, request.form.get("decision", ""), grounds(), by=actor())
    flash(t("已登记处理决定，原文不变。", "The decision is recorded; the quotes stay as they are."))
    return redirect(url_for("differences.page", district=district) + f"#{finding}")


def grounds() -> Grounds:
    """Return the reason and the document that a form gives."""
    return Grounds(request.form.get("reason", ""), request.form.get("document", ""))


def district_asked(who: Actor) -> str:
    """Return the district that an address names, else the officer's own."""
    asked = request.args.get("district", "")
    return asked if asked in house().districts else min(who.jurisdictions, default=min(house().districts))


def _contents(session: Session, who: Actor) -> dict[str, Any]:
    key = district_asked(who)
    rows: dict[str, list[DistrictEntry]] = {}
    for row in entries_of(session, key, ["notice"]):
        rows.setdefault(row.subject, []).append(row)
    people = names_of(session, {row.made_by for each in rows.values() for row in each if row.made_by})
    district = districts()[key]
    notices = [
        {
            "finding": each,
            "units": [(unit, unit_name(f"{key}.{unit}", short_form=True)) for unit in each.units],
            "decisions": [(row, people.get(row.made_by, "")) for row in rows.get(each.id, [])],
        }
        for each in district.findings
    ]
    return {
        "key": key,
        "name": district_name(key),
        "document": district.document,
        "districts": [(each, district_name(each)) for each in house().districts],
        "notices": notices,
        "open": sum(not each["decisions"] for each in notices),
        "may_decide": may(who, "rule.settle") and key in who.jurisdictions,
    }
