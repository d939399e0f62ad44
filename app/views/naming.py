"""What ids are called on pages: units, districts, processes, rules, stages; it asks only the house."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import g

from app.actions.law import law_of
from app.deadlines.rules import UNIT_ZH, Rule
from app.districts import District
from app.views.access import db, house, language
from app.views.words import t

_LENGTH_EN = {"wd": "working days", "cd": "days", "h": "hours", "month": "months", "year": "years"}
_OTHER_FIELDS = {
    "case.receipt.query_code": {"zh": "查询码", "en": "Query code"},
    "id_no": {"zh": "证件号码", "en": "Identity number"},
    "phone": {"zh": "联系电话", "en": "Phone"},
    "address": {"zh": "地址", "en": "Address"},
    "bank_card": {"zh": "银行卡号", "en": "Bank card"},
    "name": {"zh": "姓名或名称", "en": "Name"},
}
"""Labels of what the catalogue leaves open."""
_PROCEDURES = {
    "credit_sharing": ("信用信息共享", "Credit sharing"),
    "mass_incident": ("群体性事件处置", "Mass incident"),
    "sme_ledger": ("中小企业清欠台账", "SME ledger"),
    "supervision": ("督办", "Supervision"),
}
"""Procedures that other processes name and that have no diagram of their own."""
_MESSAGES = {
    "case_withdrawn": ("撤案", "case withdrawn"),
    "listing_change_asked": ("申请变更名单", "change of the list asked"),
    "order_revoked": ("指令书已撤销", "order revoked"),
    "plenary_called": ("提前筹备半年例会", "plenary prepared earlier"),
    "payment_proven": ("工资已付清", "payment proven"),
}
_MESSAGE = re.compile(r"(start_)?(\w+?)(_result)?\Z")


def districts() -> Mapping[str, District]:
    """Return the districts as their registers stand, read once a request."""
    if "districts" not in g:
        g.districts = law_of(db()).districts
    found: Mapping[str, District] = g.districts
    return found


def unit_name(unit_id: str | None, *, short_form: bool = False) -> str:
    """Return the name of a unit by its id `<district>.<short>`, or its short name; an unknown id stays as it is."""
    if not unit_id:
        return ""
    district, _, short = unit_id.partition(".")
    known = districts().get(district)
    unit = known.units.get(short) if known else None
    if unit is None:
        return unit_id
    return t(unit.short if short_form else unit.zh, unit.en)


def district_name(key: str) -> str:
    """Return the name of a district; an unknown key stays as it is."""
    known = house().districts.get(key)
    return key if known is None else t(known.zh, known.en)


def rule_name(rule_id: str | None) -> str:
    """Return the name of a rule of the pack; an unknown id stays as it is."""
    rule = house().rules.get(rule_id) if rule_id else None
    return (rule_id or "") if rule is None else t(rule.name_zh, rule.name_en)


def rule_length(rule: Rule) -> str:
    """Return the period of a rule in words, e.g. "60 个工作日"; "" when a paper or a local setting gives it."""
    if rule.length is None:
        return ""
    english = _LENGTH_EN.get(rule.unit, "")
    if rule.length == 1:
        english = english.removesuffix("s")
    return t(f"{rule.length} {UNIT_ZH[rule.unit]}", f"{rule.length} {english}").strip()


def message_name(name: str, processes: dict[str, str]) -> str:
    """Return the words for a message between runs: what it starts, or whose result it brings."""
    found = _MESSAGE.match(name)
    key = found[2] if found else name
    process = processes.get(key) or (t(*_PROCEDURES[key]) if key in _PROCEDURES else "")
    if name in _MESSAGES:
        return t(*_MESSAGES[name])
    if not process or found is None:
        return name
    if found[1]:
        return t(f"启动{process}", f"start of {process}")
    return t(f"{process}的结果", f"result of {process}") if found[3] else process


def field_name(path: str, part: str = "") -> str:
    """Return the label of a case field, or of a member or column of it, as the catalogue has it."""
    known = house().catalogue.fields.get(path)
    if known is None:
        return _OTHER_FIELDS.get(path, {}).get(language(), path)
    if not part:
        return known.en if language() == "en" else known.zh
    column = known.columns.get(part)
    if column is None:
        return _OTHER_FIELDS.get(part, {}).get(language(), part)
    return column.en if language() == "en" else column.zh


def field_label(dotted: str) -> str:
    """Return the label of a dotted name that may end in a member of a field."""
    if dotted in house().catalogue.fields:
        return field_name(dotted)
    path, _, part = dotted.rpartition(".")
    if path in house().catalogue.fields:
        return f"{field_name(path)} · {field_name(path, part)}"
    return field_name(dotted)
