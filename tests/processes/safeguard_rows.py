"""What the tables of the safeguards of wages decide: the gate of a permit, the rate of a deposit."""

from __future__ import annotations

from typing import Any

Row = tuple[dict[str, Any], int, dict[str, Any]]

SAFE = {
    "fund_ok": True,
    "clean": True,
    "owner_guarantee": True,
    "special_account": True,
    "deposit_first": True,
    "deposit_ok": True,
    "exception_granted": None,
}


def gate(number: int, state: str, reason: str, **wanting: Any) -> Row:
    """An application of which something is wanting."""
    return ({**SAFE, **wanting}, number, {"gate": state, "gate_reason": reason})


GATES: list[Row] = [
    gate(1, "关闭", "资金安排未落实（支付条例 §23）", fund_ok=False, clean=False),
    gate(2, "关闭", "失信、欠薪未清或集团许可被暂停", clean=False, exception_granted=True),
    gate(3, "关闭", "建设单位未提供支付担保（支付条例 §24、§49）", owner_guarantee=False),
    gate(4, "关闭", "未开设或承诺开设专用账户", special_account=False),
    gate(5, "开放", "召集人书面例外", deposit_ok=False, exception_granted=True),
    gate(6, "关闭", "未存储工资保证金（DEP-07）", deposit_ok=False),
    gate(6, "关闭", "未存储工资保证金（DEP-07）", deposit_ok=False, exception_granted=False),
    gate(7, "开放", ""),
    gate(7, "开放", "", deposit_first=False, deposit_ok=False),
]
RATES: list[Row] = [
    ({"arrears_record": "列入名单"}, 1, {"rate_advice": "基准比例上浮100%以上"}),
    ({"arrears_record": "有欠薪"}, 2, {"rate_advice": "基准比例上浮50%以上"}),
    ({"arrears_record": "三年无欠薪"}, 3, {"rate_advice": "可以免存"}),
    ({"arrears_record": "两年无欠薪"}, 4, {"rate_advice": "基准比例下浮50%以上"}),
    ({"arrears_record": "无记录"}, 5, {"rate_advice": "合同总价1%至3%，多项目可下浮，不低于0.5%"}),
]


def shown(number: int, what: str, action: str, severity: str, months: int) -> Row:
    """What becomes of the publicity on the platform."""
    asked = {"action": action, "severity": severity, "publicity_months": months}
    return (asked, number, {"publicity_check": what})


PUBLIC: list[Row] = [
    shown(1, "应当撤下", "撤销", "严重", 1),
    shown(2, "应当撤下", "移出", "一般", 1),
    shown(3, "规则冲突", "移出", "严重", 6),
    shown(3, "规则冲突", "移出", "平台未分类", 11),
    shown(4, "应当撤下", "移出", "严重", 12),
    shown(5, "无需撤下", "列入", "严重", 0),
]
TABLES = {"permit_gate": GATES, "deposit_rate": RATES, "publicity_test": PUBLIC}
