"""What workers do row by row: queued when due, queued anew when its work got lost, given up after too often.

Mails and exchanges, errands of the designer's desk and exports are fed and mended alike; this knows none of them.
"""

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
Taken = tuple[str, int, int]
"""Id of a row whose work is in the queue, its try, and how often in a row that work got lost before."""

MOST_LOST = 3
"""Times in a row that the work of a row may get lost before it is given up."""
GIVEN_UP = (
    f"后台进程已 {MOST_LOST} 次意外中断，不再自动重试；请再试一次，仍不行请联系管理员。",
    f"The workers broke off {MOST_LOST} times; try again, or ask the administrator.",
)


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """Rows of a table that are worked on one by one, and how they are found and marked.

    `take` marks a row whose work is being queued and returns its id and its try; `again` lets a locked row wait for
    its next try, unless it is no longer in the try named; `give_up` notes that it was broken off for good.
    """

    work: str
    prefix: str
    any_due: Callable[[Session, datetime], bool]
    due: Callable[[Session, datetime], Sequence[Row]]
    taken: Callable[[Session], Sequence[Taken]]
    take: Callable[[Row], tuple[str, int]]
    again: Callable[[Session, str, int], bool]
    give_up: Callable[[Session, str, int], None]

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
        """Let wait again what is in hand of work that has vanished or ended without a result; return how many."""
        rows = self.taken(session)
        ahead = queue.ahead([self.name_of(row_id, tries) for row_id, tries, _ in rows]) if rows else set()
        lost = [row for row in rows if self.name_of(row[0], row[1]) not in ahead]
        for row_id, tries, before in lost:
            if before + 1 >= MOST_LOST:
                self.give_up(session, row_id, tries)
        again = {row_id: tries for row_id, tries, before in lost if before + 1 < MOST_LOST}
        return wait_again(session, again, self) if again else 0


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
