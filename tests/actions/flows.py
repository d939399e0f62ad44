"""Small diagrams for the core's tests, and an office that works on them; it knows no shipped diagram by name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions import desk as actions_desk
from app.actions.case_answers import write_answers
from app.actions.completing import Completion, complete_task
from app.actions.documents import Upload
from app.actions.publishing import publish_process
from app.actions.spots import CASE, Spot
from app.actions.starting import start_process
from app.actors import SYSTEM, Actor
from storage.database import unit_of_work
from storage.events import broken_link
from storage.models import Base, Event, Message, MessageWait, Run, Task
from storage.runs import case_for_update, waits_of_case
from tests.engine.diagrams import Flow, chain, diagram, end, gateway, message, start
from tests.support.office import house
from tests.support.tiny import Tiny, form, lane, step

THROW = "intermediateThrowEvent"
PDF = b"%PDF-1.4\n% a paper\n%%EOF\n"
HEAR = {"hear": form("hear", ("word", "text"))}


def case_form(name: str, *fields: tuple[str, str], show: Sequence[str] = (), **more: str) -> bytes:
    """Return a form whose fields are (path with `var.` or `case.`, kind); `more` are properties of each."""
    types = {"number": "number", "money": "number", "file": "filepicker", "document": "filepicker"}
    types |= {"date": "datetime", "yesno": "radio", "textarea": "textarea"}
    components = [
        {
            "id": f"{name}_{number}",
            "type": types.get(kind, "textfield"),
            "key": path,
            "label": path,
            "properties": {"keep": path, "kind": kind, "label_en": path, **more},
            **({"subtype": "date"} if kind == "date" else {}),
        }
        for number, (path, kind) in enumerate(fields)
    ]
    tree = {"type": "default", "id": name, "schemaVersion": 18, "show": list(show), "components": components}
    return json.dumps(tree, ensure_ascii=False).encode()


def line(
    key: str,
    *nodes: str,
    begin: str | None = None,
    lanes: str | None = None,
    sends: Sequence[str] = (),
    last: str | None = None,
) -> bytes:
    """Return a diagram in one line: start, the nodes in their order, end. `sends` are its message names."""
    names = [node.split('id="', 1)[1].split('"', 1)[0] for node in nodes]
    drawn = [begin or start(), *nodes, last or end()]
    if lanes is None:
        lanes = lane(*names)
    return diagram(key, drawn, chain("begin", *names, "done"), sends, lanes)


def asked(key: str, *nodes: str, **more: Any) -> bytes:
    """Return a line that begins with the message `start_<key>`."""
    name = f"start_{key}"
    sends = [name, *more.pop("sends", ())]
    return line(key, *nodes, begin=message("begin", name, kind="startEvent"), sends=sends, **more)


def fork(key: str, *branches: Sequence[str], sends: Sequence[str] = (), lanes: str = "") -> bytes:
    """Return a diagram whose branches run side by side to ends of their own."""
    nodes, flows = [start(), gateway("parallel", "fork")], list[Flow](chain("begin", "fork"))
    for number, branch in enumerate(branches):
        names = [node.split('id="', 1)[1].split('"', 1)[0] for node in branch]
        nodes += [*branch, end(f"done{number}")]
        flows += chain("fork", *names, f"done{number}")
    return diagram(key, nodes, flows, sends, lanes)


@unit_of_work
def fill_in(session: Session, case_id: str, answers: dict[str, Any], spot: Spot, *, by: Actor) -> None:
    """Write answers as a completed form does."""
    case = case_for_update(session, case_id)
    assert case is not None
    desk = actions_desk.Desk(session, case, by, house().now())
    write_answers(desk.folder, answers, spot, at=desk.at)
    desk.record("note_written", {"fields": sorted(answers)})


class Desk:
    """What the tests do and see in an office: steps of people, and what the database says of them."""

    def __init__(self, office: Tiny) -> None:
        self.office = office

    def publish(
        self, key: str, drawn: bytes, forms: Mapping[str, bytes] | None = None, **pieces: bytes
    ) -> None:
        """Publish a diagram; `pieces` are further files by `<key>` for diagrams and `<key>__<step>` for forms."""
        if not pieces:
            self.office.publish(key, drawn, forms)
            return
        files = {f"processes/{key}/{key}.bpmn": drawn}
        files |= {f"forms/{key}/{name}.form": content for name, content in (forms or {}).items()}
        for name, content in pieces.items():
            piece, _, element = name.partition("__")
            where = f"forms/{piece}/{element}.form" if element else f"processes/{piece}/{piece}.bpmn"
            files[where] = content
        with self.office.session() as session:
            publish_process(session, key, files, by=SYSTEM)

    def begin(self, key: str, case_id: str | None = None, officer: str = "inspector", **answers: str) -> str:
        """Start a process in a new case, or in one that is there, and return the case's id."""
        fields = {f"var.{name}": [text] for name, text in answers.items()}
        by = self.office.actor(officer)
        unit = by.seats[0].unit_id
        with self.office.session() as session:
            return start_process(session, key, unit, fields, by=by, case_id=case_id).case.id

    def fill(self, case_id: str, officer: str = "inspector", **answers: Any) -> None:
        """Write case facts as a completed form does; names have `__` for the dots."""
        facts = {f"case.{name.replace('__', '.')}": value for name, value in answers.items()}
        with self.office.session() as session:
            fill_in(session, case_id, facts, CASE, by=self.office.actor(officer))

    def complete(
        self,
        case_id: str,
        element: str,
        officer: str = "inspector",
        *,
        files: Mapping[str, bytes] | None = None,
        task: Task | None = None,
        **answers: str,
    ) -> Completion:
        """Complete the open task at a step; answers are variables, or case facts with `__` for the dots."""
        fields = {
            name.replace("__", ".") if name.startswith("case__") else f"var.{name}": [text]
            for name, text in answers.items()
        }
        uploads = [Upload(name, "paper.pdf", content) for name, content in (files or {}).items()]
        found = task or self.office.open_task(case_id, element)
        with self.office.session() as session:
            return complete_task(session, found.id, fields, uploads, by=self.office.actor(officer))

    def open(self, case_id: str) -> list[str]:
        """The steps at which a case has open tasks."""
        return self.office.open_elements(case_id)

    def tasks(self, case_id: str, element: str | None = None) -> list[Task]:
        """All tasks of a case, or those of a step."""
        found: list[Task] = self.office.rows(Task, Task.case_id == case_id)
        return [task for task in found if element in (None, task.element_id)]

    def runs(self, case_id: str, key: str) -> list[Run]:
        """The runs of a process in a case."""
        return self.office.rows(Run, Run.case_id == case_id, Run.process_key == key)

    def messages(self, case_id: str, name: str) -> list[str]:
        """The states of the messages of a name in a case."""
        return [
            row.state for row in self.office.rows(Message, Message.case_id == case_id, Message.name == name)
        ]

    def waits(self, case_id: str) -> list[MessageWait]:
        """The places of a case's runs that wait for a message."""
        with self.office.session() as session:
            return list(waits_of_case(session, case_id))

    def events(self, case_id: str, kind: str | None = None) -> list[Event]:
        """The events of a case, or those of a kind; the chain must be whole."""
        found: list[Event] = self.office.rows(Event, Event.chain == case_id)
        assert broken_link(found) is None
        return [event for event in found if kind in (None, event.kind)]

    def everything(self) -> Counter[str]:
        """How many rows each table has; a refusal leaves it as it was."""
        with self.office.session() as session:
            return Counter(
                {
                    table.name: session.scalar(select(func.count()).select_from(table)) or 0
                    for table in Base.metadata.sorted_tables
                }
            )


def throw(name: str, text: str, payload: str = "{}") -> str:
    """An event that sends a message."""
    return message(name, text, kind=THROW, payload=payload)


def ask(*names: str) -> str:
    """A step of inspectors with the properties given as `name=value`."""
    return step(names[0], **dict(part.split("=", 1) for part in names[1:]))
