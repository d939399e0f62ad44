"""Mails of reminders beside the other exchanges: state, tries, cause, sending again; who gets them stays masked."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.reminding import mail_again
from app.identifiers import mask_name
from app.views.access import actor, db, needs
from app.views.exchange_words import MAIL_STATES, districts_where
from app.views.naming import unit_name
from app.views.words import t
from storage.models import Officer, Reminder
from storage.reminders import PAGE, mail_counts, mails_in

blueprint = Blueprint("exchange_mails", __name__, url_prefix="/exchanges/mails")


@blueprint.get("")
@needs("exchange.read")
def page() -> str:
    """List the mails, newest first, with how much is in each state."""
    districts, state = districts_where(actor(), "exchange.read"), request.args.get("state", "")
    start = int(request.args.get("start", "")[:6]) if request.args.get("start", "").isdecimal() else 0
    found = mails_in(db(), districts, state, start)
    counts = mail_counts(db(), districts)
    return render_template(
        "exchange_mails.html",
        lines=[_line(*each) for each in found[:PAGE]],
        counts=[(key, t(zh, en), counts.get(key, 0)) for key, (zh, en, _) in MAIL_STATES.items()],
        state=state,
        mailing=db().info.get("mailbox") is not None,
        pager=_pager(start, len(found) > PAGE, state),
    )


@blueprint.post("/<reminder_id>/again")
@needs("exchange.work")
def again(reminder_id: str) -> Response:
    """Have a mail that failed tried again."""
    mail_again(db(), reminder_id, by=actor())
    flash(t("已重新排队，稍后发送。", "Queued again; it will be sent shortly."))
    return redirect(url_for("exchange_mails.page"))


def _line(row: Reminder, officer: Officer) -> dict[str, object]:
    zh, en, colour = MAIL_STATES[row.mail_state]
    to = f"{mask_name(officer.name)} · {unit_name(row.unit_id, short_form=True)}"
    return {
        "row": row,
        "to": to,
        "address": _masked(officer.mail or ""),
        "state": t(zh, en),
        "colour": colour,
    }


def _masked(address: str) -> str:
    """Return a mail address without its name: a***@example.org."""
    name, at, house = address.partition("@")
    return f"{name[:1]}***@{house}" if at else ""


def _pager(start: int, more: bool, state: str) -> dict[str, str]:
    asked, base = ({"state": state} if state else {}), url_for("exchange_mails.page")
    pager = {}
    if start:
        pager["newer"] = f"{base}?{urlencode({**asked, 'start': str(max(start - PAGE, 0))})}"
    if more:
        pager["older"] = f"{base}?{urlencode({**asked, 'start': str(start + PAGE)})}"
    return pager
