"""Saved filters of an officer's inbox; it knows no page."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.inbox import filter_named, saved_filters
from storage.models import SavedFilter, new_id

MOST_FILTERS = 20


class CannotSave(Refusal):
    """No name, or too many filters."""

    status = 422


@unit_of_work
def save_filter(session: Session, name: str, query: Mapping[str, str], *, by: Actor) -> SavedFilter:
    """Keep a filter under a name, replacing the officer's own one of the same name; return it."""
    at = house_of(session).now()
    officer_id = by.officer_id or ""
    name = name.strip()
    if not 1 <= len(name) <= 30:
        raise CannotSave(
            "请给筛选条件起一个 30 字以内的名称。", "Give the filter a name of 30 characters at most."
        )
    found = filter_named(session, officer_id, name)
    if found is None:
        if len(saved_filters(session, officer_id)) >= MOST_FILTERS:
            raise CannotSave(
                "最多保存 20 个筛选条件，请先删除不用的。", "At most 20 filters; remove one first."
            )
        found = SavedFilter(id=new_id(), officer_id=officer_id, name=name, query={}, created_at=at)
        session.add(found)
    found.query = dict(query)
    record(session, "filter_saved", {"filter": found.id}, at=at, by=by)
    return found


@unit_of_work
def remove_filter(session: Session, filter_id: str, *, by: Actor) -> None:
    """Remove one of the officer's own filters; raise NotFound for any other."""
    found = session.get(SavedFilter, filter_id)
    if found is None or found.officer_id != by.officer_id:
        raise NotFound
    session.delete(found)
    record(session, "filter_removed", {"filter": found.id}, at=house_of(session).now(), by=by)
