"""Work on an inbox: officers claim tasks, give them back, assign them and return them, one or many at once."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actors import Actor, Seat
from app.clock import local
from app.house import house_of
from app.permissions import covers, role_name, seat_for, units_where
from app.refusals import AlreadyClaimed, AlreadyDone, NotAllowed, NotFound, NotReady, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.inbox import tasks_for_update
from storage.models import CaseFile, Task
from storage.officers import names_of, roles_in_unit

LONGEST_REASON = 300
"""Characters."""
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Result:
    """What became of one task of many: done, or refused with the reason. Unknown tasks have no name."""

    task_id: str
    case_no: str = ""
    title: str = ""
    refusal: Refusal | None = None


class NothingDone(Refusal):
    """Not one of the chosen tasks could be done; `details["results"]` tells why for each."""


class ReasonNeeded(Refusal):
    """Returning a task, or giving it from one officer to another, needs a reason of at most 300 characters."""

    status = 422


@dataclass(frozen=True)
class _Hand:
    """One task in hand, with its case and who acts when."""

    session: Session
    task: Task
    case: CaseFile
    by: Actor
    at: datetime


_Act = Callable[[_Hand], None]


@unit_of_work
def claim_task(session: Session, task_id: str, *, by: Actor) -> Task:
    """Take a task of one's unit; return it.

    Raises AlreadyClaimed or AlreadyDone with who did so when, NotAllowed without a role that covers the
    task's, NotFound for a task of another unit.
    """
    return _one(session, task_id, by, _claim)


@unit_of_work
def claim_tasks(session: Session, task_ids: Sequence[str], *, by: Actor) -> list[Result]:
    """Take several tasks; what can be taken is, the rest is told. Raises NothingDone when none could."""
    return _each(session, task_ids, by, _claim)


@unit_of_work
def release_task(session: Session, task_id: str, *, by: Actor) -> Task:
    """Give a task that one has claimed back to the unit; return it. Raises NotAllowed for another's task."""
    return _one(session, task_id, by, _release)


@unit_of_work
def assign_task(session: Session, task_id: str, to_officer_id: str, reason: str = "", *, by: Actor) -> Task:
    """Give a task to an officer of the unit whose role covers it; return it. Needs "task.assign" in the unit.

    Taking it from another officer needs a reason; without one ReasonNeeded is raised.
    """
    return _one(session, task_id, by, _assign_to(to_officer_id, reason))


@unit_of_work
def assign_tasks(
    session: Session, task_ids: Sequence[str], to_officer_id: str, reason: str = "", *, by: Actor
) -> list[Result]:
    """Give several tasks to an officer, with one reason; raises NothingDone when none could be given."""
    return _each(session, task_ids, by, _assign_to(to_officer_id, reason))


@unit_of_work
def return_task(session: Session, task_id: str, reason: str, *, by: Actor) -> Task:
    """Put a task back to unclaimed with a reason: by who holds it, or by who may assign in the unit."""
    return _one(session, task_id, by, _return_for(reason))


@unit_of_work
def return_tasks(session: Session, task_ids: Sequence[str], reason: str, *, by: Actor) -> list[Result]:
    """Put several tasks back with one reason; raises NothingDone when none could be put back."""
    return _each(session, task_ids, by, _return_for(reason))


def reason_place(task_id: str) -> str:
    """Return the place under which an event's sealed reason (`facts["reason_sealed"]`) opens again."""
    return f"event.reason.{task_id}"


def _one(session: Session, task_id: str, by: Actor, act: _Act) -> Task:
    found = tasks_for_update(session, [task_id], units_where(by, "inbox.read"))
    if task_id not in found:
        raise NotFound
    task, case = found[task_id]
    act(_Hand(session, task, case, by, house_of(session).now()))
    return task


def _each(session: Session, task_ids: Collection[str], by: Actor, act: _Act) -> list[Result]:
    chosen = list(dict.fromkeys(task_ids))
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        raise NotReady(f"请选择 1 至 {MOST_AT_ONCE} 项任务。", f"Choose 1 to {MOST_AT_ONCE} tasks.")
    found = tasks_for_update(session, chosen, units_where(by, "inbox.read"))
    at = house_of(session).now()
    results = []
    for task_id in chosen:
        if task_id not in found:
            results.append(Result(task_id, refusal=NotFound()))
            continue
        task, case = found[task_id]
        try:
            act(_Hand(session, task, case, by, at))
            results.append(Result(task_id, task.case_no, task.title))
        except Refusal as refusal:
            results.append(Result(task_id, task.case_no, task.title, refusal))
    if all(result.refusal for result in results):
        raise NothingDone("所选任务都没有办成。", "None of the chosen tasks could be done.", results=results)
    return results


def _claim(hand: _Hand) -> None:
    task = hand.task
    _still_open(hand)
    if task.assignee_id is not None:
        raise AlreadyClaimed(*_taken(hand))
    seat = seat_for(hand.by, unit_id=task.unit_id, role=task.role)
    if seat is None:
        zh, en = role_name(task.role), role_name(task.role, "en")
        raise NotAllowed(f"此任务须由{zh}办理。", f"This task is for: {en}.")
    task.assignee_id, task.claimed_at = hand.by.officer_id, hand.at
    _note(hand, "task_claimed", seat)


