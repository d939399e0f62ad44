"""The state of a case (案件状态): diagrams say it, at steps by their `state` and at ends by the process's `ends`."""

from __future__ import annotations

import json

from app.actions.clock_dates import evaluator
from app.actions.desk import Desk
from app.engine import Step
from app.versions import Edition
from storage.changes import change
from storage.models import Run


def follow(desk: Desk, run: Run, edition: Edition, step: Step) -> None:
    """Move the state of the case after a step: the last element left that names a state decides."""
    state = desk.case.state
    for entry in step.trace:
        element = edition.element_of_trace(entry["leave"]) if "leave" in entry else None
        if element is None or "loop" in entry or not element.properties.get("state"):
            continue
        scope = desk.scope(run, edition, entry["leave"])
        value = evaluator(desk, scope)(element.properties["state"])
        if isinstance(value, str) and value:
            state = value
    ends = json.loads(edition.definition.properties[edition.key].get("ends", "{}"))
    for end in step.end_events:
        if ends.get(end):
            state = ends[end]
    if state != desk.case.state:
        change(desk.session, desk.case, state=state)
