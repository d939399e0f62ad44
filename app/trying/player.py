"""Plays the commands of a trial in its room with the real actions, and says what each of them brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.actions.completing import finish_task
from app.actions.documents import Upload
from app.actions.incidents import FAILURES, cause_of, element_of
from app.actions.seats import actor_of
from app.actions.timers import finish_timer
from app.actions.trial_play import (
    Beginning,
    begin_trial_run,
    fill_trial_case,
    hear_in_trial,
    note_trial_versions,
)
from app.actors import Actor
from app.clock import LOCAL, start_of_day
from app.demonstration import player as officers_of
from app.demonstration.filling import PAPER
from app.permissions import role_name
from app.refusals import InvalidAnswers, NotReady, Refusal, SameOfficer
from app.trials.commands import Begin, Command, Complete, Hear, Reply, Wait
from app.trials.coverage import Reached
from app.trials.outcome import Outcome
from app.trying.cannot import CannotPlay
from app.trying.references import references
from app.trying.replying import reply
from app.trying.room import Room
from app.trying.telling import Teller
from storage.models import MessageWait, Run, Task, Timer
from storage.officers import colleagues
from storage.runs import due_timers, runs_of_case, waits_of_case
from storage.scratch import waiting_timers
from storage.tasks import open_tasks_of_case

MOST_TIMERS = 400
"""Timers that may fire while time passes once; a diagram that asks for more never comes to rest."""
ANYBODY = ("case_officer", "intake_clerk", "unit_officer", "office_officer", "inspector")


@dataclass
class Player:
    """One trial on its way. What was refused or failed changes nothing but is told in the outcome."""

    room: Room
    case_id: str = ""
    run_id: str = ""
    done: list[Outcome] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    spoilt: bool = False
    refusal: Refusal | CannotPlay | None = None
    _people: officers_of.Player | None = None

    def __post_init__(self) -> None:
        self._people = officers_of.Player(self.room.database, self.room.clock)
        self.reached = Reached(self.room.edition.definition)
        self.teller = Teller(self.reached)

    def play(self, commands: Sequence[Command]) -> list[Outcome]:
        """Carry out commands in their order; return what each brought."""
        for command in commands:
            self.perform(command)
        return self.done

    def perform(self, command: Command) -> Outcome:
        """Carry out one command; what speaks against it is told and kept in `refusal`."""
        self.refusal, refused, failed = None, "", []
        try:
            with self.room.database.session() as session:
                self._perform(session, command)
        except (Refusal, CannotPlay) as refusal:
            self.refusal, refused = refusal, _told(refusal)
        except FAILURES as failure:
            cause, element = cause_of(failure), element_of(failure) or ""
            self.refusal = CannotPlay(
                f"流程异常：{element} {cause}", f"The diagram fails at {element}: {failure}"
            )
            failed = [f"{element} {cause}".strip()]
        with self.room.database.session() as session:
            found = self.teller.outcome(session, self.case_id, self.run_id, refused, failed)
        self.done.append(found)
        self.commands.append(command)
        self.moments.append(self.now)
        return found

    def attempt(self, command: Command) -> Outcome:
        """Carry out one command as somebody tries it: what is refused or fails is told, and is no part of the trial."""
        found = self.perform(command)
        if self.refusal is not None:
            self.spoilt = isinstance(
                command, Begin | Wait
            )  # these go on step by step; the others are one transaction
            self.done.pop()
            self.commands.pop()
            self.moments.pop()
        return found

    @property
    def now(self) -> datetime:
        """The present moment of the trial."""
        return self.room.clock.moment

    def officers(self, session: Session, unit_id: str, role: str) -> list[Actor]:
        """Return the made-up officers of a unit who may do steps of a role."""
        assert self._people is not None
        return self._people.officers(session, unit_id, role)

    def people(self) -> officers_of.Player:
        """Return who plays the officers, and fills in their forms."""
        assert self._people is not None
        return self._people

    def somebody(self, session: Session, unit_id: str) -> Actor:
        """Return who begins a run in a unit or notes what came in: a caseworker, if the unit has one."""
        found = colleagues(session, [unit_id], self.now.date())
        if not found:
            raise CannotPlay(f"单位 {unit_id} 没有岗位。", f"The unit {unit_id} has no posts.")
        order = {role: place for place, role in enumerate(ANYBODY)}
        first = min(found, key=lambda one: (order.get(one.role, len(order)), one.sign_in_name))
        actor = actor_of(session, first.officer_id, first.name)
        return replace(actor, seats=tuple(seat for seat in actor.seats if seat.unit_id == unit_id))

    def task_of(self, session: Session, command: Complete) -> Task:
        """Return the open step that a command means; raise CannotPlay naming those that are open."""
        found = open_tasks_of_case(session, self.case_id)
        for task in sorted(found, key=lambda each: each.id):
            if fits(task, command):
                return task
        names = "、".join(dict.fromkeys(f"{task.title}（{task.element_id}）" for task in found)) or "无"
        raise CannotPlay(
            f"步骤“{command.element}”没有打开；现在打开的：{names}。",
            f"The step “{command.element}” is not open; open: {', '.join(t.element_id for t in found)}.",
        )

    def _perform(self, session: Session, command: Command) -> None:
        if isinstance(command, Begin):
            self._begin(session, command)
        elif not self.run_id:
            raise CannotPlay("试运行还没有启动。", "The trial has not begun.")
        elif isinstance(command, Complete):
            self._complete(session, command)
        elif isinstance(command, Hear):
            self._hear(session, command)
        elif isinstance(command, Reply):
            reply(session, self.run_id, command, self.somebody)
        else:
            self._wait(session, command)

    def _begin(self, session: Session, command: Begin) -> None:
        district = self.room.house.districts.get(command.district)
        if district is None or command.unit not in district.units:
            raise CannotPlay("请选择辖区和单位。", "Choose a district and a unit.")
        unit_id = f"{command.district}.{command.unit}"
        self.room.clock.set(command.at)
        by = self.somebody(session, unit_id)
        shelf = self.room.house.shelf
        case = note_trial_versions(session, shelf.editions, by=by)  # type: ignore[attr-defined]
        self.case_id = case.id
        if command.case:
            fill_trial_case(session, case.id, dict(command.case), by=by)
        known = references(session)
        how = Beginning(
            edition=self.room.edition,
            unit_id=unit_id,
            message=command.message,
            element=command.start,
            data=known.real(dict(command.data)),
            fields=known.real(command.fields),
            uploads=papers_of(command.files),
        )
        self.run_id = begin_trial_run(session, case.id, how, by=by).id

    def _complete(self, session: Session, command: Complete) -> None:
        task = self.task_of(session, command)
        fields = references(session).real(command.fields)
        task_id, title, title_en, unit, role = task.id, task.title, task.title_en, task.unit_id, task.role
        refused: SameOfficer | None = None
        for by in self.officers(session, unit, role):
            try:
                finish_task(session, task_id, fields, papers_of(command.files), by=by)
            except SameOfficer as refusal:
                refused = refusal
                continue
            return
        raise refused or CannotPlay(
            f"“{title}”落在 {unit}，那里没有能够办理的岗位（{role_name(role)}）。",
            f"“{title_en}” is with {unit}, where nobody holds the role {role}.",
        )

    def _hear(self, session: Session, command: Hear) -> None:
        wait = self.wait_of(session, command)
        run = session.get_one(Run, wait.run_id)
        known = references(session)
        how = Beginning(
            edition=self.room.edition,
            unit_id=run.home_unit_id,
            data=known.real(dict(command.data)),
            fields=known.real(command.fields),
            uploads=papers_of(command.files),
        )
        key = command.message.removesuffix("_result")
        others = (each for each in runs_of_case(session, self.case_id) if each.reply_to_id == run.id)
        sender = next((each.id for each in others if each.process_key == key and each.status == "open"), None)
        by = self.somebody(session, run.home_unit_id)
        hear_in_trial(session, wait.run_id, wait.token, how, sender, by=by)

    def wait_of(self, session: Session, command: Hear) -> MessageWait:
        """Return the place where the tried run waits for a message; raise CannotPlay when it does not."""
        for wait in waits_of_case(session, self.case_id):
            here = wait.run_id == self.run_id and wait.name == command.message
            if here and command.element in (None, wait.element_id):
                return wait
        raise CannotPlay(
            f"流程没有在等待消息“{command.message}”。", f"The run does not wait for “{command.message}”."
        )

    def _wait(self, session: Session, command: Wait) -> None:
        until = self._until(session, command)
        tried: set[str] = set()
        while due := next((each for each in due_timers(session, until) if each.id not in tried), None):
            tried.add(due.id)
            if len(tried) > MOST_TIMERS:
                raise CannotPlay("计时不断重复，没有尽头。", "Timers come again without an end.")
            self.room.clock.set(max(due.due_at, self.now))
            self._fire(session, due)
        self.room.clock.set(max(until, self.now))

    def _fire(self, session: Session, due: Timer) -> None:
        try:
            finish_timer(session, due.id)
        except NotReady:
            return  # another timer of the same moment has cleared it

    def _until(self, session: Session, command: Wait) -> datetime:
        if command.days:
            return self.now + timedelta(days=command.days)
        if command.working_days:
            calendar = self.room.house.calendars[self._district(session)]
            day = calendar.add_working(self.now.astimezone(LOCAL).date(), command.working_days)
            return start_of_day(day) + (
                self.now.astimezone(LOCAL) - start_of_day(self.now.astimezone(LOCAL).date())
            )
        timers = waiting_timers(session, self.case_id)
        for timer in timers:
            if command.element in (None, timer.element_id):
                return max(timer.due_at, self.now)
        what = f"“{command.element}”的" if command.element else ""
        raise CannotPlay(f"现在没有{what}计时。", "No such timer is running.")

    def _district(self, session: Session) -> str:
        return session.get_one(Run, self.run_id).home_unit_id.split(".", 1)[0]


def fits(task: Task, command: Complete) -> bool:
    """Tell whether an open step is the one that a command means; what the command leaves open fits all."""
    return (
        task.element_id == command.element
        and (not command.path or task.path == command.path)
        and command.turn in (None, task.loop_key)
        and command.unit in (None, task.unit_id.split(".", 1)[1])
    )


def papers_of(files: Mapping[str, Sequence[str]]) -> list[Upload]:
    """Return the files of a trial: of what somebody uploads only the name is kept, the content is made up."""
    return [Upload(name, file, PAPER) for name, given in files.items() for file in given]


def _told(refusal: Refusal | CannotPlay) -> str:
    if isinstance(refusal, InvalidAnswers):
        return "；".join([error.zh for error in refusal.details.get("errors", ())]) or refusal.zh
    return refusal.zh
