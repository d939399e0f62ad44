"""Months and money are understood as people write them, never as floating point."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identifiers import check_arrears_months, check_money, check_month

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    "typed", ["2025-07", "2025年7月", "202507", "2025/7", "２０２５．０７", " 2025 年 07 月 "]
)
def test_a_month_is_stored_in_one_form(typed: str) -> None:
    assert check_month(typed).value == "2025-07"


@pytest.mark.parametrize("typed", ["", "2025-13", "2025-00", "07-2025", "去年七月", "1025-07", "2025071"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    found = check_month(typed)
    assert found.error is not None and "如2025-07" in found.error.zh


def test_a_month_to_come_is_refused_where_today_matters() -> None:
    assert check_month("2026-05", TODAY).ok
    found = check_month("2026-06", TODAY)
    assert found.error is not None and "尚未到来" in found.error.zh


def test_arrears_run_forward_and_old_ones_ask_about_the_time_bar() -> None:
    assert check_arrears_months("2025年7月", "2025-08", TODAY).value == ("2025-07", "2025-08")
    backward = check_arrears_months("2025-08", "2025-07", TODAY)
    assert backward.error is not None and "晚于" in backward.error.zh
    assert not check_arrears_months("2024-01", "2024-05", TODAY).warnings
    assert "二年时效" in check_arrears_months("2024-01", "2024-04", TODAY).warnings[0].zh
    assert not check_arrears_months("", "2024-04", TODAY).ok


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("9600", "9600.00"),
        ("9,600.5", "9600.50"),
        ("￥１，２４０，０００元", "1240000.00"),
        ("0", "0.00"),
        ("999999999999.99", "999999999999.99"),
        ("3.10", "3.10"),
        ("3.1000", "3.10"),
    ],
)
def test_an_amount_is_stored_to_the_fen(typed: str, amount: str) -> None:
    assert str(check_money(typed).value) == amount


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请填写"),
        ("-5", "不能为负"),
        ("9.6万", "以元为单位"),
        ("1,00", "以元为单位"),
        ("NaN", "以元为单位"),
        ("1e5", "以元为单位"),
        ("1.005", "两位小数"),
        ("1000000000000", "位数"),
    ],
)
def test_a_wrong_amount_is_refused_with_what_to_do(typed: str, says: str) -> None:
    found = check_money(typed)
    assert found.error is not None and says in found.error.zh and found.error.en


def test_a_very_large_monthly_wage_asks_for_confirmation() -> None:
    assert not check_money("100000", per_person_month=True).warnings
    assert check_money("100000.01", per_person_month=True).warnings
    assert not check_money("100000.01").warnings


@given(st.decimals(0, Decimal("999999999999.99"), places=2))
@settings(deadline=None)
def test_every_amount_survives_being_written_and_read(amount: Decimal) -> None:
    assert check_money(f"{amount:,}元").value == amount


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text_gets_a_value_or_a_sentence(text: str) -> None:
    for found in (check_money(text), check_month(text), check_arrears_months(text, text, TODAY)):
        assert (found.value is None) == (found.error is not None)