def _release(hand: _Hand) -> None:
    _still_open(hand)
    seat = _holding(hand)
    if seat is None:
        raise NotAllowed("只能退还自己认领的任务。", "You can only give back a task that you have claimed.")
    hand.task.assignee_id = hand.task.claimed_at = None
    _note(hand, "task_released", seat)


def _assign_to(to_officer_id: str, reason: str) -> _Act:
    text = reason.strip()

    def assign(hand: _Hand) -> None:
        task = hand.task
        _still_open(hand)
        seat = seat_for(hand.by, unit_id=task.unit_id, permission="task.assign")
        if seat is None:
            raise NotAllowed("只有本单位负责人可以指派任务。", "Only the unit's leaders assign its tasks.")
        if task.assignee_id == to_officer_id:
            raise AlreadyClaimed("任务已在此人名下。", "The officer holds this task already.")
        held = roles_in_unit(hand.session, to_officer_id, task.unit_id, local(hand.at).date())
        if not covers(task.role, held):
            zh, en = role_name(task.role), role_name(task.role, "en")
            raise NotAllowed(f"此任务须由本单位的{zh}办理。", f"This task is for the unit's: {en}.")
        if task.assignee_id is not None and not 1 <= len(text) <= LONGEST_REASON:
            raise ReasonNeeded(
                f"任务已有办理人，改派须写明原因（{LONGEST_REASON} 字以内）。",
                f"Somebody holds the task; give the reason for taking it, in {LONGEST_REASON} characters at most.",
            )
        facts = {"to": to_officer_id, "from": task.assignee_id}
        if task.assignee_id is not None:
            facts["reason_sealed"] = _sealed(hand, text)
        task.assignee_id, task.claimed_at = to_officer_id, hand.at
        _note(hand, "task_assigned", seat, facts)

    return assign


def _return_for(reason: str) -> _Act:
    text = reason.strip()
    if not 1 <= len(text) <= LONGEST_REASON:
        raise ReasonNeeded(
            f"请写明退回原因（{LONGEST_REASON} 字以内）。",
            f"Give the reason, in {LONGEST_REASON} characters at most.",
        )

    def put_back(hand: _Hand) -> None:
        task = hand.task
        _still_open(hand)
        if task.assignee_id is None:
            raise NotReady(
                "任务尚未认领，无需退回。", "Nobody has claimed the task; there is nothing to return."
            )
        seat = _holding(hand) or seat_for(hand.by, unit_id=task.unit_id, permission="task.assign")
        if seat is None:
            raise NotAllowed(
                "只有承办人或本单位负责人可以退回任务。", "Only its holder or the unit's leaders return it."
            )
        facts = {"from": task.assignee_id, "reason_sealed": _sealed(hand, text)}
        task.assignee_id = task.claimed_at = None
        task.return_reason = text
        _note(hand, "task_returned", seat, facts)

    return put_back


def _sealed(hand: _Hand, reason: str) -> str:
    sealed = case_key(hand.session, hand.case).seal(reason.encode(), reason_place(hand.task.id))
    return base64.b64encode(sealed).decode()


def _still_open(hand: _Hand) -> None:
    task = hand.task
    if task.closed_at is None:
        return
    if task.closed_how != "completed" or task.closed_by is None:
        raise AlreadyDone("任务已随流程撤销，无需办理。", "The process has cancelled this task.")
    who = names_of(hand.session, [task.closed_by]).get(task.closed_by, "")
    when = f"{local(task.closed_at):%Y-%m-%d %H:%M}"
    raise AlreadyDone(f"{who}已于 {when} 办结此任务。", f"{who} completed this task at {when}.")


def _taken(hand: _Hand) -> tuple[str, str]:
    holder, since = hand.task.assignee_id or "", hand.task.claimed_at
    if holder == hand.by.officer_id:
        return "您已认领此任务。", "You hold this task already."
    who = names_of(hand.session, [holder]).get(holder, "")
    when = f"{local(since):%Y-%m-%d %H:%M}" if since else ""
    return f"{who}已于 {when} 认领此任务。", f"{who} claimed this task at {when}."


def _holding(hand: _Hand) -> Seat | None:
    """Return the seat in which the officer holds the task, as his own or in the name of who delegated it."""
    task = hand.task
    if task.assignee_id is None:
        return None
    if task.assignee_id == hand.by.officer_id:
        return seat_for(hand.by, unit_id=task.unit_id)
    return seat_for(hand.by, unit_id=task.unit_id, instead_of=task.assignee_id)


def _note(hand: _Hand, kind: str, seat: Seat, facts: Mapping[str, str | None] | None = None) -> None:
    record(
        hand.session,
        kind,
        {"element": hand.task.element_id, **(facts or {})},
        at=hand.at,
        by=hand.by.acting(seat),
        case=hand.case,
        run_id=hand.task.run_id,
        task_id=hand.task.id,
    )
