"""An office with the measured processes published and an inspector signed in; it measures nothing itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.actions.completing import complete_task
from app.actions.publishing import publish_process
from app.actions.starting import start_process
from app.actors import SYSTEM, Actor
from storage.database import Database
from storage.tasks import open_tasks_of_case
from tests.bench.calling import Fields, Visitor
from tests.bench.flows import UNIT, line_of_tasks, round_of_tasks
from tests.support.office import PASSWORD, Office, move_in

OFFICER = "inspector"
FLOWS = {
    "bench_12": lambda: line_of_tasks("bench_12", 12),
    "bench_200": lambda: line_of_tasks("bench_200", 200),
    "bench_loop": lambda: round_of_tasks("bench_loop"),
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Workplace:
    """One database with the measured processes; steps are done in process or through the web."""

    office: Office
    _sessions: list[Session] = field(default_factory=list)

    @cached_property
    def officer(self) -> Actor:
        """The inspector who does everything."""
        return self.office.actor(OFFICER)

    @cached_property
    def session(self) -> Session:
        """The session of work done in process."""
        self._sessions.append(self.office.session())
        return self._sessions[0]

    def begin(self, key: str) -> str:
        """Start a process as a new case and return the case's id."""
        with self.office.session() as session:
            return start_process(session, key, UNIT, {}, by=self.officer).case.id

    def publish(self, key: str, files: Mapping[str, bytes]) -> None:
        """Publish a process."""
        with self.office.session() as session:
            publish_process(session, key, files, by=SYSTEM)

    def open_task(self, case_id: str) -> str:
        """Return the id of the only open task of a case."""
        with self.office.session() as session:
            (found,) = open_tasks_of_case(session, case_id)
            return found.id

    def complete(self, task_id: str, fields: Fields) -> None:
        """Complete a task in process."""
        done = complete_task(self.session, task_id, fields, by=self.officer)
        assert done.incident is None, done.incident.cause if done.incident else ""

    def beside(self) -> Workplace:
        """Return the same workplace over connections of its own."""
        return Workplace(replace(self.office, database=Database(self.office.database.url), opened=[]))

    def close(self) -> None:
        """Let go of all connections."""
        for session in self._sessions:
            session.close()
        self.office.close()


class Browser:
    """An inspector at a browser, signed in."""

    def __init__(self, workplace: Workplace) -> None:
        self.web = workplace.office.app()
        self.visitor = Visitor(self.web.wsgi_app)
        self.visitor.post("/sign-in", {"name": [OFFICER], "password": [PASSWORD]})
        found = _TOKEN.search(self.visitor.get("/inbox"))
        assert found is not None, "the inbox shows no form"
        self.token = found[1]

    @property
    def engine(self) -> Engine:
        """The engine of the application's database."""
        engine: Engine = self.web.extensions["database"].engine
        return engine

    def complete(self, task_id: str, fields: Fields) -> None:
        """Submit the form of a task, having read what was told after the one before."""
        self.visitor.cookies.pop("message", None)
        self.visitor.post(f"/tasks/{task_id}", {**fields, "csrf_token": [self.token]})


def furnish(url: str, flows: Sequence[str] = tuple(FLOWS)) -> Workplace:
    """Furnish a migrated database with districts, officers and these processes."""
    office = move_in(url)
    workplace = Workplace(office)
    for key in flows:
        workplace.publish(key, FLOWS[key]())
    return workplace
