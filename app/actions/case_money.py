"""Writes the money tables of a case: the roster with its workers, and the payments that reached them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.actions.folder import Folder
from app.actions.party_rows import fill_party, new_party
from app.values import Value, to_json
from storage.cases import add_name_grams, add_rows, remove_payments, remove_roster
from storage.crypto import Keyring
from storage.models import Party, Payment, RosterLine, new_id

ZERO = Decimal(0)
WORKER_PARTS = ("id_no", "id_type", "phone", "bank_card", "address")
PERSONAL = frozenset({"bank_card", "address"})


def write_roster(folder: Folder, rows: list[dict[str, Value]], keyring: Keyring) -> None:
    """Replace the roster: one worker per id number (or name), one line per month; owed is computed, never taken."""
    session, case = folder.session, folder.case
    remove_roster(session, case.id)
    workers = _workers(folder, rows, keyring)
    folder.forget("parties", "roster")
    lines: list[dict[str, object]] = []
    for position, row in enumerate(rows):
        gross, deductions, paid = (row.get(part) or ZERO for part in ("gross", "deductions", "paid"))
        lines.append(
            {
                "id": new_id(),
                "case_id": case.id,
                "worker_id": workers[position].id,
                "position": position,
                "month": str(row.get("month") or ""),
                "days": row.get("days"),
                "gross": gross,
                "deductions": deductions,
                "paid": paid,
                "owed": gross - deductions - paid,
                "confirmed": bool(row.get("confirmed")),
            }
        )
    add_rows(session, RosterLine, lines)
    add_name_grams(session, case.id, {worker.name for worker in workers})


def _workers(folder: Folder, rows: list[dict[str, Value]], keyring: Keyring) -> list[Party]:
    """Return one worker a row; rows of one id number, or without one of one name, are the same person."""
    present = [row for row in folder.parties if row.place == "worker"]
    by_number = {row.id_no_index: row for row in present if row.id_no_index}
    by_name = {row.name: row for row in present}
    found: list[Party] = []
    for row in rows:
        name = str(row.get("worker") or row.get("name") or "")
        number = row.get("id_no")
        index = keyring.blind_index("id_no", str(number)) if number else None
        party = by_number.get(index) if index else by_name.get(name)
        if party is None:
            party = new_party(folder.case.id, "worker", "个人")
            folder.session.add(party)
            by_name[name] = party
        if index:
            by_number[index] = party
        parts = {part: row[part] for part in WORKER_PARTS if row.get(part)}
        fill_party(party, {"name": name, **parts}, PERSONAL, folder.key, keyring)
        found.append(party)
    folder.session.flush()
    return found


def write_payments(folder: Folder, rows: list[dict[str, Value]]) -> None:
    """Replace the list of payments; a worker is named by reference or by name.

    A line that says what a run has booked stays that run's: a correction of the run can still take it back.
    """
    session, case = folder.session, folder.case
    booked = _booked(folder)
    remove_payments(session, case.id)
    folder.forget("payments")
    workers = [row for row in folder.parties if row.place == "worker"]
    by_ref = {row.name: row.id for row in workers} | {row.id: row.id for row in workers}
    known = {"id", "worker", "amount", "paid_on", "source"}
    lines: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "case_id": case.id,
            "worker_id": by_ref.get(str(row.get("worker") or "")),
            "position": position,
            "amount": row.get("amount") or ZERO,
            "paid_on": row["paid_on"],
            "source": row.get("source"),
            "details": {part: to_json(value) for part, value in row.items() if part not in known},
        }
        for position, row in enumerate(rows)
    ]
    for each in lines:
        former = booked.get((each["worker_id"], each["amount"], each["paid_on"], each["source"]))
        each["run_id"] = former.pop() if former else None
    add_rows(session, Payment, lines)


def _booked(folder: Folder) -> dict[tuple[object, ...], list[str]]:
    """Return the runs that booked payments of a case, by what such a line says."""
    found: dict[tuple[object, ...], list[str]] = {}
    for row in folder.payments:
        if row.run_id is not None:
            found.setdefault((row.worker_id, row.amount, row.paid_on, row.source), []).append(row.run_id)
    return found
