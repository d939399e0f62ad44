"""How a clock is drawn: used days, days off, days left, and days over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.actions.clock_dates import end_of_day
from app.clock import LOCAL
from app.views.clocks import ClockView, clock_views, main_clock
from storage.models import Deadline
from tests.support.office import house

CALENDAR = house().calendars["tj_ftz"]


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    """Words are those of a page in Chinese."""
    web = Flask("clocks")
    web.extensions["house"] = house()
    with web.test_request_context("/"):
        yield


def clock(rule: str, start: date, due: date, today: date, **more: object) -> ClockView:
    row = Deadline(
        id=rule, case_id="c", run_id="r", rule=rule, started_by="e", started_on=start, due_at=end_of_day(due),
        provisional=False, extended_days=0, **more,
    )  # fmt: skip
    at = datetime(today.year, today.month, today.day, 10, tzinfo=LOCAL)
    return clock_views([row], at, CALENDAR)[0]


def kinds(view: ClockView) -> list[str]:
    assert view.strip is not None
    return [part.kind for part in view.strip.stretches]


def test_working_days_are_counted_and_days_off_are_drawn_thin() -> None:
    view = clock("INS-01", date(2025, 9, 24), date(2025, 10, 9), date(2025, 9, 28))
    assert view.strip is not None and (view.strip.used, view.strip.left, view.strip.late) == (3, 3, 0)
    assert kinds(view) == ["used", "used", "rest", "used", *["left"] * 2, *["rest"] * 8, "left"]
    assert "已用 3，剩 3 个工作日" in view.words


def test_calendar_days_are_all_counted() -> None:
    view = clock("INS-04", date(2025, 9, 29), date(2025, 10, 9), date(2025, 10, 2))
    assert "rest" not in kinds(view) and view.strip is not None and view.strip.used + view.strip.left == 10


def test_what_is_over_goes_on_behind_the_mark() -> None:
    view = clock("INS-01", date(2025, 9, 1), date(2025, 9, 8), date(2025, 9, 11))
    assert view.strip is not None and view.strip.late == 3 and kinds(view)[-3:] == ["late"] * 3
    assert view.strip.due_at == 7.0 and view.late and "3 个工作日前届满" in view.words


def test_a_long_clock_is_drawn_in_stretches() -> None:
    view = clock("INS-07", date(2025, 1, 2), date(2025, 12, 31), date(2025, 6, 30))
    assert view.strip is not None and kinds(view) == ["used", "left"]
    assert sum(part.width for part in view.strip.stretches) == view.strip.days


def test_a_clock_that_is_met_or_stopped_is_not_drawn() -> None:
    at = datetime(2025, 9, 26, 9, tzinfo=LOCAL)
    met = clock("INS-01", date(2025, 9, 24), date(2025, 9, 30), date(2025, 10, 20), met_at=at, met_by="e")
    late = clock("INS-01", date(2025, 9, 1), date(2025, 9, 8), date(2025, 10, 20), met_at=at, met_by="e")
    stopped = clock("INS-01", date(2025, 9, 24), date(2025, 9, 30), date(2025, 10, 20), replaced_at=at)
    assert (met.state, met.late, met.strip) == ("met", False, None)
    assert (late.late, stopped.state, stopped.strip) == (True, "replaced", None)


def test_the_clock_of_the_task_stands_first_else_the_one_that_ends_first() -> None:
    today = date(2025, 9, 25)
    views = [
        clock(rule, date(2025, 9, 24), today + timedelta(days=9), today) for rule in ("INS-01", "INS-02")
    ]
    assert main_clock(views, "INS-02") is views[1]
    assert main_clock(views) is main_clock(views, "INS-99") is views[0]
    assert main_clock([]) is None


def test_a_clock_of_hours_is_told_and_not_drawn() -> None:
    hours = next(rule for rule in house().rules.values() if rule.unit == "h")
    assert clock(hours.rule_id, date(2025, 9, 24), date(2025, 9, 26), date(2025, 9, 25)).strip is None
