"""Clocks of a case after a correction: those whose first or last day was filled in wrong are counted again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from app.actions.clock_dates import SERVICE, by_rule, evaluator, start_of
from app.actions.clock_moves import end_of, move_clock
from app.actions.desk import Desk
from app.clock import LOCAL
from app.engine import Element, run_data
from app.feel import compile_expression
from app.values import Value
from storage.clocks import RunningClock
from storage.models import Run, ServiceRecord

RECORDS = "case.service.records"


def follow_corrections(desk: Desk, run: Run, changed: Collection[str], served: ServiceRecord | None) -> int:
    """Count the running clocks again that start or end on a day which was corrected; return how many moved.

    `changed` are the corrected facts by path and variables by name, `served` the proof of service that got another
    day. Each clock that moves is an event; one whose day cannot be found any more stays as it was.
    """
    names = {*changed, *({RECORDS} if served is not None else ())}
    count = 0
    for clock in desk.folder.clocks():
        place = _element_of(desk, clock)
        if place is None:
            continue
        starts, ends = _days(desk, place, clock, names, served)
        if (starts or clock.started_on, ends or clock.fixed_on) != (clock.started_on, clock.fixed_on):
            count += _count_again(desk, clock, starts or clock.started_on, ends or clock.fixed_on)
    return count


def _element_of(desk: Desk, clock: RunningClock) -> Element | None:
    elements = desk.edition(desk.run(clock.run_id)).definition.elements.values()
    return next((element for element in elements if element.id == clock.started_by), None)


def _days(
    desk: Desk, element: Element, clock: RunningClock, names: Collection[str], served: ServiceRecord | None
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a clock as the corrected facts give them, each None if they give none."""
    run = desk.run(clock.run_id)
    if run.id not in desk.data and run.state:
        desk.data[run.id] = run_data(run.state)
    scope = desk.scope(run, desk.edition(run))
    if served is not None and element.properties.get("calledElement") == SERVICE:
        mine = (served.run_id, served.caller_element) == (clock.run_id, clock.started_by)
        return (_day(start_of(desk, run, element, clock.rule, scope)) if mine else None), None
    days = []
    for setting in ("start_from", "due_from"):
        source = by_rule(element, setting).get(clock.rule)
        asked = source is not None and any(
            _touch(name, one) for name in compile_expression(source).names for one in names
        )
        days.append(_day(evaluator(desk, scope)(source)) if asked and source is not None else None)
    return days[0], days[1]


def _touch(name: str, changed: str) -> bool:
    return name == changed or name.startswith(f"{changed}.") or changed.startswith(f"{name}.")


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).date()
    return value if isinstance(value, date) else None


def _count_again(desk: Desk, clock: RunningClock, starts: date, ends: date | None) -> int:
    former, old = clock.due_at.astimezone(LOCAL).date(), (clock.started_on, clock.fixed_on)
    clock.started_on, clock.fixed_on = starts, ends
    found = end_of(desk.law, desk.calendar, clock)
    rule = desk.law.rule(clock.rule, clock.edition)
    if found is None or rule is None or rule.unit == "h" or clock.halted_on is not None:
        clock.started_on, clock.fixed_on = old
        return 0
    move_clock(desk, clock, found, started_on=starts, fixed_on=ends)
    facts = {
        "rule": clock.rule, "clock": clock.id, "from": former.isoformat(), "started": starts.isoformat(),
        "due": clock.due_at.astimezone(LOCAL).date().isoformat(), "provisional": found.provisional,
    }  # fmt: skip
    desk.record("deadline_recomputed", facts, run=desk.run(clock.run_id))
    return 1
