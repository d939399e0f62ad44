"""What the values of figures are called, and what their lights and rules stand for; it counts nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app import clock
from app.actions.law import law_of
from app.actors import Actor
from app.lights import LIGHT_NAMES, spans
from app.views.access import house
from app.views.case_query import UNKNOWN, CaseQuery
from app.views.naming import unit_name
from app.views.words import t
from storage.case_filter import Span
from storage.inbox import NO_DUE

AMOUNT_NAMES = {
    "unknown": ("未载明", "Not stated"),
    "below-10k": ("不足 1 万元", "Below 10,000 yuan"),
    "10k-100k": ("1 万至 10 万元", "10,000 to 100,000 yuan"),
    "100k-500k": ("10 万至 50 万元", "100,000 to 500,000 yuan"),
    "500k-up": ("50 万元以上", "500,000 yuan or more"),
}
SIZE_NAMES = {
    "unknown": ("未载明", "Not stated"),
    "1": ("1 人", "1 worker"),
    "2-9": ("2 至 9 人", "2 to 9 workers"),
    "10-29": ("10 至 29 人", "10 to 29 workers"),
    "30-up": ("30 人以上", "30 workers or more"),
}
STANDING_NAMES = {
    "overdue": ("已逾期，尚未办理", "Overdue, not done yet"),
    "running": ("正在计时", "Running"),
    "on_time": ("按期办理", "Done in time"),
    "late": ("逾期办理", "Done late"),
    "missed": ("届满时尚未办理", "Not done when it ended"),
    "ended": ("已办理或已届满", "Done or past its end"),
    "unmet": ("逾期未办", "Not done by its end"),
}


def rules_of_others() -> tuple[str, ...]:
    """Return the rules under which no authority can be late, because the duty is a party's or nobody's."""
    return tuple(sorted(rule.rule_id for rule in house().rules.values() if rule.duty != "unit"))


def light_spans(session: Session, who: Actor) -> Mapping[str, Span]:
    """Return the spans of due dates behind each light at this moment, in the working days of the officer's district."""
    calendar = law_of(session).calendar_over(who.jurisdictions)
    return spans(clock.now(), calendar, NO_DUE)


def value_name(dimension: str, key: str, stages: Mapping[str, str]) -> str:
    """Return what a value of a dimension is called."""
    named: dict[str, Callable[[], str]] = {
        "stage": lambda: stages.get(key, key),
        "unit": lambda: unit_name(key, short_form=True),
        "sector": lambda: key if key not in ("", UNKNOWN) else t("未载明", "Not stated"),
        "amount": lambda: t(*AMOUNT_NAMES.get(key, (key, key))),
        "size": lambda: t(*SIZE_NAMES.get(key, (key, key))),
        "light": lambda: t(*LIGHT_NAMES.get(key, (key, key))),
    }
    return named[dimension]()


def further_words(query: CaseQuery) -> list[str]:
    """Return in words the filters of a list of cases that a figure has set."""
    return [_further(name, value) for name, value in query.further.items()]


def _further(name: str, value: str) -> str:
    days = value.replace("..", t(" 至 ", " to "))
    if name == "came":
        return t(f"{days} 登记", f"Came in {days}")
    if name == "ended":
        return t(f"{days} 办结", f"Closed {days}")
    words = value_name(name, value, {})
    return words if name == "light" else f"{_DIMENSIONS[name]()}：{words}"


_DIMENSIONS: dict[str, Callable[[], str]] = {
    "unit": lambda: t("承办单位", "Unit"),
    "sector": lambda: t("行业", "Sector"),
    "amount": lambda: t("涉及金额", "Amount"),
    "size": lambda: t("人数", "Workers"),
}
