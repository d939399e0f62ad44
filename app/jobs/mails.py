"""Mails of reminders as background work: each goes out at least once, under a name that tells a second one apart."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.actions.reminding import note_mail_not_sent, note_mail_sent
from app.actors import SYSTEM
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import patiently
from app.jobs.queue import WorkQueue
from app.mail import Letter, Mailbox, NotSent
from app.refusals import NotReady
from app.reminders import letter_text
from storage.database import Database, housekeeping
from storage.models import Reminder
from storage.reminders import any_mail_due, mail_for_update, mails_due, queued_mails

NAME = "send_mail"

_LOG = logging.getLogger("qingxin.worker")


def work_name(reminder_id: str, tries: int) -> str:
    """Return the name of the work of a mail; each try has another one."""
    return f"mail:{reminder_id}:{tries}"


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue all mails that are due, where there is a mailbox."""
    now, count = house_of(session).now(), 0
    if session.info.get("mailbox") is None:
        return 0
    while any_mail_due(session, now) and (batch := queue_due(session, queue)):
        count += batch
    return count


@housekeeping
def queue_due(session: Session, queue: WorkQueue) -> int:
    """Mark a batch of due mails as queued, and queue their work, in one transaction."""
    due = mails_due(session, house_of(session).now())
    for reminder in due:
        reminder.mail_state = "queued"
        queue.put(session, NAME, work_name(reminder.id, reminder.mail_tries), reminder.id)
    return len(due)


def send(database: Database, reminder_id: str) -> None:
    """Send the mail of a reminder and note what became of it; one that is dealt with already is left alone."""
    patiently(lambda: _send(database, reminder_id))


def _send(database: Database, reminder_id: str) -> None:
    with database.session() as session:
        found, mailbox = mail_for_update(session, reminder_id), session.info.get("mailbox")
        session.rollback()  # a mail server may take its time; nobody waits for the row meanwhile
        if found is None or found[0].mail_state != "queued":
            return
        trouble = _posted(mailbox, found[0], found[1].mail)
        try:
            if trouble is None:
                note_mail_sent(session, reminder_id, by=SYSTEM)
            else:
                note_mail_not_sent(session, reminder_id, trouble, by=SYSTEM)
                _LOG.warning("mail of reminder %s was not sent: %s", reminder_id, trouble)
        except NotReady:
            _LOG.info("mail of reminder %s was dealt with meanwhile", reminder_id)


def _posted(mailbox: Mailbox | None, reminder: Reminder, to: str | None) -> str | None:
    """Send a mail; return None, or why it did not go out."""
    if mailbox is None or not to:
        return "没有邮件服务或收件地址 · no mail service or address"
    address = (
        f"{mailbox.site}/tasks/{reminder.task_id}"
        if reminder.task_id
        else f"{mailbox.site}/cases/{reminder.case_id}"
    )
    subject, text = letter_text(
        reminder.case_no, reminder.title, reminder.rule, reminder.level, reminder.due_on, address
    )
    try:
        mailbox.send(Letter(reminder.id, to, subject, text))
    except NotSent as trouble:
        return str(trouble)
    return None


def mend(session: Session, queue: WorkQueue) -> int:
    """Let mails wait again whose work has vanished, or has ended without a result; return how many."""
    rows = queued_mails(session)
    ahead = queue.ahead([work_name(*row) for row in rows]) if rows else set()
    lost = {reminder_id: tries for reminder_id, tries in rows if work_name(reminder_id, tries) not in ahead}
    return wait_again(session, lost) if lost else 0


@housekeeping
def wait_again(session: Session, lost: Mapping[str, int]) -> int:
    """Let those of the mails wait for their next try that are still queued for the one named; return how many."""
    count = 0
    for reminder_id, tries in sorted(lost.items()):
        found = mail_for_update(session, reminder_id)
        if found is not None and (found[0].mail_state, found[0].mail_tries) == ("queued", tries):
            found[0].mail_state, found[0].mail_tries = "waiting", tries + 1
            count += 1
    return count


MAILS = Kind(NAME, send, feed, mend)
