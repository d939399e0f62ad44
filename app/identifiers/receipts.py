"""Receipt numbers that the public types in: district prefix, day, sequence and a check character."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.identifiers.credit_code import ALPHABET
from app.identifiers.sentences import Checked, compact, refused


@dataclass(frozen=True)
class Receipt:
    """A receipt number taken apart."""

    number: str
    prefix: str
    day: date
    sequence: int


def receipt_check(body: str) -> str:
    """Return the check character of a number without it; it shows any one wrong or two swapped digits."""
    total = sum(int(sign, 36) * pow(3, place, 31) for place, sign in enumerate(reversed(body), start=1))
    return ALPHABET[total % 31]


def receipt_number(prefix: str, day: date, sequence: int) -> str:
    """Return the number of the sequence-th receipt of a day, e.g. BS202509260001 and its check character."""
    if not 1 <= sequence <= 999_999:
        raise ValueError("a day has receipts 1 to 999999")
    body = f"{prefix}{day:%Y%m%d}{sequence:04d}"
    return body + receipt_check(body)


def check_receipt_number(text: str, prefixes: Collection[str]) -> Checked[Receipt]:
    """Return the parts of a receipt number of one of these districts; small letters and spaces do not matter."""
    number = compact(text)
    prefix = next((known for known in prefixes if number.startswith(known)), None)
    if prefix is None:
        listed = "、".join(sorted(prefixes))
        return refused(
            f"受理编号应以{listed}开头，请对照回执填写",
            f"A receipt number begins with {listed}: copy it from the receipt",
        )
    rest = number[len(prefix) :].translate(str.maketrans("OI", "01"))
    found = re.fullmatch(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})([0-9]{{4,6}})([{ALPHABET}])", rest)
    day = _day(found) if found else None
    if found is None or day is None:
        return refused(
            "受理编号应为前缀、8位日期、4至6位序号和1位校验字符，请对照回执填写",
            "A receipt number is prefix, eight digits of date, 4–6 of sequence and a check character",
        )
    if receipt_check(prefix + rest[:-1]) != rest[-1]:
        return refused(
            "受理编号有一位不对，请对照回执逐位核对", "One character is wrong: compare it with the receipt"
        )
    return Checked(Receipt(prefix + rest, prefix, day, int(found[4])))


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
