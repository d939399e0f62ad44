"""Counting clocks again as background work, after a year of days was loaded; doing it twice changes nothing."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.calendars import recount_clocks
from app.actors import SYSTEM
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import patiently
from app.jobs.recounting import Recounting
from storage.database import Database, housekeeping
from storage.models import Recount
from storage.reminders import open_recounts

NAME = "recount_clocks"

_LOG = logging.getLogger("qingxin.worker")


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


RECOUNTING = Recounting(NAME, "recount", open_recounts)
RECOUNTS = Kind(NAME, recount, RECOUNTING.feed, RECOUNTING.mend)
