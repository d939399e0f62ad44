"""What the system itself does at service tasks of a diagram, in the same transaction as the step before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.actions import incidents
from app.actions.casework import take_over, trace_of
from app.actions.desk import Desk
from app.engine import Element, EngineFailure, Opened, complete
from app.values import Value, to_json
from app.versions import Edition
from storage.cases import case_by_number, cases_like, parties_of
from storage.models import CaseLink, Run
from storage.runs import runs_of_case

Operation = Callable[[Desk, Run], dict[str, Value]]


def perform(desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element) -> None:
    """Perform the operation of a service task and go on with what it found; an unknown one is an incident."""
    name = element.properties.get("operation", "")
    operation = OPERATIONS.get(name)
    command = {"operation": name, "token": opened.token, "element": element.id}
    if operation is None:
        incidents.open_incident(desk, run, element.id, "operation", f"没有名为“{name}”的系统操作。", command)
        return
    found = operation(desk, run)
    desk.forget_facts()
    try:
        step = complete(edition.definition, run.state, opened.token, found, desk.command(run, edition))
    except EngineFailure as failure:
        incidents.open_incident(desk, run, failure.element_id, "operation", failure.zh, command)
        return
    desk.record(
        "operation_performed",
        {
            "operation": name,
            "element": element.id,
            "found": to_json(found),
            "token": opened.token,
            "step": run.step + 1,
            "digest": step.digest,
            "trace": trace_of(step),
        },
        run=run,
    )
    take_over(desk, run, edition, step)


def issue_receipt(desk: Desk, run: Run) -> dict[str, Value]:
    """Look for other cases of the same employer or workers; the receipt itself was given out at opening."""
    desk.session.flush()
    parties = parties_of(desk.session, desk.case.id)
    employer = next((party for party in parties if party.place == "employer"), None)
    indexes = [party.id_no_index for party in parties if party.id_no_index]
    alike = cases_like(
        desk.session,
        desk.case,
        uscc=employer.uscc if employer else None,
        id_indexes=indexes,
        employer=employer.name if employer else None,
    )
    incident_open = any(
        other.process_key == "mass_incident" and other.status == "open"
        for other in runs_of_case(desk.session, desk.case.id)
    )
    desk.record(
        "receipt_issued", {"receipt_no": desk.case.receipt_no, "alike": [c.case_no for c in alike]}, run=run
    )
    return {"duplicate_hits": Decimal(len(alike)), "incident_open": incident_open}


def merge_cases(desk: Desk, run: Run) -> dict[str, Value]:
    """Join this case to the older one that the examiner named; both receipts keep answering (并案)."""
    tree = desk.facts(frozenset({"case.complaint.duplicate_of"})).get("case", {})
    number = (tree.get("complaint") or {}).get("duplicate_of")
    older = case_by_number(desk.session, desk.case.jurisdiction_key, str(number)) if number else None
    if older is None or older.id == desk.case.id:
        return {"merged_into": None}
    desk.case.merged_into_id = older.id
    for left, right in ((desk.case.id, older.id), (older.id, desk.case.id)):
        if desk.session.get(CaseLink, (left, right)) is None:
            desk.session.add(CaseLink(case_id=left, other_id=right, kind="并案", linked_at=desk.at))
    desk.record("case_merged", {"into": older.case_no}, run=run)
    return {"merged_into": older.case_no}


OPERATIONS: dict[str, Operation] = {"issue_receipt": issue_receipt, "merge_cases": merge_cases}
