"""Telephone numbers and bank cards; it calls nobody and knows no bank."""

from __future__ import annotations

import re

from app.identifiers.sentences import Checked, Sentence, half_width, refused

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})(?:(?:转|EXT|X|,|#)([0-9]{1,6}))?")


def check_phone(text: str) -> Checked[str]:
    """Return a mobile number as 11 digits, a landline as area-number with an extension after 转."""
    number = re.sub(r"[\s\-–—().]", "", half_width(text)).upper()
    number = re.sub(r"^(\+|00)?86(?=1[3-9][0-9]{9}$|0)", "", number)
    if not number:
        return refused("请填写联系电话", "Enter a telephone number")
    if MOBILE.fullmatch(number):
        return Checked(number)
    found = LANDLINE.fullmatch(number)
    if found:
        extension = f"转{found[3]}" if found[3] else ""
        return Checked(f"{found[1]}-{found[2]}{extension}")
    if re.fullmatch(r"1[0-9]*", number) and not number.startswith("10"):
        return refused(
            f"手机号码应为11位且以13至19开头，现为{len(number)}位，请核对",
            f"A mobile number has 11 digits and begins with 13–19; this has {len(number)}: check it",
        )
    if re.fullmatch(r"[2-9][0-9]{6,7}", number):
        return refused("固定电话请加区号，如022-12345678", "Add the area code, as in 022-12345678")
    return refused(
        "请填写11位手机号码，或者区号加固定电话，如022-12345678",
        "Enter a mobile number of 11 digits, or a landline with its area code as in 022-12345678",
    )


def luhn_holds(digits: str) -> bool:
    """Tell whether the last digit is the Luhn check of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        figure = int(digit) * (1 + place % 2)
        total += figure - 9 * (figure > 9)
    return total % 10 == 0


def check_bank_card(text: str) -> Checked[str]:
    """Return the digits of a card or account of 12 to 19 digits; a failed Luhn check only warns."""
    number = re.sub(r"[\s\-–—]", "", half_width(text))
    if not number:
        return refused("请填写银行卡号", "Enter the bank card number")
    if not re.fullmatch(r"[0-9]+", number):
        return refused(
            "银行卡号只能是数字，请删去其他字符", "A card number has digits only: remove other characters"
        )
    if not 12 <= len(number) <= 19:
        return refused(
            f"银行卡号应为12至19位，现为{len(number)}位，请核对",
            f"A card number has 12 to 19 digits, not {len(number)}: check it",
        )
    if luhn_holds(number):
        return Checked(number)
    warning = Sentence(
        "银行卡号未通过常用校验（部分银行账号如此），请与本人银行卡核对后继续",
        "The number fails the usual card check (some accounts do): compare it with the card, then go on",
    )
    return Checked(number, None, [warning])
