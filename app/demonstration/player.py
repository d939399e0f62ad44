"""Plays officers: finds the open task, an officer of its unit who may do it, fills its form and completes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.completing import Completion, complete_task
from app.actions.documents import Upload
from app.actions.opening import INTAKE, open_case
from app.actions.periods import PeriodDue, begin_period
from app.actions.seats import actor_of
from app.actions.sheets import TaskSheet, sheet_of
from app.actions.start_sheets import start_sheet
from app.actions.starting import note_matter, start_process
from app.actions.timers import fire_timer
from app.actors import SYSTEM, Actor
from app.clock import LOCAL, SetClock
from app.demonstration.colleagues import officers_asked
from app.demonstration.filling import fill
from app.forms import Form
from app.house import House, house_of
from app.periods import period_of
from app.permissions import covers
from app.refusals import NotReady, SameOfficer
from app.versions import Edition
from storage.cases import case_of, parties_of
from storage.database import Database
from storage.models import CaseFile, Run, Task
from storage.officers import colleagues
from storage.runs import due_timers, waits_of_case
from storage.tasks import open_tasks_of_case


class NoSuchTask(LookupError):
    """No open task of the case stands at this step; the message lists those that do."""


@dataclass
class Player:
    """Performs steps of cases in a database, as the officers concerned, on a clock that it moves."""

    database: Database
    clock: SetClock
    codes: dict[str, str] = field(default_factory=dict)
    turn: int = 0
    seated: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Lend a session."""
        with self.database.session() as session:
            yield session

    def at(self, moment: str) -> None:
        """Go on to a moment (ISO, Chinese standard time) and let everything happen that was due until then."""
        self.go_on(datetime.fromisoformat(moment).replace(tzinfo=LOCAL))

    def go_on(self, until: datetime) -> None:
        """Go on to a moment; each timer fires when it is due, as the worker would have fired it."""
        pass_time(self.database, self.clock, until)

    def register(self, unit_id: str, answers: Mapping[str, Any]) -> str:
        """Register a complaint in a unit and return the id of its case."""
        with self.session() as session:
            house = house_of(session)
            by = self.officers(session, unit_id, "intake_clerk")[0]
            edition = self.edition(session, INTAKE, unit_id)
            form = edition.forms[(INTAKE, "register_complaint")]
            fields, uploads = fill(form, {}, answers, now=self.now(house), options={}, functions={})
            opened = open_case(session, unit_id, fields, uploads, by=by)
            self.codes[opened.case.id] = opened.query_code
            return opened.case.id

    def start(
        self,
        process_key: str,
        unit_id: str,
        role: str,
        answers: Mapping[str, Any],
        case_id: str | None = None,
    ) -> str:
        """Start a process by hand in a unit, in a case or as a new one, and return the case's id."""
        with self.session() as session:
            by = self.officers(session, unit_id, role)[0]
            edition = self.edition(session, process_key, unit_id)
            form = edition.form(process_key, edition.definition.plain_start or "")
            fields, uploads = self.typed(session, process_key, case_id, form, answers, by)
            started = start_process(session, process_key, unit_id, fields, uploads, by=by, case_id=case_id)
            if started.query_code:
                self.codes[started.case.id] = started.query_code
            return started.case.id

    def typed(
        self,
        session: Session,
        process_key: str,
        case_id: str | None,
        form: Form | None,
        answers: Mapping[str, Any],
        by: Actor,
    ) -> tuple[dict[str, list[str]], list[Upload]]:
        """Return what an officer types into the form of a start, which may have none."""
        if form is None:
            return {}, []
        case = case_of(session, case_id) if case_id else None
        options = start_sheet(session, process_key, case, by=by).options
        now = self.now(house_of(session))
        return fill(form, {}, answers, now=now, options=options, functions={})

    def begin(self, process_key: str, element_id: str, unit_id: str, months: int) -> str:
        """Let the calendar begin a process for the current period of so many months; return the case's id."""
        with self.session() as session:
            period = period_of(self.now(house_of(session)).date(), months)
            due = PeriodDue(unit_id.split(".")[0], unit_id, process_key, element_id, period)
            return begin_period(session, due, by=SYSTEM).id

    def note(
        self, case_id: str, element_id: str, unit_id: str, role: str, answers: Mapping[str, Any]
    ) -> None:
        """Tell the run that waits at an element that what it waits for has come in."""
        with self.session() as session:
            wait = next(row for row in waits_of_case(session, case_id) if row.element_id == element_id)
            by = self.officers(session, unit_id, role)[0]
            house = house_of(session)
            run = session.get_one(Run, wait.run_id)
            form = house.shelf.edition(session, run.version_id).form(run.process_key, element_id)
            fields, uploads = (
                fill(form, {}, answers, now=self.now(house), options={}, functions={}) if form else ({}, [])
            )
            note_matter(session, wait.run_id, wait.token, fields, uploads, by=by)

    def edition(self, session: Session, process_key: str, unit_id: str) -> Edition:
        """Return the version that is in force where a unit is; raise LookupError when there is none."""
        house = house_of(session)
        today = self.now(house).date()
        edition = house.shelf.current(session, process_key, unit_id.split(".")[0], today)
        if edition is None:
            raise LookupError(f"{process_key} is not published")
        return edition

    def do(
        self, case_id: str, element_id: str, answers: Mapping[str, Any] | None = None, **where: Any
    ) -> Completion:
        """Complete the open task of a case at a step; `where` narrows it by columns (unit_id, path, title)."""
        with self.session() as session:
            task = self.task(session, case_id, element_id, **where)
            return self.complete(session, task.id, task.unit_id, task.role, answers or {})

    def complete(
        self, session: Session, task_id: str, unit_id: str, role: str, answers: Mapping[str, Any]
    ) -> Completion:
        """Complete a task as the first officer who may."""
        refused: SameOfficer | None = None
        for by in self.officers(session, unit_id, role):
            sheet = sheet_of(session, task_id, by=by)
            fields, uploads = self.filled(session, sheet, answers)
            try:
                return complete_task(session, task_id, fields, uploads, by=by)
            except SameOfficer as refusal:
                refused = refusal
        raise refused or NoSuchTask(f"no officer of {unit_id} holds the role {role}")

    def filled(self, session: Session, sheet: TaskSheet, answers: Mapping[str, Any]) -> Any:
        """Return fields and uploads for a task."""
        if sheet.form is None:
            return {}, []
        unit_id = sheet.task.unit_id
        asked = officers_asked(sheet.form, lambda role: self._ids(session, unit_id, role))
        return fill(
            sheet.form,
            sheet.known,
            {**asked, **answers},
            now=self.now(house_of(session)),
            options=sheet.options,
            functions=sheet.functions,
        )

    def task(self, session: Session, case_id: str, element_id: str, **where: Any) -> Task:
        """Return the open task of a case at a step."""
        tasks = open_tasks_of_case(session, case_id)
        for task in tasks:
            if task.element_id == element_id and all(
                getattr(task, name) == value for name, value in where.items()
            ):
                return task
        raise NoSuchTask(f"no open task {element_id} {where or ''}; open: {[t.element_id for t in tasks]}")

    def case_no(self, case_id: str) -> str:
        """Return the number of a case."""
        with self.session() as session:
            return session.get_one(CaseFile, case_id).case_no

    def open_elements(self, case_id: str) -> list[str]:
        """Return the steps at which a case has open tasks."""
        with self.session() as session:
            return [task.element_id for task in open_tasks_of_case(session, case_id)]

    def officer_ids(self, unit_id: str, role: str) -> list[str]:
        """Return the officers of a unit who may do tasks of a role, by id."""
        with self.session() as session:
            return self._ids(session, unit_id, role)

    def _ids(self, session: Session, unit_id: str, role: str) -> list[str]:
        return [str(officer.officer_id) for officer in self.officers(session, unit_id, role)]

    def open_units(self, case_id: str, element_id: str) -> list[str]:
        """Return the units in which a step of a case is open."""
        with self.session() as session:
            return [
                task.unit_id for task in open_tasks_of_case(session, case_id) if task.element_id == element_id
            ]

    def workers(self, case_id: str) -> dict[str, str]:
        """Return the references of the workers of a case by name."""
        with self.session() as session:
            return {row.name: row.id for row in parties_of(session, case_id) if row.place == "worker"}

    def officers(self, session: Session, unit_id: str, role: str) -> list[Actor]:
        """Return the officers of a unit who may do tasks of a role, those who hold the very role first.

        Whose turn it is goes round with `turn`. Nobody changes seats while the player plays: who sits where is
        looked up once.
        """
        if (unit_id, role) not in self.seated:
            self.seated[unit_id, role] = self._officers(session, unit_id, role)
        found = self.seated[unit_id, role]
        holders = [one for one in found if any(seat.role == role for seat in one.seats)]
        first = self.turn % len(holders) if holders else 0
        return holders[first:] + holders[:first] + found[len(holders) :]

    def _officers(self, session: Session, unit_id: str, role: str) -> list[Actor]:
        day = house_of(session).now().date()
        found = [one for one in colleagues(session, [unit_id], day) if covers(role, frozenset({one.role}))]
        found.sort(key=lambda one: (one.role != role, one.sign_in_name))
        names = dict.fromkeys((one.officer_id, one.name) for one in found)
        return [actor_of(session, officer_id, name) for officer_id, name in names]

    def now(self, house: House) -> Any:
        """Return the present moment in Chinese standard time."""
        return house.now().astimezone(LOCAL)


def pass_time(database: Database, clock: SetClock, until: datetime) -> int:
    """Let time pass in a database up to a moment: each timer fires when it is due; return how many fired."""
    fired, tried = 0, set[str]()
    while True:
        with database.session() as session:
            due = next((timer for timer in due_timers(session, until) if timer.id not in tried), None)
        if due is None:
            clock.set(until)
            return fired
        tried.add(due.id)
        clock.set(due.due_at)
        with database.session() as session:
            try:
                fired += int(fire_timer(session, due.id).state == "fired")
            except NotReady:
                continue
