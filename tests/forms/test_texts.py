"""What people type becomes exact values, and what cannot be understood says what to write instead."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.forms.texts import (
    CHINA,
    Wrong,
    clean,
    read_date,
    read_datetime,
    read_money,
    read_month,
    read_number,
    read_text,
    read_yesno,
)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("9600", "9600.00"),
        ("9,600.00", "9600.00"),
        ("９６００．５", "9600.50"),
        ("9，600", "9600.00"),
        ("¥ 9600", "9600.00"),
        ("￥9600元", "9600.00"),
        ("1.2万元", "12000.00"),
        ("0.10", "0.10"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_understood_however_it_is_typed(typed: str, amount: str) -> None:
    read = read_money(typed)
    assert read == Decimal(amount)
    assert str(read) == amount


@pytest.mark.parametrize(
    "typed", ["一百", "1,2", "12,34", "1.234", "1e5", "NaN", "Infinity", "--1", "", "1000000000000", "٣"]
)
def test_what_is_no_amount_is_refused_with_a_hint(typed: str) -> None:
    assert isinstance(read_money(typed), Wrong)


def test_whole_numbers_stay_whole() -> None:
    assert str(read_number("12.0", 2)) == "12"
    assert str(read_number("12.50", 2)) == "12.50"
    assert isinstance(read_number("12.5", 0), Wrong)
    assert read_number("-3", 0) == Decimal(-3)


@pytest.mark.parametrize(
    "typed",
    [
        "2025-09-26",
        "2025/9/26",
        "2025.9.26",
        "20250926",
        "2025年9月26日",
        "２０２５年９月２６日",
        "2025 年 9 月 26 日",
        "二〇二五年九月二十六日",
    ],
)
def test_a_date_is_understood_in_every_usual_form(typed: str) -> None:
    assert read_date(typed) == date(2025, 9, 26)


@pytest.mark.parametrize(
    "typed", ["2025-02-30", "2025-13-01", "26.9.2025", "昨天", "0001-01-01", "2025-9", "9999-12-31"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert isinstance(read_date(typed), Wrong)


@pytest.mark.parametrize(
    "typed",
    [
        "2025-09-26T14:30",
        "2025-09-26 14:30",
        "2025年9月26日14时30分",
        "2025年9月26日 下午2点30分",
        "2025-09-26T06:30Z",
        "2025/9/26 14:30:00",
    ],
)
def test_a_moment_is_read_in_the_time_of_china(typed: str) -> None:
    assert read_datetime(typed) == datetime(2025, 9, 26, 14, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    "typed", ["2025-09-26", "2025-09-26T25:00", "0001-01-01T00:00Z", "14:30", "2025年9月26日 25时"]
)
def test_a_moment_without_a_clock_time_is_refused(typed: str) -> None:
    assert isinstance(read_datetime(typed), Wrong)


@pytest.mark.parametrize("typed", ["2025-09", "2025-9", "2025年9月", "2025/09", "202509", "二〇二五年九月"])
def test_a_month_is_understood_in_every_usual_form(typed: str) -> None:
    assert read_month(typed) == "2025-09"


@pytest.mark.parametrize("typed", ["2025-13", "九月", "2025", "1899-01"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    assert isinstance(read_month(typed), Wrong)


def test_yes_and_no_are_understood_in_both_languages() -> None:
    assert read_yesno("是") is True
    assert read_yesno("true") is True
    assert read_yesno("No") is False
    assert isinstance(read_yesno("也许"), Wrong)


def test_free_text_is_cleaned_and_limited() -> None:
    assert clean("  一行\r\n二行\x00\ud800\t尾 ") == "一行\n二行\t尾"
    assert read_text("好" * 5000, 5000) == "好" * 5000
    refused = read_text("好" * 5003, 5000)
    assert isinstance(refused, Wrong)
    assert "请删去 3 个字" in refused.zh
