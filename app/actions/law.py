"""The law as it stands in one database: what ships with the editions laid over it; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.clock import local
from app.deadlines import CalendarDay, Rule, RulePack, Statutes, WorkCalendar, with_editions
from app.deadlines.conflicts import Conflict, Turn, choices_at, chosen
from app.districts import District
from app.districts.amending import Entry, amended
from app.districts.district import SettingValue
from app.house import House, house_of
from storage.district_register import entries_that_count
from storage.law import calendar_editions, law_stamp, newest_calendars, rule_editions
from storage.models import CalendarEdition

MOST_KEPT = 8


@dataclass(frozen=True)
class Law:
    """Rules in their editions, and the calendar of each district."""

    statutes: Statutes
    calendars: Mapping[str, WorkCalendar]
    choices: Mapping[str, str] = field(default_factory=dict)
    """What the office has chosen in conflicts of rules; where it has not, the default counts."""
    off: frozenset[str] = frozenset()
    """Rules that are not counted, as a conflict was settled."""
    from_opening: frozenset[str] = frozenset()
    """Rules that run from the day on which the case was opened, as a conflict was settled."""
    districts: Mapping[str, District] = field(default_factory=dict)
    """Each district as its register stands: names of units, successors, members, lanes and settings."""
    unit_days: Mapping[str, Sequence[CalendarDay]] = field(default_factory=dict)
    """Days on which single units work or rest otherwise, by the unit's id."""
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    """All choices with the days from which they count, those of days to come too."""
    span: tuple[date, date] = (date.min, date.max)
    """The days on which it counts: from the first until another edition or choice begins to count on the last."""
    plain: Mapping[str, District] = field(default_factory=dict)
    """The districts without the settings that follow from choices."""

    def settings_of(self, district: str, entered: date | None = None) -> dict[str, SettingValue]:
        """Return what diagrams and forms read as `setting`: local settings, and the choices in conflicts of rules.

        A step that was entered before a choice began to count keeps the former one, unless the choice reaches it.
        """
        choices = self.choices_for(entered)
        made = {each.setting: each.choice_in(district, choices) for each in self.conflicts.values()}
        plain = {district: (self.plain or self.districts)[district]}
        return {**made, **_as_chosen(plain, self.conflicts, choices)[district].settings}

    def choices_for(self, entered: date | None) -> Mapping[str, str]:
        """Return the choices that count for a step entered on a day; without one, for what begins now."""
        return self.choices if entered is None else choices_at(self.turns, self.span[0], entered)

    def calendar_of(self, unit_ids: Collection[str]) -> WorkCalendar:
        """Return the calendar by which work is shown to somebody of these units: for one unit with its own days.

        A unit's own days tell its officers how many days are left to work; they never move a date of law.
        """
        first = min(unit_ids)
        calendar = self.calendars[first.partition(".")[0]]
        return calendar.with_layer(self.unit_days.get(first, ())) if len(set(unit_ids)) == 1 else calendar

    def calendar_over(self, districts: Collection[str]) -> WorkCalendar:
        """Return the calendar by which lists of whole districts are shown: the first one's where there are several."""
        return self.calendars[min(districts)]

    @property
    def rules(self) -> RulePack:
        """The rules that count now."""
        return self.statutes.pack

    def rule(self, rule_id: str, edition: int) -> Rule | None:
        """Return a rule in the edition with which a clock was started."""
        return self.statutes.rule(rule_id, edition)


def law_of(session: Session, *, hold: bool = False) -> Law:
    """Return the law; who writes due dates holds it, so that no new edition slips in meanwhile."""
    house, stamp = house_of(session), law_stamp(session, hold=hold)
    found, today = house.laws.get(stamp), local(house.now()).date()
    if found is None or not found.span[0] <= today < found.span[1]:
        found = law_on(session, today) if any(stamp) else shipped_law(house)
        while len(house.laws) >= MOST_KEPT:
            house.laws.pop(next(iter(house.laws)), None)
        house.laws[stamp] = found
    return found


def shipped_law(house: House) -> Law:
    """Return the law as it ships, without any edition."""
    off, from_opening = chosen(house.conflicts, {})
    return Law(
        with_editions(house.rules, []),
        house.calendars,
        off=off,
        from_opening=from_opening,
        districts=house.districts,
        conflicts=house.conflicts,
    )


@dataclass(frozen=True)
class Made:
    """An edition of a rule, or a choice in a conflict, with the day from which it counts."""

    on: date
    number: int
    subject: str
    changes: Mapping[str, Any]
    reaches_open: bool = False


