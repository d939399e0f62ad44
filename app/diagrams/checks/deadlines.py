"""Terms that one after the other take longer than the law's clock around them; it counts no calendar."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.deadlines.rules import Rule
from app.diagrams.checks.contexts import tree_of
from app.diagrams.checks.graph import LEFT
from app.diagrams.checks.model import Model
from app.diagrams.checks.truths import truths_of
from app.diagrams.findings import Finding, Notes
from app.engine import Element
from app.feel import DaysTime, FeelError, YearsMonths, compile_expression, read_duration
from app.feel.model import Node

STARTING, MEETING = ("starts", "starts_on_entry"), ("meets",)


@dataclass(frozen=True, slots=True)
class _Term:
    """A term between two elements of a diagram, in days that it lasts at least."""

    name: str
    begins: str
    ends: str
    days: float


def check_deadlines(model: Model, notes: Notes) -> None:
    """Report clocks of the law whose steps, each in its own term, take longer than the clock allows."""
    if not model.around.rules:
        return
    paused = {rule for each in model.elements for rule in _listed(each, "pauses")}
    terms = list(_terms(model))
    worst: dict[tuple[str, str], tuple[float, str, list[_Term]]] = {}
    for rule_id, begin, end in _clocks(model):
        rule = model.around.rules.get(rule_id)
        most = None if rule is None else _most(rule)
        if rule is None or most is None or rule_id in paused:
            continue
        chain = _longest(model, rule, begin, end, terms)
        total = _sum(chain)
        if len(chain) > 1 and total > max(most, worst.get((rule_id, begin), (0.0, "", []))[0]):
            worst[rule_id, begin] = (total, end, chain)
    for (rule_id, begin), (total, end, chain) in worst.items():
        _tell(model, model.around.rules[rule_id], begin, end, chain, total, notes)


def _clocks(model: Model) -> Iterator[tuple[str, str, str]]:
    """Yield each rule with an element that starts its clock and one that meets it."""
    for begin in model.elements:
        for rule in {each for name in STARTING for each in _listed(begin, name)}:
            for end in model.elements:
                if rule in _listed(end, "meets"):
                    yield rule, begin.id, end.id


def _terms(model: Model) -> Iterator[_Term]:
    for rule_id, begin, end in _clocks(model):
        rule = model.around.rules.get(rule_id)
        days = None if rule is None or rule.duty == "none" else _least(rule)
        if days is not None:
            yield _Term(rule_id, begin, end, days)
    for each in model.elements:
        if each.kind == "intermediateCatchEvent" and each.timer and (days := _waiting(each.timer)):
            yield _Term(each.id, each.id, each.id, days)


def _listed(element: Element, setting: str) -> list[str]:
    return [part.strip() for part in element.properties.get(setting, "").split(",") if part.strip()]


def _least(rule: Rule) -> float | None:
    """Return how many days a term lasts at least."""
    if rule.length is None:
        return None
    working = rule.length + 2 * ((rule.length - 1) // 5)
    lasting: Mapping[str, float] = {
        "wd": working, "cd": rule.length, "h": rule.length / 24, "month": rule.length * 28, "year": rule.length * 365,
    }  # fmt: skip
    return lasting.get(rule.unit)


def _most(rule: Rule) -> float | None:
    """Return how many days a clock runs at most, extension included; None where the law names no end."""
    if rule.length is None or rule.extension_open:
        return None
    total = rule.length + ((rule.extension or 0) if rule.extension_unit in ("", rule.unit) else math.inf)
    lasting: Mapping[str, float] = {
        "wd": total + 2 * math.ceil(total / 5) + 10 if total < math.inf else math.inf,
        "cd": total, "h": total / 24, "month": total * 31, "year": total * 366,
    }  # fmt: skip
    found = lasting.get(rule.unit)
    return None if found is None or found == math.inf else found


def _waiting(text: str) -> float | None:
    try:
        duration = read_duration(text.strip().strip('"'))
    except ValueError:
        return None
    if isinstance(duration, YearsMonths):
        return float(duration.months * 28)
    return duration.microseconds / 86_400_000_000 if isinstance(duration, DaysTime) else None


def _longest(model: Model, rule: Rule, begin: str, end: str, terms: list[_Term]) -> list[_Term]:
    """Return the terms that follow each other while a clock runs and last longest together."""
    between = _between(model, rule, begin, end)
    stops = {*rule.suspend, *rule.restart}
    within = [
        term
        for term in terms
        if term.name != rule.rule_id
        and not {term.name, term.name.rstrip("abc")} & stops
        and (term.begins == begin or term.begins in between)
        and term.ends in between
        and term.begins != end
        and _together(model, rule.rule_id, begin, term)
    ]
    reach = {name: model.graph.reachable([name + LEFT]) & between for name in {term.ends for term in within}}
    follows = {
        term: [
            other
            for other in within
            if (other.begins == term.ends or other.begins in reach[term.ends])
            and other.ends != term.ends
            and term.ends not in reach[other.ends]
        ]
        for term in within
    }
    best: dict[_Term, list[_Term]] = {}

    def chain(term: _Term, above: frozenset[_Term]) -> list[_Term]:
        if term not in best:
            ways = [chain(other, above | {term}) for other in follows[term] if other not in above]
            best[term] = [term, *max(ways, key=_sum, default=[])]
        return best[term]

    return max((chain(term, frozenset()) for term in within), key=_sum, default=[])


def _between(model: Model, rule: Rule, begin: str, end: str) -> set[str]:
    """Return the elements that may be passed while a clock runs: none behind an element that meets it or begins it."""
    graph = model.graph
    ends = {other for name, start, other in _clocks(model) if name == rule.rule_id and start == begin}
    closed = {name + LEFT for name in (*ends, begin)}
    barred = _barred(model, rule.rule_id, begin)
    ahead: set[str] = set()
    todo = [target for target, flow in graph.after.get(begin + LEFT, ()) if flow not in barred]
    while todo:
        place = todo.pop()
        if place not in ahead and place not in closed:
            ahead.add(place)
            todo.extend(target for target, flow in graph.after.get(place, ()) if flow not in barred)
    return {place for place in ahead if end in graph.reachable([place])}


def _barred(model: Model, rule_id: str, begin: str) -> set[str]:
    """Return the flows right behind the start of a clock that cannot be taken when the clock has started."""
    element, barred = model.element(begin), set[str]()
    when = None if element is None else _when(element, rule_id)
    if when is None:
        return barred
    for level in model.levels:
        node = level.task_specs.get(begin)
        for flow in () if node is None else node.flows:
            gateway = level.task_specs[flow.target]
            conditions = [each.condition for each in gateway.flows]
            trees = [None if each is None else tree_of(each) for each in conditions]
            truths = truths_of([when, *trees], model.domain, nulls=True)
            if truths is None:
                continue
            open_ways = set[int]()
            for _, (started, *answers) in truths.cases():
                if started:
                    held = [place for place, answer in enumerate(answers) if answer]
                    open_ways.add(held[0] if held else _default(gateway))
            barred |= {each.id for place, each in enumerate(gateway.flows) if place not in open_ways}
    return barred


def _default(gateway: Any) -> int:
    return next((place for place, flow in enumerate(gateway.flows) if flow.condition is None), -1)


def _when(element: Element, rule_id: str) -> Node | None:
    """Return the condition under which an element starts the clock of a rule, if it has one that can be read."""
    try:
        table = json.loads(element.properties.get("rule_when", "{}"))
        source = table.get(rule_id) if isinstance(table, dict) else None
        return tree_of(compile_expression(source)) if isinstance(source, str) else None
    except (ValueError, FeelError):
        return None


def _together(model: Model, rule_id: str, begin: str, term: _Term) -> bool:
    """Whether a clock and a term within it can both have been started, by what their conditions say."""
    outer, inner = model.element(begin), model.element(term.begins)
    if outer is None or inner is None:
        return True
    conditions = [_when(outer, rule_id), _when(inner, term.name)]
    if None in conditions:
        return True
    truths = truths_of(conditions, model.domain, nulls=True)
    return truths is None or any(all(answers) for _, answers in truths.cases())


def _sum(terms: list[_Term]) -> float:
    return sum(term.days for term in terms)


def _tell(
    model: Model, rule: Rule, begin: str, end: str, chain: list[_Term], total: float, notes: Notes
) -> None:
    names = " + ".join(term.name for term in chain)
    path = (begin, *dict.fromkeys(name for term in chain for name in (term.begins, term.ends)), end)
    rules = [model.around.rules.get(term.name) for term in chain]
    known = {each for other in rules if other is not None for each in other.conflict} & set(rule.conflict)
    most = _most(rule) or 0
    zh, en = "", ""
    if known:
        listed = "、".join(sorted(known))
        zh = f"（条文之间的已知冲突 {listed}，由办公室决定。）"
        en = f" (The texts are known to conflict: {listed}; the office decides.)"
    notes.add(
        Finding(
            "terms_too_long",
            "info" if known else "warning",
            begin,
            None,
            f"期限 {rule.rule_id} 最长约 {most:.0f} 天，而其间各步的期限（{names}）合计至少 {total:.0f} 天，逐步用足"
            f"就会超期。请缩短其中的期限，或改为同时进行。{zh}",
            f"The clock {rule.rule_id} allows about {most:.0f} days at most, but the terms within it ({names}) take at "
            f"least {total:.0f} together. Shorten them or let steps go on side by side.{en}",
            model.file,
            tuple(dict.fromkeys(path)),
        )
    )
