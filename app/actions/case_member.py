"""What a change of members (成员调整) knows by itself: who serves where, which clauses bind the unit, what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.actions.law import law_of
from app.duties import performers
from app.permissions import covers, role_name
from app.values import Value
from storage.district_register import memberships_of_unit, open_tasks_held
from storage.models import Run
from storage.officers import names_of

if TYPE_CHECKING:
    from app.actions.case_facts import Reader

MOST = 200


def member(reader: Reader) -> Value:
    """Return who serves in the unit, its clauses, the differences that concern it and the open tasks to hand over."""
    facts: dict[str, Value] = {}
    unit = unit_of(reader)
    if reader.asks_for("case.member.names_taken"):
        facts["names_taken"] = _names(reader)
    for name, told in _TOLD.items():
        if reader.asks_for(f"case.member.{name}"):
            facts[name] = told(reader, unit) if unit else []
    return facts


def unit_of(reader: Reader) -> str:
    """Return the key of the unit that changes: the one named, before that the one that reports."""
    named = _told(reader).get("unit")
    if isinstance(named, str) and named:
        return named.rpartition(".")[2]
    run = reader.session.get(Run, reader.spot.run_id) if reader.spot.run_id else None
    return run.home_unit_id.partition(".")[2] if run is not None else ""


def _told(reader: Reader) -> dict[str, Any]:
    stored = reader.folder.sections([f"member@{reader.spot.run_id}"]).get(f"member@{reader.spot.run_id}")
    return dict(stored or {})


def _current(reader: Reader, unit: str) -> list[Value]:
    rows = memberships_of_unit(reader.session, f"{reader.case.jurisdiction_key}.{unit}")
    names = names_of(reader.session, {row.officer_id for row in rows})
    return [
        {
            "officer": names.get(row.officer_id, ""),
            "role": role_name(row.role),
            "from": row.valid_from,
            "to": row.valid_to,
        }
        for row in rows[-MOST:]
    ]


def _duties(reader: Reader, unit: str) -> list[Value]:
    here = reader.case.jurisdiction_key
    shipped, now = reader.house.districts[here], law_of(reader.session).districts[here]
    return [
        {"clause": each.id, "quote": each.quote}
        for each in reader.house.clauses.values()
        if each.district == here
        and (unit in each.units or (not each.concerns("") and unit in performers(each, shipped, now)))
    ]


def _names(reader: Reader) -> list[Value]:
    district = law_of(reader.session).districts[reader.case.jurisdiction_key]
    return sorted({name for unit in district.units.values() for name in (unit.zh, unit.short)})


def _conflicts(reader: Reader, unit: str) -> list[Value]:
    district = law_of(reader.session).districts[reader.case.jurisdiction_key]
    return [
        {"finding": each.id, "words": each.zh}
        for each in district.findings
        if unit in each.units or not each.units
    ]


def _open(reader: Reader, unit: str) -> list[Value]:
    old = _told(reader).get("old_person")
    unit_id = f"{reader.case.jurisdiction_key}.{unit}"
    tasks = open_tasks_held(reader.session, unit_id, old if isinstance(old, str) else "", most=MOST)
    return [
        {"title": task.title, "case_no": task.case_no, "due": task.due_at.date() if task.due_at else None}
        for task in tasks
        if task.case_id != reader.case.id
    ]


def _roles_missing(reader: Reader, unit: str) -> list[Value]:
    """Return the roles of the open tasks of a unit that leaves which nobody holds in the unit that goes on."""
    told, district = _told(reader), reader.case.jurisdiction_key
    heir = str(told.get("successor") or "").rpartition(".")[2]
    if told.get("joins") is not False or not heir:
        return []
    today = reader.house.now().date()
    rows = memberships_of_unit(reader.session, f"{district}.{heir}")
    held = frozenset(row.role for row in rows if row.valid_to is None or row.valid_to >= today)
    tasks = open_tasks_held(reader.session, f"{district}.{unit}", most=MOST)
    asked = Counter(task.role for task in tasks if task.case_id != reader.case.id)
    return [
        {"role": role_name(role), "tasks": Decimal(count)}
        for role, count in sorted(asked.items())
        if not covers(role, held)
    ]


_TOLD: Mapping[str, Callable[[Reader, str], list[Value]]] = {
    "current": _current,
    "duties_with_clause": _duties,
    "conflicts": _conflicts,
    "open_task_list": _open,
    "roles_missing": _roles_missing,
}
