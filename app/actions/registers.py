"""The registers' own rows: entered, changed, imported; money that is recorded at a register is booked in its ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.actions.bookkeeping import Cause, Planned, book_all
from app.actions.law import law_of
from app.actions.register_rows import PROJECTS
from app.actors import Actor
from app.house import house_of
from app.ledgers import FORMS, FUND, allocate, refund, store
from app.refusals import NotAllowed, NotFound, Refusal
from app.registers import REGISTERS, Register, keeping
from storage.database import unit_of_work
from storage.events import record
from storage.ledgers import balances_of, bookings_in
from storage.models import RegisterEntry, new_id
from storage.registers import entries_named, entry_for_update
from storage.runs import case_for_update

Facts = Mapping[str, Any]


class RegisterRefused(Refusal):
    """A row that the register cannot take; the sentence says why and what to do."""

    status = 422


@unit_of_work
def import_rows(
    session: Session, register_key: str, district: str, rows: Sequence[Facts], file: str, *, by: Actor
) -> tuple[int, int]:
    """Take rows into a register, all or none; return how many are new and how many were changed.

    Rows are told apart by the register's number; what is as it was stays untouched. Raises NotAllowed for who does
    not keep the register, RegisterRefused when nothing changes.
    """
    register = REGISTERS[register_key]
    unit, who = _seat(session, register, district, by)
    at = house_of(session).now()
    known = entries_named(session, district, register.key, [str(row[register.number]) for row in rows])
    added = changed = 0
    for row in rows:
        number, facts = _apart(register, row)
        entry = known.get(number)
        if entry is None:
            _add(session, register, district, unit, number, facts, at, who)
            added += 1
        elif {**entry.facts, **facts} != entry.facts:
            _change(session, register, entry, {**entry.facts, **facts}, file, at, who)
            changed += 1
    if not added + changed:
        raise RegisterRefused(
            "没有变化：这些内容都已在台账里。", "Nothing changes: all of it is in the register."
        )
    told = {"register": register.key, "added": added, "changed": changed, "file": file[:200]}
    record(session, "register_imported", told, at=at, by=who)
    return added, changed


@unit_of_work
def enter_row(session: Session, register_key: str, district: str, row: Facts, *, by: Actor) -> RegisterEntry:
    """Enter one row; raise RegisterRefused for a number that is there, NotAllowed for who keeps no such register."""
    register = REGISTERS[register_key]
    unit, who = _seat(session, register, district, by)
    number, facts = _apart(register, row)
    if entries_named(session, district, register.key, [number]):
        raise RegisterRefused(
            f"“{number}”已在台账里，请打开那一行修改。",
            f"“{number}” is in the register; open that row and change it.",
        )
    return _add(session, register, district, unit, number, facts, house_of(session).now(), who)


@unit_of_work
def change_entry(session: Session, entry_id: str, row: Facts, note: str, *, by: Actor) -> RegisterEntry:
    """Change a row; what it was stays in the record. Raises NotFound, NotAllowed, RegisterRefused without a change."""
    entry = entry_for_update(session, entry_id)
    if entry is None:
        raise NotFound
    register = REGISTERS[entry.register]
    _, who = _seat(session, register, entry.jurisdiction_key, by)
    number, facts = _apart(register, row)
    if (number, facts) == (entry.number, entry.facts):
        raise RegisterRefused("没有变化，未保存。", "Nothing was changed.")
    others = entries_named(session, entry.jurisdiction_key, register.key, [number])
    if number != entry.number and others:
        raise RegisterRefused(f"“{number}”已在台账里。", f"“{number}” is in the register already.")
    _change(session, register, entry, facts, note, house_of(session).now(), who, number)
    return entry


@unit_of_work
def store_deposits(session: Session, district: str, rows: Sequence[Facts], *, by: Actor) -> int:
    """Record deposits that projects have stored; return how many. Projects that are not known are entered.

    Raises NotAllowed without `deposit.book`, RegisterRefused for one that is recorded already.
    """
    register = REGISTERS["deposits"]
    unit, who = _seat(session, register, district, by, "deposit.book")
    at = house_of(session).now()
    projects = entries_named(session, district, PROJECTS, [str(row["name"]) for row in rows])
    plan: list[Planned] = []
    for row in rows:
        name = str(row["name"])
        if name not in projects:
            projects[name] = _add(session, REGISTERS[PROJECTS], district, unit, name, {}, at, who)
        amount, on = Decimal(row["amount"]), date.fromisoformat(row["stored_on"])
        _refuse_again(session, district, projects[name], amount, on)
        note = str(row.get("guarantee_no") or "")
        plan.append((None, store(projects[name].id, FORMS[row["form"]], amount, on, note)))
    book_all(session, district, plan, at=at, by=who, cause=Cause())
    return len(plan)


def _refuse_again(session: Session, district: str, project: RegisterEntry, amount: Decimal, on: date) -> None:
    for booking, _ in bookings_in(session, [district], "deposit", project.id):
        if (booking.kind, booking.amount, booking.stated_on) == ("store", amount, on):
            raise RegisterRefused(
                f"“{project.number}”{on.isoformat()}存储的 {amount:,.2f} 元已经登记，请核对后再试；本次未记任何一笔。",
                f"{amount:,.2f} yuan stored for “{project.number}” on {on.isoformat()} are recorded already.",
            )


@unit_of_work
def allocate_to_fund(session: Session, district: str, row: Facts, *, by: Actor) -> None:
    """Record money from the budget that came into the fund's account; raise NotAllowed without `fund.book`."""
    _, who = _seat(session, REGISTERS[FUND], district, by, "fund.book")
    booking = allocate(Decimal(row["amount"]), date.fromisoformat(row["on"]), str(row["note"]))
    book_all(session, district, [(None, booking)], at=house_of(session).now(), by=who, cause=Cause())


