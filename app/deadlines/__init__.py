"""Deadlines: the rule pack, the working-day calendar and how due dates are counted; pure, no storage."""

from app.deadlines.calendar import (
    BadCalendar,
    CalendarDay,
    DayKind,
    EndlessCount,
    WorkCalendar,
    YearState,
    load_calendar,
    read_days,
)
from app.deadlines.counting import CannotCount, Due, due
from app.deadlines.rules import BadRules, Rule, RulePack, UnknownRule, applies_in, load_rules, local_length
from app.deadlines.standing import Standing, standing

__all__ = [
    "BadCalendar",
    "BadRules",
    "CalendarDay",
    "CannotCount",
    "DayKind",
    "Due",
    "EndlessCount",
    "Rule",
    "RulePack",
    "Standing",
    "UnknownRule",
    "WorkCalendar",
    "YearState",
    "applies_in",
    "due",
    "load_calendar",
    "load_rules",
    "local_length",
    "read_days",
    "standing",
]
