"""Too many tries from one address are refused until the window has passed; others are not touched."""

from __future__ import annotations

from datetime import timedelta

from app.throttle import Throttle
from tests.support.clock import A_WEDNESDAY

MINUTE = timedelta(minutes=1)


def test_the_last_try_is_admitted_and_the_next_one_is_not() -> None:
    throttle = Throttle(3, 10 * MINUTE)
    assert [throttle.admits("a", A_WEDNESDAY) for _ in range(4)] == [True, True, True, False]
    assert throttle.admits("b", A_WEDNESDAY)


def test_the_window_moves_with_the_tries() -> None:
    throttle = Throttle(2, 10 * MINUTE)
    assert throttle.admits("a", A_WEDNESDAY) and throttle.admits("a", A_WEDNESDAY + 6 * MINUTE)
    assert not throttle.admits("a", A_WEDNESDAY + 9 * MINUTE)
    assert throttle.admits("a", A_WEDNESDAY + 10 * MINUTE), "the first try is forgotten"
    assert not throttle.admits("a", A_WEDNESDAY + 11 * MINUTE)


def test_many_addresses_do_not_fill_the_memory() -> None:
    throttle = Throttle(1, 10 * MINUTE, addresses=5)
    for number in range(100):
        assert throttle.admits(str(number), A_WEDNESDAY)
    assert throttle.admits("0", A_WEDNESDAY), "long forgotten"
    assert not throttle.admits("99", A_WEDNESDAY)
