"""What is tried of the forms of meetings: who may chair, when a meeting was held, how tasks are numbered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.clock import LOCAL
from tests.processes.moves import day

LEADERS = [
    {"ref": "o1", "post": "convenor", "name": "召集人甲"},
    {"ref": "o2", "post": "deputy_convenor", "name": "副召集人乙"},
]
NOW = datetime(2026, 1, 20, 10, 0, tzinfo=LOCAL)


def chaired(how: str, who: str) -> dict[str, Any]:
    """The convenor names a chair."""
    return {"chair_kind": how, "case": {"meeting": {"leaders": LEADERS, "chair": who}}}


def held(how: str, hours: int) -> dict[str, Any]:
    """The office records a meeting so many hours after its hour."""
    return {"held": how, "meeting_at": NOW - timedelta(hours=hours)}


def tasks(*numbers: str, due: str = "2026-02-01") -> dict[str, Any]:
    """The minutes decide tasks with these numbers."""
    rows = [{"item_no": number, "due": day(due)} for number in numbers]
    return {"case": {"meeting": {"decisions": rows}}}


CHAIR = "meeting/approve_meeting/case.meeting.chair"
HELD = "meeting/hold_meeting/var.held"
TASKS = "meeting/draft_minutes/case.meeting.decisions"
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    (CHAIR, chaired("召集人主持", "o1"), True),
    (CHAIR, chaired("召集人主持", "o2"), False),
    (CHAIR, chaired("委托副职主持", "o2"), True),
    (CHAIR, chaired("委托副职主持", "o1"), False),
    (CHAIR, chaired("委托副职主持", "o3"), False),
    (HELD, held("已召开", 1), True),
    (HELD, held("已召开", -1), False),
    (HELD, held("改期", -1), True),
    (TASKS, tasks("1", "2"), True),
    (TASKS, tasks("1", "1"), False),
    (TASKS, tasks("1", due="2026-01-20"), False),
    ("meeting/propose_meeting/var.kind", {"period_ends": day("2026-06-30"), "kind": "专题会议"}, False),
    ("meeting/propose_meeting/var.scope", {"kind": "全体会议", "scope": "部分成员单位"}, False),
    ("decision_item/check_item/var.accepted", {"accepted": True, "item_state": "部分完成"}, False),
]
"""On 20 January 2026 at ten o'clock."""
