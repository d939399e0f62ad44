"""When clocks start and end: days of the law from what a case and its diagrams say; it moves no clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.actions.clock_moves import end_of_day as end_of_day
from app.actions.desk import Desk
from app.clock import LOCAL
from app.deadlines import Due, Rule, due, local_length, working_day_functions
from app.engine import Element, TimerSet
from app.feel import compile_expression
from app.values import Value
from app.versions import Edition
from storage.models import Run

SERVICE = "service_of_document"
WITH_LENGTH = ("wd", "cd", "h", "month", "year")
FAR = datetime(9999, 1, 1, tzinfo=LOCAL)


def listed(element: Element, name: str) -> list[str]:
    """Return a comma list of an element's settings."""
    return [part.strip() for part in element.properties.get(name, "").split(",") if part.strip()]


def by_rule(element: Element, name: str) -> dict[str, str]:
    """Return a setting that maps rule ids to FEEL."""
    text = element.properties.get(name)
    return json.loads(text) if text else {}


def applies(desk: Desk, rule: Rule) -> bool:
    """Say whether a rule is law in the district of the case, and no settled conflict leaves it out."""
    if rule.rule_id in desk.district.rules_off or rule.rule_id in desk.law.off:
        return False
    local = rule.jurisdiction.split("/")
    return "CN" in local or desk.district.rule_jurisdiction in local or rule.rule_id in desk.district.rules_on


def resolved(desk: Desk, rules: Iterable[str]) -> list[str]:
    """Return rule ids as clocks carry them: the plain id of a rule with several periods means the first."""
    return [desk.house.rules.resolve(rule) or rule for rule in rules]


def due_of(
    desk: Desk, rule: Rule, start: date | datetime, scope: dict[str, Value], element: Element | None = None
) -> Due | None:
    """Return when a clock ends that starts on a day, or None for a rule without a length and without a local term.

    A date that the element's paper sets (`due_from`) goes before the length of the rule.
    """
    if not rule.has_clock:
        return None
    until = fixed_by_paper(desk, rule, scope, element)
    if until is not None:
        return Due(until, until, False, [f"以文书载明的日期为准：{until.isoformat()}"], rule.rule_id, start)
    length = local_length(rule, desk.district.settings).get("length")
    if rule.unit == "date" or (rule.length is None and length is None and rule.unit in WITH_LENGTH):
        return None
    return due(rule, start, desk.calendar, length=length)


def fixed_by_paper(desk: Desk, rule: Rule, scope: dict[str, Value], element: Element | None) -> date | None:
    """Return the day that the element's paper sets for a rule (`due_from`), or None."""
    fixed = by_rule(element, "due_from").get(rule.rule_id) if element is not None else None
    until = evaluator(desk, scope)(fixed) if fixed else None
    if isinstance(until, datetime):
        return until.astimezone(LOCAL).date()
    return until if isinstance(until, date) else None


def timer_moment(desk: Desk, run: Run, timer: TimerSet, scope: dict[str, Value]) -> datetime | None:
    """Return when a timer of a diagram fires, or None for one that has no moment yet."""
    if timer.at is not None:
        return end_of_day(timer.at)
    if timer.duration_iso is not None:
        return _after(timer.since or desk.at, timer.times, timer.duration_iso)
    if timer.rule is None:
        return None
    running = desk.folder.clocks(resolved(desk, [timer.rule]))
    if running:
        return max(row.due_at for row in running)
    rule = desk.law.rules.get(timer.rule)
    if rule is None or not applies(desk, rule) or not _wanted(desk, run, timer, scope):
        return None
    found = due_of(desk, rule, desk.at.astimezone(LOCAL).date(), scope)
    return None if found is None else end_of_day(found.due)


def _wanted(desk: Desk, run: Run, timer: TimerSet, scope: dict[str, Value]) -> bool:
    """Say whether a timer whose clock does not run counts by itself: not when its event's `rule_when` says no."""
    element = desk.edition(run).definition.element(timer.process_key or run.process_key, timer.element_id)
    condition = by_rule(element, "rule_when").get(timer.rule or "")
    return condition is None or evaluator(desk, scope)(condition) is True


def _after(since: datetime, times: int, iso: str) -> datetime | None:
    """Return the moment that lies a duration, or several, after another.

    Hours and minutes are counted to the second; days, months and years last until their last day is over.
    """
    source = f'date and time("{since.astimezone(LOCAL).isoformat()}") + {times} * duration("{iso}")'
    moment = compile_expression(source).evaluate({}, now=since)
    if not isinstance(moment, datetime):
        return None
    return moment if "T" in iso else end_of_day(moment.date())


