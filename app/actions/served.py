"""Proof of service (送达回证): what the piece `service_of_document` establishes becomes a row of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.actions.clock_dates import SERVICE as SERVICE
from app.actions.desk import Desk
from app.actions.papers import mark_served
from app.actions.spots import Spot
from app.values import Value
from storage.models import Run, ServiceRecord, Task, new_id
from storage.sections import put_section

RECORDING, CHOOSING = "record_service", "choose_method"


def note_service(desk: Desk, run: Run, task: Task, data: Mapping[str, Value]) -> None:
    """Write the service record when its recording step has been completed; other steps change nothing."""
    if task.process_key != SERVICE or task.element_id != RECORDING or data.get("served_on") is None:
        return
    caller = task.path.split("/")[-1] if task.path else task.element_id
    desk.session.add(
        ServiceRecord(
            id=new_id(),
            case_id=desk.case.id,
            run_id=run.id,
            caller_element=caller,
            document_code=str(data.get("document") or ""),
            receiver=str(data.get("receiver") or ""),
            method=str(data.get("service_method") or ""),
            served_on=data["served_on"],
            recorded_by=desk.by.officer_id or "",
            recorded_at=desk.at,
        )
    )
    desk.folder.forget("service_records")
    mark_served(desk, task)


def begin_attempt(desk: Desk, spot: Spot, data: Mapping[str, Value]) -> None:
    """Forget what an earlier service or attempt at this step told, so that each is asked for its own days and papers.

    The events keep it; the consent to electronic service stays with the same receiver.
    """
    key, papers = spot.key(desk.house.catalogue, "service"), spot.papers_key
    found = desk.folder.sections([key, papers])
    same = found[papers].get("receiver") == data.get("receiver")
    kept = {part: value for part, value in found[key].items() if part == "consent" and same}
    if kept != found[key]:
        put_section(desk.session, desk.case.id, key, kept, desk.at)
        desk.folder.wrote_sections({key: kept})


def correct_service(desk: Desk, run: Run, task: Task, wrong: Value, right: Value) -> ServiceRecord | None:
    """Give the proof of service that a recording step has made another day; None when the step made none."""
    if task.process_key != SERVICE or task.element_id != RECORDING or not isinstance(right, date):
        return None
    caller = task.path.split("/")[-1] if task.path else task.element_id
    rows = [
        row for row in desk.folder.service_records if (row.run_id, row.caller_element) == (run.id, caller)
    ]
    row = next((row for row in rows if row.served_on == wrong and row.recorded_at == task.closed_at), None)
    if row is not None:
        row.served_on = right
        desk.session.flush()
    return row
