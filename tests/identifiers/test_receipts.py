"""A complainant copies the receipt number by hand; slips are noticed before anything is looked up."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import check_receipt_number, receipt_number

DAY = date(2025, 9, 26)
PREFIXES = ["BS", "CD"]


def test_a_receipt_number_is_read_back_in_any_spelling() -> None:
    number = receipt_number("BS", DAY, 1)
    assert number.startswith("BS202509260001") and len(number) == 15
    for typed in (number, number.lower(), f" {number[:2]} {number[2:10]}-{number[10:]} "):
        found = check_receipt_number(typed, PREFIXES).value
        assert found is not None
        assert (found.number, found.prefix, found.day, found.sequence) == (number, "BS", DAY, 1)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("XX202509260001A", "BS、CD"), ("BS2025", "8位日期"), ("BS202513260001A", "8位日期"), ("", "BS、CD")],
)
def test_a_text_that_is_no_number_is_refused(typed: str, says: str) -> None:
    found = check_receipt_number(typed, PREFIXES)
    assert found.error is not None and says in found.error.zh


@pytest.mark.parametrize("sequence", [0, 1_000_000])
def test_a_day_has_no_such_receipt(sequence: int) -> None:
    with pytest.raises(ValueError, match="1 to 999999"):
        receipt_number("BS", DAY, sequence)


DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(PREFIXES), DAYS, st.integers(1, 999_999))
@settings(deadline=None)
def test_every_receipt_number_is_valid(prefix: str, day: date, sequence: int) -> None:
    found = check_receipt_number(receipt_number(prefix, day, sequence), PREFIXES).value
    assert found is not None and (found.day, found.sequence) == (day, sequence)


@given(DAYS, st.integers(1, 9_999), st.integers(2, 13), st.sampled_from("0123456789"))
@settings(deadline=None)
def test_one_wrong_digit_is_always_noticed(day: date, sequence: int, place: int, digit: str) -> None:
    number = receipt_number("BS", day, sequence)
    wrong = number[:place] + digit + number[place + 1 :]
    assert check_receipt_number(wrong, PREFIXES).ok == (wrong == number)


@given(DAYS, st.integers(1, 9_999), st.integers(2, 12))
@settings(deadline=None)
def test_two_swapped_digits_are_always_noticed(day: date, sequence: int, place: int) -> None:
    number = receipt_number("CD", day, sequence)
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert check_receipt_number(wrong, PREFIXES).ok == (wrong == number)


def test_the_letter_o_is_read_as_zero() -> None:
    number = receipt_number("BS", DAY + timedelta(days=3), 10)
    assert check_receipt_number(number.replace("0", "O"), PREFIXES).ok == ("0" not in number[-1])