@dataclass(frozen=True)
class TaskDue:
    """When a task is due, by which rule, whether that may still move, and by what moment it is sorted."""

    at: datetime | None = None
    rule: str | None = None
    provisional: bool = False
    sort: datetime = FAR


def task_due(
    desk: Desk, run: Run, edition: Edition, element: Element, timers: Iterable[tuple[TimerSet, datetime]]
) -> TaskDue:
    """Return when a task is due.

    It is the earliest of the clocks that the task meets and of the timers on its border; a task without any
    of its own stands under the earliest clock that its run has started, else under the earliest of the case that
    some step of its process meets: what another procedure has to do in time makes nobody here late, but what the
    own one still owes makes it late although the term is over. What a party has to do in time is no duty of the
    unit: such a day is shown, but the task is never overdue by it.
    """
    rows = [row for row in desk.folder.clocks() if not row.halted_on]
    meets = set(resolved(desk, listed(element, "meets")))
    found: list[tuple[datetime, str | None, bool]] = [(moment, timer.rule, False) for timer, moment in timers]
    found.extend((row.due_at, row.rule, row.provisional) for row in rows if row.rule in meets)
    ours = [item for item in found if is_ours(desk, item[1])]
    if not ours:
        reach = set(resolved(desk, edition.meets))
        standing = [
            row for row in rows if is_ours(desk, row.rule) and (row.due_at > desk.at or row.rule in reach)
        ]
        own = [row for row in standing if row.run_id == run.id]
        met_here = own or [row for row in standing if row.rule in reach]
        ours = [(row.due_at, row.rule, row.provisional) for row in met_here]
    if ours:
        at, rule, provisional = min(ours, key=lambda item: item[0])
        return TaskDue(at, rule, provisional, sort=at)
    return TaskDue(*min(found, key=lambda item: item[0])) if found else TaskDue()


def is_ours(desk: Desk, rule_id: str | None) -> bool:
    """Say whether an authority has to act by the end of a clock; a timer without a rule is its own."""
    rule = desk.house.rules.get(rule_id) if rule_id else None
    return rule is None or rule.duty == "unit"


def start_of(
    desk: Desk, run: Run, element: Element, rule_id: str, scope: dict[str, Value]
) -> date | datetime:
    """Return the day a clock counts from: proof of service, else the date the diagram names, else today.

    A clock of hours counts from the moment that the diagram names, else from now.
    """
    if element.properties.get("calledElement") == SERVICE:
        served = [
            row
            for row in desk.folder.service_records
            if row.caller_element == element.id and row.run_id == run.id
        ]
        if served:
            return max(row.served_on for row in served[-_turns(desk, run, element) :])
    if rule_id in desk.law.from_opening:
        return desk.case.opened_at.astimezone(LOCAL).date()
    named = by_rule(element, "start_from").get(rule_id)
    value = evaluator(desk, scope)(named) if named else None
    rule = desk.house.rules[rule_id]
    if isinstance(value, datetime):
        return value.astimezone(LOCAL) if rule.unit == "h" else value.astimezone(LOCAL).date()
    if isinstance(value, date):
        return value
    return desk.at.astimezone(LOCAL) if rule.unit == "h" else desk.at.astimezone(LOCAL).date()


def _turns(desk: Desk, run: Run, element: Element) -> int:
    """Return how many services one passage of a calling step makes: those of a multi-instance count together."""
    collection = element.properties.get("collection")
    if not collection:
        return 1
    items = evaluator(desk, desk.scope(run, desk.edition(run)))(collection)
    return max(1, len(items)) if isinstance(items, list) else 1


def evaluator(desk: Desk, scope: dict[str, Value]) -> Callable[[str], Value]:
    """Return a function that evaluates FEEL in a scope at the moment of the desk."""

    def evaluate(source: str) -> Value:
        return compile_expression(source).evaluate(scope, now=desk.at, functions=functions_of(desk))

    return evaluate


def functions_of(desk: Desk) -> dict[str, Callable[..., Value]]:
    """Return what FEEL may call beside its own functions: the case's clocks and its working calendar."""
    return {"due": due_dates(desk), **working_day_functions(lambda: desk.calendar)}


def due_dates(desk: Desk) -> Callable[..., Value]:
    """Return the FEEL function `due("RULE")`: the due date of the case's open clock of that rule, or null."""

    def due_date(rule: Value = None) -> Value:
        rows = desk.folder.clocks(resolved(desk, [str(rule)]))
        return rows[0].due_at.astimezone(LOCAL).date() if rows else None

    return due_date
