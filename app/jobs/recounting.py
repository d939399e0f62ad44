"""What is to be counted again, after a year of days or for a choice: queued when due, anew when its work got lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.jobs.queue import WorkQueue
from storage.database import housekeeping
from storage.models import ChoiceRecount, Recount

Row = TypeVar("Row", Recount, ChoiceRecount)


@dataclass(frozen=True)
class Recounting(Generic[Row]):
    """Rows of a table that are counted one by one, and the work that does it; `due` are those still to be counted."""

    work: str
    prefix: str
    due: Callable[[Session], Sequence[Row]]

    def name_of(self, row: Row) -> str:
        """Return the name of the work; each time that it is queued anew it has another one."""
        return f"{self.prefix}:{row.edition_id}:{row.tries}"

    def feed(self, session: Session, queue: WorkQueue) -> int:
        """Queue what is to be counted, if anything is; return how many."""
        return queue_due(session, queue, self) if self.due(session) else 0

    def mend(self, session: Session, queue: WorkQueue) -> int:
        """Have counted anew what got lost; return how many."""
        names = [self.name_of(row) for row in self.due(session)]
        lost = (queue.known(names) - queue.ahead(names)) if names else set()
        return try_again(session, lost, self) if lost else 0


@housekeeping
def queue_due(session: Session, queue: WorkQueue, recounting: Recounting[Row]) -> int:
    """Queue what is to be counted; what is queued already is not queued again."""
    rows = recounting.due(session)
    known = queue.known([recounting.name_of(row) for row in rows])
    for row in rows:
        if recounting.name_of(row) not in known:
            queue.put(session, recounting.work, recounting.name_of(row), row.edition_id)
    return len(rows) - len(known)


@housekeeping
def try_again(session: Session, lost: set[str], recounting: Recounting[Row]) -> int:
    """Give those whose work was lost the next name."""
    found = [row for row in recounting.due(session) if recounting.name_of(row) in lost]
    for row in found:
        row.tries += 1
    return len(found)
