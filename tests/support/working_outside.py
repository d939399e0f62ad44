"""Another system that does a step of a case: two tiny processes with such a step, and its account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.actions.external_tasks import Answer, Taken, answer_external, fail_external, take_external
from app.actions.machines import add_machine
from app.actors import SYSTEM, Actor
from storage.external import free_for
from storage.models import ExternalTask, Incident
from tests.engine.diagrams import chain, diagram, end, gateway, node, on, start, timer
from tests.support.tiny import UNIT, Tiny, form, lane, step

MINUTE = timedelta(minutes=1)
CODE = form("begin", ("code", "text"))
PREPARE = form("prepare", ("ready", "text"))


def checking(topic: str = "credit.check", step_id: str = "check") -> bytes:
    """Another system checks a credit code; none is known, or nobody answers in three days, and somebody asks."""
    check = node(
        "serviceTask",
        step_id,
        topic=topic,
        payload="{code: code}",
        results="standing",
        name_en="Credit check",
    )
    nodes = [
        start(),
        check,
        node("boundaryEvent", "none", '<bpmn:errorEventDefinition errorRef="e"/>', on(step_id)),
        timer("late", 'duration("P3D")', "boundaryEvent", on(step_id)),
        step("ask"),
        step("close"),
        end(),
        end("asked"),
    ]
    flows = [*chain("begin", step_id, "close", "done"), ("none", "ask"), ("late", "ask"), ("ask", "asked")]
    content = diagram("checking", nodes, flows, lanes=lane(step_id, "ask", "close"))
    return content.replace(b"<bpmn:process ", b'<bpmn:error id="e" errorCode="gone"/><bpmn:process ', 1)


def then_gate() -> bytes:
    """The answer of another system leads to a gateway that holds only when `prepare` was done."""
    nodes = [
        start(),
        gateway("parallel", "fork"),
        step("prepare"),
        end("prepared"),
        node("serviceTask", "check", topic="credit.check", results="standing"),
        gateway("exclusive", "gate"),
        step("after"),
        end(),
    ]
    flows = [
        *chain("begin", "fork", "prepare", "prepared"),
        *chain("fork", "check", "gate"),
        ("gate", "after", 'ready = "yes"'),
        ("after", "done"),
    ]
    return diagram("gated", nodes, flows, lanes=lane("prepare", "check", "after"))


class Outside:
    """Another system with an account of its own, before an office."""

    def __init__(self, office: Tiny) -> None:
        self.office = office
        with office.session() as session:
            account, self.secret = add_machine(session, "credit", ["credit.check"], [UNIT], by=SYSTEM)
        self.account = Actor(account.id, account.name)
        self.case_id = ""

    def task(self) -> ExternalTask:
        """The only external task."""
        (found,) = self.office.rows(ExternalTask)
        assert isinstance(found, ExternalTask)
        return found

    def take(self, worker: str = "w1") -> Taken:
        """Lock it for a worker."""
        with self.office.session() as session:
            return take_external(session, self.task().id, worker, MINUTE, by=self.account)

    def answer(self, worker: str | None = "w1", by: Actor | None = None, **how: Any) -> Incident | None:
        """Answer it, as the worker or by hand."""
        with self.office.session() as session:
            return answer_external(
                session, self.task().id, Answer(**how), worker=worker, by=by or self.account
            )

    def fail(self, retries: int, pause: timedelta = timedelta()) -> Incident | None:
        """Say that it could not be done."""
        with self.office.session() as session:
            return fail_external(session, self.task().id, "w1", "no line", retries, pause, by=self.account)

    def free(self) -> int:
        """How many a worker could take now."""
        with self.office.session() as session:
            at = session.info["house"].now()
            return len(free_for(session, "credit.check", [UNIT], at, 10))
