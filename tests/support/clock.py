"""A clock that stands where a test puts it; knows nothing but the product's own clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from app.clock import LOCAL, SetClock, clock_at

A_WEDNESDAY = datetime(2025, 9, 24, 9, 30, tzinfo=LOCAL)
"""A working day before the holiday of October 2025, at half past nine in the morning."""


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment in Chinese standard time."""
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


@pytest.fixture
def clock() -> Iterator[SetClock]:
    """The clock of the whole process, standing on a Wednesday morning until the test moves it."""
    with clock_at(A_WEDNESDAY) as standing:
        yield standing


@pytest.fixture
def put_clock() -> Iterator[Callable[[datetime], SetClock]]:
    """`put_clock(at(2025, 9, 26))`: stand the clock at a moment for the rest of the test."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock_at(moment))
