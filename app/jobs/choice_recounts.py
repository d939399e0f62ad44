"""Counting open clocks again under a choice in a conflict of rules, from its day on; doing it twice changes nothing."""

from __future__ import annotations

import logging
from contextlib import suppress
from itertools import groupby

from sqlalchemy.orm import Session

from app.actions.choice_clocks import changes_under, recount_choice
from app.actions.law import law_of
from app.actors import SYSTEM
from app.clock import local
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import patiently
from app.jobs.recounting import Recounting
from app.refusals import NotReady
from storage.database import Database, housekeeping
from storage.law import edition_subject, recounts_due
from storage.models import ChoiceRecount

NAME = "recount_choice"

_LOG = logging.getLogger("qingxin.worker")


def _due(session: Session) -> list[ChoiceRecount]:
    return list(recounts_due(session, local(house_of(session).now()).date()))


def recount(database: Database, edition_id: str) -> None:
    """Count the open clocks that a choice reaches, unless that has been done."""
    patiently(lambda: _recount(database, edition_id))


def _recount(database: Database, edition_id: str) -> None:
    with database.session() as session:
        count_again(session, edition_id)


def count_again(session: Session, edition_id: str) -> None:
    """Count the open clocks that a choice reaches case by case, noting how far it is, unless that has been done."""
    row = session.get(ChoiceRecount, edition_id)
    if row is None or row.done_at is not None:
        return
    conflict = house_of(session).conflicts[edition_subject(session, edition_id)]
    found = list(changes_under(session, conflict, law_of(session)))
    cases = [(key, [each.clock_id for each in some]) for key, some in groupby(found, lambda it: it.case_id)]
    moved = row.moved
    for number, (case_id, clocks) in enumerate(cases, 1):
        with suppress(NotReady):  # somebody else has counted, met or ended them meanwhile
            moved += recount_choice(session, case_id, clocks, conflict.key, by=SYSTEM)
        note_progress(session, edition_id, len(cases), number, moved, number == len(cases))
    if not cases:
        note_progress(session, edition_id, 0, 0, moved, True)
    _LOG.info("counted the clocks of %s again: %s moved", conflict.key, moved)


@housekeeping
def note_progress(
    session: Session, edition_id: str, cases: int, counted: int, moved: int, done: bool
) -> None:
    """Note how many of the cases have been counted, how many clocks changed, and when all was done."""
    row = session.get_one(ChoiceRecount, edition_id, with_for_update=True)
    row.cases, row.counted, row.moved = cases, counted, moved
    row.done_at = house_of(session).now() if done else None


RECOUNTING = Recounting(NAME, "choice", _due)
CHOICES = Kind(NAME, recount, RECOUNTING.feed, RECOUNTING.mend)