def editions_made(session: Session) -> list[Made]:
    """Return all editions and choices, ordered by the day from which they count."""
    found = [
        Made(
            row.effective_on or local(row.made_at).date(),
            row.number,
            row.subject,
            row.changes,
            row.reaches_open,
        )
        for row in rule_editions(session)
    ]
    return sorted(found, key=lambda each: (each.on, each.number))


def law_on(session: Session, day: date, more: Sequence[Made] = ()) -> Law:
    """Return the law as it counts on a day; `more` are editions and choices that nobody has made yet."""
    house = house_of(session)
    made = sorted([*editions_made(session), *more], key=lambda each: (each.on, each.number))
    counting = [each for each in made if each.on <= day]
    rows = newest_calendars(session)
    calendars = {
        key: with_years(calendar, (row for row in rows if row.scope in ("", key)))
        for key, calendar in house.calendars.items()
    }
    turns = tuple(
        Turn(each.on, each.number, each.subject, each.changes["choice"], each.reaches_open)
        for each in made
        if "choice" in each.changes
    )
    choices = choices_at(turns, day)
    unit_days: dict[str, list[CalendarDay]] = {}
    for row in rows:
        if row.layer == "unit":
            unit_days.setdefault(row.scope, []).extend(days_of(row))
    off, from_opening = chosen(house.conflicts, choices)
    districts = _districts(session, house)
    return Law(
        _statutes(house, made, counting),
        calendars,
        choices,
        off,
        from_opening,
        _as_chosen(districts, house.conflicts, choices),
        unit_days,
        house.conflicts,
        turns,
        (
            max((each.on for each in counting), default=date.min),
            min((each.on for each in made if each.on > day), default=date.max),
        ),
        districts,
    )


def _statutes(house: House, made: Sequence[Made], counting: Sequence[Made]) -> Statutes:
    """Return the rules that count, with every edition that a clock may be counted with."""
    known = with_editions(house.rules, [(each.subject, each.number, each.changes) for each in made])
    now = with_editions(house.rules, [(each.subject, each.number, each.changes) for each in counting])
    return replace(now, editions=known.editions)


def _districts(session: Session, house: House) -> dict[str, District]:
    entries: dict[str, list[Entry]] = {}
    for row in entries_that_count(session):
        entries.setdefault(row.jurisdiction_key, []).append(Entry(row.kind, row.subject, row.value))
    return {key: amended(district, entries.get(key, ())) for key, district in house.districts.items()}


def _as_chosen(
    districts: Mapping[str, District], conflicts: Mapping[str, Conflict], choices: Mapping[str, str]
) -> dict[str, District]:
    """Return the districts with the settings that follow from how conflicts of rules were settled."""
    found = {}
    for key, district in districts.items():
        settings = dict(district.settings)
        for conflict in conflicts.values():
            follows = conflict.settings.get(conflict.choice_in(key, choices), {})
            settings |= {name: value for name, value in follows.items() if name in settings}
        found[key] = replace(district, settings=settings)
    return found


def calendar_at(session: Session, jurisdiction: str, at: datetime) -> WorkCalendar:
    """Return the calendar of a district as it was loaded at a moment."""
    newest: dict[tuple[str, str, int], CalendarEdition] = {}
    for row in calendar_editions(session):
        place = (row.layer, row.scope, row.year)
        known = newest.get(place)
        if row.loaded_at <= at and (known is None or known.number < row.number):
            newest[place] = row
    rows = sorted(newest.values(), key=lambda row: (row.layer != "national", row.year, row.scope))
    return with_years(
        house_of(session).calendars[jurisdiction], (row for row in rows if row.scope in ("", jurisdiction))
    )


def with_years(calendar: WorkCalendar, editions: Iterable[CalendarEdition]) -> WorkCalendar:
    """Return a calendar with years laid over it: a national one replaces its year, a local one lies on top."""
    for row in editions:
        if row.layer == "national":
            calendar = calendar.with_year(
                row.year, days_of(row), "official" if row.state == "official" else "provisional"
            )
        else:
            calendar = calendar.with_layer(days_of(row))
    return calendar


def days_of(row: CalendarEdition) -> list[CalendarDay]:
    """Return the days of an edition."""
    return [
        CalendarDay(date.fromisoformat(day["date"]), day["kind"], day["name"], day["source"])
        for day in row.days
    ]
