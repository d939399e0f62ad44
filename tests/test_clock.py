"""The product's clock."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from app import clock


def test_the_clock_shows_chinese_time() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_set_clock_stands_until_it_is_moved_and_is_taken_back() -> None:
    start = datetime(2025, 9, 24, 17, tzinfo=UTC)
    with clock.clock_at(start) as standing:
        assert clock.now() == start and clock.today() == date(2025, 9, 25)
        standing.advance(timedelta(days=1))
        assert clock.now() == start + timedelta(days=1)
        with clock.clock_at(start):
            assert clock.now() == start
        assert clock.now() == start + timedelta(days=1)
    assert clock.now() > start + timedelta(days=1)


def test_all_threads_read_the_same_set_clock() -> None:
    seen: list[datetime] = []
    with clock.clock_at(datetime(2025, 9, 24, 9, tzinfo=UTC)) as standing:
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        assert seen == [standing.moment]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.clock_at(datetime(2025, 9, 24)):
        pass


def test_a_day_begins_at_midnight_in_china() -> None:
    assert clock.start_of_day(date(2025, 9, 24)) == datetime(2025, 9, 23, 16, tzinfo=UTC)
