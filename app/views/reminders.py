"""Reminders: what the officer was told of his clocks, and that he has read it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.accounts import set_mail
from app.actions.reminding import read_reminders
from app.actors import Actor
from app.refusals import NotReady
from app.reminders import LEVELS
from app.views.access import actor, db, needs
from app.views.naming import rule_name, unit_name
from app.views.words import t
from storage.models import Officer, Reminder
from storage.reminders import PAGE, reminders_of, unread_of

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")

COLOURS = {"half": "blue", "near": "amber", "today": "amber", "overdue": "red", "lapsed": ""}
MOST_COUNTED = 100


@blueprint.get("")
@needs("inbox.read")
def page() -> str:
    """Show the officer's reminders, newest first."""
    return render_template("reminders.html", **_contents(db(), actor(), request.args.get("before", "")))


@blueprint.post("/read")
@needs("inbox.read")
def read() -> Response:
    """Note that reminders were read: one, or all."""
    chosen = request.form.getlist("reminder")
    try:
        count = read_reminders(db(), chosen or None, by=actor())
        flash(t(f"已标为已读：{count} 条。", f"Marked as read: {count}."))
    except NotReady as nothing:
        flash(t(nothing.zh, nothing.en))
    return redirect(url_for("reminders.page"))


@blueprint.post("/mail")
@needs("account.own")
def mail() -> Response:
    """Set the officer's own address of mail."""
    set_mail(db(), actor().officer_id or "", request.form.get("mail", ""), by=actor())
    flash(t("邮箱已保存。", "The mail address is saved."))
    return redirect(url_for("reminders.page"))


def _contents(session: Session, who: Actor, before: str) -> dict[str, Any]:
    officer_id = who.officer_id or ""
    found = reminders_of(session, officer_id, before)
    officer = session.get(Officer, officer_id)
    return {
        "lines": [_line(each) for each in found[:PAGE]],
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "newer": bool(before),
        "unread": unread_of(session, officer_id, MOST_COUNTED),
        "most": MOST_COUNTED,
        "mail": officer.mail if officer is not None and officer.mail else "",
        "mailing": session.info.get("mailbox") is not None,
    }


def _line(reminder: Reminder) -> dict[str, Any]:
    return {
        "row": reminder,
        "title": t(reminder.title, reminder.title_en) if reminder.title else t("全案", "The case"),
        "level": t(*LEVELS[reminder.level]),
        "colour": COLOURS[reminder.level],
        "rule": rule_name(reminder.rule),
        "unit": unit_name(reminder.unit_id, short_form=True),
        "address": f"/tasks/{reminder.task_id}" if reminder.task_id else f"/cases/{reminder.case_id}",
        "mailed": reminder.mail_state == "sent",
    }
