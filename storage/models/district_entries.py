"""The register of a district's members, duties and settings: what has changed since its founding document."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, Tree, Word


class DistrictEntry(Base):
    """One entry of a register with its validity; what went before stays, closed on the day before.

    `kind` says what it is about: name, merged, member or lane of a unit, a setting, the decision on a notice of
    differences, the confirmation of a question.
    """

    __tablename__ = "district_entry"
    __table_args__ = (
        UniqueConstraint("jurisdiction_key", "kind", "subject", "number", name="uq_district_entry_number"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="span"),
        Index("ix_district_entry_case", "case_id"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(String(32))
    kind: Mapped[Word]
    subject: Mapped[Word]  # unit, lane, setting, F1, question
    number: Mapped[int]  # 1, 2, … within district, kind and subject
    value: Mapped[Tree]
    before: Mapped[Tree]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    document: Mapped[Line]  # the paper or clause that it rests on
    case_id: Mapped[str | None] = mapped_column(String(26))
    made_at: Mapped[Moment]
    made_by: Mapped[Ref]
