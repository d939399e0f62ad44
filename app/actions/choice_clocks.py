"""Open clocks under a choice in a conflict of rules: what it would do to each, and counting them again from its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.actions.clock_moves import end_of, end_of_day, move_clock
from app.actions.desk import Desk
from app.actions.law import Law, Made, law_on
from app.actors import Actor
from app.clock import LOCAL, local
from app.deadlines import CannotCount, Due, EndlessCount
from app.deadlines.conflicts import Conflict, changes_of
from app.house import house_of
from app.refusals import NotFound, NotReady
from storage.clocks import RunningClock, open_clocks_of
from storage.database import unit_of_work
from storage.models import CaseFile, Deadline
from storage.runs import case_for_update

LAST = 1_000_000
"""The number of an edition that nobody has made yet: it comes after all others of its day."""


@dataclass(frozen=True)
class Change:
    """What a choice does to an open clock: another last day, or none at all (`new` is None)."""

    clock_id: str
    case_id: str
    case_no: str
    rule: str
    old: date
    new: date | None


def preview_choice(session: Session, key: str, choice: str, day: date) -> list[Change]:
    """Return every open clock whose last day a choice would change if it reached them; nothing is written.

    Raises NotFound for a choice that there is not.
    """
    conflict = house_of(session).conflicts.get(key)
    if conflict is None or choice not in conflict.choices:
        raise NotFound
    more = [Made(day, LAST, key, {"choice": choice}, reaches_open=True)]
    if changes := changes_of(conflict, choice):
        more += [Made(day, LAST, rule, changes) for rule in conflict.rules]
    return list(changes_under(session, conflict, law_on(session, day, more)))


def changes_under(session: Session, conflict: Conflict, law: Law) -> Iterator[Change]:
    """Yield the open clocks of a conflict whose last day a law changes, case by case."""
    for row, case in open_clocks_of(session, conflict.rules):
        old = local(row.due_at).date()
        if row.rule in law.off:
            yield Change(row.id, case.id, case.case_no, row.rule, old, None)
            continue
        found = counted(law, case, row)
        if found is not None:
            yield Change(row.id, case.id, case.case_no, row.rule, old, last_day(found))


def counted(law: Law, case: CaseFile, clock: Deadline | RunningClock) -> Due | None:
    """Return the end of an open clock as a law counts it from now on, None where it stays as it is.

    A clock that stands still, whose day a paper sets, or that a law cannot count stays.
    """
    if clock.halted_on is not None or clock.fixed_on is not None:
        return None
    try:
        found = end_of(law, law.calendars[case.jurisdiction_key], Now(law, case, clock))
    except (CannotCount, EndlessCount):
        return None
    return None if found is None or end_of_day(found.due) == clock.due_at else found


class Now:
    """A clock with the edition and the first day that count now."""

    def __init__(self, law: Law, case: CaseFile, clock: Deadline | RunningClock) -> None:
        self.rule, self.edition = clock.rule, law.statutes.edition(clock.rule)
        opened = case.opened_at.astimezone(LOCAL).date()
        self.started_on = opened if clock.rule in law.from_opening else clock.started_on
        self.due_at, self.provisional = clock.due_at, clock.provisional
        self.length, self.fixed_on = clock.length, clock.fixed_on
        self.extension, self.pauses = clock.extension, clock.pauses


def last_day(found: Due) -> date:
    """Return the last day of an end."""
    return end_of_day(found.due).astimezone(LOCAL).date()


@unit_of_work
def recount_choice(session: Session, case_id: str, clock_ids: Sequence[str], key: str, *, by: Actor) -> int:
    """Count these open clocks of a case under the choice that counts now; each that changes is an event.

    Returns how many changed; raises NotReady when none does, so doing it twice changes nothing.
    """
    case = case_for_update(session, case_id)
    if case is None:
        raise NotFound
    desk, count = Desk(session, case, by, house_of(session).now()), 0
    for clock in desk.folder.clocks():
        if clock.id in clock_ids:
            count += _recounted(desk, clock, key)
    if not count:
        raise NotReady("没有期限变化。", "No clock moves.")
    return count


def _recounted(desk: Desk, clock: RunningClock, key: str) -> int:
    facts = {"rule": clock.rule, "clock": clock.id, "from": local(clock.due_at).date().isoformat()}
    if clock.rule in desk.law.off:
        desk.folder.stop_clock(clock, replaced_at=desk.at)
        desk.record("deadline_set_aside", facts | {"conflict": key})
        return 1
    found = counted(desk.law, desk.case, clock)
    if found is None:
        return 0
    now = Now(desk.law, desk.case, clock)
    move_clock(desk, clock, found, edition=now.edition, started_on=now.started_on)
    told = {
        "started": now.started_on.isoformat(), "due": last_day(found).isoformat(),
        "provisional": found.provisional, "conflict": key,
    }  # fmt: skip
    desk.record("deadline_recomputed", facts | told)
    return 1
