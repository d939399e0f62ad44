"""What waits to be sent, mails and exchanges alike: queued when due, queued anew when its work got lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.house import house_of
from app.jobs.queue import WorkQueue
from storage.database import housekeeping

Row = TypeVar("Row")


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """Rows of a table that are sent one by one, and how they are found and marked.

    `take` marks a row whose work is being queued and returns its id and its number of tries; `again` lets a locked
    row wait for its next try, unless it is no longer being sent in the try named.
    """

    work: str
    prefix: str
    any_due: Callable[[Session, datetime], bool]
    due: Callable[[Session, datetime], Sequence[Row]]
    taken: Callable[[Session], Sequence[tuple[str, int]]]
    take: Callable[[Row], tuple[str, int]]
    again: Callable[[Session, str, int], bool]

    def name_of(self, row_id: str, tries: int) -> str:
        """Return the name of the work of a row; each try has another one."""
        return f"{self.prefix}:{row_id}:{tries}"

    def feed(self, session: Session, queue: WorkQueue) -> int:
        """Queue all that is due; return how many."""
        now, count = house_of(session).now(), 0
        while self.any_due(session, now) and (batch := queue_due(session, queue, self)):
            count += batch
        return count

    def mend(self, session: Session, queue: WorkQueue) -> int:
        """Let wait again what is being sent by work that has vanished or ended without a result; return how many."""
        rows = self.taken(session)
        ahead = queue.ahead([self.name_of(*row) for row in rows]) if rows else set()
        lost = {row_id: tries for row_id, tries in rows if self.name_of(row_id, tries) not in ahead}
        return wait_again(session, lost, self) if lost else 0


@housekeeping
def queue_due(session: Session, queue: WorkQueue, outbox: Outbox[Row]) -> int:
    """Mark a batch of due rows as taken, and queue their work, in one transaction."""
    due = outbox.due(session, house_of(session).now())
    for row in due:
        row_id, tries = outbox.take(row)
        queue.put(session, outbox.work, outbox.name_of(row_id, tries), row_id)
    return len(due)


@housekeeping
def wait_again(session: Session, lost: Mapping[str, int], outbox: Outbox[Row]) -> int:
    """Let those of the rows wait for their next try that are still in the one named; return how many."""
    return sum(outbox.again(session, row_id, tries) for row_id, tries in sorted(lost.items()))
