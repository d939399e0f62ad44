"""Whom a clock's standing is told (提醒对象), and in what words; it knows no database.

The holder of the work hears of every level; without one, who assigns the unit's work does. From the last day on the
unit's leaders hear of it as well, and the office of the mechanism once it is late.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

LEVELS = {
    "half": ("已过半", "half used"),
    "near": ("三个工作日内", "due within three working days"),
    "today": ("今日到期", "due today"),
    "overdue": ("已逾期", "overdue"),
    "lapsed": ("已届满", "over"),
}

LEADING = (
    "unit_leader",
    "bureau_head",
    "union_leader",
    "company_leader",
    "office_head",
    "office_director",
    "convenor",
)
"""Who leads a unit, by role: the first that somebody there holds."""


@dataclass(frozen=True)
class Told:
    """One who is told: of which unit's work, and at which task, if one is open."""

    officer_id: str
    unit_id: str
    task_id: str | None


@dataclass(frozen=True)
class Work:
    """An open task of a clock, or with `task_id` None the case as a whole; `holders` have taken it."""

    unit_id: str
    task_id: str | None
    holders: Collection[str]
    leaders: Collection[str]


def leaders_of(holders: Collection[tuple[str, str]], assigning: Collection[str]) -> list[str]:
    """Return of (officer, role) in a unit those who lead it; where nobody does, those whose role assigns its work."""
    for role in LEADING:
        found = [officer_id for officer_id, held in holders if held == role]
        if found:
            return found
    return [officer_id for officer_id, held in holders if held in assigning]


def told_of(level: str, works: Collection[Work], office: Collection[str]) -> list[Told]:
    """Return who is told at a level, each once, at the first of his tasks."""
    found: dict[str, Told] = {}
    for work in works:
        who = [*work.holders] or [*work.leaders]
        if level in ("today", "overdue"):
            who += work.leaders
        if level == "overdue":
            who += office
        for officer_id in who:
            found.setdefault(officer_id, Told(officer_id, work.unit_id, work.task_id))
    return list(found.values())


def letter_text(case_no: str, title: str, rule: str, level: str, due: date, address: str) -> tuple[str, str]:
    """Return subject and text of a mail; they name no person."""
    zh, en = LEVELS[level]
    subject = f"【清薪】{case_no} {zh}（{due.isoformat()}）"
    lines = [
        f"案号 {case_no}" + (f"，环节“{title}”" if title else ""),
        f"期限规则：{rule}；截止 {due.isoformat()}（{zh}）",
        f"办理入口：{address}",
        "",
        f"Case {case_no}: {en}, due {due.isoformat()}.",
        "本邮件由系统自动发出，请勿回复；邮件不含个人信息。",
    ]
    return subject, "\n".join(lines)
