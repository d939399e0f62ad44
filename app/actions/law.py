"""The law as it stands in one database: what ships with the editions laid over it; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.deadlines import CalendarDay, Rule, RulePack, Statutes, WorkCalendar, with_editions
from app.deadlines.conflicts import Conflict, chosen
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

    def settings_of(self, district: str) -> dict[str, SettingValue]:
        """Return what diagrams and forms read as `setting`: local settings, and the choices in conflicts of rules."""
        made = {each.setting: each.choice_in(district, self.choices) for each in self.conflicts.values()}
        return {**made, **self.districts[district].settings}

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
    found = house.laws.get(stamp)
    if found is None:
        found = _put_together(session, house) if any(stamp) else shipped_law(house)
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


def _put_together(session: Session, house: House) -> Law:
    made = [(row.subject, row.number, row.changes) for row in rule_editions(session)]
    rows = newest_calendars(session)
    calendars = {
        key: with_years(calendar, (row for row in rows if row.scope in ("", key)))
        for key, calendar in house.calendars.items()
    }
    choices = {subject: changes["choice"] for subject, _, changes in made if "choice" in changes}
    unit_days: dict[str, list[CalendarDay]] = {}
    for row in rows:
        if row.layer == "unit":
            unit_days.setdefault(row.scope, []).extend(days_of(row))
    off, from_opening = chosen(house.conflicts, choices)
    return Law(
        with_editions(house.rules, made),
        calendars,
        choices,
        off,
        from_opening,
        _as_chosen(_districts(session, house), house.conflicts, choices),
        unit_days,
        house.conflicts,
    )


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
