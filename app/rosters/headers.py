"""Finds out which column of a file answers which column of a form's table; it knows headings, no rows of people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.forms import Field

ALIASES: dict[str, tuple[str, ...]] = {
    "worker": ("姓名", "劳动者", "劳动者姓名", "工人姓名", "农民工姓名", "员工姓名", "人员姓名", "name", "worker"),
    "id_no": (
        "证件号码", "证件号", "身份证号", "身份证号码", "身份证", "居民身份证号码", "公民身份号码", "身份号码",
        "idnumber", "identitynumber", "idno",
    ),
    "id_type": ("证件类型", "证件种类", "idtype"),
    "phone": ("手机号码", "手机号", "手机", "电话", "联系电话", "联系方式", "电话号码", "phone", "mobile"),
    "month": ("月份", "年月", "工资月份", "所属月份", "欠薪月份", "工资所属月份", "month"),
    "days": ("天数", "出勤天数", "工日", "工日数", "出勤", "考勤天数", "days"),
    "unit_price": ("单价", "日工资", "工价", "日工价", "dailywage"),
    "gross": ("应发", "应发工资", "应发金额", "应付工资", "应得工资", "工资总额", "gross"),
    "deductions": ("扣款", "扣除", "代扣", "扣减", "借支", "deductions"),
    "paid": ("已发", "已发工资", "已付", "已付工资", "已支付", "实发", "实发工资", "实发金额", "paid"),
    "owed": ("欠发", "欠发工资", "欠薪金额", "拖欠金额", "拖欠工资", "未付工资", "欠薪", "尚欠", "owed"),
    "amount": ("金额", "发放金额", "支付金额", "本次发放", "实发金额", "交易金额", "amount"),
    "bank_card": ("银行卡", "银行卡号", "卡号", "银行账号", "工资卡号", "账号", "bankcard", "account"),
    "team": ("班组", "班组名称", "所属班组", "team"),
    "trade": ("工种", "岗位", "trade"),
    "contract": ("已签劳动合同", "劳动合同", "是否签订劳动合同", "合同签订", "contract"),
    "entered_on": ("进场日期", "进场时间", "入场日期", "入场时间"),
    "left_on": ("退场日期", "退场时间", "离场日期"),
    "paid_on": ("到账日期", "发放日期", "支付日期", "交易日期", "代发日期"),
    "bank": ("开户行", "开户银行", "银行", "bank"),
    "confirmed": ("本人确认", "签字确认", "确认", "confirmed"),
}  # fmt: skip
"""What files call the columns, besides what the form itself calls them."""
MOST_ABOVE = 15
"""Rows of titles that may stand above the headings."""


@dataclass(frozen=True)
class Headings:
    """Where the columns stand: place of the row of headings, place by key, headings nobody asks for."""

    row: int
    places: dict[str, int]
    unknown: tuple[str, ...]
    owed_as_gross: bool = False


def plain(heading: str) -> str:
    """Return a heading as it is compared: half width, without spaces, marks and what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading).lower()
    return re.sub(r"[\s*＊·._:：/\\-]|\(.*?\)|\[.*?\]|（.*?）", "", text)


def names_of(column: Field) -> frozenset[str]:
    """Return every heading under which a column is found."""
    aliases = ALIASES.get(column.path, ())
    return frozenset(plain(name) for name in (column.zh, column.en, column.path, *aliases) if name)


def find_headings(rows: Sequence[Sequence[str]], table: Field) -> Headings | None:
    """Return where the columns stand, by the row among the first that names most of them and the worker; else None."""
    known = {name: column.path for column in table.columns for name in names_of(column)}
    best: Headings | None = None
    for number, row in enumerate(rows[:MOST_ABOVE]):
        found = _places(number, row, known)
        if "worker" in found.places and (best is None or len(found.places) > len(best.places)):
            best = found
    return None if best is None else _with_gross(best, table)


def _places(number: int, row: Sequence[str], known: Mapping[str, str]) -> Headings:
    places: dict[str, int] = {}
    unknown = []
    for place, heading in enumerate(row):
        key = known.get(plain(heading))
        if key is not None and key not in places:
            places[key] = place
        elif heading.strip():
            unknown.append(heading.strip()[:40])
    return Headings(number, places, tuple(unknown))


def _with_gross(found: Headings, table: Field) -> Headings:
    """A file that lists only what is owed owes it whole: it stands for what was earned."""
    asks = {column.path for column in table.columns}
    if "gross" not in asks or "gross" in found.places or "owed" not in found.places or "paid" in found.places:
        return found
    places = dict(found.places)
    places["gross"] = places.pop("owed")
    return Headings(found.row, places, found.unknown, owed_as_gross=True)


def missing(found: Headings, table: Field) -> list[Field]:
    """Return the columns that every row must fill and that the file lacks."""
    return [each for each in table.columns if each.required and each.path not in found.places]
