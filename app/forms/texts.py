"""Turns what people type into typed values, one text at a time; it knows no form, no case and no clock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

CHINA = timezone(timedelta(hours=8))
FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_WHOLE_DIGITS = 12

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?\Z", re.ASCII)
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*月?\Z", re.ASCII)
_PLAIN_MONTH = re.compile(r"(\d{4})(\d{2})\Z", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?(?:[:]?(\d{1,2})(?:\.\d+)?\s*秒?)?\Z", re.ASCII
)
_DATE_AND_TIME = re.compile(
    r"(.+?(?:日|\d))(?:\s*[T\s]\s*|(?<=日)\s*)(上午|下午|晚上)?\s*(\d{1,2}\s*[:时点].*)\Z"
)
_HAN_DIGITS = {character: str(index) for index, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_HAN_DATE = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?\Z"
)


@dataclass(frozen=True)
class Wrong:
    """Why a text was not understood: what to do, in both languages, without the field's name."""

    zh: str
    en: str


WRONG_DATE = Wrong(
    "请填写真实的日期，例如 2025-09-26 或 2025年9月26日", "enter a real date such as 2025-09-26"
)
WRONG_TIME = Wrong(
    "请填写日期和时间，例如 2025-09-26 09:30", "enter a date and time such as 2025-09-26 09:30"
)
WRONG_MONTH = Wrong("请填写年月，例如 2025-09 或 2025年9月", "enter a year and month such as 2025-09")
WRONG_YESNO = Wrong("请选择“是”或“否”", "choose yes or no")


def narrow(text: str) -> str:
    """Return the text with full-width letters, digits and signs made half-width, trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def clean(text: str) -> str:
    """Return free text trimmed, with one kind of line end, without control characters or surrogates."""
    if text.isprintable():
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def read_number(text: str, decimals: int) -> Decimal | Wrong:
    """Return an exact number of at most 12 whole digits; thousands commas, 元, 万 and ¥ are understood."""
    plain = narrow(text).replace(" ", "").removeprefix("¥").removesuffix("元")
    tens_of_thousands = plain.endswith("万")
    match = _NUMBER.match(plain.removesuffix("万"))
    if match is None:
        return Wrong("请填写数字，例如 9600 或 9,600.00", "enter a number such as 9600 or 9,600.00")
    number = Decimal("".join(part or "" for part in match.groups()).replace(",", ""))
    if tens_of_thousands:
        number = number.scaleb(4)
    if number.adjusted() >= MAX_WHOLE_DIGITS:
        return Wrong("数字过大，整数部分最多 12 位", "the number is too large: at most 12 whole digits")
    if number != round(number, decimals):
        if decimals == 0:
            return Wrong("请填写整数", "enter a whole number")
        return Wrong(f"小数最多 {decimals} 位", f"give at most {decimals} decimal places")
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def read_money(text: str) -> Decimal | Wrong:
    """Return an amount of money in yuan with exactly two decimals."""
    number = read_number(text, 2)
    return number if isinstance(number, Wrong) else number.quantize(Decimal("0.01"))


def read_date(text: str) -> date | Wrong:
    """Return the date of 2025-09-26, 2025/9/26, 20250926, 2025年9月26日 or 二〇二五年九月二十六日."""
    plain = _from_han(narrow(text))
    match = _DATE.match(plain) or _PLAIN_DATE.match(plain)
    if match is None:
        return WRONG_DATE
    year, month, day = (int(part) for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Wrong(
            f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间", f"the year must be {FIRST_YEAR} to {LAST_YEAR}"
        )
    try:
        return date(year, month, day)
    except ValueError:
        return WRONG_DATE


def read_datetime(text: str) -> datetime | Wrong:
    """Return the moment in China's time of 2025-09-26T09:30, 2025年9月26日 9时30分 or an ISO text."""
    plain = narrow(text)
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return _spoken_datetime(plain)
    if len(plain) <= 10:
        return WRONG_TIME
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return WRONG_TIME
    return moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)


def _spoken_datetime(plain: str) -> datetime | Wrong:
    match = _DATE_AND_TIME.match(plain)
    if match is None:
        return WRONG_TIME
    day, clock = read_date(match[1]), _TIME.match(match[3].strip())
    if isinstance(day, Wrong) or clock is None:
        return WRONG_TIME
    hour, minute, second = (int(part or 0) for part in clock.groups())
    if match[2] in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return WRONG_TIME


def read_month(text: str) -> str | Wrong:
    """Return a month as YYYY-MM, which sorts as months do."""
    plain = _from_han(narrow(text))
    match = _MONTH.match(plain) or _PLAIN_MONTH.match(plain)
    if match is None:
        return WRONG_MONTH
    year, month = int(match[1]), int(match[2])
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return WRONG_MONTH
    return f"{year:04d}-{month:02d}"


def read_yesno(text: str) -> bool | Wrong:
    """Return True for true, yes and 是, False for false, no and 否."""
    answer = narrow(text).lower()
    if answer in ("true", "yes", "是", "1", "on"):
        return True
    if answer in ("false", "no", "否", "0"):
        return False
    return WRONG_YESNO


def read_text(text: str, limit: int) -> str | Wrong:
    """Return free text of at most `limit` characters."""
    plain = clean(text)
    if len(plain) > limit:
        over = len(plain) - limit
        return Wrong(
            f"最多 {limit:,} 个字，请删去 {over:,} 个字", f"at most {limit:,} characters; remove {over:,}"
        )
    return plain


def _from_han(text: str) -> str:
    match = _HAN_DATE.match(text)
    if match is None:
        return text
    year = "".join(_HAN_DIGITS[character] for character in match[1])
    day = f"{_han_number(match[3])}日" if match[3] else ""
    return f"{year}年{_han_number(match[2])}月{day}"


def _han_number(text: str) -> int:
    """Return 1–99 written in Chinese (九, 十, 二十六)."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(_HAN_DIGITS[character] for character in text))
    return int("".join(_HAN_DIGITS.get(c, "") for c in tens) or 1) * 10 + int(_HAN_DIGITS.get(ones[:1], "0"))
