"""Identity numbers of persons: check, birth, sex and age; it keeps nothing and knows no person."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from app.identifiers.regions import PROVINCES, RESIDENCE_PERMITS
from app.identifiers.sentences import Checked, Sentence, compact, refused

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"

IdKind = Literal["居民身份证", "港澳台居民居住证", "护照", "外国人永久居留身份证"]


def id_check(digits: str) -> str:
    """Return the 18th character that belongs to 17 digits (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return CHECK_SIGNS[total % 11]


def check_resident_id(text: str, today: date) -> Checked[str]:
    """Return the number with 18 characters and a capital X; an old number of 15 digits is converted.

    The residence permits of Hong Kong, Macao and Taiwan residents follow the same rule. An unknown region
    only warns, because regions change.
    """
    number = compact(text)
    if not number:
        return refused("请填写身份证号码", "Enter the identity number")
    warnings: list[Sentence] = []
    if re.fullmatch(r"[0-9]{15}", number):
        number = number[:6] + "19" + number[6:]
        number += id_check(number)
        warnings.append(
            Sentence(
                "15位旧号码已换算为18位，请与证件核对",
                "The old number was converted to 18 digits: compare it",
            )
        )
    problem = _problem(number, today)
    if problem is not None:
        return Checked(None, problem)
    if number[:2] not in PROVINCES:
        warnings.append(
            Sentence(
                "前六位不是已知的行政区划，请核对证件后继续",
                "The first six digits are no known region: compare the card, then go on",
            )
        )
    return Checked(number, None, warnings)


def _problem(number: str, today: date) -> Sentence | None:
    if len(number) != 18:
        return Sentence(
            f"身份证号码应为18位（旧证15位），现为{len(number)}位，请核对补全",
            f"An identity number has 18 characters (old cards 15), not {len(number)}: complete it",
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Sentence(
            "身份证号码只能是数字，末位可以是X，请删去其他字符",
            "An identity number has digits only, the last may be X: remove other characters",
        )
    birth = _date(number[6:14])
    if birth is None or birth > today:
        return Sentence(
            "第7至14位不是有效的出生日期，请核对证件",
            "Characters 7–14 are no possible date of birth: compare the card",
        )
    if id_check(number) != number[17]:
        return Sentence(
            "身份证号码校验不符，请对照证件逐位核对",
            "The identity number fails its check: compare it with the card digit by digit",
        )
    return None


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_id(kind: IdKind, text: str, today: date) -> Checked[str]:
    """Return the number of a document of this kind in its stored form, or what to do."""
    if kind == "护照":
        number = compact(text)
        if re.fullmatch(r"[A-Z0-9]{5,17}", number):
            return Checked(number)
        return refused(
            "护照号码应为5至17位字母和数字，请核对", "A passport number has 5–17 letters and digits"
        )
    if kind == "外国人永久居留身份证":
        number = compact(text)
        if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number) or (
            re.fullmatch(r"9[0-9]{16}[0-9X]", number) and _sound(number)
        ):
            return Checked(number)
        return refused(
            "永久居留身份证号码应为3位字母加12位数字，或以9开头的18位号码，请核对",
            "A permanent residence card has three letters and 12 digits, or 18 digits beginning with 9",
        )
    checked = check_resident_id(text, today)
    permit = checked.value is not None and checked.value[:6] in RESIDENCE_PERMITS
    if checked.ok and kind == "港澳台居民居住证" and not permit:
        return refused(
            "港澳台居民居住证号码应以810000、820000或830000开头，请核对证件种类",
            "A residence permit begins with 810000, 820000 or 830000: check the kind of document",
        )
    if permit and kind == "居民身份证":
        note = Sentence(
            "此号码为港澳台居民居住证，请改选证件种类", "This is a residence permit: change the kind"
        )
        return Checked(checked.value, None, [*checked.warnings, note])
    return checked


def _sound(number: str) -> bool:
    return id_check(number) == number[17]


def birth_of(number: str) -> date:
    """Return the date of birth in a checked number of 18 characters; ValueError for any other text."""
    birth = _date(number[6:14]) if len(number) == 18 else None
    if birth is None:
        raise ValueError("not a checked identity number")
    return birth


def sex_of(number: str) -> Literal["男", "女"]:
    """Return the sex in a checked number of 18 characters: the 17th digit is odd for men."""
    return "男" if int(number[16]) % 2 else "女"


def age_on(number: str, day: date) -> int:
    """Return the full years of age on a day (民法典 §17 周岁: from the day after the birthday's eve)."""
    birth = birth_of(number)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def work_age_warning(number: str, worked_on: date) -> Sentence | None:
    """Return what the age at work means: child labour below 16, possibly over-age (INS-26) from 55 or 60.

    Ages above 100 come from invented or mistyped numbers and say nothing about work.
    """
    age = age_on(number, worked_on)
    if age < 16:
        return Sentence(
            f"用工时{age}周岁，未满16周岁，涉嫌使用童工，请报告监察机构负责人",
            f"Aged {age} at work, below 16: suspected child labour, report it to the head of inspection",
        )
    if (60 if sex_of(number) == "男" else 55) <= age <= 100:
        return Sentence(
            f"用工时{age}周岁，可能已超过法定退休年龄，请核实后按超龄劳动者规定办理",
            f"Aged {age} at work, possibly over retirement age: verify, then follow the rules on over-age workers",
        )
    return None
