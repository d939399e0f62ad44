"""Incidents (异常): what the engine could not do, kept with the command, so that it can be tried again."""

from __future__ import annotations

import base64
import json
from typing import Any

from app.actions.desk import Desk
from app.values import Value, to_json
from storage.models import Incident, Run, new_id


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


def seal_answers(desk: Desk, answers: dict[str, Value], place: str) -> bytes:
    """Seal answers under the key of the case."""
    return desk.key.seal(json.dumps(to_json(answers), ensure_ascii=False).encode(), f"answers.{place}")


def sealed_text(desk: Desk, answers: dict[str, Value], place: str) -> str:
    """Return sealed answers as text for an event's facts."""
    return base64.b64encode(seal_answers(desk, answers, place)).decode()
