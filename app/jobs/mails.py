"""Mails of reminders as background work: each goes out at least once, under a name that tells a second one apart."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.reminding import note_mail_not_sent, note_mail_sent
from app.actors import SYSTEM
from app.jobs.kind import Kind
from app.jobs.outbox import GIVEN_UP, Outbox
from app.jobs.patience import patiently
from app.jobs.queue import WorkQueue
from app.mail import Letter, Mailbox, NotSent
from app.refusals import NotReady
from app.reminders import letter_text
from storage.database import Database
from storage.models import Reminder
from storage.reminders import any_mail_due, mail_for_update, mails_due, queued_mails

NAME = "send_mail"

_LOG = logging.getLogger("qingxin.worker")


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue all mails that are due, where there is a mailbox."""
    return OUTBOX.feed(session, queue) if session.info.get("mailbox") is not None else 0


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


def _take(reminder: Reminder) -> tuple[str, int]:
    reminder.mail_state = "queued"
    return reminder.id, reminder.mail_tries


def _again(session: Session, reminder_id: str, tries: int) -> bool:
    found = mail_for_update(session, reminder_id)
    if found is None or (found[0].mail_state, found[0].mail_tries) != ("queued", tries):
        return False
    found[0].mail_state, found[0].mail_tries = "waiting", tries + 1
    found[0].mail_lost += 1
    return True


def _give_up(session: Session, reminder_id: str, _tries: int) -> None:
    """Note a mail that ended worker after worker as failed, for somebody to look at."""
    try:
        note_mail_not_sent(session, reminder_id, GIVEN_UP[0], final=True, by=SYSTEM)
        _LOG.error("mail of reminder %s was broken off too often and is given up", reminder_id)
    except NotReady:
        _LOG.info("mail of reminder %s was dealt with meanwhile", reminder_id)


OUTBOX = Outbox(NAME, "mail", any_mail_due, mails_due, queued_mails, _take, _again, _give_up)
MAILS = Kind(NAME, send, feed, OUTBOX.mend)
"""The kind of work, for the worker."""
