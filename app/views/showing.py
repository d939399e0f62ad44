"""Personal data in clear: asks for the purpose, then shows one value; the action puts it on the record."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app.actions.personal import PersonalValue, personal_values
from app.actions.showing import PurposeNeeded, show_personal
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.case_parts import head_of, readable_case
from app.views.naming import field_name
from app.views.words import inside, t

blueprint = Blueprint("showing", __name__, url_prefix="/cases/<case_id>/show")

PURPOSES = (
    ("核实身份", "to verify identity"),
    ("联系当事人", "to reach the person"),
    ("制作、送达文书", "for an official paper or its service"),
    ("核对工资和支付", "to check wages and payments"),
)


@blueprint.post("/ask")
@needs("personal.show")
def ask(case_id: str) -> str:
    """Ask which value of a displayed fact is needed and what for; nothing is shown yet."""
    path = request.form.get("path", "")
    case = readable_case(db(), case_id, actor())
    found = [each for each in personal_values(db(), case, by=actor()) if each.path == path]
    if not found:
        raise NotFound
    return _asked(db(), case_id, found)


@blueprint.post("")
@needs("personal.show")
def show(case_id: str) -> str | tuple[str, int]:
    """Show one value; without a purpose ask for it."""
    key = request.form.get("key", "")
    purpose = request.form.get("other", "").strip() or request.form.get("purpose", "")
    try:
        value = show_personal(db(), case_id, key, purpose, by=actor())
    except PurposeNeeded as refusal:
        case = readable_case(db(), case_id, actor())
        found = [each for each in personal_values(db(), case, by=actor()) if each.key == key]
        return _asked(db(), case_id, found, t(refusal.zh, refusal.en)), refusal.status
    case = readable_case(db(), case_id, actor())
    contents = {"value": value, "label": label_of(value), "purpose": purpose, "back": _back()}
    return render_template("shown.html", head=head_of(db(), case), **contents)


def label_of(value: PersonalValue) -> str:
    """Return what a personal value is called, with whose it is."""
    label = field_name(value.path, value.part)
    return f"{value.whose} · {label}" if value.whose else label


def _back() -> str:
    """Return the page to go back to: the one that was named, else the one from which the officer came."""
    came_from = urlsplit(request.referrer or "")
    there = came_from.path if came_from.netloc == request.host else None
    return inside(request.form.get("back") or there)


def _asked(session: Session, case_id: str, found: Sequence[PersonalValue], fault: str | None = None) -> str:
    case = readable_case(session, case_id, actor())
    contents = {
        "items": [(each, label_of(each)) for each in found],
        "purposes": [(zh, t(zh, en)) for zh, en in PURPOSES],
        "fault": fault,
        "back": _back(),
    }
    return render_template("show_ask.html", head=head_of(session, case), **contents)
