"""What the system itself does at service tasks of a diagram, in the same transaction as the step before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.actions import incidents
from app.actions.case_clue import fix_capture
from app.actions.case_reporting import freeze_figures
from app.actions.casework import take_over
from app.actions.desk import Desk
from app.actions.member_changes import circulate_notice, hand_over_tasks, update_register
from app.actions.steps import record_step
from app.engine import Element, EngineFailure, Opened, complete
from app.values import Value, to_json
from app.versions import Edition
from storage.cases import case_by_number, cases_like
from storage.models import CaseLink, Run

Operation = Callable[[Desk, Run], dict[str, Value]]


def perform(desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element) -> None:
    """Perform the operation of a service task and go on with what it found; an unknown one is an incident."""
    try:
        operate(desk, run, edition, opened.token, element)
    except EngineFailure as failure:
        command = {
            "operation": element.properties.get("operation", ""),
            "token": opened.token,
            "process": element.process_key,
            "element": element.id,
        }
        where = failure.element_id or element.id
        incidents.open_incident(desk, run, where, "operation", failure.zh, command)


def operate(desk: Desk, run: Run, edition: Edition, token: str, element: Element) -> None:
    """Perform the operation of a service task; raise EngineFailure when there is none or the run cannot go on.

    What the operation itself wrote stays then; it must bear being performed again.
    """
    name = element.properties.get("operation", "")
    operation = OPERATIONS.get(name)
    if operation is None:
        raise EngineFailure(element.id, f"no operation {name}", f"没有名为“{name}”的系统操作。")
    found = operation(desk, run)
    desk.forget_facts()
    command = desk.command(run, edition)
    step = complete(edition.definition, run.state, token, found, command)
    facts = {"operation": name, "element": element.id, "found": to_json(found), "token": token}
    record_step(desk, "operation_performed", facts, run, step, command)
    take_over(desk, run, edition, step)


def issue_receipt(desk: Desk, run: Run) -> dict[str, Value]:
    """Look for other cases of the same employer or workers; the receipt itself was given out at opening."""
    parties = desk.folder.parties
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
        other.process_key == "mass_incident" and other.status == "open" for other in desk.folder.runs
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


OPERATIONS: dict[str, Operation] = {
    "issue_receipt": issue_receipt,
    "merge_cases": merge_cases,
    "freeze_figures": freeze_figures,
    "fix_capture": fix_capture,
    "update_register": update_register,
    "hand_over_tasks": hand_over_tasks,
    "circulate_notice": circulate_notice,
}
