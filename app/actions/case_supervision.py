"""What a supervision (督办) knows by itself: earlier ones of the case, and how late the unit is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.actions.law import law_of
from app.clock import LOCAL
from app.engine import run_data
from app.values import Value, from_json
from storage.models import Run
from storage.sections import sections_like

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

SUPERVISION = "supervision"
NOT_SUPERVISED = "不予督办"


def supervision(reader: Reader) -> Value:
    """Return the earlier supervisions of the case and by how many working days the answer is late."""
    facts: dict[str, Value] = {}
    if reader.asks_for("case.supervision.history"):
        facts["history"] = _history(reader)
    if reader.asks_for("case.supervision.working_days_late"):
        facts["working_days_late"] = _days_late(reader)
    return facts


def _history(reader: Reader) -> list[Value]:
    subjects = sections_like(reader.session, reader.case.id, f"{SUPERVISION}@")
    earlier = [
        run
        for run in reader.folder.runs
        if run.process_key == SUPERVISION and run.id != reader.spot.run_id and run.outcome != NOT_SUPERVISED
    ]
    lines = [_line(run, subjects.get(f"{SUPERVISION}@{run.id}", {})) for run in earlier]
    return [
        line for line in lines if line["level"] is not None
    ]  # what is only asked for is no supervision yet


def _line(run: Run, facts: dict[str, Value]) -> dict[str, Value]:
    data = run_data(run.state)
    return {
        "subject": from_json(facts.get("subject")),
        "unit": data.get("unit_ref"),
        "level": data.get("level"),
        "outcome": run.outcome or "办理中",
        "ended_on": run.ended_at.astimezone(LOCAL).date() if run.ended_at else None,
    }


def _days_late(reader: Reader) -> Decimal | None:
    due = reader.data.get("reply_due")
    if not isinstance(due, date):
        return None
    today = reader.house.now().astimezone(LOCAL).date()
    calendar = law_of(reader.session).calendars[reader.case.jurisdiction_key]
    return Decimal(max(0, calendar.working_between(due, today)))
