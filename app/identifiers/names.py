"""Names of persons and organisations as GB 18030 text; it knows no list of surnames and judges no length."""

from __future__ import annotations

import re
import unicodedata

from app.identifiers.sentences import Checked, half_width, refused

LONGEST_PERSON = 50
LONGEST_PARTY = 100
DOTS = dict.fromkeys(map(ord, "•‧・･∙⋅᛫"), "·")


def check_person_name(text: str) -> Checked[str]:
    """Return a name of 1 to 50 characters: letters of any script, rare Han, · between parts, spaces between words.

    Han characters are kept exactly as typed: normalising would replace variants that are another person's.
    """
    name = re.sub(r"\s+", " ", half_width(text).translate(DOTS)).strip(" ·")
    name = re.sub(r" ?· ?", "·", name)
    name = re.sub(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])", "·", name)
    name = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", name)
    if not name:
        return refused("请填写姓名", "Enter the name")
    if len(name) > LONGEST_PERSON:
        return refused(
            f"姓名最多{LONGEST_PERSON}个字符，现为{len(name)}个，请核对",
            f"A name has at most {LONGEST_PERSON} characters, not {len(name)}: check it",
        )
    for sign in name:
        if not _han(sign) and unicodedata.category(sign)[0] == "C":
            return refused(
                "姓名含有自造字或无法显示的字符，请用生僻字输入法重新输入该字",
                "The name holds a character that others cannot show: enter it with a rare-Han input",
            )
        if not _in_person_name(sign):
            return refused(
                f"姓名中的“{sign}”不是姓名用字，请删去或改正",
                f"“{sign}” does not belong in a name: remove or correct it",
            )
    if not any(_han(sign) or sign.isalpha() for sign in name):
        return refused("姓名中没有文字，请填写姓名", "There is no letter in the name: enter the name")
    return Checked(name)


def check_party_name(text: str) -> Checked[str]:
    """Return an organisation's name of 2 to 100 characters with full-width brackets and no spaces between Han."""
    name = normal_party_name(text)
    if not 2 <= len(name) <= LONGEST_PARTY:
        return refused(
            f"单位名称应为2至{LONGEST_PARTY}个字符，请按营业执照填写全称",
            f"A name has 2 to {LONGEST_PARTY} characters: enter the full name from the licence",
        )
    strange = next((sign for sign in name if unicodedata.category(sign)[0] == "C" and not _han(sign)), None)
    if strange is not None:
        return refused(
            "单位名称含有无法显示的字符，请重新输入", "The name holds a character that cannot be shown"
        )
    return Checked(name)


def normal_party_name(text: str) -> str:
    """Return the name by which two spellings of one organisation are the same text."""
    name = re.sub(r"\s+", " ", half_width(text))
    name = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", name)
    return name.replace("(", "（").replace(")", "）")


def _han(sign: str) -> bool:
    # Planes 2 and 3 hold only Han; newer extensions may be unknown to this Python's Unicode tables.
    return 0x20000 <= ord(sign) <= 0x3FFFD


def _in_person_name(sign: str) -> bool:
    return _han(sign) or unicodedata.category(sign)[0] in "LM" or sign in "·' -〇"
