"""The record: what may be recorded, how events are chained by hash, and the questions about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import JSON, Connection, Text, bindparam, cast, func, insert, select, type_coerce
from sqlalchemy.orm import Session

from storage.changes import change, write_changes
from storage.event_kinds import KINDS
from storage.models import CaseFile, Event, SystemChain
from storage.models.base import table_of

SYSTEM = "system"


class By(Protocol):
    """Who acts: an officer in a role of a unit, perhaps on behalf of another, or the system itself."""

    @property
    def officer_id(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def on_behalf_of(self) -> str | None: ...


def record(
    session: Session,
    kind: str,
    facts: dict[str, Any],
    *,
    at: datetime,
    by: By | None,
    case: CaseFile | None = None,
    run_id: str | None = None,
    task_id: str | None = None,
) -> None:
    """Note one event of the current action; all of an action's events are written together at its end.

    `facts` holds plain JSON types and no personal data in clear. Without a case the event belongs to the
    system's own chain. Raises ValueError for a kind that `KINDS` does not know.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown event kind {kind}; add it to storage.event_kinds.KINDS and to app.wording")
    session.info["events"].append(
        (
            case,
            {
                "kind": kind,
                "at": at.astimezone(UTC),
                "actor_id": by.officer_id if by else None,
                "actor_role": by.role if by else None,
                "unit_id": by.unit_id if by else None,
                "on_behalf_of": by.on_behalf_of if by else None,
                "run_id": run_id,
                "task_id": task_id,
                "facts": facts,
            },
        )
    )


def leaf(row: dict[str, Any]) -> str:
    """Return the hex SHA-256 that an event row must carry: canonical JSON of all its fields but id and digest."""
    body = {name: value for name, value in row.items() if name not in ("id", "digest")}
    body["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(body).encode()).hexdigest()


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""The one text of a JSON value: keys sorted, nothing between its parts."""
_FACTS = bindparam("facts", type_=Text)
_INSERT = insert(table_of(Event)).values(facts=type_coerce(_FACTS, Text))
_INSERT_ON_POSTGRESQL = insert(table_of(Event)).values(facts=cast(_FACTS, JSON))


def write_recorded_events(session: Session) -> None:
    """Chain the events noted in this session, write them in one statement and move the heads of their chains."""
    rows: list[dict[str, Any]] = []
    heads: dict[str, _Head] = {}
    for case, fields in session.info["events"]:
        chain = SYSTEM if case is None else case.id
        head = heads.get(chain) or _head(session, case)
        heads[chain] = head
        head.seq += 1
        row = {"chain": chain, "chain_seq": head.seq, "previous": head.digest, **fields}
        row["digest"] = head.digest = leaf(row)
        rows.append(row)
    for head in heads.values():
        change(session, head.row, event_seq=head.seq, event_hash=head.digest)
    write_changes(session)
    insert_events(session.connection(), rows)


def insert_events(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write chained events in one statement; facts as the very text that went into the digest, so that proving the
    log needs no reading of JSON."""
    on_postgresql = connection.dialect.name == "postgresql"
    texts = [{**row, "facts": canonical(row["facts"])} for row in rows]
    connection.execute(_INSERT_ON_POSTGRESQL if on_postgresql else _INSERT, texts)


@dataclass
class _Head:
    """The end of a chain while events are added to it."""

    row: CaseFile | SystemChain
    seq: int
    digest: str


def _head(session: Session, case: CaseFile | None) -> _Head:
    row = case or session.get_one(SystemChain, SYSTEM, with_for_update=True)
    return _Head(row, row.event_seq or 0, row.event_hash or "")


def events_of_case(
    session: Session, case_id: str, *, limit: int = 200, before: int | None = None
) -> Sequence[Event]:
    """Return the newest events of a case first, at most `limit`, older than chain number `before` if given."""
    question = select(Event).where(Event.chain == case_id)
    if before is not None:
        question = question.where(Event.chain_seq < before)
    return session.scalars(question.order_by(Event.chain_seq.desc()).limit(limit)).all()


def events_of_run(session: Session, run_id: str, case_id: str) -> Sequence[Event]:
    """Return the events of a run in their order."""
    question = select(Event).where(Event.chain == case_id, Event.run_id == run_id).order_by(Event.chain_seq)
    return session.scalars(question).all()


def completions_of(session: Session, case_id: str, task_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what was recorded when these tasks of a case were completed, by task."""
    question = (
        select(Event.task_id, Event.facts)
        .where(Event.chain == case_id, Event.kind == "task_completed", Event.task_id.in_(task_ids))
        .order_by(Event.chain_seq)
    )
    return {str(row[0]): row[1] for row in session.execute(question)}


def count_events(session: Session) -> int:
    """Return how many events there are; a refused action leaves this number as it was."""
    return session.scalar(select(func.count()).select_from(Event)) or 0


def broken_link(events: Sequence[Event]) -> Event | None:
    """Return the first event, in the order of its chain, whose digest or predecessor is wrong, or None."""
    previous = ""
    for number, item in enumerate(events, start=1):
        row = {column.name: getattr(item, column.name) for column in Event.__table__.columns}
        if item.previous != previous or item.chain_seq != number or leaf(row) != item.digest:
            return item
        previous = item.digest
    return None
