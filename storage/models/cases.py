"""The case file: case, parties, project, roster, payments, sections of facts, documents and service records."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Blob, Key, Line, LongText, Moment, Money, Ref, Tree, UtcTime, Word


class CaseFile(Base):
    """One case (案件). `event_seq` and `event_hash` are the head of its chain; `wrapped_key` its data key."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_open", "jurisdiction_key", "closed_at", "opened_at"),
        Index("ix_case_file_stage", "jurisdiction_key", "stage"),
        Index("ix_case_file_closed", "jurisdiction_key", "closed_at"),
        CheckConstraint("(closed_at IS NULL) = (closed_as IS NULL)", name="closed"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    case_no: Mapped[Word] = mapped_column(unique=True)
    receipt_no: Mapped[Word] = mapped_column(unique=True)
    query_code_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[Line]
    state: Mapped[Word]  # 登记, 待补正, 受理 … as in the case state machine
    stage: Mapped[Word]  # key of the process that the case is in now
    urgency: Mapped[Word] = mapped_column(default="normal")
    group_case: Mapped[bool] = mapped_column(default=False)
    headcount: Mapped[int] = mapped_column(default=0)
    sector: Mapped[str] = mapped_column(String(64), default="", server_default="")
    amount_claimed: Mapped[Decimal | None] = mapped_column(Money())
    first_unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    lead_unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    received_at: Mapped[Moment]
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime())
    closed_as: Mapped[str | None] = mapped_column(String(64))
    barred_units: Mapped[Line] = mapped_column(
        default="", server_default=""
    )  # are a party; no work goes to them
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("case_file.id"))
    wrapped_key: Mapped[Blob]
    event_seq: Mapped[int] = mapped_column(default=0)
    event_hash: Mapped[str] = mapped_column(String(64), default="")


class CaseUnit(Base):
    """A unit that has, or had, work on a case, and may therefore read it."""

    __tablename__ = "case_unit"
    __table_args__ = (Index("ix_case_unit_unit", "unit_id", "case_id"),)
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    since_at: Mapped[Moment]


class CaseLink(Base):
    """Two cases that concern each other: merged (并案) or related (关联)."""

    __tablename__ = "case_link"
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    other_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    kind: Mapped[Word]
    linked_at: Mapped[Moment]


