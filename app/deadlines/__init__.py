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
from app.deadlines.counting import CannotCount, Due, Step, due
from app.deadlines.editions import BadEdition, Statutes, amended, with_editions
from app.deadlines.rules import BadRules, Rule, RulePack, UnknownRule, applies_in, load_rules, local_length
from app.deadlines.standing import Standing, standing, warnings
from app.deadlines.working_days import working_day_functions

__all__ = [
    "BadCalendar",
    "BadEdition",
    "BadRules",
    "CalendarDay",
    "CannotCount",
    "DayKind",
    "Due",
    "EndlessCount",
    "Rule",
    "RulePack",
    "Standing",
    "Statutes",
    "Step",
    "UnknownRule",
    "WorkCalendar",
    "YearState",
    "amended",
    "applies_in",
    "due",
    "load_calendar",
    "load_rules",
    "local_length",
    "read_days",
    "standing",
    "warnings",
    "with_editions",
    "working_day_functions",
]
