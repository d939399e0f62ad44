"""Saved filters of an officer's inbox; it knows no page."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.actions.saved import Shelf, keep, remove
from app.actors import Actor
from storage.database import unit_of_work
from storage.models import SavedFilter

_SHELF = Shelf(SavedFilter, 20, "筛选条件", "filter", "filter_saved", "filter_removed")


@unit_of_work
def save_filter(session: Session, name: str, query: Mapping[str, str], *, by: Actor) -> SavedFilter:
    """Keep a filter under a name, replacing the officer's own one of the same name; return it."""
    return keep(session, _SHELF, name, query, by=by)


@unit_of_work
def remove_filter(session: Session, filter_id: str, *, by: Actor) -> None:
    """Remove one of the officer's own filters; raise NotFound for any other."""
    remove(session, _SHELF, filter_id, by=by)