class Party(Base):
    """A person or organisation of a case. Names are kept plain; number, phone, account and address encrypted."""

    __tablename__ = "party"
    __table_args__ = (
        Index("ix_party_case", "case_id", "place"),
        Index("ix_party_uscc", "uscc"),
        Index("ix_party_id_index", "id_no_index"),
        Index("ix_party_phone_index", "phone_index"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    place: Mapped[Word]  # employer, worker, reporter, general_contractor, subcontractor, owner …
    kind: Mapped[Word]  # person, company, individual_business, government, project_department …
    name: Mapped[Line]
    uscc: Mapped[str | None] = mapped_column(String(18))
    sealed: Mapped[bool] = mapped_column(
        default=False
    )  # reporter's identity: receiving unit and labour authority only
    id_no_cipher: Mapped[bytes | None]
    id_no_index: Mapped[str | None] = mapped_column(String(64))
    phone_cipher: Mapped[bytes | None]
    phone_index: Mapped[str | None] = mapped_column(String(64))
    personal_cipher: Mapped[bytes | None]  # address, account and the rest, one encrypted tree
    details: Mapped[Tree] = mapped_column(default=dict)  # legal representative's post, status, group …


class NameGram(Base):
    """Two neighbouring characters of a party's name or a case's title: the index of name search."""

    __tablename__ = "name_gram"
    __table_args__ = (Index("ix_name_gram_case", "case_id"),)
    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"), primary_key=True)


class Project(Base):
    """The engineering project of a case."""

    __tablename__ = "project"
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"), unique=True)
    name: Mapped[Line]
    kind: Mapped[str | None] = mapped_column(String(64))
    permit_no: Mapped[str | None] = mapped_column(String(100))
    address: Mapped[str | None] = mapped_column(String(300))
    funding: Mapped[str | None] = mapped_column(String(64))
    contract_amount: Mapped[Decimal | None] = mapped_column(Money())


class RosterLine(Base):
    """One month of one worker: owed = gross − deductions − paid, all in yuan."""

    __tablename__ = "roster_line"
    __table_args__ = (
        UniqueConstraint("case_id", "worker_id", "month", name="uq_roster_line_month"),
        CheckConstraint("owed >= 0", name="owed"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    worker_id: Mapped[Ref] = mapped_column(ForeignKey("party.id"))
    position: Mapped[int]
    month: Mapped[str] = mapped_column(String(7))  # 2025-07
    days: Mapped[Decimal | None] = mapped_column(Money())
    gross: Mapped[Decimal] = mapped_column(Money())
    deductions: Mapped[Decimal] = mapped_column(Money())
    paid: Mapped[Decimal] = mapped_column(Money())
    owed: Mapped[Decimal] = mapped_column(Money())
    confirmed: Mapped[bool] = mapped_column(default=False)


class Payment(Base):
    """Money that reached a worker, with its source and proof.

    `run_id` is the run that booked it; a payment without one was entered by an officer.
    """

    __tablename__ = "payment"
    __table_args__ = (Index("ix_payment_case", "case_id", "position"),)
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    worker_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    position: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Money())
    paid_on: Mapped[date]
    source: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[Tree] = mapped_column(default=dict)
    run_id: Mapped[str | None] = mapped_column(String(26))


class CaseSection(Base):
    """The other facts of a case, one row a section (`filing`, `order`, `arbitration` …)."""

    __tablename__ = "case_section"
    __table_args__ = (Index("ix_case_section_section", "section", "case_id"),)
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    section: Mapped[str] = mapped_column(String(200), primary_key=True)  # name, or name@run/call or unit
    facts: Mapped[Tree]
    changed_at: Mapped[Moment]


class Document(Base):
    """A file of the case: an official paper (文书) with code and number, or evidence that was handed in."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_case", "case_id", "added_at"),
        CheckConstraint("size_bytes >= 0", name="size"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[str | None] = mapped_column(String(26))
    task_id: Mapped[str | None] = mapped_column(String(26))
    field: Mapped[str | None] = mapped_column(String(100))  # the case field that it answers
    code: Mapped[str | None] = mapped_column(String(8))  # D01 … D55
    number: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[Line]
    state: Mapped[Word]  # 已收 草稿 签发 送达 归档 作废
    file_name: Mapped[Line]
    media_type: Mapped[Line]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str | None] = mapped_column(String(26))
    added_unit_id: Mapped[str | None] = mapped_column(String(64))
    added_at: Mapped[Moment]


class DocumentContent(Base):
    """The bytes of a document, encrypted under the key of its case."""

    __tablename__ = "document_content"
    document_id: Mapped[Ref] = mapped_column(ForeignKey("document.id"), primary_key=True)
    cipher: Mapped[Blob]


class ServiceRecord(Base):
    """Proof of service (送达回证): the only source of dates from which receipt clocks run."""

    __tablename__ = "service_record"
    __table_args__ = (Index("ix_service_record_case", "case_id", "served_on"),)
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[Ref]
    caller_element: Mapped[Word]
    document_code: Mapped[str] = mapped_column(String(8))
    receiver: Mapped[Line]
    method: Mapped[Word]
    served_on: Mapped[date]
    recorded_by: Mapped[Ref]
    recorded_at: Mapped[Moment]


class Counter(Base):
    """Last number given out in a gapless series (case numbers of a district and year, document numbers …)."""

    __tablename__ = "counter"
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    last: Mapped[int]


class Note(Base):
    """A remark on a case by an officer, shown in its timeline."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_case", "case_id", "written_at"),)
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    text: Mapped[LongText]
    written_by: Mapped[Ref]
    written_at: Mapped[Moment]
