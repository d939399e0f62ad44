"""Background work as its administrators see it: workers, queue, timers, mails, counts; and trying mails again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.reminding import mail_again
from app.views.access import actor, db, house, needs
from app.views.words import t
from storage.background import next_timers, timers_ahead, work_by_state
from storage.checkpoints import newest_checkpoint
from storage.models import Run, Timer
from storage.reminders import failed_mails, latest_recounts, mails_by_state
from storage.upkeep import workers

blueprint = Blueprint("background", __name__, url_prefix="/background")

MOST_COUNTED = 10_000
QUIET_AFTER = 60
"""Seconds without a heartbeat after which the page says that a worker is silent."""
KINDS = {
    "fire_timer": ("到期触发", "Firing timers"),
    "send_mail": ("提醒邮件", "Mails of reminders"),
    "deliver_exchange": ("对外交换", "Exchanges with other systems"),
    "migrate_run": ("流程迁移", "Carrying runs over"),
    "foresee_runs": ("影响分析", "Foresights of drafts"),
    "run_errand": ("检查与发布", "Judging and publishing drafts"),
    "make_export": ("导出文件", "Making exports"),
    "recount_clocks": ("重新计算期限", "Counting clocks again"),
    "recount_choice": ("按规则选择重新计算", "Counting again under a choice"),
}
STATES = {
    "ENQUEUED": "waiting",
    "DELAYED": "waiting",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "CANCELLED": "taken_over",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
}
COLUMNS = ("waiting", "running", "done", "failed", "taken_over")


@blueprint.get("")
@needs("work.watch")
def page() -> str:
    """Show what waits, runs and failed."""
    return render_template("background.html", **_contents(db()))


@blueprint.post("/mails/<reminder_id>/again")
@needs("work.watch")
def again(reminder_id: str) -> Response:
    """Have a mail that failed tried again."""
    mail_again(db(), reminder_id, by=actor())
    flash(t("已重新排队，稍后发送。", "Queued again; it will be sent shortly."))
    return redirect(url_for("background.page"))


def _contents(session: Session) -> dict[str, Any]:
    now = clock.now()
    waiting, late = timers_ahead(session, now, MOST_COUNTED)
    living = [(worker, (now - worker.seen_at).total_seconds() > QUIET_AFTER) for worker in workers(session)]
    return {
        "at": now,
        "workers": living,
        "works": _works(session),
        "timers_waiting": waiting,
        "timers_late": late,
        "most": MOST_COUNTED,
        "next": [
            (timer, case_no, _what(session, timer, run)) for timer, run, case_no in next_timers(session)
        ],
        "mails": mails_by_state(session),
        "failed": failed_mails(session),
        "mailing": session.info.get("mailbox") is not None,
        "recounts": latest_recounts(session),
        "checkpoint": newest_checkpoint(session),
    }


def _works(session: Session) -> list[tuple[str, dict[str, int], Any]]:
    """Return for each kind of work its name, how many pieces are in each column, and when the latest changed."""
    rows: dict[str, dict[str, int]] = {key: dict.fromkeys(COLUMNS, 0) for key in KINDS}
    latest: dict[str, Any] = {}
    for (kind, state), (number, moment) in work_by_state(session).items():
        row = rows.setdefault(kind, dict.fromkeys(COLUMNS, 0))
        row[STATES.get(state, "failed")] += number
        latest[kind] = max(moment, latest.get(kind, moment))
    return [(t(*KINDS.get(kind, (kind, kind))), row, latest.get(kind)) for kind, row in rows.items()]


def _what(session: Session, timer: Timer, run: Run) -> str:
    """Return the name of the element at which a timer stands."""
    edition = house().shelf.edition(session, run.version_id)
    element = edition.definition.find_element(timer.process_key, timer.element_id)
    if element is None:
        return timer.element_id
    return t(element.name or element.id, element.properties.get("name_en"))
