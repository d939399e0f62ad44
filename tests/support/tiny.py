"""Tiny processes, published in a test and run by real actions; it knows no shipped diagram.

`tiny` is an office (see `office.py`) on SQLite, then on PostgreSQL, with these processes published in it:

- `loop`: step `sign`, again and again;
- `pair`: the steps `left` and `right`, both again and again;
- `waiting`: a timer that is up at the moment `until`, given at the start, then step `after`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.actions import accounts
from app.actions.publishing import publish_process
from app.actions.seats import actor_of
from app.actions.starting import start_process
from app.actors import SYSTEM, Actor
from storage.database import Database
from storage.models import CaseFile, Incident, Officer, Run, Task, Timer
from storage.tasks import open_tasks_of_case
from tests.engine.diagrams import chain, diagram, end, gateway, start, task, timer
from tests.support.office import Office, house, move_in

UNIT = "tj_ftz.labour"
OFFICE = "tj_ftz.office"
RETRIER = "机制办办事员"


def lane(*elements: str, name: str = "labour_authority") -> str:
    """Return the lane set of a diagram whose elements all lie in one lane."""
    refs = "".join(f"<bpmn:flowNodeRef>{element}</bpmn:flowNodeRef>" for element in elements)
    return (
        f'<bpmn:laneSet id="lanes"><bpmn:lane id="{name}" name="劳动监察">{refs}</bpmn:lane></bpmn:laneSet>'
    )


def step(name: str, **properties: str) -> str:
    """Return a user task of inspectors."""
    return task(name, role="inspector", **properties)


def loop() -> bytes:
    """Return a diagram in which one step follows itself for ever."""
    nodes = [start(), gateway("exclusive", "again"), step("sign")]
    return diagram("loop", nodes, [*chain("begin", "again", "sign"), ("sign", "again")], lanes=lane("sign"))


def pair() -> bytes:
    """Return a diagram with two steps side by side, each of which follows itself for ever."""
    nodes = [start(), gateway("parallel", "fork")]
    flows: list[Any] = chain("begin", "fork")
    for side in ("left", "right"):
        nodes += [gateway("exclusive", f"{side}_again"), step(side)]
        flows += [*chain("fork", f"{side}_again", side), (side, f"{side}_again")]
    return diagram("pair", nodes, flows, lanes=lane("left", "right"))


def waiting() -> bytes:
    """Return a diagram that waits for a moment given at its start and then opens a step."""
    nodes = [
        start(),
        timer("wait", "date and time(until)"),
        step("after"),
        end(),
    ]
    return diagram("waiting", nodes, chain("begin", "wait", "after", "done"), lanes=lane("after"))


def form(name: str, *fields: tuple[str, str]) -> bytes:
    """Return a form whose fields are (path after `var.`, kind), all of them required."""
    kinds = {"number": "number", "text": "textfield", "file": "filepicker"}
    components = [
        {
            "id": f"{name}_{key}",
            "type": kinds[kind],
            "key": key,
            "label": key,
            "validate": {"required": True},
            "properties": {"keep": f"var.{key}", "kind": kind, "label_en": key},
        }
        for key, kind in fields
    ]
    return json.dumps(
        {"type": "default", "id": name, "schemaVersion": 18, "components": components}, ensure_ascii=False
    ).encode()


WAITING_FORM = form("begin", ("until", "text"))


class Tiny(Office):
    """An office that can publish a diagram and begin a case with it."""

    def publish(self, key: str, drawn: bytes, forms: Mapping[str, bytes] | None = None) -> None:
        """Publish a diagram with forms by the id of their element; other steps get one that asks nothing."""
        steps = re.findall(r'<bpmn:userTask id="(\w+)"', drawn.decode())
        given = {**{name: form(name) for name in steps}, **(forms or {})}
        files = {f"processes/{key}/{key}.bpmn": drawn}
        files |= {f"forms/{key}/{name}.form": content for name, content in given.items()}
        with self.session() as session:
            publish_process(session, key, files, by=SYSTEM)

    def begin(self, key: str, fields: Mapping[str, Sequence[str]] | None = None) -> str:
        """Start a process as a new case of the labour authority and return the case's id."""
        with self.session() as session:
            return start_process(session, key, UNIT, fields or {}, by=self.actor("inspector")).case.id

    def housed(self) -> Database:
        """Return the database whose sessions belong to the house by themselves, as in the application."""
        opened = Database(self.database.url.render_as_string(hide_password=False), {"house": house()})
        self.opened.append(opened)
        return opened

    def retrier(self) -> Actor:
        """Return the officer of the office who may have incidents tried again."""
        with self.session() as session:
            found = session.scalars(select(Officer).where(Officer.sign_in_name == "retrier")).one()
            return actor_of(session, found.id, found.name)

    def open_task(self, case_id: str, element_id: str) -> Task:
        """Return the open task of a case at a step."""
        with self.session() as session:
            found = [each for each in open_tasks_of_case(session, case_id) if each.element_id == element_id]
            assert len(found) == 1, f"{len(found)} open tasks at {element_id}"
            return found[0]

    def open_elements(self, case_id: str) -> list[str]:
        """Return the steps at which a case has open tasks."""
        with self.session() as session:
            return sorted(each.element_id for each in open_tasks_of_case(session, case_id))

    def rows(self, table: type[Any], *conditions: Any) -> list[Any]:
        """Return rows of a table, oldest first."""
        with self.session() as session:
            return list(session.scalars(select(table).where(*conditions).order_by(table.id)))

    def timers(self) -> list[Timer]:
        """Return all timers."""
        return self.rows(Timer)

    def incidents(self) -> list[Incident]:
        """Return all incidents."""
        return self.rows(Incident)

    def run(self, case_id: str) -> Run:
        """Return the only run of a case."""
        (found,) = self.rows(Run, Run.case_id == case_id)
        assert isinstance(found, Run)
        return found

    def case(self, case_id: str) -> CaseFile:
        """Return a case."""
        (found,) = self.rows(CaseFile, CaseFile.id == case_id)
        assert isinstance(found, CaseFile)
        return found


def _build(url: str) -> None:
    furnished = move_in(url)
    small = Tiny(furnished.database, furnished.officers)
    small.publish("loop", loop())
    small.publish("pair", pair())
    small.publish("waiting", waiting(), {"begin": WAITING_FORM})
    with small.session() as session:
        officer = accounts.add_officer(session, "retrier", RETRIER, "no-password", by=SYSTEM)
        accounts.add_membership(
            session, officer.id, OFFICE, "office_officer", by=SYSTEM, valid_from=date(2025, 1, 1)
        )
    small.close()


@pytest.fixture
def tiny(prepared: Callable[[str, Callable[[str], None]], str]) -> Iterator[Tiny]:
    """An office with the tiny processes and no case, on SQLite, then on PostgreSQL."""
    url = prepared("tiny", _build)
    found = Tiny(Database(url))
    with found.session() as session:
        found.officers.update({row.sign_in_name: row.id for row in session.scalars(select(Officer))})
    yield found
    found.close()
