"""Rows of the registers of money: deposits by project, the fund by case, from their ledgers; it books nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from app.ledgers import DEPOSIT, FUND
from app.views.registers_query import Asked, Row
from storage.ledgers import balances_of, booked_by_case, cases_by_subject, employers_of_claims
from storage.models import LedgerAccount
from storage.registers import entries_in

ZERO = Decimal(0)


def held_by_subject(accounts: Iterable[LedgerAccount]) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Return what the accounts hold by kind, for each district and subject."""
    found: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for each in accounts:
        found[each.jurisdiction_key, each.subject][each.kind] = each.balance
    return found


def deposit_rows(asked: Asked) -> list[Row]:
    """Return a row for each project that has a deposit account."""
    districts = asked.concerned()
    held = held_by_subject(balances_of(asked.session, districts, DEPOSIT))
    entries = {row.id: row for row in entries_in(asked.session, districts, "projects")}
    cases = cases_by_subject(asked.session, districts, DEPOSIT)
    rows = []
    for (district, subject), sums in held.items():
        entry = entries.get(subject)
        if entry is None or not any(sums.values()):
            continue
        cells = {
            kind: sums.get(kind, ZERO) for kind in ("cash", "guarantee", "used", "to_top_up", "returned")
        }
        known = {
            "name": entry.number,
            "permit_no": entry.facts.get("permit_no"),
            "state": deposit_state(sums),
        }
        rows.append(
            Row(subject, district, {**cells, **known}, entry_id=subject, cases=cases.get(subject, ()))
        )
    return sorted(rows, key=lambda row: str(row.cells["name"]))


def deposit_state(sums: dict[str, Decimal]) -> str:
    """Return how a deposit stands."""
    if sums.get("to_top_up", ZERO) > 0:
        return "待补足"
    if sums.get("cash", ZERO) > 0 or sums.get("guarantee", ZERO) > 0:
        return "存储中"
    return "已退还" if sums.get("returned", ZERO) > 0 else "已用完"


def fund_rows(asked: Asked) -> list[Row]:
    """Return a row for each case to which the fund has advanced money."""
    districts = asked.concerned()
    employers = employers_of_claims(asked.session, districts, FUND)
    done: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in booked_by_case(asked.session, districts, FUND):
        done[each.case_id, each.district, each.case_no][each.kind] += each.amount
    held = held_by_subject(balances_of(asked.session, districts, FUND))
    rows = []
    for (case_id, district, case_no), sums in done.items():
        if not sums["advance"]:
            continue
        open_claim = held.get((district, case_id), {})
        cells = {
            "case_no": case_no,
            "employer": employers.get(case_id, ""),
            "advanced": sums["advance"],
            "recovered": sums["recover"],
            "in_transit": open_claim.get("in_transit", ZERO),
            "receivable": open_claim.get("receivable", ZERO),
            "written_off": sums["write_off"],
        }
        cells["state"] = _fund_state(cells["receivable"], cells["in_transit"], sums["write_off"])
        rows.append(Row(case_id, district, cells, case_id=case_id))
    return rows


def _fund_state(receivable: object, in_transit: object, written_off: Decimal) -> str:
    if receivable:
        return "追偿中"
    if in_transit:
        return "待核对到账"
    return "已核销" if written_off else "已收回"
