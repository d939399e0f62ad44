"""Walks through a meeting: returned, put off, called off, signed late, its decisions given back and overdue."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, day, do, hear, time_is_up

SITTING = datetime(2025, 10, 20, 1, 0, tzinfo=UTC)
TASKS = [
    {"item_no": "1", "lead_unit": "labour", "due": day("2025-11-10")},
    {"item_no": "2", "lead_unit": "construction", "due": day("2025-11-20")},
]
HALF_YEAR = {"period_begins": day("2025-07-01"), "period_ends": day("2025-12-31")}
TASKS_DECIDED = {"meeting": {"decisions": TASKS}}


def proposed(kind: str = "工作会议") -> Move:
    """The office proposes a meeting of all member units."""
    return do("propose_meeting", kind=kind, scope="全体成员单位", topics_due=day("2025-10-10"))


def settled(opinion: str) -> Moves:
    """The office sets the agenda, and the convenor gives his opinion."""
    return (
        do("set_agenda", meeting_at=SITTING),
        do("approve_meeting", topics_opinion=opinion, chair_kind="召集人主持"),
    )


def held(how: str) -> Move:
    """The office records whether the meeting was held."""
    return do("hold_meeting", held=how)


def minutes(count: int) -> Move:
    """The office drafts the minutes with so many tasks."""
    return do("draft_minutes", decision_count=count)


TOPICS: Moves = (do("offer_topics", unit="labour"), do("offer_topics", unit="construction"))
REPLIES: Moves = (do("prepare_materials"), do("prepare_materials"))
CIRCULATED = do("circulate_minutes", read_by=day("2025-11-01"))
READ: Moves = (do("read_minutes"), do("read_minutes"))
NOTICE: Moves = (*settled("同意"), do("issue_notice"))

MEETING = [
    Path(
        "议程退回一次后召开，纪要重拟一次，无决定事项",
        (
            time_is_up("reminder_day"),
            proposed("全体会议"),
            *TOPICS,
            *settled("退回"),
            *NOTICE,
            *REPLIES,
            held("已召开"),
            minutes(0),
            *REFUSED,
            minutes(0),
            *SIGNED,
            CIRCULATED,
            *READ,
        ),
        ("decisions_done",),
        data=HALF_YEAR,
        element="half_year_comes",
    ),
    Path(
        "征集截止和会议时间已到，改期后召开，两项决定落实",
        (
            proposed(),
            time_is_up("topics_closed"),
            *NOTICE,
            time_is_up("meeting_time"),
            held("改期"),
            *NOTICE,
            time_is_up("meeting_time"),
            held("已召开"),
            minutes(2),
            *SIGNED,
            CIRCULATED,
            time_is_up("reading_over"),
            do("carry_out_decision", item_state="已完成"),
            do("carry_out_decision", item_state="已完成"),
            do("check_item", accepted=True),
            do("check_item", accepted=True),
        ),
        ("decisions_done",),
        message="start_meeting",
        data={"source": "督办提请"},
        case=TASKS_DECIDED,
    ),
    Path(
        "提前筹备的半年例会，召集人不同意召开",
        (hear("plenary_called"), proposed("全体会议"), time_is_up("topics_closed"), *settled("不同意")),
        ("not_held",),
        data=HALF_YEAR,
        element="half_year_comes",
    ),
    Path(
        "通知以后取消",
        (proposed("联合调研"), time_is_up("topics_closed"), *NOTICE, *REPLIES, held("取消")),
        ("not_held",),
    ),
]

DECISION_ITEM = [
    Path(
        "逾期转督办，退回一次后销号",
        (
            time_is_up("item_overdue"),
            do("carry_out_decision", item_state="部分完成"),
            do("check_item", accepted=False, next_due=day("2025-12-01")),
            do("carry_out_decision", item_state="已完成"),
            do("check_item", accepted=True),
        ),
        ("under_supervision", "item_done"),
        data={"item_no": "1", "lead_unit": "labour", "item_due": day("2025-11-10")},
    ),
]
