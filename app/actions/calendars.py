"""Calendars: a year of days is looked at, loaded as a new edition, and the clocks that it touches are counted again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.actions.clock_moves import Counted, end_of, end_of_day, move_clock
from app.actions.desk import Desk
from app.actions.law import Law, days_of, law_of
from app.actors import Actor
from app.clock import LOCAL
from app.deadlines import CalendarDay, CannotCount, Due, EndlessCount, WorkCalendar, YearState
from app.districts import District
from app.house import house_of
from app.refusals import NotReady, Refusal
from storage.clocks import clocks_touching
from storage.database import unit_of_work
from storage.events import record
from storage.law import calendar_editions, newest_calendars, stamp_for_update
from storage.models import CalendarEdition, Recount, new_id
from storage.runs import case_for_update

MOST_SHOWN = 50
LAYERS = {"national": ("全国", "National"), "local": ("本地", "Local"), "unit": ("单位", "Unit")}


class CalendarRefused(Refusal):
    """A calendar that cannot be loaded; the sentences name every wrong line."""

    status = 422


@dataclass(frozen=True)
class YearFile:
    """One year of one layer as somebody wants to load it; `scope` is the district of a local one, or the unit."""

    year: int
    days: tuple[CalendarDay, ...]
    state: YearState = "official"
    layer: str = "national"
    scope: str = ""


@dataclass(frozen=True)
class Move:
    """A running clock whose end a calendar moves, or makes certain."""

    clock_id: str
    case_id: str
    rule: str
    old: date
    new: date
    provisional: bool


@dataclass(frozen=True)
class Preview:
    """What loading a year would change: days that appear, vanish or differ, and clocks that move."""

    before: tuple[CalendarDay, ...]
    added: tuple[CalendarDay, ...]
    removed: tuple[CalendarDay, ...]
    moves: tuple[Move, ...]
    count: int


def year_file(
    days: Sequence[CalendarDay], state: YearState, scope: str, districts: Mapping[str, District]
) -> YearFile:
    """Return the days of a file as one year: national without a scope, else of a district or of a unit of one.

    Raises CalendarRefused when they are not one year, or nobody has that scope.
    """
    years = sorted({day.on.year for day in days})
    if len(years) != 1:
        told = "、".join(str(year) for year in years)
        raise CalendarRefused(
            f"一个文件只能有一个年份，此文件含 {told}；请分开载入。",
            f"A file holds one year, this one holds {', '.join(str(year) for year in years)}: split it.",
        )
    district, _, unit = scope.partition(".")
    if scope and (district not in districts or (unit and unit not in districts[district].units)):
        raise CalendarRefused(
            f"没有“{scope}”：本地日历指明辖区（{'、'.join(districts)}），单位日历指明单位（辖区.单位），全国日历不指明。",
            f"There is no {scope}: a local calendar names its district ({', '.join(districts)}), one of a unit the "
            "unit (district.unit), a national one names none.",
        )
    layer = "unit" if unit else "local" if scope else "national"
    return YearFile(years[0], tuple(sorted(days, key=lambda day: day.on)), state, layer, scope)


def preview_year(session: Session, wanted: YearFile) -> Preview:
    """Return what loading a year would change; nothing is written."""
    before = days_that_count(session, wanted)
    law = law_of(session)
    calendars = {key: with_file(calendar, key, wanted) for key, calendar in law.calendars.items()}
    moves: list[Move] = []
    count = 0
    for move in moved(session, Law(law.statutes, calendars), wanted.year):
        count += 1
        if len(moves) < MOST_SHOWN:
            moves.append(move)
    added, removed = differences(before, wanted.days)
    return Preview(before, added, removed, tuple(moves), count)


def differences(
    before: Sequence[CalendarDay], after: Sequence[CalendarDay]
) -> tuple[tuple[CalendarDay, ...], tuple[CalendarDay, ...]]:
    """Return the days that are new or of another kind afterwards, and those that no longer stand."""
    same = {(day.on, day.kind) for day in before} & {(day.on, day.kind) for day in after}
    return (
        tuple(day for day in after if (day.on, day.kind) not in same),
        tuple(day for day in before if (day.on, day.kind) not in same),
    )


def days_that_count(session: Session, wanted: YearFile) -> tuple[CalendarDay, ...]:
    """Return the days of the same year and layer as they count now."""
    rows = [
        row
        for row in newest_calendars(session)
        if (row.layer, row.scope, row.year) == (wanted.layer, wanted.scope, wanted.year)
    ]
    if rows:
        return tuple(days_of(rows[0]))
    if wanted.layer != "national":
        return ()
    shipped = next(iter(house_of(session).calendars.values()))
    return tuple(
        CalendarDay(day, kind, shipped.names.get(day, ""), "")
        for day, kind in sorted(shipped.days.items())
        if day.year == wanted.year
    )


def with_file(calendar: WorkCalendar, district: str, wanted: YearFile) -> WorkCalendar:
    """Return the calendar of a district as it would be with a year loaded."""
    if wanted.layer == "national":
        return calendar.with_year(wanted.year, wanted.days, wanted.state)
    return calendar.with_layer(wanted.days) if district == wanted.scope else calendar


@unit_of_work
def load_calendar_year(session: Session, wanted: YearFile, *, by: Actor) -> CalendarEdition:
    """Keep a year as the edition that counts from now on; raise NotReady when it says what counts already.

    The clocks that it touches are counted again by `recount_clocks`, which is asked for with it as background work;
    until then they stay as they were.
    """
    stamp, at = stamp_for_update(session), house_of(session).now()
    former = [
        row
        for row in calendar_editions(session)
        if (row.layer, row.scope, row.year) == (wanted.layer, wanted.scope, wanted.year)
    ]
    days = [
        {"date": day.on.isoformat(), "kind": day.kind, "name": day.name, "source": day.source}
        for day in wanted.days
    ]
    if former and former[0].days == days and former[0].state == wanted.state:
        raise NotReady(
            "这份日历已经载入，没有变化。", "This calendar is loaded already; nothing has changed."
        )
    row = CalendarEdition(
        id=new_id(),
        layer=wanted.layer,
        scope=wanted.scope,
        year=wanted.year,
        number=len(former) + 1,
        state=wanted.state,
        source="；".join(sorted({day.source for day in wanted.days}))[:300],
        days=days,
        loaded_at=at,
        loaded_by=by.officer_id,
    )
    facts = _told(session, wanted)
    session.add(row)
    if wanted.layer != "unit":  # the days of one unit move no date of law
        session.add(Recount(edition_id=row.id, year=wanted.year, asked_at=at))
    stamp.calendars = row.id
    record(session, "calendar_loaded", {**facts, "edition": row.number, "source": row.source}, at=at, by=by)
    return row


def _told(session: Session, wanted: YearFile) -> dict[str, object]:
    """Return what the record tells of a year before it counts: what it is, and the days that it changes."""
    added, removed = differences(days_that_count(session, wanted), wanted.days)
    return {
        "year": wanted.year, "layer": wanted.layer, "scope": wanted.scope, "state": wanted.state,
        "added": [f"{day.on} {day.kind}" for day in added], "removed": [f"{day.on} {day.kind}" for day in removed],
    }  # fmt: skip


def recount_clocks(session: Session, year: int, *, by: Actor, tell: Callable[[Move], None]) -> int:
    """Count every running clock that touches a year again, case by case; tell each that moved, return how many.

    Doing it again changes nothing, so a recount that was broken off is simply done anew.
    """
    count = 0
    cases: dict[str, list[Move]] = {}
    for move in moved(session, law_of(session), year):
        cases.setdefault(move.case_id, []).append(move)
    for case_id, moves in cases.items():
        try:
            recount_case(session, case_id, [move.clock_id for move in moves], year, by=by)
        except NotReady:
            continue  # somebody else has counted, met or ended them meanwhile
        count += len(moves)
        for move in moves:
            tell(move)
    return count


@unit_of_work
def recount_case(session: Session, case_id: str, clock_ids: Sequence[str], year: int, *, by: Actor) -> None:
    """Count these clocks of a case again; each that moves is an event. Raises NotReady when none does."""
    case = case_for_update(session, case_id)
    if case is None:
        raise NotReady("案件不存在。", "There is no such case.")
    desk, count = Desk(session, case, by, house_of(session).now()), 0
    for clock in desk.folder.clocks():
        found = recounted(desk.law, desk.calendar, clock) if clock.id in clock_ids else None
        if found is None:
            continue
        facts = {
            "rule": clock.rule,
            "clock": clock.id,
            "from": clock.due_at.astimezone(LOCAL).date().isoformat(),
            "due": last_day(found.due).isoformat(),
            "provisional": found.provisional,
            "calendar": year,
        }
        move_clock(desk, clock, found)
        desk.record("deadline_recomputed", facts)
        count += 1
    if not count:
        raise NotReady("没有期限变化。", "No clock moves.")


def moved(session: Session, law: Law, year: int) -> Iterator[Move]:
    """Yield the running clocks that touch a year and that a law would move or make certain."""
    after = ""
    while rows := clocks_touching(session, year, after):
        after = rows[-1][0].id
        for row, district in rows:
            found = None if row.halted_on else recounted(law, law.calendars[district], row)
            if found is not None:
                old = row.due_at.astimezone(LOCAL).date()
                yield Move(row.id, row.case_id, row.rule, old, last_day(found.due), found.provisional)


def recounted(law: Law, calendar: WorkCalendar, clock: Counted) -> Due | None:
    """Return the end of a clock when it differs from the one that stands, else None."""
    try:
        found = end_of(law, calendar, clock)
    except (CannotCount, EndlessCount):
        return None  # counted under a local figure that a later edition has taken away: it stays as it is
    if found is None or (end_of_day(found.due) == clock.due_at and found.provisional == clock.provisional):
        return None
    return found


def last_day(moment: date | datetime) -> date:
    """Return the day of a due date in Beijing."""
    return moment.astimezone(LOCAL).date() if isinstance(moment, datetime) else moment
