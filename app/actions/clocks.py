"""Clocks of a case: which rules an element starts, meets or extends; every move is an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.actions.clock_dates import (
    applies,
    by_rule,
    due_of,
    end_of_day,
    evaluator,
    listed,
    resolved,
    start_of,
)
from app.actions.desk import Desk
from app.clock import LOCAL
from app.deadlines import Rule, due, local_length
from app.engine import Element
from app.values import Value
from storage.models import Run, new_id
from storage.runs import RunningClock


def on_entry(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Start the clocks that run from the moment an element is entered."""
    for rule in listed(element, "starts_on_entry"):
        start_clock(desk, run, element, rule, scope)


def on_leave(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Meet, extend and start the clocks that an element's completion meets, extends and starts."""
    evaluate = evaluator(desk, scope)
    meets = listed(element, "meets")
    condition = element.properties.get("meets_when")
    if meets and (condition is None or evaluate(condition) is True):
        meet_clocks(desk, run, element.id, meets)
    if element.properties.get("extends"):
        extend_clocks(desk, run, element, scope)
    conditions = by_rule(element, "rule_when")
    for rule in listed(element, "starts"):
        if rule not in conditions or evaluate(conditions[rule]) is True:
            start_clock(desk, run, element, rule, scope)


def start_clock(
    desk: Desk, run: Run, element: Element, rule_id: str, scope: dict[str, Value]
) -> RunningClock | None:
    """Start a clock of a rule that applies in the district; an open one of the same rule is replaced by it.

    Returns None for a rule of another district, one without a date yet, or one that has no clock.
    """
    rule = desk.house.rules.get(rule_id)
    if rule is None or not applies(desk, rule):
        return None
    rule_id = rule.rule_id
    start = start_of(desk, run, element, rule_id, scope)
    found = due_of(desk, rule, start, scope, element)
    if found is None:
        return None
    for former in desk.folder.clocks([rule_id]):
        if former.run_id == run.id:
            desk.folder.stop_clock(former, replaced_at=desk.at)
    started_on = start if not isinstance(start, datetime) else start.astimezone(LOCAL).date()
    due_at = end_of_day(found.due)
    clock = RunningClock(new_id(), run.id, rule_id, started_on, due_at, found.provisional)
    desk.folder.start_clock(clock, element.id)
    desk.record("deadline_started", {"rule": rule_id, "due": _text(found.due), "from": _text(start)}, run=run)
    return clock


def meet_clocks(desk: Desk, run: Run, element_id: str, rules: Iterable[str]) -> None:
    """Mark the open clocks of these rules on the case as met by an element."""
    for row in desk.folder.clocks(resolved(desk, rules)):
        desk.folder.stop_clock(row, met_at=desk.at, met_by=element_id)
        desk.record("deadline_met", {"rule": row.rule, "by": element_id}, run=run)


def extend_clocks(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Extend the open clocks that an element extends: to a day, by days, or by what the rule allows."""
    evaluate = evaluator(desk, scope)
    condition = element.properties.get("extends_when")
    if condition is not None and evaluate(condition) is not True:
        return
    to = element.properties.get("extends_to")
    by = element.properties.get("extends_by")
    last_day, days = (evaluate(to) if to else None), (evaluate(by) if by else None)
    for row in desk.folder.clocks(resolved(desk, listed(element, "extends"))):
        found = _extended(desk, desk.house.rules[row.rule], row, last_day, days)
        if found is None or row.extended_days:
            continue
        longer = max(1, (found[0] - row.due_at.astimezone(LOCAL).date()).days)
        desk.folder.extend_clock(row, end_of_day(found[0]), longer, provisional=found[1])
        facts = {"rule": row.rule, "due": found[0].isoformat(), "by": element.id}
        desk.record("deadline_extended", facts, run=run)


def _extended(
    desk: Desk, rule: Rule, row: RunningClock, last_day: Value, days: Value
) -> tuple[date, bool] | None:
    if isinstance(last_day, date):
        return last_day, False
    length = int(days) if days is not None else rule.extension
    if not length:
        return None
    local = local_length(rule, desk.district.settings).get("length")
    found = due(rule, row.started_on, desk.calendar, extended=length, length=local)
    last = found.due.astimezone(LOCAL).date() if isinstance(found.due, datetime) else found.due
    return last, found.provisional


def _text(moment: date | datetime) -> str:
    return moment.isoformat()
