"""Rows that are no facts and that nobody is told of: the workers that are at work now."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment


class Worker(Base):
    """A process that does background work. While it lives it counts `beats`; others watch them go on."""

    __tablename__ = "worker"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)  # host, process number and a random part
    beats: Mapped[int]
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]  # for people to read: hosts may differ on the time
