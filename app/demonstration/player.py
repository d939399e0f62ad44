"""Plays officers: finds the open task, an officer of its unit who may do it, fills its form and completes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.completing import Completion, complete_task
from app.actions.opening import INTAKE, OpenedCase, open_case
from app.actions.sheets import TaskSheet, sheet_of
from app.actions.timers import fire_timer
from app.actors import Actor, Seat
from app.clock import LOCAL
from app.demonstration.filling import fill
from app.house import House, house_of
from app.permissions import covers
from app.refusals import NotReady, SameOfficer
from storage.database import Database
from storage.models import Task, Timer
from storage.officers import colleagues, seats_of
from storage.runs import due_timers
from storage.tasks import open_tasks_of_case


class NoSuchTask(LookupError):
    """No open task of the case stands at this step; the message lists those that do."""


@dataclass
class Player:
    """Performs steps of cases in a database, as the officers concerned."""

    database: Database

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Lend a session."""
        with self.database.session() as session:
            yield session

    def register(self, unit_id: str, answers: Mapping[str, Any]) -> OpenedCase:
        """Register a complaint in a unit."""
        with self.session() as session:
            house = house_of(session)
            by = self.officers(session, unit_id, "intake_clerk")[0]
            edition = house.shelf.current(session, INTAKE)
            assert edition is not None, "publish the processes first"
            form = edition.form(INTAKE, "register_complaint")
            assert form is not None
            fields, uploads = fill(form, {}, answers, now=self.now(house), options={}, functions={})
            return open_case(session, unit_id, fields, uploads, by=by)

    def do(self, case_id: str, element_id: str, answers: Mapping[str, Any] | None = None, **where: Any) -> Completion:
        """Complete the open task of a case at a step; `where` narrows it by columns (unit_id, path, title)."""
        with self.session() as session:
            task = self.task(session, case_id, element_id, **where)
            return self.complete(session, task, answers or {})

    def complete(self, session: Session, task: Task, answers: Mapping[str, Any]) -> Completion:
        """Complete a task as the first officer who may."""
        refused: SameOfficer | None = None
        for by in self.officers(session, task.unit_id, task.role):
            sheet = sheet_of(session, task.id, by=by)
            fields, uploads = self.filled(sheet, answers, house_of(session))
            try:
                return complete_task(session, task.id, fields, uploads, by=by)
            except SameOfficer as refusal:
                refused = refusal
        raise refused or NoSuchTask(f"no officer of {task.unit_id} may do {task.element_id} ({task.role})")

    def filled(self, sheet: TaskSheet, answers: Mapping[str, Any], house: House) -> Any:
        """Return fields and uploads for a task."""
        if sheet.form is None:
            return {}, []
        return fill(
            sheet.form,
            sheet.known,
            answers,
            now=self.now(house),
            options=sheet.options,
            functions=sheet.functions,
        )

    def task(self, session: Session, case_id: str, element_id: str, **where: Any) -> Task:
        """Return the open task of a case at a step."""
        tasks = open_tasks_of_case(session, case_id)
        for task in tasks:
            if task.element_id == element_id and all(getattr(task, name) == value for name, value in where.items()):
                return task
        raise NoSuchTask(f"no open task {element_id} {where or ''}; open: {[t.element_id for t in tasks]}")

    def open_elements(self, case_id: str) -> list[str]:
        """Return the steps at which a case has open tasks."""
        with self.session() as session:
            return [task.element_id for task in open_tasks_of_case(session, case_id)]

    def fire_due(self) -> int:
        """Fire all timers that are due now."""
        fired = 0
        while True:
            with self.session() as session:
                due = [timer.id for timer in due_timers(session, self.now(house_of(session)))]
            done = sum(self._fire(timer_id) for timer_id in due)
            fired += done
            if not done:
                return fired

    def _fire(self, timer_id: str) -> int:
        with self.session() as session:
            try:
                fired: Timer = fire_timer(session, timer_id)
            except NotReady:
                return 0
            return int(fired.state == "fired")

    def officers(self, session: Session, unit_id: str, role: str) -> list[Actor]:
        """Return the officers of a unit who may do tasks of a role, those who hold the very role first."""
        day = house_of(session).now().date()
        found = [one for one in colleagues(session, [unit_id], day) if covers(role, frozenset({one.role}))]
        found.sort(key=lambda one: (one.role != role, one.sign_in_name))
        names = dict.fromkeys((one.officer_id, one.name) for one in found)
        return [actor_of(session, officer_id, name) for officer_id, name in names]

    def now(self, house: House) -> Any:
        """Return the present moment in Chinese standard time."""
        return house.now().astimezone(LOCAL)


def actor_of(session: Session, officer_id: str, name: str) -> Actor:
    """Return an officer as actions see him, with the seats that he holds today."""
    seats = seats_of(session, officer_id, house_of(session).now().date())
    return Actor(
        officer_id,
        name,
        tuple(Seat(seat.unit_id, seat.jurisdiction, seat.role, seat.unit_zh, seat.for_officer) for seat in seats),
    )
