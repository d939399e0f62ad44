"""Who hears of a clock: who holds the work, else who assigns it; on the last day the leaders, when late the office."""

from __future__ import annotations

from datetime import date

import pytest

from app.reminders import LEVELS, Told, Work, leaders_of, letter_text, told_of

HELD = Work("labour", "task", ["inspector"], ["head"])
FREE = Work("labour", "task", [], ["head"])


@pytest.mark.parametrize(
    ("level", "who"),
    [
        ("half", ["inspector"]),
        ("near", ["inspector"]),
        ("today", ["inspector", "head"]),
        ("overdue", ["inspector", "head", "director"]),
        ("lapsed", ["inspector"]),
    ],
)
def test_who_holds_the_work_hears_of_every_level_and_others_when_it_grows_late(
    level: str, who: list[str]
) -> None:
    assert [one.officer_id for one in told_of(level, [HELD], ["director"])] == who


@pytest.mark.parametrize("level", LEVELS)
def test_work_that_nobody_has_taken_is_told_to_who_assigns_it(level: str) -> None:
    assert told_of(level, [FREE], ["director"])[0] == Told("head", "labour", "task")


def test_the_head_of_a_unit_is_its_leader_and_heads_of_sections_only_where_there_is_none() -> None:
    people = [("clerk", "case_officer"), ("section", "section_head"), ("head", "bureau_head")]
    assert leaders_of(people, ["section_head", "bureau_head"]) == ["head"]
    assert leaders_of(people[:2], ["section_head", "bureau_head"]) == ["section"]
    assert leaders_of(people[:1], ["section_head"]) == []


def test_nobody_is_told_twice_of_one_clock() -> None:
    other = Work("union", "other", ["inspector", "mediator"], ["head"])
    told = told_of("overdue", [HELD, other], ["head"])
    assert [(one.officer_id, one.task_id) for one in told] == [
        ("inspector", "task"),
        ("head", "task"),
        ("mediator", "other"),
    ]


def test_a_letter_says_which_case_what_and_until_when() -> None:
    subject, text = letter_text(
        "津保薪2025-0001", "调查取证", "INS-07", "near", date(2025, 12, 23), "http://x/tasks/1"
    )
    assert subject == "【清薪】津保薪2025-0001 三个工作日内（2025-12-23）"
    assert "调查取证" in text and "http://x/tasks/1" in text and "due within three working days" in text
