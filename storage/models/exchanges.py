"""Tables of what goes out to other systems and what comes in from them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Blob, Key, Line, Moment, Ref, Tree, UtcTime, Word

_WAITING = text("state = 'waiting' AND next_at IS NOT NULL")
_SENDING = text("state = 'sending'")


class Exchange(Base):
    """Something that another system is to get (对外交换), written with the step that causes it.

    `state`: waiting, sending, delivered, confirmed, failed or voided. `key` is what the receiver tells a second
    delivery by: the id and the digest of the content. What is handed over by people has no `next_at`.
    """

    __tablename__ = "exchange"
    __table_args__ = (
        UniqueConstraint("cause_id", "receiver", "format", name="uq_exchange_cause"),
        Index("ix_exchange_state", "jurisdiction_key", "state", "id"),
        Index("ix_exchange_case", "case_id"),
        Index("ix_exchange_waiting", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_exchange_sending", "id", sqlite_where=_SENDING, postgresql_where=_SENDING),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    receiver: Mapped[Word]
    format: Mapped[Word]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    cause: Mapped[str] = mapped_column(String(140))  # the step: process and element
    cause_id: Mapped[str] = mapped_column(String(80))  # its task, or run and state
    key: Mapped[str] = mapped_column(String(100), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[Line]
    state: Mapped[Word]
    tries: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # tries one after another that were broken off
    next_at: Mapped[datetime | None] = mapped_column(UtcTime())
    made_at: Mapped[Moment]
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime())
    receipt_no: Mapped[Line] = mapped_column(default="")
    receipt_on: Mapped[date | None]
    error: Mapped[Line] = mapped_column(default="")
    cipher: Mapped[Blob]  # the content, sealed under the key of the case


class ReceivedItem(Base):
    """Something that came in from another system, by the number it has there: it is taken once."""

    __tablename__ = "received_item"
    __table_args__ = (
        UniqueConstraint("jurisdiction_key", "receiver", "number", name="uq_received_item_number"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    receiver: Mapped[Word]
    number: Mapped[Word]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    received_at: Mapped[Moment]


class ReceivedFile(Base):
    """A file that another system laid down: what came of it and what was wrong in it, row by row.

    `findings` has `rows`: [row as the file counts it, 0 for the file itself; Chinese; English].
    """

    __tablename__ = "received_file"
    __table_args__ = (Index("ix_received_file_newest", "jurisdiction_key", "id"),)
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    receiver: Mapped[Word]
    name: Mapped[Line]
    sha256: Mapped[Word]
    taken_at: Mapped[Moment]
    new: Mapped[int]
    known: Mapped[int]
    findings: Mapped[Tree]