@unit_of_work
def confirm_refund(session: Session, case_id: str, *, by: Actor) -> Decimal:
    """Record that all that a case has recovered is in the fund's account; return how much.

    Raises NotFound, NotAllowed without `fund.book`, RegisterRefused when nothing is to be confirmed.
    """
    case = case_for_update(session, case_id)
    if case is None:
        raise NotFound
    _, who = _seat(session, REGISTERS[FUND], case.jurisdiction_key, by, "fund.book")
    held = {row.kind: row.balance for row in balances_of(session, [case.jurisdiction_key], FUND, case.id)}
    amount = held.get("in_transit", Decimal(0))
    if amount <= 0:
        raise RegisterRefused(
            "本案没有待核对到账的追回款。", "Nothing that was recovered here waits to be confirmed."
        )
    at = house_of(session).now()
    plan: list[Planned] = [(None, refund(case.id, amount, at.date()))]
    book_all(session, case.jurisdiction_key, plan, at=at, by=who, cause=Cause(case))
    return amount


def _seat(
    session: Session, register: Register, district: str, by: Actor, permission: str = "register.keep"
) -> tuple[str, Actor]:
    """Return the unit for which the officer keeps the register in a district, and him acting for it."""
    unit = keeping(by, register, law_of(session).districts, permission).get(district)
    if unit is None:
        raise NotAllowed(
            f"“{register.zh}”不由您的单位登记。", f"Your unit does not keep the register “{register.en}”."
        )
    return unit, by.acting(next(seat for seat in by.seats if seat.unit_id == unit))


def _apart(register: Register, row: Facts) -> tuple[str, dict[str, Any]]:
    """Return the number of a row and its other facts."""
    return str(row[register.number]), {name: row[name] for name in sorted(row) if name != register.number}


def _add(
    session: Session,
    register: Register,
    district: str,
    unit: str,
    number: str,
    facts: Facts,
    at: datetime,
    who: Actor,
) -> RegisterEntry:
    entry = RegisterEntry(
        id=new_id(), jurisdiction_key=district, register=register.key, number=number, facts=dict(facts),
        unit_id=unit, closed_on=_day(facts.get("closed_on")), added_at=at, changed_at=at,
    )  # fmt: skip
    session.add(entry)
    told = {"register": register.key, "entry": entry.id, "number": number, "after": dict(facts)}
    record(session, "register_entry_added", told, at=at, by=who)
    return entry


def _change(
    session: Session, register: Register, entry: RegisterEntry, facts: Facts, note: str, at: datetime, who: Actor,
    number: str = "",
) -> None:  # fmt: skip
    names = sorted({name for name in {*facts, *entry.facts} if facts.get(name) != entry.facts.get(name)})
    labels = {column.key: column.zh for column in register.own}
    told = {
        "register": register.key, "entry": entry.id, "number": number or entry.number, "note": note[:300],
        "changed": [labels.get(name, name) for name in names],
        "before": {name: entry.facts.get(name) for name in names}, "after": {name: facts.get(name) for name in names},
    }  # fmt: skip
    entry.facts, entry.number, entry.changed_at = dict(facts), number or entry.number, at
    entry.closed_on = _day(facts.get("closed_on"))
    record(session, "register_entry_changed", told, at=at, by=who)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
