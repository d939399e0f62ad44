"""Clocks of a case: which rules an element starts, meets or extends, and when a task or timer is due."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from app.actions.desk import Desk
from app.clock import LOCAL
from app.deadlines import Due, Rule, due, local_length
from app.engine import Element, TimerSet
from app.feel import compile_expression
from app.values import Value
from storage.cases import service_records_of
from storage.models import Deadline, Run, new_id
from storage.runs import open_deadlines

SERVICE = "service_of_document"
WITH_LENGTH = ("wd", "cd", "h", "month", "year")
DATE_TERMS = {"INS-15": "pay_by", "INS-03": "case.supplement.reply_by"}
"""Rules whose term a paper of the case sets: where its date stands (支付令、补正告知书载明的日期)."""
FAR = datetime(9999, 1, 1, tzinfo=LOCAL)


def listed(element: Element, name: str) -> list[str]:
    """Return a comma list of an element's settings."""
    return [part.strip() for part in element.properties.get(name, "").split(",") if part.strip()]


def by_rule(element: Element, name: str) -> dict[str, str]:
    """Return a setting that maps rule ids to FEEL."""
    text = element.properties.get(name)
    return json.loads(text) if text else {}


def on_entry(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Start the clocks that run from the moment an element is entered."""
    for rule in listed(element, "starts_on_entry"):
        start_clock(desk, run, element, rule, scope)


def on_leave(desk: Desk, run: Run, element: Element, scope: dict[str, Value]) -> None:
    """Meet, extend and start the clocks that an element's completion meets, extends and starts."""
    evaluate = _evaluator(desk, scope)
    meets = listed(element, "meets")
    condition = element.properties.get("meets_when")
    if meets and (condition is None or evaluate(condition) is True):
        meet_clocks(desk, run, element.id, meets)
    extends = listed(element, "extends")
    if extends and _approved(scope, element):
        extend_clocks(desk, run, element.id, extends, scope)
    conditions = by_rule(element, "rule_when")
    for rule in listed(element, "starts"):
        if rule not in conditions or evaluate(conditions[rule]) is True:
            start_clock(desk, run, element, rule, scope)


def start_clock(
    desk: Desk, run: Run, element: Element, rule_id: str, scope: dict[str, Value]
) -> Deadline | None:
    """Start a clock of a rule that applies in the district; an open one of the same rule is replaced by it.

    Returns None for a rule of another district, one without a date yet, or one that has no clock.
    """
    rule = desk.house.rules.get(rule_id)
    if rule is None or not applies(desk, rule):
        return None
    rule_id = rule.rule_id
    start = _start_of(desk, run, element, rule_id, scope)
    found = due_of(desk, rule, start, scope)
    if found is None:
        return None
    for former in open_deadlines(desk.session, desk.case.id, [rule_id]):
        if former.run_id == run.id:
            former.replaced_at = desk.at
    started_on = start if not isinstance(start, datetime) else start.astimezone(LOCAL).date()
    row = Deadline(
        id=new_id(),
        case_id=desk.case.id,
        run_id=run.id,
        rule=rule_id,
        started_by=element.id,
        started_on=started_on,
        due_at=end_of_day(found.due),
        provisional=found.provisional,
    )
    desk.session.add(row)
    desk.session.flush()
    desk.record("deadline_started", {"rule": rule_id, "due": _text(found.due), "from": _text(start)}, run=run)
    return row


def meet_clocks(desk: Desk, run: Run, element_id: str, rules: Iterable[str]) -> None:
    """Mark the open clocks of these rules on the case as met by an element."""
    for row in open_deadlines(desk.session, desk.case.id, resolved(desk, rules)):
        row.met_at, row.met_by = desk.at, element_id
        desk.record("deadline_met", {"rule": row.rule, "by": element_id}, run=run)
    desk.session.flush()


def resolved(desk: Desk, rules: Iterable[str]) -> list[str]:
    """Return rule ids as clocks carry them: the plain id of a rule with several periods means the first."""
    return [desk.house.rules.resolve(rule) or rule for rule in rules]


def extend_clocks(
    desk: Desk, run: Run, element_id: str, rules: Iterable[str], scope: dict[str, Value]
) -> None:
    """Extend the open clocks of these rules by the length that the rule allows."""
    for row in open_deadlines(desk.session, desk.case.id, resolved(desk, rules)):
        rule = desk.house.rules[row.rule]
        if row.extended_days or not (rule.extension or rule.extension_open):
            continue
        days = rule.extension or _asked_days(scope)
        if not days:
            continue
        length = local_length(rule, desk.district.settings).get("length")
        found = due(rule, row.started_on, desk.calendar, extended=days, length=length)
        row.due_at, row.provisional, row.extended_days = end_of_day(found.due), found.provisional, days
        desk.record(
            "deadline_extended", {"rule": row.rule, "due": _text(found.due), "by": element_id}, run=run
        )
    desk.session.flush()


def applies(desk: Desk, rule: Rule) -> bool:
    """Say whether a rule is law in the district of the case."""
    if rule.rule_id in desk.district.rules_off:
        return False
    local = rule.jurisdiction.split("/")
    return "CN" in local or desk.district.rule_jurisdiction in local or rule.rule_id in desk.district.rules_on


def due_of(desk: Desk, rule: Rule, start: date | datetime, scope: dict[str, Value]) -> Due | None:
    """Return when a clock ends that starts now, or None for a rule without a length and without a local term."""
    if not rule.has_clock:
        return None
    length = local_length(rule, desk.district.settings).get("length")
    if rule.unit == "date":
        until = scope.get(DATE_TERMS.get(rule.rule_id, ""))
        return due(rule, start, desk.calendar, until=until) if isinstance(until, date) else None
    if rule.rule_id in DATE_TERMS:
        until = _evaluator(desk, scope)(DATE_TERMS[rule.rule_id])
        if isinstance(until, date):
            return Due(until, until, False, [f"以文书载明的日期为准：{until.isoformat()}"])
    if rule.length is None and length is None and rule.unit in WITH_LENGTH:
        return None
    return due(rule, start, desk.calendar, length=length)


def timer_moment(desk: Desk, run: Run, timer: TimerSet, scope: dict[str, Value]) -> datetime | None:
    """Return when a timer of a diagram fires, or None for one that has no moment yet."""
    if timer.at is not None:
        return end_of_day(timer.at)
    if timer.duration_iso is not None:
        source = (
            f'date and time("{desk.at.astimezone(LOCAL).isoformat()}") + duration("{timer.duration_iso}")'
        )
        moment = compile_expression(source).evaluate({}, now=desk.at)
        return end_of_day(moment.date()) if moment is not None else None
    if timer.rule is None:
        return None
    running = open_deadlines(desk.session, desk.case.id, resolved(desk, [timer.rule]))
    if running:
        return max(row.due_at for row in running)
    rule = desk.house.rules.get(timer.rule)
    if rule is None or not applies(desk, rule):
        return None
    found = due_of(desk, rule, desk.at.astimezone(LOCAL).date(), scope)
    return None if found is None else end_of_day(found.due)


def task_due(
    desk: Desk, run: Run, element: Element, timers: Iterable[tuple[TimerSet, datetime]]
) -> tuple[datetime | None, str | None, bool]:
    """Return when a task is due, by which rule, and whether the date is provisional.

    It is the earliest of the clocks that the task meets and of the timers on its border; a task without any
    of its own stands under the earliest clock that its run has started, else under that of the case.
    """
    rows = open_deadlines(desk.session, desk.case.id)
    meets = {desk.house.rules.resolve(rule) or rule for rule in listed(element, "meets")}
    found: list[tuple[datetime, str | None, bool]] = [(moment, timer.rule, False) for timer, moment in timers]
    found.extend((row.due_at, row.rule, row.provisional) for row in rows if row.rule in meets)
    if not found:
        ahead = [row for row in rows if row.due_at > desk.at]
        own = [row for row in ahead if row.run_id == run.id]
        found = [(row.due_at, row.rule, row.provisional) for row in own or ahead]
    return min(found, key=lambda item: item[0]) if found else (None, None, False)


def end_of_day(moment: date | datetime) -> datetime:
    """Return the last second of a day in Beijing time; a moment with an hour stays what it is."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    return datetime.combine(moment + timedelta(days=1), time.min, LOCAL) - timedelta(seconds=1)


def _start_of(
    desk: Desk, run: Run, element: Element, rule_id: str, scope: dict[str, Value]
) -> date | datetime:
    """Return the day a clock counts from: proof of service, else the date the diagram names, else today."""
    if element.properties.get("calledElement") == SERVICE:
        served = [
            row
            for row in service_records_of(desk.session, desk.case.id)
            if row.caller_element == element.id and row.run_id == run.id
        ]
        if served:
            return max(row.served_on for row in served[-_turns(desk, run, element) :])
    named = by_rule(element, "start_from").get(rule_id)
    value = _evaluator(desk, scope)(named) if named else None
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).date()
    if isinstance(value, date):
        return value
    rule = desk.house.rules[rule_id]
    return desk.at.astimezone(LOCAL) if rule.unit == "h" else desk.at.astimezone(LOCAL).date()


def _turns(desk: Desk, run: Run, element: Element) -> int:
    """Return how many services one passage of a calling step makes: those of a multi-instance count together."""
    collection = element.properties.get("collection")
    if not collection:
        return 1
    items = _evaluator(desk, desk.scope(run, desk.edition(run)))(collection)
    return max(1, len(items)) if isinstance(items, list) else 1


def _asked_days(scope: dict[str, Value]) -> int | None:
    tree = scope.get("case") or {}
    days = (tree.get("extension") or {}).get("days")
    return None if days is None else int(days)


def _approved(scope: dict[str, Value], element: Element) -> bool:
    given = element.properties.get("out", "")
    names = [part.split(":")[0].strip() for part in given.strip("{} ").split(",") if ":" in part]
    return not names or any(scope.get(name) == "批准" for name in names)


def _evaluator(desk: Desk, scope: dict[str, Value]) -> Any:
    def evaluate(source: str) -> Value:
        return compile_expression(source).evaluate(scope, now=desk.at, functions={"due": due_dates(desk)})

    return evaluate


def due_dates(desk: Desk) -> Any:
    """Return the FEEL function `due("RULE")`: the due date of the case's open clock of that rule, or null."""

    def due_date(rule: Value = None) -> Value:
        rows = open_deadlines(desk.session, desk.case.id, resolved(desk, [str(rule)]))
        return rows[0].due_at.astimezone(LOCAL).date() if rows else None

    return due_date


def _text(moment: date | datetime) -> str:
    return moment.isoformat()
