"""Every dated expectation of the eight scenarios comes out, with the make-up days and the extensions."""

from datetime import date
from typing import Any

import pytest

from app.deadlines import RulePack, WorkCalendar, due

EXPECTED: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("S01", "INS-01", "2025-09-26", "2025-10-10", {}),
    ("S01", "INS-04", "2025-09-26", "2025-10-09", {}),
    ("S01", "INS-07", "2025-09-29", "2025-12-29", {}),
    ("S01", "INS-08", "2025-09-29", "2025-11-28", {}),
    ("S02", "INS-01", "2025-11-03", "2025-11-10", {}),
    ("S02", "INS-05", "2025-11-03", "2025-11-10", {}),
    ("S02", "INS-07", "2025-11-05", "2026-01-29", {}),
    ("S02", "INS-09", "2025-11-05", "2026-01-04", {}),
    ("S02", "INS-07", "2025-11-05", "2026-03-18", {"extended": True}),
    ("S02", "INS-09", "2025-11-05", "2026-02-03", {"extended": True}),
    ("S02", "INS-10", "2025-12-05", "2025-12-26", {}),
    ("S02", "DEP-03", "2025-12-29", "2026-01-06", {}),
    ("S02", "DEP-04", "2026-01-06", "2026-01-20", {}),
    ("S02", "INS-14", "2025-12-16", "2025-12-23", {"length": 5}),
    ("S02", "INS-15", "2025-12-08", "2025-12-15", {"until": date(2025, 12, 15)}),
    ("S03", "INS-01", "2026-02-10", "2026-02-24", {}),
    ("S03", "INS-04", "2026-02-10", "2026-02-24", {}),
    ("S05", "MED-01", "2025-10-22", "2025-11-06", {}),
    ("S05", "MED-02", "2025-10-22", "2025-10-27", {}),
    ("S05", "MED-03", "2025-11-04", "2025-11-19", {}),
    ("S05", "MED-05", "2025-11-04", "2025-12-04", {}),
    ("S05", "MED-04", "2025-11-11", "2025-11-18", {}),
    ("S05", "MED-04", "2025-11-11", "2025-11-25", {"extended": True}),
    ("S05", "ARB-17", "2025-12-15", "2027-12-15", {}),
    ("S06", "ARB-02", "2026-03-02", "2026-03-09", {}),
    ("S06", "ARB-04", "2026-03-05", "2026-03-12", {}),
    ("S06", "ARB-05", "2026-03-05", "2026-03-12", {}),
    ("S06", "ARB-04b", "2026-03-09", "2026-03-23", {}),
    ("S06", "ARB-07", "2026-03-05", "2026-04-20", {}),
    ("S06", "ARB-07", "2026-03-25", "2026-05-09", {}),
    ("S06", "ARB-07", "2026-03-25", "2026-05-25", {"extended": True}),
    ("S06", "ARB-06", "2026-04-08", "2026-03-31", {}),
    ("S06", "ARB-15a", "2026-04-29", "2026-05-14", {}),
    ("S06", "ARB-15b", "2026-04-29", "2026-05-29", {}),
    ("S07", "BLK-05", "2026-01-19", "2026-02-14", {}),
    ("S07", "BLK-05", "2026-01-19", "2026-03-20", {"extended": True}),
    ("S07", "BLK-03", "2026-01-22", "2026-01-29", {}),
    ("S07", "BLK-04", "2026-01-28", "2026-02-04", {}),
    ("S07", "BLK-07", "2026-02-10", "2029-02-10", {}),
    ("S07", "BLK-09", "2026-03-20", "2026-09-20", {}),
    ("S07", "BLK-11", "2026-09-21", "2026-10-19", {}),
    ("S07", "BLK-12", "2026-10-12", "2026-10-26", {}),
    ("S07", "BLK-15", "2026-02-10", "2027-02-10", {}),
    ("S09", "INS-01", "2026-01-19", "2026-01-26", {}),
    ("S11", "PEN-02", "2026-05-25", "2026-06-01", {}),
    ("S11", "PEN-03", "2026-06-15", "2026-06-04", {}),
    ("S11", "PEN-01", "2026-04-20", "2026-07-20", {}),
    ("S11", "PEN-07", "2026-07-01", "2026-07-16", {}),
    ("S11", "PEN-10", "2026-07-01", "2026-08-31", {}),
    ("S11", "PEN-10b", "2026-07-01", "2027-01-01", {}),
]


@pytest.mark.parametrize(
    ("scenario", "rule", "start", "expected", "more"),
    EXPECTED,
    ids=[f"{r[0]}-{r[1]}-{r[3]}" for r in EXPECTED],
)
def test_the_scenario_date_comes_out(
    scenario: str,
    rule: str,
    start: str,
    expected: str,
    more: dict[str, Any],
    rules: RulePack,
    calendar: WorkCalendar,
) -> None:
    found = due(rules[rule], date.fromisoformat(start), calendar, **more)
    assert found.due == date.fromisoformat(expected), "\n".join(found.explanation)


def test_dates_that_rest_on_the_unpublished_2027_are_provisional(
    rules: RulePack, calendar: WorkCalendar
) -> None:
    assert due(rules["ARB-17"], date(2025, 12, 15), calendar).provisional
    lawsuit = due(rules["PEN-10b"], date(2026, 7, 1), calendar)
    assert (lawsuit.raw, lawsuit.provisional) == (date(2027, 1, 1), True)
    assert "2027年放假调休安排尚未公布" in lawsuit.explanation[-1]


def test_a_term_that_never_rolls_is_certain_even_in_2029(rules: RulePack, calendar: WorkCalendar) -> None:
    assert not due(rules["BLK-07"], date(2026, 2, 10), calendar).provisional


def test_no_date_inside_the_published_years_is_provisional(rules: RulePack, calendar: WorkCalendar) -> None:
    for _, rule, start, expected, more in EXPECTED:
        if expected < "2027":
            assert not due(rules[rule], date.fromisoformat(start), calendar, **more).provisional
