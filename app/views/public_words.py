"""The state of a case in plain words for the person who complained; pure, it names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["received", "handled", "closed"]
PHASES: dict[Phase, tuple[str, str]] = {
    "received": ("受理中", "Being examined"),
    "handled": ("办理中", "Being handled"),
    "closed": ("已办结", "Closed"),
}
_EARLY = frozenset({"", "登记", "待补正"})


@dataclass(frozen=True)
class Plain:
    """A phase, and the sentence that says what goes on (Chinese, English)."""

    phase: Phase
    zh: str
    en: str


_SENTENCES = {
    "": ("已经登记，正在审查。", "It is registered and being examined."),
    "登记": ("已经登记，正在审查是否受理。", "It is registered; we are examining whether to accept it."),
    "待补正": (
        "还缺少材料。请按《补正告知书》补齐后交回登记单位。",
        "Papers are missing. Please bring what the notice lists to the unit that registered it.",
    ),
    "受理": ("已经受理。", "It has been accepted."),
    "不予受理": (
        "不属于受理范围，理由和其他途径见《不予受理决定书》。",
        "It was not accepted; the decision tells why and where else to go.",
    ),
    "告知其他途径": ("已告知应向哪个部门反映。", "You have been told which office is in charge."),
    "立案": ("已经立案，正在调查。", "The case is filed and being investigated."),
    "调查中": ("正在调查核实。", "It is being investigated."),
    "待改正": ("已责令用人单位限期支付。", "The employer has been ordered to pay by a set day."),
    "拟处理": ("用人单位逾期没有支付，正在作出处理决定。", "The employer did not pay; a decision is being made."),
    "拟处罚": ("正在作出处罚决定。", "A penalty is being decided."),
    "决定": ("已经作出决定。", "A decision has been made."),
    "履行中": ("正在督促用人单位支付。", "The employer is being made to pay."),
    "催告": ("已催告用人单位支付。", "The employer has been given a last notice."),
    "申请强制执行": ("已申请法院强制执行。", "The court has been asked to enforce it."),
    "执行中": ("法院正在执行。", "The court is enforcing it."),
    "已履行结案": ("工资已经支付，案件办结。", "The wages are paid; the case is closed."),
    "已解决": ("问题已经解决，案件办结。", "The matter is settled; the case is closed."),
    "撤回": ("已按申请撤回。", "It was withdrawn as you asked."),
    "合并": ("已与同类投诉合并办理。", "It is handled together with similar complaints."),
    "未补正办结": ("没有在期限内补齐材料，案件办结。", "The papers did not come in time; the case is closed."),
    "调解中": ("正在调解。", "It is being mediated."),
    "调解协议履行中": ("已达成调解协议，正在履行。", "An agreement was reached and is being carried out."),
    "调解已履行": ("调解协议已经履行，案件办结。", "The agreement is carried out; the case is closed."),
    "转法院": ("已告知向人民法院起诉或者申请执行。", "You have been told how to go to court."),
    "转仲裁": ("已告知申请劳动仲裁。", "You have been told how to apply for arbitration."),
    "仲裁受理": ("劳动仲裁已经受理。", "Arbitration has begun."),
    "仲裁审理中": ("劳动仲裁正在审理。", "Arbitration is under way."),
    "裁决": ("劳动仲裁已经裁决。", "The award has been made."),
    "移送公安": ("已移送有关机关处理。", "It has been handed to another authority."),
    "应急垫付": ("已先行垫付部分工资。", "Part of the wages has been advanced."),
    "撤销立案": ("经调查撤销立案，理由见告知书。", "It was withdrawn after investigation; the notice tells why."),
    "不予立案": ("经审查不予立案，理由见告知书。", "It was not filed; the notice tells why."),
    "终结": ("案件终结。", "The case has ended."),
}  # fmt: skip


def plain_state(state: str, *, closed: bool) -> Plain:
    """Return the phase and the sentence for a state; a state without its own sentence gets that of its phase."""
    phase: Phase = "closed" if closed else ("received" if state in _EARLY else "handled")
    general = ("案件已经办结。", "The case is closed.") if closed else ("正在办理。", "It is being handled.")
    return Plain(phase, *_SENTENCES.get(state, general))
