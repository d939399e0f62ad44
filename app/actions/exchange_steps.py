"""What a step sends out to other systems: written with the step itself, so that neither is without the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.actions.desk import Desk
from app.actions.party_rows import party_values
from app.actions.spots import Spot
from app.clock import local
from app.engine import run_data, visible_data
from app.exchanges.content import compose
from app.exchanges.driving import parcel_key
from app.exchanges.registry import Export, Format
from app.exchanges.ways import Ways
from app.forms.scope import look_up
from app.values import Value
from storage.exchanges import exchanges_of_task
from storage.models import Exchange, Run, Task, new_id


def exchange_step(desk: Desk, run: Run, done: Task) -> None:
    """Make what the completed task and those it opened send out, and confirm what the completed one answers."""
    registry = desk.house.exchanges
    if desk.house.for_trial:
        return
    for export in registry.at(done.process_key, done.element_id):
        if export.done:
            _make(desk, export, done)
        else:
            _confirm(desk, export, done)
    for task in desk.opened:
        for export in registry.at(task.process_key, task.element_id):
            if not export.done:
                _make(desk, export, task)


def _make(desk: Desk, export: Export, task: Task) -> None:
    """Add an entry to the outbox, where the district has agreed on a way with the receiver."""
    form = desk.house.exchanges.formats[export.format]
    if desk.house.exchanges.driver(desk.case.jurisdiction_key, export.receiver) == "off":
        return
    facts = _facts_of(desk, export, form, task)
    if export.only is not None and look_up(facts, export.only[0]) != export.only[1]:
        return
    if form.to and not look_up(facts, form.to):
        return
    ending, content = _composed(desk, form, facts)
    exchange_id = new_id()
    key = parcel_key(exchange_id, content)
    desk.session.add(
        Exchange(
            id=exchange_id,
            jurisdiction_key=desk.case.jurisdiction_key,
            receiver=export.receiver,
            format=export.format,
            case_id=desk.case.id,
            cause=export.cause,
            cause_id=task.id,
            key=key,
            digest=key.rpartition("-")[2],
            file_name=f"{key}.{'data.json' if ending == 'json' else ending}",
            state="waiting",
            next_at=desk.at if reaches(desk, export.receiver) else None,
            made_at=desk.at,
            cipher=desk.key.seal(content, f"exchange.{exchange_id}"),
        )
    )
    facts_of_event = {
        "exchange": exchange_id,
        "receiver": export.receiver,
        "format": export.format,
        "key": key,
    }
    desk.record("exchange_made", facts_of_event, task_id=task.id)


def composed(desk: Desk, export: Export, task: Task) -> tuple[str, bytes]:
    """Return the ending of the file's name and the bytes of what an export sends, from the case as it is now."""
    form = desk.house.exchanges.formats[export.format]
    return _composed(desk, form, _facts_of(desk, export, form, task))


def _composed(desk: Desk, form: Format, facts: dict[str, Value]) -> tuple[str, bytes]:
    rows = _with_people(desk, look_up(facts, form.rows)) if form.rows else []
    return compose(form, desk.case.case_no, facts, rows)


def _facts_of(desk: Desk, export: Export, form: Format, task: Task) -> dict[str, Value]:
    """Return what a format and its condition ask for, as seen from the task."""
    names = form.paths | ({export.only[0]} if export.only else frozenset())
    state = desk.run(task.run_id).state
    known = visible_data(state, task.token) if task.closed_at is None else run_data(state)
    result = desk.house.exchanges.result_of(export.cause, known)
    told = {"code": result.code, "name": result.zh, "reply": result.reply} if result is not None else {}
    return {
        **known,
        **desk.facts(names, Spot.of(task), sealed=form.secret),
        "result": told,
        "state": desk.case.state,
        "receipt_no": desk.case.receipt_no,
    }


def reaches(desk: Desk, receiver: str) -> bool:
    """Say whether this house has a way to a receiver that needs no people."""
    ways: Ways = desk.session.info.get("ways") or Ways()
    return ways.to(desk.house.exchanges, desk.case.jurisdiction_key, receiver) is not None


def _with_people(desk: Desk, rows: Value) -> list[Mapping[str, Value]]:
    """Return the rows of a table; of a worker who is named by reference, with his name and number."""
    people = {row.id: row for row in desk.folder.parties if row.place == "worker"}
    found: list[Mapping[str, Value]] = []
    for row in rows if isinstance(rows, list) else []:
        known = people.get(str(row.get("worker"))) if isinstance(row, Mapping) else None
        who = party_values(known, desk.key) if known is not None else {}
        found.append({"name": who.get("name"), "id_no": who.get("id_no"), **row})
    return found


def _confirm(desk: Desk, export: Export, task: Task) -> None:
    """Take the number and the day that the form of the task asks as the receipt of what went out."""
    names = frozenset(name for name in (export.number, export.day) if name)
    facts = desk.facts(names, Spot.of(task)) if names else {}
    number, day = (look_up(facts, name) if name else None for name in (export.number, export.day))
    if export.number and not number:
        return
    desk.session.flush()
    for exchange in exchanges_of_task(desk.session, task.id):
        exchange.state, exchange.next_at, exchange.error = "confirmed", None, ""
        exchange.receipt_no = str(number or "")[:300]
        exchange.receipt_on = day if type(day) is date else local(desk.at).date()
        exchange.delivered_at = exchange.delivered_at or desk.at
        told = {"exchange": exchange.id, "receiver": exchange.receiver, "number": exchange.receipt_no}
        desk.record("exchange_confirmed", told, task_id=task.id)
