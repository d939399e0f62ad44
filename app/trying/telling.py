"""Reads from the events of a trial's room what one command brought; it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.trials.coverage import Reached
from app.trials.outcome import Outcome
from storage.models import Event
from storage.scratch import events_after, messages_after

STARTED = {"deadline_started": "起算", "deadline_extended": "延长", "deadline_resumed": "恢复"}
STOPPED = {"deadline_met": "履行", "deadline_suspended": "中止"}


class Teller:
    """Tells outcome after outcome of one room; what was told once is not told again."""

    def __init__(self, reached: Reached) -> None:
        self.reached = reached
        self.event = 0
        self.message = ""

    def outcome(
        self, session: Session, case_id: str, run_id: str, refused: str, failed: Sequence[str]
    ) -> Outcome:
        """Return what has happened since the last time it was asked."""
        events = events_after(session, case_id, self.event) if case_id else []
        messages = messages_after(session, run_id, self.message) if run_id else []
        self.event = events[-1].chain_seq if events else self.event
        self.message = messages[-1].id if messages else self.message
        own = [event for event in events if event.run_id == run_id]
        entries = [entry for event in own for entry in event.facts.get("trace", ())]
        self.reached.take(entries)
        begun = [event for event in events if event.kind == "run_started" and event.run_id != run_id]
        return Outcome(
            way=tuple(entry["enter"] for entry in entries if "enter" in entry),
            decisions=tuple(_decision(entry) for entry in entries if "decision" in entry),
            dues=tuple(_clock(event) for event in events if event.kind in STARTED or event.kind in STOPPED),
            sent=(
                *(f"start_{event.facts['process']}" for event in begun),
                *(message.name for message in messages),
            ),
            ends=tuple(end for event in own if event.kind == "run_ended" for end in event.facts["ends"]),
            failed=(*failed, *(_incident(event) for event in events if event.kind == "incident_opened")),
            refused=refused,
        )


def _decision(entry: Mapping[str, Any]) -> str:
    rules = ",".join(str(number) for number in entry["matched"])
    return f"{entry['decision']}#{rules}"


def _clock(event: Event) -> str:
    facts = event.facts
    if event.kind in STARTED:
        return f"{STARTED[event.kind]} {facts['rule']} {facts['due']}"
    return f"{STOPPED[event.kind]} {facts['rule']}"


def _incident(event: Event) -> str:
    return f"{event.facts.get('element') or ''} {event.facts.get('cause', '')}".strip()
