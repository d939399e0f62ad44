"""What a leader asks of the figures, as it stands in addresses: district, unit, period; it knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.actors import Actor
from app.clock import LOCAL, start_of_day
from app.periods import Period, period_of, read_period
from app.permissions import units_where, whole_districts
from storage.case_filter import ANY, CaseFilter, Reach, Span
from storage.clock_figures import STANDINGS, ClockFilter

STEPS = ("month", "week")
_DAYS = ".."


@dataclass(frozen=True)
class FiguresQuery:
    """Filters of the page of figures."""

    district: str = ""
    unit: str = ""
    process: str = ""
    period: str = ""
    step: str = "month"

    def address(self, path: str = "/figures", **changes: str) -> str:
        """Return the address of a page with these filters, some of them changed."""
        values = {**asdict(self), **changes}
        given = {
            name: value for name, value in values.items() if value and (name, value) != ("step", "month")
        }
        return path + ("?" + urlencode(given) if given else "")

    def time(self, today: date) -> Period:
        """Return the period that is asked for, the present half-year when none is."""
        return read_period(self.period) or period_of(today, 6)

    def cases(self, not_ours: tuple[str, ...], **more: Any) -> CaseFilter:
        """Return the filter for storage."""
        return CaseFilter(
            district=self.district, unit=self.unit, stage=self.process, not_ours=not_ours, **more
        )

    def clocks(self, not_ours: tuple[str, ...], **more: Any) -> ClockFilter:
        """Return the filter of clocks: the unit is the one that has to act, not the one that leads the case."""
        cases = CaseFilter(district=self.district, stage=self.process, not_ours=not_ours)
        return ClockFilter(unit=self.unit, cases=cases, **more)

    def list_of_cases(self, **more: str) -> str:
        """Return the address of the list of the cases behind a figure."""
        given = {"district": self.district, "unit": self.unit, "stage": self.process, **more}
        return "/cases?" + urlencode({name: value for name, value in given.items() if value})

    def list_of_clocks(self, **more: str) -> str:
        """Return the address of the list of the clocks behind a figure."""
        given = {"district": self.district, "unit": self.unit, "process": self.process, **more}
        return "/figures/clocks?" + urlencode({name: value for name, value in given.items() if value})


def read_figures_query(given: Mapping[str, Any]) -> FiguresQuery:
    """Return the query of an address; what makes no sense is left out."""
    texts = {name: str(given.get(name) or "").strip()[:64] for name in ("district", "unit", "process")}
    period, step = str(given.get("period") or ""), str(given.get("step") or "")
    known = read_period(period)
    return FiguresQuery(**texts, period=known.key if known else "", step=step if step in STEPS else "month")


@dataclass(frozen=True)
class ClocksQuery:
    """Filters of the list of clocks; `after` is a place in it."""

    base: FiguresQuery
    standing: str = ""
    rule: str = ""
    due: str = ""
    after: str = ""

    def wanted(self, not_ours: tuple[str, ...]) -> ClockFilter:
        """Return the filter for storage."""
        found = self.base.clocks(not_ours, standing=self.standing, rule=self.rule)
        return replace(found, due=span_of(self.due))

    def address(self, **changes: str) -> str:
        """Return the address of the list with some parts changed; another filter starts at the first page."""
        own = {name: getattr(self, name) for name in ("standing", "rule", "due")}
        return self.base.list_of_clocks(**{**own, **changes})

    def place(self) -> tuple[datetime, str] | None:
        """Return the place in the list after which to go on."""
        moment, sign, key = self.after.partition("~")
        try:
            found = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return (found, key) if sign and found.tzinfo else None


def read_clocks_query(given: Mapping[str, Any]) -> ClocksQuery:
    """Return the query of an address; what makes no sense is left out."""
    standing = str(given.get("standing") or "")
    texts = {name: str(given.get(name) or "").strip()[:80] for name in ("rule", "due", "after")}
    return ClocksQuery(read_figures_query(given), standing if standing in STANDINGS else "", **texts)


def days_of(first: date, last: date) -> str:
    """Return a span of days as it stands in an address."""
    return f"{first.isoformat()}{_DAYS}{last.isoformat()}"


def span_of(text: str) -> Span:
    """Return the span of moments of the days in an address, without limits for what names none."""
    first, sign, last = text.partition(_DAYS)
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return ANY
    if not sign or end == date.max:
        return ANY
    return start_of_day(begin), start_of_day(end + timedelta(days=1))


def weeks(period: Period) -> list[tuple[date, date]]:
    """Return the weeks, Monday to Sunday, that touch a period."""
    first = period.first - timedelta(days=period.first.weekday())
    count = (period.last - first).days // 7 + 1
    return [(first + timedelta(days=7 * n), first + timedelta(days=7 * n + 6)) for n in range(count)]


def months(period: Period) -> list[tuple[date, date]]:
    """Return the months of a period."""
    found = [Period(period.first, 1)]
    while found[-1].last < period.last:
        found.append(found[-1].after())
    return [(month.first, month.last) for month in found]


def reach_of_figures(who: Actor) -> Reach:
    """Return over which cases the officer may count: those of his units, and of whole districts."""
    units = units_where(who, "case.search")
    return Reach(tuple(sorted(units)), tuple(sorted(whole_districts(who))))


def today_of(at: datetime) -> date:
    """Return the day of a moment in Chinese standard time."""
    return at.astimezone(LOCAL).date()
