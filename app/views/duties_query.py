"""What is asked of the duty matrix, as it stands in addresses: district, unit, process, standing, period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from app.clock import start_of_day
from app.periods import Period, period_of, read_period
from storage.case_filter import Span
from storage.duties import STANDINGS

STATES = ("performed", "never", "late", "open", "standing", "unserved")


@dataclass(frozen=True)
class DutiesQuery:
    """Filters of the duty matrix; `unit` is the key of a unit within the district."""

    district: str
    unit: str = ""
    process: str = ""
    state: str = ""
    period: str = ""
    q: str = ""

    def address(self, path: str = "/duties", **changes: str) -> str:
        """Return the address of a page with these filters, some of them changed."""
        given = {name: value for name, value in {**asdict(self), **changes}.items() if value}
        return path + ("?" + urlencode(given) if given else "")

    def of_clause(self, clause: str, **more: str) -> str:
        """Return the address of a clause in the same period, or with `standing` of the work behind a figure."""
        path = f"/duties/{clause}/work" if "standing" in more else f"/duties/{clause}"
        given = {"period": self.period, **more}
        text = urlencode({name: value for name, value in given.items() if value})
        return path + (f"?{text}" if text else "")

    def time(self, today: date) -> Period:
        """Return the period that is asked for, last month when none is."""
        return read_period(self.period) or period_of(today, 1).before()


def span_within(period: Period) -> Span:
    """Return the moments between which a period lies."""
    return start_of_day(period.first), start_of_day(period.last + timedelta(days=1))


def read_duties_query(given: Mapping[str, Any], districts: Mapping[str, Any], own: str) -> DutiesQuery:
    """Return the query of an address; what makes no sense is left out."""
    texts = {name: str(given.get(name) or "").strip()[:64] for name in ("unit", "process", "q")}
    district, state = str(given.get("district") or ""), str(given.get("state") or "")
    known = read_period(str(given.get("period") or ""))
    return DutiesQuery(
        district=district if district in districts else own,
        state=state if state in STATES else "",
        period=known.key if known else "",
        **texts,
    )


def read_standing(given: Mapping[str, Any]) -> tuple[str, int]:
    """Return which work of a clause is wanted, and the page of the list."""
    standing, page = str(given.get("standing") or ""), str(given.get("page") or "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return (standing if standing in STANDINGS else STANDINGS[0]), max(1, number)


def periods_before(today: date) -> list[Period]:
    """Return the periods that can be chosen: a year of months, then quarters, half-years and years."""
    found = [period_of(today, 1)]
    for _ in range(11):
        found.append(found[-1].before())
    for length, count in ((3, 4), (6, 3), (12, 3)):
        found.append(period_of(today, length))
        for _ in range(count - 1):
            found.append(found[-1].before())
    return found
