"""Rules that designers set for all processes, by key; what ships is in files until somebody changes it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Line, LongText, Moment, Ref, Word


class HouseRuleRow(Base):
    """One rule as it stands now: what it is called, what to do when it is broken, how grave that is, its FEEL."""

    __tablename__ = "house_rule"
    __table_args__ = (CheckConstraint("severity IN ('error', 'warning', 'info')", name="severity"),)
    key: Mapped[Word] = mapped_column(primary_key=True)
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    zh: Mapped[LongText]
    en: Mapped[LongText]
    severity: Mapped[Word]
    feel: Mapped[LongText]
    applies: Mapped[bool]
    changed_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    changed_at: Mapped[Moment]
