"""What the page of moves says: where a run stands, where it may go, what a move does, and what was proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.actions.moving import Outlook
from app.actors import Actor
from app.engine import Element
from app.permissions import whole_districts
from app.versions import Edition
from app.views.access import house
from app.views.naming import unit_name
from app.views.words import t
from storage.models import CaseFile, CaseMove, Run
from storage.moves import moves_of_case, moves_waiting, standing_tokens
from storage.officers import names_of
from storage.tasks import open_tasks_of_run

ENTERED = {
    "userTask": ("人工环节", "step"),
    "manualTask": ("人工环节", "step"),
    "serviceTask": ("系统环节", "step of the system"),
    "scriptTask": ("计算", "calculation"),
    "businessRuleTask": ("决策", "decision"),
    "sendTask": ("发送消息", "sending"),
    "receiveTask": ("等待消息", "waiting for a message"),
    "callActivity": ("调用子流程", "called process"),
    "subProcess": ("子流程", "sub-process"),
    "exclusiveGateway": ("判断", "choice"),
    "parallelGateway": ("并行开始", "fork"),
    "inclusiveGateway": ("多选", "inclusive choice"),
    "eventBasedGateway": ("等待事件", "waiting for events"),
    "intermediateCatchEvent": ("等待", "waiting"),
    "intermediateThrowEvent": ("通知", "notice"),
    "endEvent": ("结束", "end"),
}
"""Kinds of elements before which a token can be set, in words; which of them really can is found by trying."""
KINDS = {
    "task": ("待办任务", "open task"),
    "message": ("等待消息", "waits for a message"),
    "timer": ("等待时间", "waits for a time"),
}
STATES = {
    "proposed": ("待批准", "Awaits a decision", "amber"),
    "done": ("已移动", "Moved", "green"),
    "declined": ("已退回", "Declined", "red"),
    "withdrawn": ("已撤回", "Withdrawn", ""),
}


@dataclass(frozen=True)
class MoveLine:
    """One proposed move in words; `mine` says whether it is the reader's own."""

    move: CaseMove
    process: str
    before: str
    after: str
    words: str
    colour: str
    by: str
    decider: str
    mine: bool


def stands(session: Session, run: Run, chosen: Sequence[str]) -> list[tuple[str, str, str, bool]]:
    """Return token, name, kind and whether it is chosen of each place at which a run stands; a single one is."""
    edition = house().shelf.edition(session, run.version_id)
    found = []
    for token, process, element_id, kind in standing_tokens(session, run.id):
        element = edition.definition.find_element(process or edition.key, element_id)
        if element is not None and element.attached_to is None:
            found.append((token, _name(element), t(*KINDS[kind])))
    return [(*each, each[0] in chosen or len(found) == 1) for each in found]


def targets(session: Session, run: Run) -> list[tuple[str, str]]:
    """Return address and name of the elements before which a token of a run could be set."""
    edition = house().shelf.edition(session, run.version_id)
    found = []
    for element in edition.definition.elements.values():
        if element.kind in ENTERED and element.attached_to is None and element.process_key == edition.key:
            found.append((element.id, f"{_name(element)}（{t(*ENTERED[element.kind])}）"))
    return found


def outlook_in_words(session: Session, outlook: Outlook) -> dict[str, list[str]]:
    """Return what a move would do to places, tasks, waits, clocks and other processes, as headed lines."""
    edition, step = outlook.edition, outlook.done.step
    held = {task.token: task for task in open_tasks_of_run(session, outlook.run.id)}
    people = names_of(session, {task.assignee_id for task in held.values() if task.assignee_id})
    cancelled = []
    for closed in step.closed:
        task = held.get(closed.token)
        if task is not None:
            holder = people.get(task.assignee_id or "", "")
            cancelled.append(
                "，".join(filter(None, [t(task.title, task.title_en), unit_name(task.unit_id), holder]))
            )
    opened = [
        edition.definition.find_element(each.process_key or edition.key, each.element_id)
        for each in step.opened
    ]
    found = {
        t("现在", "Now"): [place_name(edition, place) for place in outlook.done.before],
        t("移动后", "Afterwards"): [place_name(edition, place) for place in outlook.done.after],
        t("撤销的任务", "Tasks that are cancelled"): cancelled,
        t("新开的环节", "Steps that open"): [_name(each) for each in opened if each is not None],
        t("期限", "Clocks"): _clocks(edition, outlook),
        t("发出的消息", "Messages that are sent"): [each.message for each in step.thrown],
    }
    dropped = len(step.timers_cleared) + len(step.waits_cleared)
    if dropped:
        found[t("停止等待", "No longer awaited")] = [
            t(f"{dropped} 项计时或消息", f"{dropped} times or messages")
        ]
    if step.ended:
        found[t("流程", "Process")] = [t("流程随之结束", "The process ends by it")]
    return {head: lines for head, lines in found.items() if lines}


def _clocks(edition: Edition, outlook: Outlook) -> list[str]:
    lines = []
    for entry in outlook.done.step.trace:
        for verb, zh, en in (("enter", "进入", "entering"), ("leave", "通过", "passing")):
            element = edition.element_of_trace(entry[verb]) if verb in entry else None
            if element is not None and edition.has_clock(element, verb):
                name = _name(element)
                lines.append(t(f"{zh}“{name}”会起算、停止或满足期限", f"{en} “{name}” moves clocks"))
    lines.append(
        t("已起算的其他期限照常计算，不因移动而停止或满足。", "All other clocks run on as they are.")
    )
    return lines


def place_name(edition: Edition, place: str) -> str:
    """Return the name of the element at an address."""
    element = edition.element_of_trace(place)
    return _name(element) if element is not None else place


def _name(element: Element) -> str:
    return t(element.name or element.id, element.properties.get("name_en"))


def move_lines(session: Session, case: CaseFile, who: Actor) -> list[MoveLine]:
    """Return the moves of a case in words, the newest first."""
    return [_line(session, made, who) for made in moves_of_case(session, case.id)]


def waiting_moves(session: Session, who: Actor) -> list[tuple[MoveLine, CaseFile, str]]:
    """Return the moves that wait for a decision in the officer's districts, with case and address."""
    return [
        (_line(session, made, who), case, url_for("moving.page", case_id=case.id))
        for made, case, _ in moves_waiting(session, whole_districts(who))
    ]


def _line(session: Session, made: CaseMove, who: Actor) -> MoveLine:
    run = session.get_one(Run, made.run_id)
    edition = house().shelf.edition(session, run.version_id)
    people = names_of(session, [each for each in (made.proposed_by, made.decided_by) if each])
    zh, en, colour = STATES[made.state]
    joined = t("、", ", ")
    return MoveLine(
        made,
        t(edition.name_zh, edition.name_en),
        joined.join(place_name(edition, place) for place in made.before),
        joined.join(place_name(edition, place) for place in made.after) or t("结束", "the end"),
        t(zh, en),
        colour,
        people.get(made.proposed_by, ""),
        people.get(made.decided_by or "", ""),
        made.proposed_by == who.officer_id,
    )
