"""Rows of the registers that have rows of their own: projects, arrears of enterprises, instructions, publicity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.engine import run_data
from app.ledgers import DEPOSIT
from app.registers import FIVE
from app.values import from_json
from app.views.registers_checks import five_items, labour_cost
from app.views.registers_money import held_by_subject
from app.views.registers_query import Asked, Row
from storage.ledgers import balances_of
from storage.models import CaseFile, RegisterEntry, Run
from storage.registers import entries_in, projects_in, runs_in, sections_in

CLOSED = "已办结"
OPEN = "办理中"
LATE = "已逾期"


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored facts of a section as values; what is sealed is left out."""
    return {
        name: from_json(value)
        for name, value in facts.items()
        if not (isinstance(value, dict) and set(value) == {"$c"})
    }


def name_of(party: Any) -> str:
    """Return the name of a party among facts, or the text that stands for it."""
    return str(party.get("name") or "") if isinstance(party, Mapping) else str(party or "")


def own_row(entry: RegisterEntry, cells: Mapping[str, Any], cases: tuple[str, ...] = ()) -> Row:
    """Return a register's own row, with the cases that belong to it."""
    return Row(entry.id, entry.jurisdiction_key, {**entry.facts, **cells}, entry_id=entry.id, cases=cases)


def project_rows(asked: Asked) -> list[Row]:
    """Return the projects that are known, in the register or from a case, with the five items and their cases."""
    concerned = asked.concerned()
    held = held_by_subject(balances_of(asked.session, concerned, DEPOSIT))
    checks, costs = five_items(asked), labour_cost(asked)
    cases: dict[tuple[str, str], list[tuple[Any, CaseFile]]] = defaultdict(list)
    for project, case in projects_in(asked.session, asked.units, asked.whole):
        cases[case.jurisdiction_key, project.name.strip()].append((project, case))
    rows = []
    for entry in entries_in(asked.session, concerned, "projects"):
        sums = held.get((entry.jurisdiction_key, entry.id), {})
        stored = (sums.get("cash", Decimal(0)) + sums.get("guarantee", Decimal(0))) > 0
        own = _with_permit(cases, entry)
        facts = {
            **entry.facts,
            **costs.get((entry.jurisdiction_key, entry.number), {}),
            "name": entry.number,
            "deposit_held": stored or entry.facts.get("deposit_held"),
        }
        rows.append(own_row(entry, {**facts, **_checked(facts), **_counted(own)}, _ids(own)))
    for (district, name), found in cases.items():
        project = found[0][0]
        facts = {
            "name": name,
            "permit_no": project.permit_no,
            "kind": project.kind,
            "address": project.address,
        }
        facts |= {
            "funding": project.funding,
            **checks.get((district, name), {}),
            **costs.get((district, name), {}),
        }
        cells = {**facts, **_checked(facts), **_counted(found)}
        first = found[0][1].id
        rows.append(Row(f"case-{first}", district, cells, case_id=first, cases=_ids(found)))
    return rows


def _with_permit(
    cases: dict[tuple[str, str], list[tuple[Any, CaseFile]]], entry: RegisterEntry
) -> list[tuple[Any, CaseFile]]:
    """Take the cases of a project, found by its name or its permit number, out of those that are left."""
    permit = entry.facts.get("permit_no")
    names = [
        key
        for key, found in cases.items()
        if key[0] == entry.jurisdiction_key
        and (key[1] == entry.number or (permit and any(project.permit_no == permit for project, _ in found)))
    ]
    return [each for key in names for each in cases.pop(key)]


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    told = [facts.get(name) for name in FIVE]
    known = [value for value in told if value is not None]
    return {"five": f"{sum(bool(value) for value in known)}/5" if known else ""}


def _counted(found: list[tuple[Any, CaseFile]]) -> dict[str, Any]:
    return {"cases": len(found), "open_cases": sum(case.closed_at is None for _, case in found)}


def _ids(found: list[tuple[Any, CaseFile]]) -> tuple[str, ...]:
    return tuple(case.id for _, case in found)


