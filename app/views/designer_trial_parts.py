"""Words and drawings for the pages of trials; no page itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from app import clock
from app.clock import LOCAL
from app.engine import Element
from app.trials.commands import Begin, Command, Complete, Hear, Reply, Wait
from app.trials.coverage import Coverage
from app.trials.outcome import Difference, Outcome
from app.trying.scene import Entry, Scene
from app.versions import Edition
from app.views.access import db
from app.views.naming import district_name, message_name, rule_name, unit_name
from app.views.words import t
from storage.versions import newest_versions

WHAT = {
    "way": ("经过的环节", "Elements entered"),
    "decisions": ("决策表命中规则", "Rules matched"),
    "dues": ("法定期限", "Legal clocks"),
    "sent": ("发出的消息", "Messages sent"),
    "ends": ("到达的结束", "Ends reached"),
    "failed": ("流程异常", "Failures"),
    "refused": ("未能办理", "Refused"),
    "steps": ("步数", "Steps"),
}
CLOCK_WORDS = {"起算": "started", "延长": "extended", "恢复": "resumed", "履行": "met", "中止": "suspended"}
REPLIES = {
    "done": ("已办理", "done"),
    "failed": ("办理失败", "failed"),
    "error": ("以错误结束", "ended by an error"),
}
TOLD_KINDS = frozenset(
    {"userTask", "manualTask", "endEvent", "callActivity", "businessRuleTask", "serviceTask"}
)


@dataclass(frozen=True)
class DiagramView:
    """One diagram of what is tried, and what is marked on it."""

    key: str
    name: str
    address: str
    states: Mapping[str, Any]


def element_name(edition: Edition, place: str) -> str:
    """Return what an element of a trace is called, with the step that calls its piece."""
    parts = place.split("/")
    names = []
    for count in range(1, len(parts) + 1):
        found = edition.element_of_trace("/".join(parts[:count]))
        names.append(name_of(found) if found is not None else parts[count - 1])
    return " › ".join(names)


def name_of(element: Element) -> str:
    """Return the name of an element in the language of the page, its id if it has none."""
    return t(element.name, element.properties.get("name_en")) or element.id


def command_words(edition: Edition, command: Command) -> str:
    """Return one sentence that says what a command did."""
    if isinstance(command, Begin):
        where = f"{district_name(command.district)} {unit_name(f'{command.district}.{command.unit}')}"
        return t(f"启动：{where}", f"Began: {where}")
    if isinstance(command, Complete):
        place = f"{command.path}/{command.element}" if command.path else command.element
        return t(f"办结“{element_name(edition, place)}”", f"Completed “{element_name(edition, place)}”")
    if isinstance(command, Hear):
        name = message_words(command.message)
        return t(f"收到消息：{name}", f"Message came: {name}")
    if isinstance(command, Reply):
        place = f"{command.path}/{command.element}" if command.path else command.element
        zh, en = REPLIES.get(command.how, REPLIES["done"])
        return t(
            f"外部任务“{element_name(edition, place)}”：{zh}",
            f"External task “{element_name(edition, place)}”: {en}",
        )
    return _wait_words(edition, command)


def _wait_words(edition: Edition, command: Wait) -> str:
    if command.days:
        return t(f"过 {command.days} 天", f"{command.days} days passed")
    if command.working_days:
        return t(f"过 {command.working_days} 个工作日", f"{command.working_days} working days passed")
    if command.element:
        found = edition.definition.elements.get(command.element)
        name = name_of(found) if found else command.element
        return t(f"到“{name}”的时间", f"Until “{name}”")
    return t("到下一个计时", "Until the next timer")


def outcome_lines(edition: Edition, outcome: Outcome) -> list[tuple[str, str]]:
    """Return what followed from a command, each with what kind of thing it is."""
    found: list[tuple[str, str]] = []
    for place in outcome.way:
        element = edition.element_of_trace(place)
        if element is not None and element.kind in TOLD_KINDS:
            found.append(("way", t("进入 ", "Entered ") + element_name(edition, place)))
    for told in outcome.decisions:
        place, _, rules = told.partition("#")
        rule = (
            t(f"命中第 {rules} 条规则", f"rule {rules} matched")
            if rules
            else t("没有规则命中", "no rule matched")
        )
        found.append(("decisions", f"{element_name(edition, place)}：{rule}"))
    found.extend(("dues", clock_words(told)) for told in outcome.dues)
    found.extend(("sent", t("发出 ", "Sent ") + message_words(name)) for name in outcome.sent)
    found.extend(("ends", t("流程结束于 ", "Ended at ") + element_name(edition, end)) for end in outcome.ends)
    found.extend(("failed", told) for told in outcome.failed)
    return found


def message_words(name: str) -> str:
    """Return what a message says; the processes that it starts or answers for are called as they are published."""
    called = {row.process_key: t(row.name_zh, row.name_en) for row in newest_versions(db())}
    return message_name(name, called)


def clock_words(told: str) -> str:
    """Return what happened to a legal clock, in words."""
    verb, rule, *due = told.split(" ")
    word = t(verb, CLOCK_WORDS.get(verb, verb))
    until = t(f"，{due[0]} 届满", f", due {due[0]}") if due else ""
    return f"{word}：{rule_name(rule)}（{rule}）{until}"


def difference_words(edition: Edition | None, each: Difference) -> tuple[str, str, str, str]:
    """Return a difference as a row: what, where, expected, actual."""

    def told(text: str) -> str:
        if not text:
            return "—"
        return (
            element_name(edition, text)
            if each.what in ("way", "ends") and edition and "、" not in text
            else text
        )

    where = element_name(edition, each.element) if edition and each.element else ""
    return t(*WHAT[each.what]), where, told(each.expected), told(each.actual)


def drawings(edition: Edition, draft_id: str, states: Mapping[str, Mapping[str, Any]]) -> list[DiagramView]:
    """Return the diagrams for which there are states, that of the process itself first."""
    keys = [edition.key, *sorted(key for key in states if key != edition.key)]
    return [
        DiagramView(
            key,
            _called(edition, key),
            url_for("designer_files.content", draft_id=draft_id, path=f"processes/{key}/{key}.bpmn"),
            states.get(key, {}),
        )
        for key in keys
    ]


def _called(edition: Edition, key: str) -> str:
    if key == edition.key:
        return t(edition.name_zh, edition.name_en)
    callers = [
        each for each in edition.definition.elements.values() if each.properties.get("calledElement") == key
    ]
    return "、".join(dict.fromkeys(name_of(each) for each in callers)) or key


def playing_states(edition: Edition, scene: Scene) -> dict[str, dict[str, Any]]:
    """Return what is marked on the diagrams of a trial: where tokens stand and have been."""
    found = {edition.key: _marks(scene.progress, scene)}
    for place in sorted(scene.progress.current):
        caller = place.split("/")[0]
        element = edition.definition.find_element(edition.key, caller)
        piece = element.properties.get("calledElement") if element and "/" in place else None
        if piece:
            found[piece] = _marks(scene.progress.inside(caller), scene)
    return found


def _marks(progress: Any, scene: Scene) -> dict[str, Any]:
    late = [step.task.element_id for step in scene.steps if step.task.due_at and step.task.due_at < scene.now]
    own = {
        name: sorted(place for place in getattr(progress, name) if "/" not in place)
        for name in ("done", "current", "cancelled", "flows")
    }
    badges = [
        {"element": place, "text": t(f"第 {count} 次", f"No. {count}"), "tone": ""}
        for place, count in sorted(progress.visits.items())
        if count > 1 and "/" not in place and place in progress.current
    ]
    focus = next(iter(own["current"]), None)
    return {**own, "late": late, "badges": badges, "focus": focus}


def coverage_states(coverage: Coverage) -> dict[str, dict[str, Any]]:
    """Return what is marked on diagrams to show what was come through and what never was."""
    found = {}
    for key in sorted({place[0] for place in coverage.drawn}):
        own = coverage.of(key)
        found[key] = {
            "done": sorted(name for _, name in own.elements & own.reached),
            "flows": sorted(name for _, name in own.flows & own.reached),
            "missed": [name for _, name in own.missed],
        }
    return found


def coverage_rows(edition: Edition, coverage: Coverage) -> list[dict[str, Any]]:
    """Return a row for each diagram: how much was come through, and what never was by name."""
    rows = []
    for key in [edition.key, *sorted({place[0] for place in coverage.drawn} - {edition.key})]:
        own = coverage.of(key)
        missed = [(_missed_name(edition, key, name), name) for _, name in own.missed]
        rows.append(
            {
                "name": _called(edition, key),
                "key": key,
                "drawn": len(own.drawn),
                "reached": len(own.drawn & own.reached),
                "share": own.share(),
                "missed": missed,
            }
        )
    return rows


def _missed_name(edition: Edition, key: str, name: str) -> str:
    element = edition.definition.find_element(key, name)
    return name_of(element) if element is not None else t("连线", "Flow")


def places(rows: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """Return stored places as pairs."""
    return {(key, name) for key, name in rows}


def moment_words(at: datetime) -> str:
    """Return a moment of a trial in the time of the law, with its weekday."""
    here = at.astimezone(LOCAL)
    day = t("周" + "一二三四五六日"[here.weekday()], here.strftime("%a"))
    return f"{here:%Y-%m-%d} {day} {here:%H:%M}"


def entries(edition: Edition, scene: Scene) -> list[dict[str, Any]]:
    """Return the log of a trial, newest first."""
    return [_entry(edition, entry) for entry in reversed(scene.log)]


def _entry(edition: Edition, entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": moment_words(entry.at),
        "words": command_words(edition, entry.command),
        "lines": outcome_lines(edition, entry.outcome),
    }


def beginnings(edition: Edition) -> list[tuple[str, str]]:
    """Return the ways in which a process can begin: by hand, by a message, by the calendar."""
    definition, found = edition.definition, []
    if definition.plain_start is not None:
        found.append(("hand", t("人工启动，或由其他流程调用", "By hand, or called by another process")))
    found.extend(
        (f"message:{name}", t("收到消息：", "By message: ") + message_words(name))
        for name in sorted(definition.start_messages)
    )
    for start in sorted(definition.period_starts):
        name = name_of(definition.element(edition.key, start))
        found.append((f"start:{start}", t(f"到时间：{name}", f"By the calendar: {name}")))
    return found


def first_day() -> str:
    """Return the day with which a trial begins unless another is chosen."""
    return f"{clock.today():%Y-%m-%d}"
