"""What a case knows by itself and nobody is asked: numbers, clocks, runs, references, service, related cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.clock import LOCAL
from app.values import Value
from storage.cases import cases_like, documents_of, sections_of, service_records_of
from storage.models import Party
from storage.runs import completed_in_call, deadlines_of_case, runs_of_case

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

WHOLE = frozenset(
    {
        "receipt_no",
        "case_no",
        "status",
        "deadlines",
        "runs",
        "documents",
        "refs",
        "receiver",
        "open_cases_same_employer",
        "source_note",
    }
)
"""Derived facts that are no section of their own."""


def add(reader: Reader, name: str, tree: dict[str, Value]) -> None:
    """Put the derived facts of one section into the tree."""
    derive = _DERIVED.get(name)
    if derive is None:
        return
    value = derive(reader)
    known = tree.get(name)
    tree[name] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value


def _deadlines(reader: Reader) -> Value:
    def state(met: object, replaced: object) -> str:
        return "已完成" if met else ("已重新起算" if replaced else "计时中")

    return [
        {
            "rule": row.rule,
            "start": row.started_on,
            "due": row.due_at.astimezone(LOCAL).date(),
            "state": state(row.met_at, row.replaced_at),
        }
        for row in deadlines_of_case(reader.session, reader.case.id)
    ]


def _runs(reader: Reader) -> Value:
    shelf, session = reader.house.shelf, reader.session
    return [
        {
            "procedure": shelf.edition(session, run.version_id).name_zh,
            "state": "办理中" if run.status == "open" else "已结束",
            "outcome": run.outcome,
            "ended_on": run.ended_at.astimezone(LOCAL).date() if run.ended_at else None,
        }
        for run in runs_of_case(session, reader.case.id)
    ]


def _documents(reader: Reader) -> Value:
    return [
        {"ref": row.id, "name": row.title, "code": row.code, "number": row.number, "state": row.state}
        for row in documents_of(reader.session, reader.case.id)
    ]


def _refs(reader: Reader) -> Value:
    """Return references of parties for the engine's data: ids, never names."""

    def first(place: str) -> str | None:
        return next((row.id for row in reader.parties if row.place == place), None)

    def all_of(place: str) -> list[str]:
        return [row.id for row in reader.parties if row.place == place]

    def standing(row: Party) -> bool:
        return row.place == "chain" and bool((row.details or {}).get("standing"))

    respondents = [row.id for row in reader.parties if standing(row)]
    applicant = first("applicant")
    sides = [applicant, *all_of("employer")[:1], *respondents]
    return {
        "employer": first("employer"),
        "reporter": first("reporter"),
        "penalty_party": first("penalty_party") or first("employer"),
        "listed": all_of("listed"),
        "arbitration_applicant": applicant,
        "arbitration_parties": [ref for ref in sides if ref is not None],
    }


def _receiver(reader: Reader) -> Value:
    """Return who is to be served, from the reference that the calling step passed on."""
    from app.actions.party_rows import party_values

    ref = reader.data.get("receiver")
    party = next((row for row in reader.parties if row.id == ref), None)
    if party is None:
        return {}
    values = party_values(party, reader.key)
    return {"name": party.name, "address": values.get("address"), "phone": values.get("phone")}


def _service(reader: Reader) -> Value:
    records = service_records_of(reader.session, reader.case.id)
    tried = completed_in_call(
        reader.session, reader.spot.run_id or "", reader.spot.path, "service_of_document"
    )
    names = {row.id: row.name for row in reader.parties}
    return {
        "attempts": [
            {
                "method": task.title,
                "attempted_on": task.closed_at.astimezone(LOCAL).date() if task.closed_at else None,
            }
            for task in tried
            if task.element_id not in ("choose_method", "record_service")
        ],
        "records": [
            {
                "document": row.document_code,
                "receiver": names.get(row.receiver, ""),
                "served_on": row.served_on,
                "method": row.method,
            }
            for row in records
        ],
        "last_served_on": max((row.served_on for row in records), default=None),
    }


def _served(code: str) -> Callable[[Reader], Value]:
    def read(reader: Reader) -> Value:
        records = [
            row for row in service_records_of(reader.session, reader.case.id) if row.document_code == code
        ]
        served_on = max((row.served_on for row in records), default=None)
        clocks = [row for row in deadlines_of_case(reader.session, reader.case.id) if row.rule == "INS-15"]
        pay_by = clocks[0].due_at.astimezone(LOCAL).date() if clocks else None
        return {"served_on": served_on, "pay_by": pay_by, "state": "已送达" if served_on else None}

    return read


def _same_employer(reader: Reader) -> Value:
    employer = next((row for row in reader.parties if row.place == "employer"), None)
    if employer is None:
        return []
    alike = cases_like(reader.session, reader.case, uscc=employer.uscc, id_indexes=[], employer=employer.name)
    districts = reader.house.districts[reader.case.jurisdiction_key]
    return [
        {
            "case_no": case.case_no,
            "state": case.state,
            "unit": districts.units[case.lead_unit_id.split(".", 1)[1]].short,
        }
        for case in alike
        if case.closed_at is None
    ]


def _assist(reader: Reader) -> Value:
    """Return what each unit that was asked for help has answered."""
    prefix = f"assist@{reader.spot.run_id}/"
    replies = []
    for key, row in sections_of(reader.session, reader.case.id).items():
        if key.startswith(prefix):
            replies.append({"unit": key.removeprefix(prefix), **row.facts})
    return {"replies": replies}


def _document(reader: Reader) -> Value:
    code = reader.data.get("document")
    return {"title": reader.house.documents.get(str(code), code), "number": None}


_DERIVED: dict[str, Callable[[Reader], Value]] = {
    "receipt_no": lambda reader: reader.case.receipt_no,
    "case_no": lambda reader: reader.case.case_no,
    "status": lambda reader: reader.case.state,
    "deadlines": _deadlines,
    "runs": _runs,
    "documents": _documents,
    "refs": _refs,
    "receiver": _receiver,
    "service": _service,
    "order": _served("D15"),
    "decision": _served("D22"),
    "open_cases_same_employer": _same_employer,
    "assist": _assist,
    "document": _document,
    "source_note": lambda reader: reader.data.get("source"),
}
