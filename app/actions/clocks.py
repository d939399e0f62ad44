"""Clocks of a case: which rules an element starts, meets or extends; every move is an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from app.actions.clock_dates import (
    applies,
    by_rule,
    due_of,
    end_of_day,
    evaluator,
    fixed_by_paper,
    listed,
    resolved,
    start_of,
)
from app.actions.clock_moves import move_clock, next_warning
from app.actions.clock_pauses import halt_clocks, resume_clocks
from app.actions.desk import Desk
from app.actions.supervised import settle_rules
from app.clock import LOCAL
from app.deadlines import Due, Rule, due, local_length
from app.engine import Element
from app.refusals import NotReady
from app.values import Value
from storage.clocks import RunningClock
from storage.models import Run, new_id


def on_entry(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Start the clocks that run from the moment an element is entered; stop those that stand still in it.

    Coming back to a step is no new event of law: a clock that it has started and whose start nothing dates
    otherwise goes on.
    """
    conditions, dated = by_rule(element, "rule_when"), by_rule(element, "start_from")
    running = {(clock.rule, clock.run_id, clock.started_by) for clock in desk.folder.clocks()}
    for rule in listed(element, "starts_on_entry"):
        known = (desk.house.rules.resolve(rule), run.id, element.id) in running and rule not in dated
        if not known and _holds(desk, conditions.get(rule), scope):
            start_clock(desk, run, element, rule, scope)
    if element.properties.get("pauses"):
        halt_clocks(desk, run, element.id, resolved(desk, listed(element, "pauses")))


def on_leave(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Meet, extend, resume and start the clocks that an element's completion meets, extends, resumes, starts."""
    meets = listed(element, "meets")
    if meets and _holds(desk, element.properties.get("meets_when"), scope):
        meet_clocks(desk, run, element.id, meets)
        desk.todo.append(partial(settle_rules, desk, run, element, resolved(desk, meets)))
    if element.properties.get("pauses"):
        resume_clocks(desk, run, element.id, resolved(desk, listed(element, "pauses")))
    if element.properties.get("extends"):
        extend_clocks(desk, run, element, scope)
    conditions = by_rule(element, "rule_when")
    for rule in listed(element, "starts"):
        if _holds(desk, conditions.get(rule), scope):
            start_clock(desk, run, element, rule, scope)


def _holds(desk: Desk, condition: str | None, scope: dict[str, Value]) -> bool:
    return condition is None or evaluator(desk, scope)(condition) is True


def start_clock(
    desk: Desk, run: Run, element: Element, rule_id: str, scope: dict[str, Value]
) -> RunningClock | None:
    """Start a clock of a rule that applies in the district; an open one of the same rule is replaced by it.

    In a called piece each passing is an event of its own, as when several receivers are served: there no clock
    replaces another of the same step. Returns None for a rule of another district, one without a date yet, or
    one that has no clock.
    """
    shipped = desk.house.rules.get(rule_id)
    if shipped is None or not applies(desk, shipped):
        return None
    rule = desk.law.rules[shipped.rule_id]
    start = start_of(desk, run, element, rule.rule_id, scope)
    found = due_of(desk, rule, start, scope, element)
    if found is None:
        return None
    called = element.process_key != run.process_key
    for former in desk.folder.clocks([rule.rule_id]):
        if former.run_id == run.id and not (called and former.started_by == element.id):
            desk.folder.stop_clock(former, replaced_at=desk.at)
    started_on = start if not isinstance(start, datetime) else start.astimezone(LOCAL).date()
    clock = RunningClock(
        id=new_id(),
        run_id=run.id,
        rule=rule.rule_id,
        started_by=element.id,
        started_on=started_on,
        due_at=end_of_day(found.due),
        provisional=found.provisional,
        edition=desk.law.statutes.edition(rule.rule_id),
        length=local_length(rule, desk.district.settings).get("length"),
        fixed_on=fixed_by_paper(desk, rule, scope, element),
    )
    warn_at = next_warning(rule, started_on, clock.due_at, desk.calendar, desk.at)
    desk.folder.start_clock(clock, warn_at)
    facts = {"rule": rule.rule_id, "clock": clock.id, "edition": clock.edition}
    days = {"due": found.due.isoformat(), "from": start.isoformat()}
    desk.record("deadline_started", facts | days, run=run)
    return clock


def meet_clocks(desk: Desk, run: Run, element_id: str, rules: Iterable[str]) -> None:
    """Mark the open clocks of these rules on the case as met by an element."""
    for row in desk.folder.clocks(resolved(desk, rules)):
        desk.folder.stop_clock(row, met_at=desk.at, met_by=element_id)
        desk.record("deadline_met", {"rule": row.rule, "clock": row.id, "by": element_id}, run=run)


def end_clocks(desk: Desk, run: Run, element_id: str, rules: Iterable[str]) -> None:
    """Mark those open clocks of these rules as ended by their timer whose time is up; a later one runs on."""
    for row in desk.folder.clocks(resolved(desk, rules)):
        if row.due_at < desk.at:
            desk.folder.stop_clock(row, met_at=desk.at, met_by=element_id)
            desk.record("deadline_met", {"rule": row.rule, "clock": row.id, "by": element_id}, run=run)


def extend_clocks(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Extend the open clocks that an element extends: to a day, by days, or by what the rule allows.

    A clock is extended once and before it ends; raises NotReady when all of them have ended.
    """
    evaluate = evaluator(desk, scope)
    if not _holds(desk, element.properties.get("extends_when"), scope):
        return
    to = element.properties.get("extends_to")
    by = element.properties.get("extends_by")
    last_day, days = (evaluate(to) if to else None), (evaluate(by) if by else None)
    rows = desk.folder.clocks(resolved(desk, listed(element, "extends")))
    in_time = [row for row in rows if row.due_at >= desk.at or row.halted_on]
    if rows and not in_time:
        over = max(row.due_at for row in rows).astimezone(LOCAL).date()
        raise NotReady(
            f"期限已于 {over} 届满，届满后不得批准延长；请选择不批准，并按超期办理。",
            f"The period ended on {over} and cannot be extended any more: refuse, and go on as overdue.",
        )
    for row in in_time:
        rule = desk.law.rule(row.rule, row.edition) or desk.house.rules[row.rule]
        found = _extended(desk, rule, row, last_day, days)
        if found is None or row.extended_days:
            continue
        last = found.due.astimezone(LOCAL).date() if isinstance(found.due, datetime) else found.due
        longer = max(1, (last - row.due_at.astimezone(LOCAL).date()).days)
        fixed = last if isinstance(last_day, date) else None
        granted = 0 if fixed else int(str(days)) if days is not None else rule.extension or 0
        move_clock(desk, row, found, extended_days=longer, extension=granted, fixed_on=fixed)
        facts = {"rule": row.rule, "clock": row.id, "due": last.isoformat(), "by": element.id}
        desk.record("deadline_extended", facts, run=run)


def _extended(desk: Desk, rule: Rule, row: RunningClock, last_day: Value, days: Value) -> Due | None:
    if isinstance(last_day, date):
        return Due(last_day, last_day, provisional=False)
    length = int(str(days)) if days is not None else rule.extension
    if not length:
        return None
    return due(
        rule,
        row.started_on,
        desk.calendar,
        extended=length,
        length=row.length,
        suspended=[(date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.pauses],
    )
