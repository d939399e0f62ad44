"""What cells of registers say: money, days, units, choices and states, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.clock import local
from app.registers import Column, Register
from app.views.naming import districts, unit_name
from app.views.words import t

STATES: Mapping[str, tuple[str, str]] = {
    "办理中": ("In hand", "blue"),
    "落实中": ("Being carried out", "blue"),
    "已办结": ("Done", "green"),
    "已完成": ("Done", "green"),
    "已逾期": ("Late", "red"),
    "待补足": ("To be topped up", "red"),
    "存储中": ("Held", "green"),
    "已退还": ("Returned", ""),
    "已用完": ("Used up", "amber"),
    "追偿中": ("Being recovered", "amber"),
    "待核对到账": ("To be confirmed", "amber"),
    "已收回": ("Recovered", "green"),
    "已核销": ("Written off", ""),
    "执行中": ("In force", "red"),
    "已解除": ("Lifted", "green"),
    "在列": ("On the list", "red"),
    "已移出": ("Taken off", "green"),
    "拟列入": ("Proposed", "amber"),
    "未登记": ("Not recorded", ""),
    "公示中": ("Shown", "red"),
    "未公示": ("Not shown", ""),
    "已停止": ("Stopped", "green"),
    "办结": ("Done", "green"),
    "事项办结": ("Done with its matter", "green"),
    "不予督办": ("Not supervised", ""),
    "移送问责建议": ("Accountability suggested", "amber"),
    "撤销督办": ("Supervision withdrawn", ""),
    "不召开": ("Not held", ""),
    "已实施": ("Carried out", "green"),
    "不宜发布": ("Not published", ""),
    "已清偿": ("Cleared", "green"),
    "不属清欠范围": ("Not taken", ""),
    "有争议转诉讼": ("Disputed, to court", "amber"),
    "不予列入": ("Not listed", ""),
}
"""States and outcomes in English, with the colour of their badge; others stand as they are."""
BADGES = frozenset({"state", "list_state", "platform_state"})


def said(column: Column, value: Any) -> str:
    """Return what a cell says, "" for nothing."""
    if value is None or value == "":
        return ""
    if column.key in BADGES:
        return state_said(str(value))
    if column.codes or column.choices:
        return _coded(column, value)
    return _SAYERS.get(column.kind, _text)(column, value)


def state_said(state: str) -> str:
    """Return a state in words."""
    return t(state, STATES[state][0]) if state in STATES else state


def state_colour(state: str) -> str:
    """Return the colour of a state's badge."""
    return STATES.get(state, ("", ""))[1]


def _text(_column: Column, value: Any) -> str:
    if isinstance(value, bool):
        return t("是", "Yes") if value else t("否", "No")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return t("、", ", ").join(_text(_column, each) for each in value)
    if isinstance(value, Mapping):
        return str(value.get("name") or "")
    return str(value)


def _money(_column: Column, value: Any) -> str:
    return f"{Decimal(str(value)):,.2f}"


def _number(_column: Column, value: Any) -> str:
    return f"{Decimal(str(value)):,.0f}"


def _date(_column: Column, value: Any) -> str:
    if isinstance(value, datetime):
        return local(value).date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)[:10]


def _unit(_column: Column, value: Any) -> str:
    return unit_name(str(value), short_form=True)


def _coded(column: Column, value: Any) -> str:
    known = (*column.choices, *column.codes)
    return next((t(zh, en) for zh, en in known if zh == value), _text(column, value))


_SAYERS = {"money": _money, "number": _number, "date": _date, "unit": _unit}


def label(column: Column) -> str:
    """Return the name of a column."""
    return t(column.zh, column.en)


def title(register: Register) -> str:
    """Return the name of a register."""
    return t(register.zh, register.en)


def units_by_name(district: str) -> dict[str, str]:
    """Return the ids of a district's units by every name that people write for them."""
    found: dict[str, str] = {}
    for short, unit in districts()[district].units.items():
        for name in (unit.zh, unit.short, unit.en, f"{district}.{short}"):
            found[name] = f"{district}.{short}"
    return found
