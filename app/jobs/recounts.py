"""Counting clocks again as background work, after a year of days was loaded; doing it twice changes nothing."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.calendars import recount_clocks
from app.actors import SYSTEM
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import patiently
from app.jobs.queue import WorkQueue
from storage.database import Database, housekeeping
from storage.models import Recount
from storage.reminders import open_recounts

NAME = "recount_clocks"

_LOG = logging.getLogger("qingxin.worker")


def work_name(row: Recount) -> str:
    """Return the name of the work; each time that it is queued anew it has another one."""
    return f"recount:{row.edition_id}:{row.tries}"


@housekeeping
def queue_open(session: Session, queue: WorkQueue) -> int:
    """Queue what is to be counted; what is queued already is not queued again."""
    rows = open_recounts(session)
    known = queue.known([work_name(row) for row in rows])
    for row in rows:
        if work_name(row) not in known:
            queue.put(session, NAME, work_name(row), row.edition_id)
    return len(rows) - len(known)


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue what is to be counted, if anything is."""
    return queue_open(session, queue) if open_recounts(session) else 0


def recount(database: Database, edition_id: str) -> None:
    """Count the clocks that an edition touches, unless that has been done."""
    patiently(lambda: _recount(database, edition_id))


def _recount(database: Database, edition_id: str) -> None:
    with database.session() as session:
        row = session.get(Recount, edition_id)
        if row is None or row.done_at is not None:
            return
        moved = recount_clocks(session, row.year, by=SYSTEM, tell=lambda _move: None)
        note_recounted(session, edition_id, moved)
        _LOG.info("counted the clocks of %s again: %s moved", row.year, moved)


@housekeeping
def note_recounted(session: Session, edition_id: str, moved: int) -> None:
    """Note that the clocks which an edition touches have been counted again, and how many moved."""
    row = session.get(Recount, edition_id, with_for_update=True)
    if row is not None and row.done_at is None:
        row.moved, row.done_at = moved, house_of(session).now()


def mend(session: Session, queue: WorkQueue) -> int:
    """Have counted anew what got lost; return how many."""
    rows = open_recounts(session)
    names = [work_name(row) for row in rows]
    lost = (queue.known(names) - queue.ahead(names)) if names else set()
    return try_again(session, lost) if lost else 0


@housekeeping
def try_again(session: Session, lost: set[str]) -> int:
    """Give those whose work was lost the next name."""
    found = [row for row in open_recounts(session) if work_name(row) in lost]
    for row in found:
        row.tries += 1
    return len(found)


RECOUNTS = Kind(NAME, recount, feed, mend)
