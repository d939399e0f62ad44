"""Districts' units, officers, their memberships, delegations and signed-in sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, LongText, Moment, Ref, Tree, UtcTime, Word


class Jurisdiction(Base):
    """A district with its founding document; `profile` is the text of its district file as loaded."""

    __tablename__ = "jurisdiction"
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    profile: Mapped[LongText]
    profile_digest: Mapped[Word]
    loaded_at: Mapped[Moment]


class Unit(Base):
    """A department of a district; the id is `<jurisdiction>.<short>`."""

    __tablename__ = "unit"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    short: Mapped[Word]
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    active: Mapped[bool] = mapped_column(default=True)


class Officer(Base):
    """A person who may sign in. Demonstration officers are posts, not persons."""

    __tablename__ = "officer"
    id: Mapped[Key]
    sign_in_name: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Line]
    password_hash: Mapped[Line]
    active: Mapped[bool] = mapped_column(default=True)
    mail: Mapped[str | None] = mapped_column(String(254))  # address at work for reminders; None: no mail
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime())
    created_at: Mapped[Moment]


class Membership(Base):
    """An officer's role in a unit from a day to a day; no end means until further notice."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_officer", "officer_id", "valid_from"),
        Index("ix_membership_unit", "unit_id", "role"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="span"),
    )
    id: Mapped[Key]
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Word]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Delegation(Base):
    """One officer's work of one unit handed to another for some days, with the reason."""

    __tablename__ = "delegation"
    __table_args__ = (
        Index("ix_delegation_to", "to_officer_id", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="span"),
    )
    id: Mapped[Key]
    from_officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    to_officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[LongText]
    created_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime())


class WebSession(Base):
    """A signed-in browser; only the hash of its token is kept, so a copy of the table opens nothing."""

    __tablename__ = "web_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    csrf_token: Mapped[Word]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime())


class SavedFilter(Base):
    """A named filter of an officer's inbox."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("officer_id", "name"),)
    id: Mapped[Key]
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    name: Mapped[Line]
    query: Mapped[Tree]
    created_at: Mapped[Moment]


class SignInThrottle(Base):
    """Failed sign-ins of one address within the current window."""

    __tablename__ = "sign_in_throttle"
    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    window_started_at: Mapped[Moment]
