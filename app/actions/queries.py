"""Queries that auditors keep, and what they had verified: both on the record; it knows no page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.actions.verifying import Verified, verify_log
from app.actors import Actor
from app.checkpoints import Signed
from app.house import house_of
from app.refusals import NotFound, Refusal
from storage.database import unit_of_work
from storage.events import count_events, record
from storage.findings import query_named, saved_queries
from storage.models import SavedQuery, new_id

MOST_QUERIES = 40
MOST_AT_ONCE = 500_000
"""So many events are verified while somebody waits for the page."""
_NUMBER = re.compile(r"\d{7,}[Xx]?")


class CannotKeep(Refusal):
    """No name, no conditions, or too many queries."""

    status = 422


class TooLong(Refusal):
    """The log is too long to be verified while a page waits."""


@unit_of_work
def save_query(session: Session, name: str, query: Mapping[str, str], *, by: Actor) -> SavedQuery:
    """Keep a search under a name, replacing the auditor's own one of the same name; return it."""
    at, officer_id, name = house_of(session).now(), by.officer_id or "", name.strip()
    if not 1 <= len(name) <= 30:
        raise CannotKeep(
            "请给检索起一个 30 字以内的名称。", "Give the search a name of 30 characters at most."
        )
    if not query:
        raise CannotKeep("没有任何条件，无需保存。", "There are no conditions to keep.")
    if _NUMBER.fullmatch("".join(query.get("q", "").replace("-", " ").split())):
        raise CannotKeep(
            "证件号码和电话不保存在检索里，请去掉后再保存。",
            "Numbers of persons are not kept in a search; leave the number out and save again.",
        )
    found = query_named(session, officer_id, name)
    if found is None:
        if len(saved_queries(session, officer_id)) >= MOST_QUERIES:
            raise CannotKeep("最多保存 40 个检索，请先删除不用的。", "At most 40 searches; remove one first.")
        found = SavedQuery(id=new_id(), officer_id=officer_id, name=name, query={}, created_at=at)
        session.add(found)
    found.query = dict(query)
    record(session, "query_saved", {"query": found.id}, at=at, by=by)
    return found


@unit_of_work
def remove_query(session: Session, query_id: str, *, by: Actor) -> None:
    """Remove one of the auditor's own queries; raise NotFound for any other."""
    found = session.get(SavedQuery, query_id)
    if found is None or found.officer_id != by.officer_id:
        raise NotFound
    session.delete(found)
    record(session, "query_removed", {"query": found.id}, at=house_of(session).now(), by=by)


def verify_now(session: Session, *witnesses: Iterable[Signed], by: Actor) -> Verified:
    """Verify the whole log, also against witnesses, note that it was done and what came of it, and return that.

    Raises TooLong for a log that nobody should wait for; `flask audit verify` takes its time.
    """
    if count_events(session) > MOST_AT_ONCE:
        raise TooLong(
            f"记录超过 {MOST_AT_ONCE} 条，请在服务器上运行 flask audit verify。",
            f"There are more than {MOST_AT_ONCE} events; run flask audit verify on the server.",
        )
    found = verify_log(session, *witnesses)
    note_verification(session, found, by=by)
    return found


@unit_of_work
def note_verification(session: Session, found: Verified, *, by: Actor) -> None:
    """Note that the log was verified."""
    facts = {
        "events": found.events,
        "root": found.root,
        "checkpoints": found.checkpoints,
        "documents": found.documents,
        "versions": found.versions,
        "witnesses": found.witnesses,
        "witnessed": found.witnessed,
        "faults": len(found.faults),
    }
    first = {"fault": found.faults[0].zh} if found.faults else {}
    record(session, "log_verified", facts | first, at=house_of(session).now(), by=by)
