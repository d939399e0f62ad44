"""The record of a step of the engine: what went in, so that it can be taken again, and what came out."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from app.actions.case_facts import facts_read
from app.actions.desk import Desk
from app.engine import Command, Step
from app.values import Value, from_json, to_json
from storage.crypto import CaseKey
from storage.models import Run


def trace_of(step: Step) -> list[dict[str, Any]]:
    """Return the trace of a step as plain JSON for its event."""
    return [
        {**entry, "outputs": to_json(entry["outputs"])} if "outputs" in entry else dict(entry)
        for entry in step.trace
    ]


def record_step(
    desk: Desk,
    kind: str,
    facts: dict[str, Any],
    run: Run,
    step: Step,
    command: Command,
    *,
    task_id: str | None = None,
    answered: dict[str, Value] | None = None,
) -> None:
    """Record a step before it is taken over; `answered` are facts of the case that were filled in with it.

    They are sealed together with those facts that the step has looked at, because they may be personal.
    """
    number = run.step + 1
    sealed = {"case": answered or {}, "given": facts_read(command.facts)}
    closed = seal_facts(desk.key, sealed, run.id, number) if any(sealed.values()) else ""
    taken = {"step": number, "digest": step.digest, "sealed": closed, "trace": trace_of(step)}
    desk.record(kind, {**facts, **taken}, run=run, task_id=task_id)


def seal_facts(key: CaseKey, facts: dict[str, Value], run_id: str, number: int | str) -> str:
    """Return facts sealed under the key of the case, as text for the event of a step, or of a correction."""
    text = json.dumps(to_json(facts), ensure_ascii=False).encode()
    return base64.b64encode(key.seal(text, _place(run_id, number))).decode()


def open_facts(key: CaseKey, sealed: str, run_id: str, number: int | str) -> dict[str, Value]:
    """Return what `seal_facts` sealed: `case`, the answers, and `given`, what the step looked at."""
    if not sealed:
        return {"case": {}, "given": {}}
    facts: dict[str, Value] = from_json(
        json.loads(key.open(base64.b64decode(sealed), _place(run_id, number)))
    )
    return facts


def seal_number(facts: Mapping[str, Any]) -> int | str:
    """Return under which number an event's sealed facts were sealed: that of its step, or of its correction."""
    number: int | str = facts["step"] if "step" in facts else facts["correction"]
    return number


def _place(run_id: str, number: int | str) -> str:
    return f"step.{run_id}.{number}"
