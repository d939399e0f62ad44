"""What the pages of a register show: its rows, one row with what stands behind it, and the form of a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app import clock
from app.actors import Actor
from app.ledgers import BOOKING_KINDS, DEPOSIT, FUND, KINDS
from app.permissions import units_where, whole_districts
from app.refusals import NotFound
from app.registers import REGISTERS, Register, keeping
from app.views.naming import district_name, districts, unit_name
from app.views.registers_cases import (
    MOST_CASES,
    cases_of_row,
    employer_rows,
    measure_rows,
    meeting_rows,
    supervision_rows,
)
from app.views.registers_listed import listed_rows
from app.views.registers_money import deposit_rows, fund_rows
from app.views.registers_own import instruction_rows, publicity_rows, sme_rows
from app.views.registers_projects import project_rows
from app.views.registers_query import Asked, Result, Row, answer, narrowed_to, read_register_query
from app.views.registers_words import said, state_said
from app.views.words import t
from app.wording import sentence
from storage.casebook import readable_cases
from storage.events import events_of_run
from storage.ledgers import accounts_out_of_balance, balances_of, bookings_in
from storage.officers import names_of
from storage.registers import changes_of_entry

ROWS = {
    "projects": project_rows,
    "deposits": deposit_rows,
    "fund": fund_rows,
    "sme": sme_rows,
    "employers": employer_rows,
    "measures": measure_rows,
    "listed": listed_rows,
    "supervision": supervision_rows,
    "meetings": meeting_rows,
    "instructions": instruction_rows,
    "publicity": publicity_rows,
}
BOOKS = {"deposits": DEPOSIT, "fund": FUND}
MOST_EVENTS = 60


def register_of(key: str) -> Register:
    """Return a register; raise NotFound for one that there is not."""
    if key not in REGISTERS:
        raise NotFound
    return REGISTERS[key]


def asked_by(session: Session, who: Actor, register: Register) -> Asked:
    """Return who asks for a register."""
    return Asked(session, who, register, clock.today(), districts())


def booking_right(register: Register) -> str:
    """Return the permission with which rows are entered at a register."""
    return {"fund": "fund.book", "deposits": "deposit.book"}.get(register.key, "register.keep")


def kept_districts(who: Actor, register: Register) -> list[tuple[str, str]]:
    """Return the districts for which the officer enters rows, with their names."""
    found = keeping(who, register, districts(), booking_right(register))
    return [(key, district_name(key)) for key in sorted(found)]


def register_contents(session: Session, who: Actor, key: str) -> dict[str, Any]:
    """Return what the page of a register shows."""
    register, query = register_of(key), read_register_query(request.args)
    asked = asked_by(session, who, register)
    found = answer(register, ROWS[key](asked), query, said)
    return {
        "register": register,
        "columns": [column for column in register.columns if column.listed],
        "query": narrowed_to(query, found.pages),
        "found": found,
        "districts": [(each, district_name(each)) for each in sorted(who.jurisdictions)],
        "keeps": kept_districts(who, register),
        "balances": _balances(session, asked) if key == "fund" else [],
        "out_of_balance": len(accounts_out_of_balance(session, asked.concerned())) if key in BOOKS else None,
    }


def told(found: Result, contents: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a workbook was asked for, in words: it stands above the rows on paper."""
    query = contents["query"]
    parts = [
        (t("导出时间", "Exported at"), clock.now().strftime("%Y-%m-%d %H:%M")),
        (t("行数", "Rows"), str(len(found.rows))),
        (t("辖区", "District"), district_name(query.district) if query.district else ""),
        (t("单位", "Unit"), unit_name(query.unit) if query.unit else ""),
        (t("状态", "State"), state_said(query.state)),
        (t("关键词", "Words"), query.q),
    ]
    return [(name, value) for name, value in parts if value]


def _balances(session: Session, asked: Asked) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return what the fund of each district holds, by account."""
    found: dict[str, dict[str, Any]] = {}
    for row in balances_of(session, asked.concerned(), FUND):
        sums = found.setdefault(row.jurisdiction_key, dict.fromkeys(KINDS[FUND], 0))
        sums[row.kind] += row.balance
    return [
        (
            district_name(key),
            [(t(KINDS[FUND][kind].zh, KINDS[FUND][kind].en), abs(sums[kind])) for kind in KINDS[FUND]],
        )
        for key, sums in sorted(found.items())
    ]


def row_contents(session: Session, who: Actor, key: str, row_key: str) -> dict[str, Any]:
    """Return what the page of one row shows; raise NotFound for one that the officer may not read."""
    register = register_of(key)
    asked = asked_by(session, who, register)
    row = next((each for each in ROWS[key](asked) if each.key == row_key), None)
    if row is None:
        raise NotFound
    return {
        "register": register,
        "row": row,
        "cases": _cases(asked, row),
        "history": _history(session, row),
        "bookings": _bookings(session, key, row),
        "keeps": _may_change(who, register, row),
        "lists": key == "projects" and bool(row.entry_id),
        "confirms": key == "fund" and row.cells.get("in_transit") and bool(
            keeping(who, register, districts(), "fund.book").get(row.district)
        ),
        "supervise": key == "instructions"
        and row.district in whole_districts(who)
        and not row.cells.get("closed_on"),
    }  # fmt: skip


def _may_change(who: Actor, register: Register, row: Row) -> bool:
    if not row.entry_id or register.key not in ("projects", "sme", "instructions", "publicity"):
        return False
    return row.district in keeping(who, register, districts())


def _cases(asked: Asked, row: Row) -> list[Any]:
    """Return the cases behind a row that the officer may read, as the row names them, fifty at most."""
    ids = row.cases or ((row.case_id,) if row.case_id else ())
    if asked.register.key == "employers":
        ids = cases_of_row(asked, row.key)
    return readable_cases(asked.session, ids[:MOST_CASES], units_where(asked.who, "case.read"), asked.whole)


def _history(session: Session, row: Row) -> list[dict[str, Any]]:
    """Return what the record says of a row: of its own entry, or of the run behind it, newest first."""
    events = list(changes_of_entry(session, row.entry_id)) if row.entry_id else []
    if row.run_id and row.case_id:
        events += list(events_of_run(session, row.run_id, row.case_id))[::-1][:MOST_EVENTS]
    people = names_of(session, {event.actor_id for event in events if event.actor_id})
    names = {key: t(register.zh, register.en) for key, register in REGISTERS.items()}
    return [
        {
            "at": event.at,
            "who": people.get(event.actor_id or "", t("系统", "System")),
            "unit": unit_name(event.unit_id, short_form=True),
            "said": sentence(event.kind, event.facts, t("zh", "en"), names),
        }
        for event in events
    ]


def _bookings(session: Session, key: str, row: Row) -> list[dict[str, Any]]:
    """Return the bookings behind a row of money, newest first."""
    if key not in BOOKS:
        return []
    subject = row.case_id if key == "fund" else row.key
    rows = bookings_in(session, [row.district], BOOKS[key], subject)
    people = names_of(session, {each.booked_by for each, _ in rows if each.booked_by})
    back = {each.reverses_id for each, _ in rows}
    return [
        {
            "kind": t(*BOOKING_KINDS[each.kind]),
            "amount": -each.amount if each.reverses_id else each.amount,
            "on": each.stated_on or clock.local(each.booked_at).date(),
            "at": each.booked_at,
            "who": people.get(each.booked_by or "", t("系统", "System")),
            "note": each.note,
            "case_no": case_no,
            "case_id": each.case_id,
            "reversed": each.id in back,
            "reverses": bool(each.reverses_id),
        }
        for each, case_no in rows
    ]
