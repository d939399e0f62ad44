"""Keeps filters and searches under names of the officer's own and removes them, on the record; it knows no page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from sqlalchemy.orm import Session

from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound, Refusal
from storage.events import record
from storage.models import new_id
from storage.saved import Saved, kept_by, kept_under

LONGEST_NAME = 30


class CannotKeep(Refusal):
    """No name, nothing to keep, or too much is kept already."""

    status = 422


@dataclass(frozen=True)
class Shelf(Generic[Saved]):
    """What is kept here, how much of it, what it is called, and its kinds of events."""

    kind: type[Saved]
    most: int
    zh: str
    en: str
    saved: str
    removed: str


def keep(session: Session, shelf: Shelf[Saved], name: str, query: Mapping[str, str], *, by: Actor) -> Saved:
    """Keep a query under a name, replacing the officer's own one of the same name; raise CannotKeep."""
    at, officer_id, name = house_of(session).now(), by.officer_id or "", name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise CannotKeep(
            f"请给{shelf.zh}起一个 {LONGEST_NAME} 字以内的名称。",
            f"Give the {shelf.en} a name of {LONGEST_NAME} characters at most.",
        )
    found = kept_under(session, shelf.kind, officer_id, name)
    if found is None:
        if len(kept_by(session, shelf.kind, officer_id)) >= shelf.most:
            raise CannotKeep(
                f"最多保存 {shelf.most} 个{shelf.zh}，请先删除不用的。",
                f"You keep {shelf.most} already, which is the most; remove a {shelf.en} first.",
            )
        found = shelf.kind(id=new_id(), officer_id=officer_id, name=name, query={}, created_at=at)
        session.add(found)
    found.query = dict(query)
    record(session, shelf.saved, {shelf.saved.partition("_")[0]: found.id}, at=at, by=by)
    return found


def remove(session: Session, shelf: Shelf[Saved], saved_id: str, *, by: Actor) -> None:
    """Remove what the officer keeps himself; raise NotFound for anything else."""
    found = session.get(shelf.kind, saved_id)
    if found is None or found.officer_id != by.officer_id:
        raise NotFound
    session.delete(found)
    record(
        session, shelf.removed, {shelf.removed.partition("_")[0]: found.id}, at=house_of(session).now(), by=by
    )
