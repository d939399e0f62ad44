"""What a column of a register holds and how it is read from what people type; pure, it knows no register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.identifiers import check_credit_code

LONGEST = 300
LONGEST_TEXT = 2000
MOST = Decimal("999999999999.99")
YES = ("是", "有", "已办", "已开设", "yes", "true", "1")
NO = ("否", "无", "未办", "未开设", "no", "false", "0")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")


@dataclass(frozen=True)
class Column:
    """One column. `own` columns are typed or imported, the others are computed; `total` ones are added up.

    `kind` is text, long, date, money, number, yesno, choice, uscc or unit; `listed` columns stand in the table of the
    page, the others on the page of the row and in the workbook. `choices` can be typed, `codes` are what processes
    record; both have their words in two languages.
    """

    key: str
    zh: str
    en: str
    kind: str = "text"
    own: bool = False
    required: bool = False
    total: bool = False
    listed: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


class Unfit(ValueError):
    """What was typed does not fit the column: why and what to do, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_cell(column: Column, text: str, units: Mapping[str, str]) -> Any:
    """Return the value of what was typed, None for nothing; raise Unfit. `units` are ids by every name of a unit."""
    typed = " ".join(text.split()) if column.kind != "long" else text.strip()
    if not typed:
        if column.required:
            raise Unfit(f"“{column.zh}”必须填写", f"{column.en} is needed")
        return None
    longest = LONGEST_TEXT if column.kind == "long" else LONGEST
    if len(typed) > longest:
        raise Unfit(f"“{column.zh}”不超过 {longest} 字", f"{column.en}: {longest} characters at most")
    reader = _READERS.get(column.kind)
    return typed if reader is None else reader(column, typed, units)


def _date(column: Column, typed: str, _units: Mapping[str, str]) -> str:
    found = _DAY.match(typed)
    try:
        if found:
            return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        pass
    raise Unfit(
        f"“{column.zh}”的“{typed}”不是日期，请写成 2025-09-26",
        f"{column.en}: “{typed}” is no date, write 2025-09-26",
    )


def _number(column: Column, typed: str, _units: Mapping[str, str]) -> str:
    try:
        value = Decimal(typed.replace(",", "").replace("，", "").removesuffix("元").removesuffix("人"))
    except InvalidOperation:
        value = Decimal("NaN")
    places = Decimal("0.01") if column.kind == "money" else Decimal(1)
    if not value.is_finite() or not 0 <= value <= MOST or value != value.quantize(places):
        exact = ("精确到分", "exact to the fen") if column.kind == "money" else ("整数", "whole")
        raise Unfit(
            f"“{column.zh}”的“{typed}”不是有效数字，请填不小于零的数，{exact[0]}",
            f"{column.en}: “{typed}” is no number from zero up, {exact[1]}",
        )
    return f"{value:.2f}" if column.kind == "money" else f"{value:.0f}"


def _yesno(column: Column, typed: str, _units: Mapping[str, str]) -> bool:
    if typed.lower() in YES:
        return True
    if typed.lower() in NO:
        return False
    raise Unfit(f"“{column.zh}”请填“是”或“否”", f"{column.en}: write yes or no")


def _choice(column: Column, typed: str, _units: Mapping[str, str]) -> str:
    for zh, en in column.choices:
        if typed.lower() in (zh, en.lower()):
            return zh
    all_zh = "、".join(zh for zh, _ in column.choices)
    raise Unfit(
        f"“{column.zh}”的“{typed}”不在可选项中，可填：{all_zh}",
        f"{column.en}: “{typed}” is none of {', '.join(en for _, en in column.choices)}",
    )


def _uscc(column: Column, typed: str, _units: Mapping[str, str]) -> str:
    found = check_credit_code(typed)
    if found.value is None:
        raise Unfit(
            f"“{column.zh}”的“{typed}”不是有效的统一社会信用代码，请核对 18 位代码",
            f"{column.en}: “{typed}” is no valid unified social credit code, check its 18 signs",
        )
    return found.value


def _unit(column: Column, typed: str, units: Mapping[str, str]) -> str:
    if typed not in units:
        raise Unfit(
            f"“{column.zh}”的“{typed}”不是本辖区单位，请填单位全称或简称",
            f"{column.en}: “{typed}” is no unit of the district, write its name",
        )
    return units[typed]


_READERS = {
    "date": _date,
    "money": _number,
    "number": _number,
    "yesno": _yesno,
    "choice": _choice,
    "uscc": _uscc,
    "unit": _unit,
}