def sme_rows(asked: Asked) -> list[Row]:
    """Return the arrears owed to small and medium enterprises, entered by hand or followed in a case."""
    rows = []
    for entry in entries_in(asked.session, asked.concerned(), "sme"):
        facts = {"contract": entry.number, **entry.facts}
        rest = _money(facts.get("amount")) - _money(facts.get("paid"))
        state = CLOSED if facts.get("closed_on") else _late_or_open(facts.get("pay_term"), asked)
        rows.append(own_row(entry, {**facts, "rest": max(rest, Decimal(0)), "state": state}))
    facts_of = {
        (case.id, row.section.partition("@")[2].split("/")[0]): plain_facts(row.facts)
        for case, row in sections_in(asked.session, "ledger", asked.units, asked.whole)
    }
    for run, case in runs_in(asked.session, "sme_ledger", asked.units, asked.whole):
        facts = facts_of.get((case.id, run.id)) or facts_of.get((case.id, "")) or {}
        rows.append(_sme_of_case(run, case, facts))
    return rows


def _sme_of_case(run: Run, case: CaseFile, facts: Mapping[str, Any]) -> Row:
    data = run_data(run.state)
    paid = sum(
        (_money(row.get("amount")) for row in facts.get("paid_rows") or facts.get("paid") or []), Decimal(0)
    )
    amount = _money(facts.get("verified") or facts.get("amount"))
    cells = {
        "contract": facts.get("contract") or case.title,
        "debtor": name_of(facts.get("debtor")),
        "creditor": name_of(facts.get("creditor")),
        "source": facts.get("source"),
        "pay_term": facts.get("pay_term"),
        "amount": amount,
        "wage_part": facts.get("wage_part"),
        "unit": of_district(data.get("unit_ref"), case),
        "paid": paid,
        "rest": max(amount - paid, Decimal(0)),
        "state": OPEN if run.status == "open" else run.outcome or CLOSED,
    }
    return Row(f"run-{run.id}", case.jurisdiction_key, cells, case_id=case.id, run_id=run.id)


def instruction_rows(asked: Asked) -> list[Row]:
    """Return the instructions from above that concern the officer: his district's whole, or those given to his unit."""
    rows = []
    for entry in entries_in(asked.session, asked.concerned(), "instructions"):
        facts = {"number": entry.number, **entry.facts}
        if entry.jurisdiction_key not in asked.whole and not _given_to(facts, asked):
            continue
        state = CLOSED if facts.get("closed_on") else _late_or_open(facts.get("due_on"), asked)
        rows.append(own_row(entry, {**facts, "state": state}))
    return rows


def _given_to(facts: Mapping[str, Any], asked: Asked) -> bool:
    """Whether a unit of his leads it, is named in its division, or keeps the register."""
    if facts.get("unit") in asked.units or set(asked.kept().values()) & asked.units:
        return True
    division = str(facts.get("division") or "")
    for unit in asked.units:
        district, _, short = unit.partition(".")
        known = asked.districts[district].units[short]
        if known.zh in division or known.short in division:
            return True
    return False


def publicity_rows(asked: Asked) -> list[Row]:
    """Return the items of publicity and training, entered by hand or carried out in the process."""
    rows = []
    for entry in entries_in(asked.session, asked.concerned(), "publicity"):
        facts = {"topic": entry.number, **entry.facts}
        state = "已完成" if facts.get("done_on") else _late_or_open(facts.get("planned_on"), asked)
        rows.append(own_row(entry, {**facts, "state": state}))
    facts_of = {
        row.section.partition("@")[2]: plain_facts(row.facts)
        for _, row in sections_in(asked.session, "publicity", asked.units, asked.whole)
    }
    for run, case in runs_in(asked.session, "publicity", asked.units, asked.whole):
        facts, data = facts_of.get(run.id, {}), run_data(run.state)
        cells = {name: facts.get(name) for name in ("topic", "done_on", "reached", "link")}
        cells["topic"] = cells["topic"] or case.title
        cells |= {"item_type": data.get("item_type"), "planned_on": data.get("planned_on")}
        cells["unit"] = of_district(data.get("unit_ref") or data.get("unit"), case) or case.lead_unit_id
        cells["state"] = OPEN if run.status == "open" else run.outcome or CLOSED
        rows.append(Row(f"run-{run.id}", case.jurisdiction_key, cells, case_id=case.id, run_id=run.id))
    return rows


def of_district(unit: Any, case: CaseFile) -> str:
    """Return the id of a unit that data of a case name, with or without its district."""
    text = name_of(unit) if not isinstance(unit, str) else unit
    return text if not text or "." in text else f"{case.jurisdiction_key}.{text}"


def _late_or_open(due: Any, asked: Asked) -> str:
    return LATE if due and str(due) < asked.today.isoformat() else OPEN


def _money(value: Any) -> Decimal:
    return (
        Decimal(str(value)) if value not in (None, "") and not isinstance(value, list | dict) else Decimal(0)
    )
