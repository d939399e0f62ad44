"""Questions about the log as a whole: its settled end, its events in their order, and its signed checkpoints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session

from storage.models import CaseFile, Checkpoint, Document, Event, SystemChain

LOG_LOCK = 7163
"""The lock of PostgreSQL that everybody who adds events shares until he commits (migration 0009)."""


def newest_checkpoint(session: Session) -> Checkpoint | None:
    """Return the newest checkpoint."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def checkpoints(session: Session, above: int = 0) -> Sequence[Checkpoint]:
    """Return the checkpoints above a size, smallest first."""
    return session.scalars(select(Checkpoint).where(Checkpoint.size > above).order_by(Checkpoint.size)).all()


def settled_end(session: Session) -> int:
    """Return the id of the newest event before which none can appear any more; 0 without events.

    On PostgreSQL ids are given out before they are committed, so this waits for all who are adding events now, and
    whoever begins meanwhile waits until this transaction ends. SQLite has one writer at a time.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOG_LOCK})
    return session.scalar(select(func.max(Event.id))) or 0


def digests_between(session: Session, after: int, until: int) -> list[tuple[int, str]]:
    """Return id and digest of the events above one id and up to another, in their order."""
    question = select(Event.id, Event.digest).where(Event.id > after, Event.id <= until).order_by(Event.id)
    return [(row[0], row[1]) for row in session.execute(question)]


def chain_heads(session: Session) -> dict[str, tuple[int, str]]:
    """Return the number and digest of the last event of each chain, as the rows of cases and system say."""
    cases = select(CaseFile.id, CaseFile.event_seq, CaseFile.event_hash)
    system = select(SystemChain.key, SystemChain.event_seq, SystemChain.event_hash)
    return {row[0]: (row[1] or 0, row[2] or "") for row in session.execute(union_all(cases, system))}


def all_documents(session: Session) -> Iterator[Document]:
    """Yield every document, by id."""
    last = ""
    while rows := session.scalars(
        select(Document).where(Document.id > last).order_by(Document.id).limit(200)
    ).all():
        yield from rows
        last = rows[-1].id
