"""Incidents (异常): what the engine could not do, kept with the command, so that it can be tried again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.actions.desk import Desk
from app.engine import EngineFailure
from app.feel import FeelError
from app.refusals import Refusal
from app.values import Value, from_json, to_json
from storage.models import Incident, Run, new_id

Failure = EngineFailure | FeelError
FAILURES = (EngineFailure, FeelError)
"""What a diagram can do wrong while it runs: in the engine, or in an expression that the host evaluates for it."""


def cause_of(failure: Failure) -> str:
    """Return in Chinese what was wrong."""
    return failure.message_zh if isinstance(failure, FeelError) else failure.zh


def element_of(failure: Failure) -> str | None:
    """Return the element at which it went wrong, as far as the failure knows it."""
    return (failure.element_id or None) if isinstance(failure, EngineFailure) else None


@contextmanager
def refusing(kind: type[Refusal], zh: str, en: str) -> Iterator[None]:
    """Refuse what a diagram cannot do: for actions that begin something, and of which nothing is to stay then."""
    try:
        yield
    except FAILURES as failure:
        raise kind(f"{zh}：{cause_of(failure)}", en) from failure


def open_incident(
    desk: Desk,
    run: Run | None,
    element_id: str | None,
    kind: str,
    cause: str,
    command: dict[str, Any],
    answers: dict[str, Value] | None = None,
) -> Incident:
    """Keep what failed: where, why, and the command with its answers (sealed) to try again."""
    incident = Incident(
        id=new_id(),
        case_id=desk.case.id,
        run_id=run.id if run else None,
        element_id=element_id,
        kind=kind,
        cause=cause,
        command=command,
        opened_at=desk.at,
    )
    if answers is not None:
        incident.command_cipher = seal_answers(desk, answers, incident.id)
    desk.session.add(incident)
    desk.record("incident_opened", {"element": element_id, "cause": cause, "incident": incident.id}, run=run)
    return incident


def note_try(desk: Desk, incident: Incident, element_id: str | None, cause: str) -> None:
    """Note that it was tried once more and failed again, at this element and for this cause."""
    incident.tries += 1
    incident.element_id, incident.cause = element_id or incident.element_id, cause
    facts = {"element": incident.element_id, "cause": cause, "incident": incident.id, "tries": incident.tries}
    desk.record("incident_retried", facts, run=desk.run(incident.run_id) if incident.run_id else None)


def seal_answers(desk: Desk, answers: dict[str, Value], place: str) -> bytes:
    """Seal answers under the key of the case."""
    return desk.key.seal(json.dumps(to_json(answers), ensure_ascii=False).encode(), f"answers.{place}")


def kept_answers(desk: Desk, incident: Incident) -> dict[str, Value]:
    """Return what was submitted when the incident was opened or last tried: a form by input name, or an answer."""
    sealed = incident.command_cipher or b""
    answers: dict[str, Value] = from_json(json.loads(desk.key.open(sealed, f"answers.{incident.id}")))
    return answers
