"""Row ids: unique, of one length, and in the order in which rows were made, also within one millisecond."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from storage.models.base import _Ids, new_id


def test_parties_written_in_one_moment_keep_the_order_of_the_form() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert {len(key) for key in made} == {26}


def test_ids_go_on_upwards_when_the_machine_clock_is_set_back() -> None:
    ids = _Ids()
    with patch("storage.models.base.time.time", side_effect=[1000.0, 999.0, 1000.0]):
        first, second, third = ids.next(), ids.next(), ids.next()
    assert first < second < third


def test_a_millisecond_holds_any_number_of_rows() -> None:
    ids = _Ids()
    with patch("storage.models.base.time.time", return_value=1000.0):
        made = [ids.next() for _ in range(10_000)]
    assert made == sorted(made) and len(set(made)) == len(made)


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_id(), range(8_000)))
    assert len(set(made)) == len(made)
