"""Due dates as lights and words, on the published calendar of 2025."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import LOCAL
from app.lights import LIGHTS, light_of, spans
from storage.inbox import NO_DUE
from tests.support.clock import at
from tests.support.office import house

CALENDAR = house().calendars["tj_ftz"]
FRIDAY = at(2025, 9, 26, 10)  # Sunday 28 September is a make-up working day; 1–8 October are holidays


def end_of(month: int, day: int) -> datetime:
    return datetime(2025, month, day, 23, 59, 59, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("due", "name", "zh", "en"),
    [
        (None, "none", "无期限", "No due date"),
        (end_of(9, 24), "overdue", "逾期 2 个工作日", "Overdue by 2 working days"),
        (end_of(9, 25), "overdue", "逾期 1 个工作日", "Overdue by 1 working day"),
        (at(2025, 9, 26, 9), "overdue", "今日 09:00 已逾期", "Overdue since 09:00"),
        (end_of(9, 26), "today", "今日到期", "Due today"),
        (at(2025, 9, 26, 17, 30), "today", "今日 17:30 到期", "Due today at 17:30"),
        (end_of(9, 27), "soon", "剩 1 天", "1 day left"),
        (end_of(9, 28), "soon", "剩 1 个工作日", "1 working day left"),
        (end_of(9, 30), "soon", "剩 3 个工作日", "3 working days left"),
        (end_of(10, 8), "soon", "剩 3 个工作日", "3 working days left"),
        (end_of(10, 9), "ample", "剩 4 个工作日", "4 working days left"),
    ],
)
def test_a_due_date_says_in_working_days_how_near_it_is(
    due: datetime | None, name: str, zh: str, en: str
) -> None:
    light = light_of(due, FRIDAY, CALENDAR)
    assert (light.name, light.zh, light.en) == (name, zh, en)


def test_what_was_due_on_a_free_day_counts_plain_days_until_work_begins_again() -> None:
    assert light_of(end_of(10, 3), at(2025, 10, 5), CALENDAR).zh == "逾期 2 天"


@given(
    moment=st.datetimes(datetime(2025, 1, 2), datetime(2026, 6, 1)),
    ahead=st.timedeltas(timedelta(days=-40), timedelta(days=40)),
)
def test_the_counters_and_the_lights_never_disagree(moment: datetime, ahead: timedelta) -> None:
    now = moment.replace(tzinfo=LOCAL)
    due = now + ahead
    name = light_of(due, now, CALENDAR).name
    found = [
        key
        for key, (first, before) in spans(now, CALENDAR, NO_DUE).items()
        if (first is None or due >= first) and (before is None or due < before)
    ]
    assert found == [name] or (due == now and name == "today")


def test_tasks_without_a_date_fall_into_the_last_span() -> None:
    windows = spans(FRIDAY, CALENDAR, NO_DUE)
    assert tuple(windows) == LIGHTS
    assert windows["none"] == (NO_DUE, None)
    assert windows["ample"][1] == NO_DUE
