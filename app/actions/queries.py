"""Queries that auditors keep, and what they had verified: both on the record; it knows no page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.actions.saved import CannotKeep, Shelf, keep, remove
from app.actions.verifying import Verified, verify_record
from app.actors import Actor
from app.checkpoints import Signed
from app.house import house_of
from app.refusals import Refusal
from storage.database import unit_of_work
from storage.events import count_events, record
from storage.models import SavedQuery

_SHELF = Shelf(SavedQuery, 40, "检索", "search", "query_saved", "query_removed")
MOST_AT_ONCE = 500_000
"""So many events are verified while somebody waits for the page."""
_NUMBER = re.compile(r"\d{7,}[Xx]?")


class TooLong(Refusal):
    """The log is too long to be verified while a page waits."""


@unit_of_work
def save_query(session: Session, name: str, query: Mapping[str, str], *, by: Actor) -> SavedQuery:
    """Keep a search under a name, replacing the auditor's own one of the same name; return it."""
    if not query:
        raise CannotKeep("没有任何条件，无需保存。", "There are no conditions to keep.")
    if _NUMBER.fullmatch("".join(query.get("q", "").replace("-", " ").split())):
        raise CannotKeep(
            "证件号码和电话不保存在检索里，请去掉后再保存。",
            "Numbers of persons are not kept in a search; leave the number out and save again.",
        )
    return keep(session, _SHELF, name, query, by=by)


@unit_of_work
def remove_query(session: Session, query_id: str, *, by: Actor) -> None:
    """Remove one of the auditor's own queries; raise NotFound for any other."""
    remove(session, _SHELF, query_id, by=by)


def verify_now(session: Session, *witnesses: Iterable[Signed], by: Actor) -> Verified:
    """Verify the whole log, also against witnesses, note that it was done and what came of it, and return that.

    Raises TooLong for a log that nobody should wait for; `flask audit verify` takes its time.
    """
    if count_events(session) > MOST_AT_ONCE:
        raise TooLong(
            f"记录超过 {MOST_AT_ONCE} 条，请在服务器上运行 flask audit verify。",
            f"There are more than {MOST_AT_ONCE} events; run flask audit verify on the server.",
        )
    found = verify_record(session, *witnesses)
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
