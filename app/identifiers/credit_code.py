"""Unified social credit codes of organisations (GB 32100-2015); it knows no register of companies."""

from __future__ import annotations

from app.identifiers.regions import known_province
from app.identifiers.sentences import Checked, Sentence, compact, refused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a code: no I, O, S, V, Z."""
OUTER_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LOOK_ALIKE = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def outer_check(code: str) -> str:
    """Return the 18th character that belongs to the first 17 (GB 32100)."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(code, OUTER_WEIGHTS, strict=False))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check(organisation: str) -> str:
    """Return the check character of the eight characters of an organisation code (GB 11714)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(organisation, INNER_WEIGHTS, strict=False))
    return "0X987654321"[total % 11]


def check_credit_code(text: str) -> Checked[str]:
    """Return the code in capitals; a wrong outer check is an error, a wrong inner one only a warning."""
    code = compact(text)
    if not code:
        return refused(
            "请填写统一社会信用代码；没有代码的，请选择“无代码”并注明理由",
            "Enter the unified social credit code, or choose “no code” and give the reason",
        )
    if len(code) != 18:
        return refused(
            f"统一社会信用代码应为18位，现为{len(code)}位，请对照营业执照补全",
            f"The credit code has 18 characters, not {len(code)}: complete it from the business licence",
        )
    for place, sign in enumerate(code, start=1):
        if sign not in ALPHABET:
            return _strange(place, sign)
    if outer_check(code) != code[17]:
        return refused(
            "统一社会信用代码校验不符，请对照营业执照逐位核对",
            "The credit code fails its check: compare it with the business licence character by character",
        )
    return Checked(code, None, _warnings(code))


def _strange(place: int, sign: str) -> Checked[str]:
    meant = LOOK_ALIKE.get(sign)
    hint_zh = f"，是否为“{meant}”" if meant else ""
    hint_en = f"; is it “{meant}”?" if meant else ""
    return refused(
        f"统一社会信用代码第{place}位“{sign}”不是代码所用字符{hint_zh}，请改正",
        f"Character {place} “{sign}” never occurs in a credit code{hint_en}: correct it",
    )


def _warnings(code: str) -> list[Sentence]:
    warnings: list[Sentence] = []
    if inner_check(code[8:16]) != code[16]:
        warnings.append(
            Sentence(
                "第9至17位组织机构代码的校验不符（早期代码可能如此），请核对后继续",
                "The organisation code inside fails its own check (old codes may): compare it, then go on",
            )
        )
    if not code[2:8].isdigit() or not known_province(code[2:8]):
        warnings.append(
            Sentence(
                f"第3至8位“{code[2:8]}”不是已知的行政区划，请核对后继续",
                f"“{code[2:8]}” (characters 3–8) is no known region: compare it, then go on",
            )
        )
    return warnings
