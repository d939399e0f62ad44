"""What is tried of the forms of petitions and the union: representatives, the gate of §31, more time, supervisors."""

from __future__ import annotations

from typing import Any

from tests.processes.incident_rows import chosen


def track(way: str, ground: str, wages: bool) -> dict[str, Any]:
    """The officer chooses how a petition is handled."""
    return {"track": way, "wage_matter": wages, "case": {"petition": {"ground": ground}}}


PEOPLE = "petition/register_petition/case.group.representatives"
TRACK = "petition/classify_petition/var.track"
HANDLED = "petition/handle_petition/var.handled"
LEVEL = "petition/register_review/var.review_level"
SUPERVISORS = "union_supervision/check_employer/case.union.supervisors"
REPORTED = "union_supervision/check_employer/var.finding"
RESULT = "petition/record_review/var.review_result"
UPHELD = "维持，仍可复核"
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    (PEOPLE, chosen(5), True),
    (PEOPLE, chosen(6), False),
    (TRACK, track("导入法定途径", "劳动保障监察", True), True),
    (TRACK, track("导入法定途径", "无法定途径", True), False),
    (TRACK, track("信访程序办理", "无法定途径", True), False),
    (TRACK, track("信访程序办理", "无法定途径", False), True),
    (TRACK, track("信访程序办理", "劳动仲裁", False), False),
    (TRACK, track("告知办结", "不适用", False), True),
    (HANDLED, {"handled": "申请延期"}, True),
    (HANDLED, {"handled": "申请延期", "extended": True}, False),
    (HANDLED, {"handled": "形成处理意见", "extended": True}, True),
    ("petition/handle_petition/var.extension_days", {"extension_days": 31}, False),
    (LEVEL, {"review_level": "复查"}, True),
    (LEVEL, {"review_level": "复核"}, False),
    (LEVEL, {"review_level": "复核", "review_result": UPHELD}, True),
    (LEVEL, {"review_level": "复查", "review_result": "责令重新办理"}, True),
    (RESULT, {"review_level": "复核", "review_result": UPHELD}, False),
    (RESULT, {"review_level": "复查", "review_result": UPHELD}, True),
    (RESULT, {"review_level": "复查", "review_result": "复核终结"}, False),
    (SUPERVISORS, {"case": {"union": {"supervisors": [{"officer": "o1"}, {"officer": "o2"}]}}}, True),
    (SUPERVISORS, {"case": {"union": {"supervisors": [{"officer": "o1"}, {"officer": "o1"}]}}}, False),
    (REPORTED, {"finding": "存在欠薪", "headcount": 0}, False),
    (REPORTED, {"finding": "未发现问题", "headcount": 0}, True),
]
"""On 20 January 2026 at ten o'clock."""
