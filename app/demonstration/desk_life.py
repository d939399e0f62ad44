"""What officers do at their desks besides completing tasks: claim, return, assign, draft, delegate, remark."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.actions.delegations import delegate_work
from app.actions.drafts import save_draft
from app.actions.inbox import assign_task, claim_task, return_task
from app.actions.notes import write_note
from app.actions.sheets import sheet_of
from app.actors import Actor
from app.demonstration.filling import CannotFill
from app.demonstration.player import Player
from app.refusals import Refusal
from storage.models import Task
from storage.tasks import open_tasks_of_case

REASONS = (
    "材料里没有逐人金额，请先补齐清册。",
    "与当事人有亲属关系，申请回避。",
    "本周外出办案，请改派他人。",
)
REMARKS = (
    "已电话联系用人单位，约定后天上午送工资台账。",
    "工人代表来电询问进展，已答复。",
    "与项目部确认，本月底有一笔工程款到账。",
)


def live(player: Player, cases: Iterable[str], random: Random, today: datetime) -> int:
    """Let officers take up some of the open tasks of these cases; return how many tasks were touched."""
    touched = 0
    for task in _open(player, cases):
        act = random.choices(("leave", "claim", "draft", "return", "assign"), (52, 26, 10, 6, 6))[0]
        if act == "leave":
            continue
        player.clock.set(max(task.opened_at, today - timedelta(hours=random.randrange(1, 30))))
        with player.session() as session, suppress(Refusal, CannotFill):
            touched += _touch(player, session, random, task, act)
    player.clock.set(today)
    _delegate(player, random, today)
    return touched


def _open(player: Player, cases: Iterable[str]) -> list[Task]:
    with player.session() as session:
        found = [task for case_id in cases for task in open_tasks_of_case(session, case_id)]
    return sorted(
        found, key=lambda task: (task.case_no, task.element_id, task.path, task.unit_id, task.loop_key or "")
    )


def _touch(player: Player, session: Session, random: Random, task: Task, act: str) -> int:
    officers = player.officers(session, task.unit_id, task.role)
    if not officers:
        return 0
    mine = officers[random.randrange(len(officers)) % 3 % len(officers)]
    if act == "assign":
        head = _leader(player, session, task)
        if head is None:
            return 0
        assign_task(session, task.id, str(mine.officer_id), random.choice(REASONS), by=head)
        return 1
    claim_task(session, task.id, by=mine)
    if act == "return":
        return_task(session, task.id, random.choice(REASONS), by=mine)
    if act == "draft":
        _draft(player, session, task, mine)
    if act == "claim" and random.random() < 0.15:
        write_note(session, task.case_id, random.choice(REMARKS), by=mine)
    return 1


def _leader(player: Player, session: Session, task: Task) -> Actor | None:
    for role in ("section_head", "unit_leader"):
        found = player.officers(session, task.unit_id, role)
        if found:
            return found[0]
    return None


def _draft(player: Player, session: Session, task: Task, by: Actor) -> None:
    """Fill half of the form and keep it."""
    sheet = sheet_of(session, task.id, by=by)
    fields, _ = player.filled(session, sheet, {})
    half = dict(list(fields.items())[: max(1, len(fields) // 2)])
    if half:
        save_draft(session, task.id, half, by=by)


def _delegate(player: Player, random: Random, today: datetime) -> None:
    """One inspector of each district is away for some days and has handed over the work."""
    for district in ("tj_ftz", "xn_chengdong"):
        unit = f"{district}.labour"
        with player.session() as session, suppress(Refusal):
            first, second, *_ = player.officers(session, unit, "inspector")
            ends = (today + timedelta(days=random.randrange(5, 9))).date()
            delegate_work(
                session, unit, str(second.officer_id), today.date(), ends, "外出参加业务培训", by=first
            )
