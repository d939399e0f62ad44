"""What a case knows by itself and nobody is asked: numbers, clocks, runs, references, service, related cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.actions import (
    case_decisions,
    case_fund,
    case_inspection,
    case_meeting,
    case_member,
    case_reporting,
    case_service,
    case_supervision,
)
from app.actions.case_deposit import deposit_held
from app.actions.case_major import major
from app.actions.case_public_funds import public_funds
from app.actions.law import law_of
from app.actions.unit_answers import answers_of_units
from app.clock import LOCAL
from app.values import Value
from storage.cases import cases_like
from storage.models import Deadline, Party, Run
from storage.registers import entries_in

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
        "document",
        "penalties",
        "listing_public",
        "withdrawal",
        "open_cases_same_employer",
        "deposit_held",
        "public_funds",
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
    now = reader.house.now()
    return [
        {
            "rule": row.rule,
            "start": row.started_on,
            "due": row.due_at.astimezone(LOCAL).date(),
            "state": _state(row, now, closed=reader.case.closed_at, ours=_is_ours(reader, row)),
        }
        for row in reader.folder.deadlines
    ]


def _is_ours(reader: Reader, row: Deadline) -> bool:
    rule = reader.house.rules.get(row.rule)
    return rule is None or rule.duty == "unit"


def _state(row: Deadline, now: datetime, *, closed: datetime | None, ours: bool) -> str:
    if row.met_at is not None:
        return ("已完成" if row.met_at <= row.due_at else "逾期完成") if ours else "已结束"
    if row.replaced_at is not None:
        return "已随案件办结终止" if row.replaced_at == closed else "已重新起算"
    if row.halted_on is not None:
        return "已中止"
    if row.due_at < now:
        return "已超期" if ours else "已届满"
    return "计时中"


def _runs(reader: Reader) -> Value:
    return [
        {
            "procedure": reader.house.shelf.edition(reader.session, run.version_id).name_zh,
            "state": "办理中" if run.status == "open" else "已结束",
            "outcome": _outcome(reader, run),
            "ended_on": run.ended_at.astimezone(LOCAL).date() if run.ended_at else None,
        }
        for run in reader.folder.runs
    ]


def _outcome(reader: Reader, run: Run) -> str | None:
    """Return the outcome in words: a run that said none is known by the name of the end it reached."""
    end = reader.house.shelf.edition(reader.session, run.version_id).element_of_trace(run.outcome or "")
    return end.name if end is not None else run.outcome


def _documents(reader: Reader) -> Value:
    return [
        {"ref": row.id, "name": row.title, "code": row.code, "number": row.number, "state": row.state}
        for row in reader.folder.documents
    ]


def _refs(reader: Reader) -> Value:
    """Return references of parties for the engine's data: ids, never names."""

    def first(place: str) -> str | None:
        return next((row.id for row in reader.folder.parties if row.place == place), None)

    def all_of(place: str) -> list[str]:
        return [row.id for row in reader.folder.parties if row.place == place]

    def standing(row: Party) -> bool:
        return row.place == "chain" and bool((row.details or {}).get("standing"))

    respondents = [row.id for row in reader.folder.parties if standing(row)]
    applicant = first("applicant")
    sides = [applicant, *all_of("employer")[:1], *respondents]
    return {
        "employer": first("employer"),
        "reporter": first("reporter"),
        "penalty_party": first("penalty_party") or first("employer"),
        "bank": first("bank"),
        "permit_applicant": first("permit_applicant"),
        "listed": all_of("listed"),
        "arbitration_applicant": applicant,
        "aid_applicant": first("aid_applicant"),
        "arbitration_parties": [ref for ref in sides if ref is not None],
    }


def _same_employer(reader: Reader) -> Value:
    employer = next(
        (row for row in reader.folder.parties if row.place in ("employer", "permit_applicant")), None
    )
    if employer is None:
        return []
    alike = cases_like(reader.session, reader.case, uscc=employer.uscc, id_indexes=[], employer=employer.name)
    districts = law_of(reader.session).districts[reader.case.jurisdiction_key]
    return [
        {
            "case_no": case.case_no,
            "state": case.state,
            "unit": districts.units[case.lead_unit_id.split(".", 1)[1]].short,
        }
        for case in alike
        if case.closed_at is None
    ]


def _groups(reader: Reader) -> Value:
    """Return the holding companies of the district, and what each has found in itself: funds, and how many gaps."""
    facts: dict[str, Value] = {}
    if reader.asks_for("case.soe.groups"):
        lane = law_of(reader.session).districts[reader.case.jurisdiction_key].lanes.get("soe_holding")
        facts["groups"] = list(lane.units) if lane is not None else []
    if reader.asks_for("case.soe.self_checks"):
        facts["self_checks"] = [
            {
                "unit": row["unit"],
                "funds_confirmed": row.get("funds_confirmed"),
                "gaps": _gaps(row.get("items")),
            }
            for row in answers_of_units(reader, "soe_check")
        ]
    return facts


def _gaps(items: Value) -> Decimal:
    rows = items if isinstance(items, list) else []
    return Decimal(sum(isinstance(row, dict) and row.get("result") == "有问题" for row in rows))


def _government_projects(reader: Reader) -> Value:
    """Return the projects of the district's register that public money pays."""
    if not reader.asks_for("case.gov_project.register"):
        return {}
    listed = entries_in(reader.session, [reader.case.jurisdiction_key], "projects")
    public = [entry for entry in listed if entry.facts.get("funding") in ("政府投资", "财政")]
    rows = [{"project": entry.number, "permit_no": entry.facts.get("permit_no")} for entry in public]
    return {"register": sorted(rows, key=lambda row: str(row["project"]))}


def _source_note(reader: Reader) -> Value:
    """Return from which procedure the matter came, and why, as far as the run knows it."""
    run = reader.session.get(Run, reader.spot.run_id) if reader.spot.run_id else None
    asking = reader.session.get(Run, run.reply_to_id) if run is not None and run.reply_to_id else None
    named = reader.data.get("source")
    if asking is None:
        return named
    process = reader.house.shelf.edition(reader.session, asking.version_id).name_zh
    return f"由“{process}”转入" + (f"：{named}" if named else "")


_DERIVED: dict[str, Callable[[Reader], Value]] = {
    "receipt_no": lambda reader: reader.case.receipt_no,
    "case_no": lambda reader: reader.case.case_no,
    "status": lambda reader: reader.case.state,
    "deadlines": _deadlines,
    "runs": _runs,
    "documents": _documents,
    "refs": _refs,
    "receiver": case_service.receiver,
    "document": case_service.document,
    "service": case_service.service,
    "order": case_decisions.order,
    "decision": case_decisions.decision,
    "penalty": case_decisions.penalty,
    "penalties": case_decisions.penalties,
    "listing": case_decisions.listing,
    "listing_public": case_decisions.listing_public,
    "withdrawal": case_decisions.withdrawal,
    "deposit_held": deposit_held,
    "open_cases_same_employer": _same_employer,
    "assist": lambda reader: {"replies": answers_of_units(reader, "assist")},
    "notice": lambda reader: {"receipts": answers_of_units(reader, "notice")},
    "supervision": case_supervision.supervision,
    "report": case_reporting.report,
    "unit_report": case_reporting.unit_report,
    "meeting": case_meeting.meeting,
    "decision_item": case_meeting.decision_item,
    "fund": case_fund.fund,
    "soe": _groups,
    "gov_project": _government_projects,
    "public_funds": public_funds,
    "major": major,
    "member": case_member.member,
    **case_inspection.DERIVED,
    "source_note": _source_note,
}
