"""Months and sums of money as people write them; it knows no case and never uses floating point."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from app.identifiers.sentences import Checked, Sentence, half_width, refused

LONGEST_WHOLE = 12
"""Digits before the decimal point that the database keeps: decimal(14, 2)."""
LARGE_PER_PERSON_MONTH = Decimal(100_000)


def check_month(text: str, today: date | None = None) -> Checked[str]:
    """Return a month as YYYY-MM; 2025年7月, 202507 and 2025/7 are understood. With `today`: none to come."""
    plain = re.sub(r"\s", "", half_width(text))
    found = re.fullmatch(r"([0-9]{4})(?:年|[-/.])([0-9]{1,2})月?", plain) or re.fullmatch(
        r"([0-9]{4})([0-9]{2})", plain
    )
    if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2999:
        return refused("请按“年-月”填写月份，如2025-07", "Enter the month as year-month, as in 2025-07")
    month = f"{found[1]}-{int(found[2]):02d}"
    if today is not None and month > f"{today:%Y-%m}":
        return refused(
            f"{month}尚未到来，请填写{today:%Y-%m}或之前的月份",
            f"{month} is still to come: enter {today:%Y-%m} or an earlier month",
        )
    return Checked(month)


def months_between(first: str, last: str) -> int:
    """Return how many months `last` lies after `first` (both YYYY-MM)."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])


def check_arrears_months(first: str, last: str, today: date) -> Checked[tuple[str, str]]:
    """Return the first and last month of arrears; more than 24 months ago only warns (INS-11, time bar)."""
    begin, end = check_month(first, today), check_month(last, today)
    for checked in (begin, end):
        if checked.error is not None:
            return Checked(None, checked.error)
    assert begin.value is not None and end.value is not None
    if begin.value > end.value:
        return refused(
            f"欠薪起始月份{begin.value}晚于截止月份{end.value}，请对调或改正",
            f"The arrears begin in {begin.value} after they end in {end.value}: swap or correct them",
        )
    warnings: list[Sentence] = []
    if months_between(end.value, f"{today:%Y-%m}") > 24:
        warnings.append(
            Sentence(
                "欠薪截止已超过24个月，请核实是否持续、是否曾主张或被发现（二年时效）",
                "The arrears ended more than 24 months ago: ask whether they go on or were claimed (two years)",
            )
        )
    return Checked((begin.value, end.value), None, warnings)


def check_money(text: str, *, per_person_month: bool = False) -> Checked[Decimal]:
    """Return an amount in yuan with two decimals, 0 to 999,999,999,999.99.

    `per_person_month`: more than 100,000 for one person and month asks for confirmation.
    """
    plain = re.sub(r"\s", "", half_width(text)).removesuffix("元").lstrip("¥￥")
    if not plain:
        return refused("请填写金额", "Enter the amount")
    if plain.startswith("-"):
        return refused("金额不能为负数，请填写0或以上的金额", "An amount cannot be negative: enter 0 or more")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain):
        return refused(
            "请用数字填写以元为单位的金额，如9600.00", "Enter the amount in yuan as a figure, as in 9600.00"
        )
    whole, _, fen = plain.replace(",", "").partition(".")
    if len(whole.lstrip("0")) > LONGEST_WHOLE:
        return refused(
            "金额达到一万亿元，请核对位数", "The amount has more than 12 digits before the point: check it"
        )
    if len(fen.rstrip("0")) > 2:
        return refused("金额最多两位小数，请精确到分", "An amount has at most two decimals")
    amount = Decimal(f"{whole}.{fen.rstrip('0') or '0'}")
    warnings: list[Sentence] = []
    if per_person_month and amount > LARGE_PER_PERSON_MONTH:
        warnings.append(
            Sentence(
                "单人单月超过10万元，请确认金额无误", "More than 100,000 for one person and month: confirm it"
            )
        )
    return Checked(amount.quantize(Decimal("0.01")), None, warnings)
