"""Rows of the registers that have rows of their own: arrears of enterprises, instructions, publicity; no projects."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.engine import run_data
from app.values import from_json
from app.views.registers_query import Asked, Row
from storage.gathered import OfCase, RunLine, runs_in, sections_in
from storage.models import RegisterEntry
from storage.registers import entries_in

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


def lasting_key(mark: str, *parts: str) -> str:
    """Return the key of a row that has no id: it stays when cases come, and no name stands in it."""
    return f"{mark}-" + hashlib.sha256("/".join(parts).encode()).hexdigest()[:24]


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


def _sme_of_case(run: RunLine, case: OfCase, facts: Mapping[str, Any]) -> Row:
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


def of_district(unit: Any, case: OfCase) -> str:
    """Return the id of a unit that data of a case name, with or without its district."""
    text = name_of(unit) if not isinstance(unit, str) else unit
    return text if not text or "." in text else f"{case.jurisdiction_key}.{text}"


def _late_or_open(due: Any, asked: Asked) -> str:
    return LATE if due and str(due) < asked.today.isoformat() else OPEN


def _money(value: Any) -> Decimal:
    return (
        Decimal(str(value)) if value not in (None, "") and not isinstance(value, list | dict) else Decimal(0)
    )
