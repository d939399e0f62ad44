"""Reminders: who is told of a clock, that he has read it, and what became of its mail."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.actions.desk import Desk
from app.actors import Actor, Seat
from app.clock import local
from app.house import house_of
from app.patience import next_try
from app.permissions import ROLE_PERMISSIONS
from app.refusals import NotAllowed, NotFound, NotReady
from app.reminders import Told, Work, leaders_of, told_of
from storage.clocks import RunningClock
from storage.database import unit_of_work
from storage.delegations import substitutes
from storage.events import record
from storage.models import Officer, Reminder, Task, new_id
from storage.officers import Colleague, colleagues
from storage.reminders import mail_for_update, unread_for_update
from storage.tasks import open_tasks_of_case

OFFICE = frozenset({"office_director", "office_officer"})


def remind(desk: Desk, clock: RunningClock, level: str) -> list[Told]:
    """Tell those whom the standing of a clock concerns, each by a reminder; return whom."""
    tasks = _tasks_of(desk, clock)
    works = _works(desk, tasks)
    told = told_of(level, works, [each.officer_id for each in _office(desk)])
    officers = {each.id: each for each in _officers(desk.session, {one.officer_id for one in told})}
    by_id = {task.id: task for task in tasks}
    mailbox = desk.session.info.get("mailbox")
    for one in told:
        task = by_id.get(one.task_id or "")
        mailed = mailbox is not None and bool(officers[one.officer_id].mail)
        desk.session.add(
            Reminder(
                id=new_id(),
                officer_id=one.officer_id,
                case_id=desk.case.id,
                case_no=desk.case.case_no,
                unit_id=one.unit_id,
                clock_id=clock.id,
                rule=clock.rule,
                level=level,
                due_on=local(clock.due_at).date(),
                task_id=one.task_id,
                title=task.title if task else "",
                title_en=task.title_en if task else "",
                made_at=desk.at,
                mail_state="waiting" if mailed else "none",
                mail_at=desk.at if mailed else None,
            )
        )
    return told


def _tasks_of(desk: Desk, clock: RunningClock) -> list[Task]:
    """Return the open tasks that a clock is about: those due by it, else those of its run."""
    tasks = open_tasks_of_case(desk.session, desk.case.id)
    due = [task for task in tasks if task.due_rule == clock.rule]
    return due or [task for task in tasks if task.run_id == clock.run_id]


def _works(desk: Desk, tasks: Collection[Task]) -> list[Work]:
    units = {task.unit_id for task in tasks} or {desk.case.lead_unit_id}
    day = local(desk.at).date()
    held: dict[str, list[tuple[str, str]]] = {}
    for each in colleagues(desk.session, units, day):
        held.setdefault(each.unit_id, []).append((each.officer_id, each.role))
    assigning = [role for role, permissions in ROLE_PERMISSIONS.items() if "task.assign" in permissions]
    leaders = {unit: leaders_of(people, assigning) for unit, people in held.items()}
    if not tasks:
        return [Work(unit, None, (), leaders.get(unit, ())) for unit in units]
    holders = {task.id: [task.assignee_id] if task.assignee_id else [] for task in tasks}
    for task in tasks:
        if task.assignee_id:
            holders[task.id] += substitutes(desk.session, task.assignee_id, task.unit_id, day)
    return [Work(task.unit_id, task.id, holders[task.id], leaders.get(task.unit_id, ())) for task in tasks]


def _office(desk: Desk) -> list[Colleague]:
    units = [
        f"{desk.district.key}.{unit.id}" for unit in desk.district.units.values() if unit.kind == "office"
    ]
    found = colleagues(desk.session, units, local(desk.at).date())
    return [each for each in found if each.role in OFFICE]


def _officers(session: Session, ids: Collection[str]) -> list[Officer]:
    return [session.get_one(Officer, officer_id) for officer_id in sorted(ids)]


@unit_of_work
def read_reminders(session: Session, ids: Collection[str] | None, *, by: Actor) -> int:
    """Note that an officer has read these of his reminders, or all; return how many. NotReady when none is unread."""
    found = unread_for_update(session, by.officer_id or "", ids)
    if not found:
        raise NotReady("没有未读的提醒。", "No reminder is unread.")
    at = house_of(session).now()
    for reminder in found:
        reminder.read_at = at
    record(session, "reminders_read", {"reminders": [each.id for each in found]}, at=at, by=by)
    return len(found)


@unit_of_work
def note_mail_sent(session: Session, reminder_id: str, *, by: Actor) -> None:
    """Note that the mail of a reminder went out; NotReady when that is known already."""
    reminder, at = _queued(session, reminder_id), house_of(session).now()
    reminder.mail_state, reminder.mail_at, reminder.mail_error = "sent", at, ""
    record(session, "mail_sent", _facts(reminder), at=at, by=by)


@unit_of_work
def note_mail_not_sent(
    session: Session, reminder_id: str, cause: str, *, final: bool = False, by: Actor
) -> None:
    """Note why the mail of a reminder was not taken: it waits for its next try, or has failed for good."""
    reminder, at = _queued(session, reminder_id), house_of(session).now()
    tries, reminder.mail_error = reminder.mail_tries, cause[:300]
    reminder.mail_tries, reminder.mail_lost = tries + 1, 0
    reminder.mail_at = None if final else next_try(tries, at)
    reminder.mail_state = "waiting" if reminder.mail_at else "failed"
    facts = {"cause": cause, "tries": reminder.mail_tries, "final": reminder.mail_state == "failed"}
    record(session, "mail_not_sent", _facts(reminder) | facts, at=at, by=by)


def _may_mail(seat: Seat, reminder: Reminder) -> bool:
    held = ROLE_PERMISSIONS.get(seat.role, frozenset())
    here = reminder.unit_id.partition(".")[0] == seat.jurisdiction
    return "work.watch" in held or (here and "exchange.work" in held)


@unit_of_work
def mail_again(session: Session, reminder_id: str, *, by: Actor) -> None:
    """Let a mail that has failed be tried anew; NotFound for none, NotReady when it has not failed.

    Raises NotAllowed for who neither watches the work nor works on exchanges of the mail's district.
    """
    found, at = mail_for_update(session, reminder_id), house_of(session).now()
    if found is None:
        raise NotFound
    reminder, officer = found
    seats = [seat for seat in by.seats if _may_mail(seat, reminder)]
    if not seats:
        raise NotAllowed("您的岗位不能重发邮件。", "Your role does not allow having mails sent again.")
    if reminder.mail_state != "failed":
        raise NotReady("这封邮件没有失败，不需要重发。", "This mail has not failed.")
    if not officer.mail:
        raise NotReady("收件人没有登记邮箱，无法重发。", "The receiver has no mail address any more.")
    reminder.mail_state, reminder.mail_at = "waiting", at
    record(session, "mail_tried_again", _facts(reminder), at=at, by=by.acting(seats[0]))


def _queued(session: Session, reminder_id: str) -> Reminder:
    found = mail_for_update(session, reminder_id)
    if found is None or found[0].mail_state != "queued":
        raise NotReady("这封邮件已经处理。", "This mail has been dealt with.")
    return found[0]


def _facts(reminder: Reminder) -> dict[str, object]:
    return {"reminder": reminder.id, "case_no": reminder.case_no, "to": reminder.officer_id}
