"""The append-only record: events of cases and of the system itself, and signed checkpoints of their log."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, SequenceKey, Tree, Word


class Event(Base):
    """One fact that happened. `chain` is a case id or "system"; `digest` covers everything but `id`."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("chain", "chain_seq", name="uq_event_chain_seq"),
        Index("ix_event_actor", "actor_id", "at"),
        Index("ix_event_kind", "kind", "at", "chain"),
    )
    id: Mapped[SequenceKey]
    chain: Mapped[str] = mapped_column(String(26))
    chain_seq: Mapped[int]
    kind: Mapped[Word]
    at: Mapped[Moment]
    actor_id: Mapped[str | None] = mapped_column(String(26))
    actor_role: Mapped[str | None] = mapped_column(String(64))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    on_behalf_of: Mapped[str | None] = mapped_column(String(26))
    run_id: Mapped[str | None] = mapped_column(String(26))
    task_id: Mapped[str | None] = mapped_column(String(26))
    facts: Mapped[Tree]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class SystemChain(Base):
    """The head of the chain of events that belong to no case; one row."""

    __tablename__ = "system_chain"
    key: Mapped[str] = mapped_column(String(26), primary_key=True)
    event_seq: Mapped[int]
    event_hash: Mapped[str] = mapped_column(String(64))


class Checkpoint(Base):
    """A signed statement of what the log was at a size: the root of the tree over its first `size` events.

    `roots` are those of the complete subtrees, with which the tree grows on; `last_event` is the id of the last one.
    """

    __tablename__ = "checkpoint"
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    last_event: Mapped[int] = mapped_column(BigInteger)
    algorithm: Mapped[Word]
    root: Mapped[Word]
    roots: Mapped[list[str]] = mapped_column(JSON)
    signed_at: Mapped[Moment]
    public_key: Mapped[Word]
    signature: Mapped[str] = mapped_column(String(128))
