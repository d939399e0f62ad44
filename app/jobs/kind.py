"""What a kind of background work consists of; it knows no kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.jobs.queue import WorkQueue
from storage.database import Database


@dataclass(frozen=True)
class Kind:
    """A kind of work.

    `do` does one piece and must bear doing it again. `feed` turns what is due into work, `mend` brings back what
    was queued and got lost; both return how many pieces.
    """

    name: str
    do: Callable[[Database, str], None]
    feed: Callable[[Session, WorkQueue], int]
    mend: Callable[[Session, WorkQueue], int]
