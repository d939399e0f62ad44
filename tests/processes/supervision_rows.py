"""What is tried of supervision: the rows of its table of levels, and the rules of its forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.processes.moves import day

Row = tuple[dict[str, Any], int, dict[str, Any]]


def supervised(number: int, level: str, **asked: Any) -> Row:
    """A matter of which nothing is known but what is said."""
    known = {
        "source": "期限逾期",
        "raise_to": "按规则",
        "mass_event": False,
        "headcount": None,
        "amount": None,
    }
    return ({**known, "past_supervisions": 0, **asked}, number, {"level": level})


LEVELS: list[Row] = [
    supervised(1, "挂牌", source="上级挂牌督办"),
    supervised(2, "挂牌", source="重大案件"),
    supervised(3, "挂牌", raise_to="挂牌"),
    supervised(4, "挂牌", mass_event=True),
    supervised(5, "挂牌", headcount=30, raise_to="重点"),
    supervised(6, "挂牌", headcount=29, amount=500000),
    supervised(7, "重点", raise_to="重点", amount=499999),
    supervised(8, "重点", source="上级交办"),
    supervised(8, "重点", source="领导批示"),
    supervised(8, "重点", source="召集人要求"),
    supervised(9, "重点", past_supervisions=1),
    supervised(10, "一般"),
    supervised(10, "一般", source="反馈质量差", headcount=29, amount=499999),
]

LATE, IN_TIME = {"reply_due": day("2026-01-19")}, {"reply_due": day("2026-01-20")}
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    ("supervision/reply_result/var.reply_kind", {**IN_TIME, "reply_kind": "申请延期"}, True),
    ("supervision/reply_result/var.reply_kind", {**LATE, "reply_kind": "申请延期"}, False),
    ("supervision/reply_result/var.reply_kind", {**LATE, "reply_kind": "已落实"}, True),
    ("supervision/check_result_task/var.check_result", {**LATE, "check_result": "同意延期"}, False),
    (
        "supervision/hold_talk/case.supervision.talk_people",
        {"case": {"supervision": {"talk_people": [{"officer": "o1"}, {"officer": "o1"}]}}},
        False,
    ),
]
"""On 20 January 2026: an extension only before the term is over, a talk only between two."""

SKIPPED = "supervision/choose_measure/case.supervision.skip_reason"
VALUED: list[tuple[str, str, dict[str, Any], Any]] = [
    (SKIPPED, "required_when", {"measure": "通报"}, True),
    (SKIPPED, "required_when", {"measure": "通报", "measures_taken": ["催办", "约谈"]}, False),
    ("supervision/register_matter/var.past_supervisions", "compute", {}, Decimal(0)),
]
