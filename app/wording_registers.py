"""What events about members, duties and settings of a district say, in Chinese and English; it knows no page."""

from __future__ import annotations

from collections.abc import Mapping

from app.event_words import Wording

REGISTER_WORDING: Mapping[str, Wording] = {
    "task_handed_over": Wording(
        "“{element}”随成员调整移交给{unit}[{to}][，原办理人{from}]",
        "“{element}” was handed to {unit}[, {to}][, before: {from}] with a change of members",
    ),
    "register_entered": Wording(
        "更新名册与职责[，{from} 起生效][：{reason}][（依据{document}）]",
        "entered a change of members or duties[ from {from}][: {reason}][ ({document})]",
    ),
    "register_settled": Wording(
        "处理“{subject}”[：{reason}][（依据{document}）]", "settled “{subject}”[: {reason}][ ({document})]"
    ),
    "office_succeeded": Wording("{to}接任{unit}[，原任{from}]", "{to} took office in {unit}[ after {from}]"),
    "officers_moved": Wording("{unit}承接原单位人员", "{unit} took over the officers of the former unit"),
    "members_notified": Wording(
        "印发调整通知[，{until} 前签阅]", "circulated the notice[, to be read by {until}]"
    ),
}
