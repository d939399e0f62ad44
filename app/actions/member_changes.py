"""What the system does when a change of members takes effect: validity, roles, names, open tasks, the notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.actions.desk import Desk
from app.actions.member_entries import (
    JOINING,
    RENAMED,
    changed_entries,
    end_seats,
    follow,
    give_seat,
    heir_of,
    held_seats,
    seat_officers,
)
from app.actions.register_entries import EntryRefused, Grounds, enter, told
from app.actions.spots import Spot
from app.clock import local
from app.districts import bind
from app.engine import EngineFailure
from app.permissions import covers
from app.values import Value
from storage.district_register import (
    cases_read_by,
    count_tasks_held,
    delegations_of,
    open_tasks_held,
)
from storage.events import record
from storage.models import CaseUnit, Run, Task
from storage.runs import case_for_update

PERSONS = ("人员变动", "联络员变动")
NAMES = (
    "unit", "old_person", "new_person", "new_name", "successor", "joins", "lane", "lane_unit", "finding",
    "conflict_note", "reason", "document_no", "unit_name", "unit_short", "unit_en", "unit_kind",
    "unit_keywords", "lanes", "officers",
)  # fmt: skip
ASKED = frozenset(f"case.member.{name}" for name in NAMES)


def update_register(desk: Desk, run: Run) -> dict[str, Value]:
    """Close the old validity and open the new; old entries stay. Returns how much is to be handed over.

    That is open tasks, or for a unit that is merged without any, the cases that its successor must be able to read.
    """
    facts, data = _facts(desk, run), desk.data.get(run.id, {})
    day = data.get("effective_on")
    day = day if isinstance(day, date) else local(desk.at).date()
    kind, unit = str(data.get("change_kind")), str(facts.get("unit"))
    try:
        for entry in changed_entries(desk, kind, unit, facts):
            row = enter(
                desk.session, desk.district.key, entry, _grounds(facts, day), by=desk.by, case=desk.case
            )
            desk.record("register_entered", dict(told(row)), run=run)
            follow(desk, entry)
            unit = entry.subject if entry.kind == "unit" else unit
    except EntryRefused as refused:
        raise EngineFailure("update_register", refused.en, refused.zh) from None
    _move_people(desk, run, kind, unit, facts, day)
    desk.__dict__.pop("law", None)  # the district is another one now
    return {"open_tasks": Decimal(_left(desk, kind, unit, facts))}


def _move_people(desk: Desk, run: Run, kind: str, unit: str, facts: Mapping[str, Any], day: date) -> None:
    """Let people follow: the successor in an office, the officers of a unit that is merged, leaves or joins."""
    old, new = facts.get("old_person"), facts.get("new_person")
    if kind in PERSONS and old and new:
        _succeed(desk, run, desk.unit_id(unit), str(old), str(new), day, liaison_only=kind == PERSONS[1])
    if heir := heir_of(kind, facts):
        if kind == RENAMED:
            _move_officers(desk, run, unit, heir, day)
        else:
            end_seats(desk, run, unit, day)
    if kind == JOINING and facts.get("joins"):
        seat_officers(desk, run, unit, facts, day)


def hand_over_tasks(desk: Desk, run: Run) -> dict[str, Value]:
    """Hand the open tasks of the person or unit that leaves to the successor; their clocks run as they ran."""
    facts, kind = _facts(desk, run), str(desk.data.get(run.id, {}).get("change_kind"))
    unit, moved = desk.unit_id(str(facts.get("unit"))), 0
    old = str(facts.get("old_person") or "") if kind in PERSONS else ""
    heir = heir_of(kind, facts)
    target = desk.unit_id(heir) if heir else unit
    if target != unit:
        others = (each for each in cases_read_by(desk.session, unit, target) if each.case_id != desk.case.id)
        for seen in others:
            desk.session.add(CaseUnit(case_id=seen.case_id, unit_id=target, since_at=desk.at))
    if old or target != unit:
        new = str(facts.get("new_person") or "")
        for task in open_tasks_held(desk.session, unit, old):
            _hand_over(desk, task, target, new if old else "")
            moved += 1
    return {"tasks_moved": Decimal(moved)}


def circulate_notice(desk: Desk, run: Run) -> dict[str, Value]:
    """Say to whom the notice goes and until when it is to be read; each unit signs for it in its inbox."""
    units = list(bind(desk.district, "all_members", {}, kind="all_of").units)
    days = desk.district.settings.get("minutes_read_days")
    until = local(desk.at).date() + timedelta(days=int(str(days or 10)))
    desk.record("members_notified", {"units": units, "until": until.isoformat()}, run=run)
    return {"notice_units": units, "read_by": until}


def _facts(desk: Desk, run: Run) -> dict[str, Any]:
    tree = desk.facts(ASKED, Spot(run.id)).get("case")
    found = tree.get("member") if isinstance(tree, Mapping) else None
    return dict(found or {})


def _grounds(facts: Mapping[str, Any], day: date) -> Grounds:
    document = str(facts.get("document_no") or "") or "成员调整报告"
    return Grounds(str(facts.get("reason") or "")[:500], document[:300], day)


def _succeed(
    desk: Desk, run: Run, unit_id: str, old: str, new: str, day: date, *, liaison_only: bool
) -> None:
    roles = []
    for row in held_seats(desk, unit_id, day, old):
        if liaison_only and row.role != "unit_liaison":
            continue
        row.valid_to = max(row.valid_from, day - timedelta(days=1))
        give_seat(desk, new, unit_id, row.role, day)
        roles.append(row.role)
    for delegation in delegations_of(desk.session, unit_id, old):
        delegation.ended_at = desk.at
    told_of = {"unit": unit_id, "from": old, "to": new, "roles": roles, "since": day.isoformat()}
    desk.record("office_succeeded", told_of, run=run)


def _move_officers(desk: Desk, run: Run, unit: str, successor: str, day: date) -> None:
    moved = []
    for row in held_seats(desk, desk.unit_id(unit), day):
        row.valid_to = max(row.valid_from, day - timedelta(days=1))
        give_seat(desk, row.officer_id, desk.unit_id(successor), row.role, day)
        moved.append(row.officer_id)
    told_of = {"unit": desk.unit_id(successor), "former": desk.unit_id(unit), "officers": sorted(set(moved))}
    desk.record("officers_moved", told_of, run=run)


def _left(desk: Desk, kind: str, unit: str, facts: Mapping[str, Any]) -> int:
    if kind in PERSONS and facts.get("old_person"):
        return count_tasks_held(desk.session, desk.unit_id(unit), str(facts["old_person"]))
    if heir := heir_of(kind, facts):
        held = count_tasks_held(desk.session, desk.unit_id(unit))
        return held or len(cases_read_by(desk.session, desk.unit_id(unit), desk.unit_id(heir)))
    return 0


def _hand_over(desk: Desk, task: Task, unit_id: str, officer: str) -> None:
    case = desk.case if task.case_id == desk.case.id else case_for_update(desk.session, task.case_id)
    before = task.assignee_id
    holder = officer or before
    roles = {row.role for row in held_seats(desk, unit_id, local(desk.at).date(), holder or "-")}
    fits = holder is not None and covers(task.role, frozenset(roles))
    had, task.unit_id = task.unit_id, unit_id
    task.assignee_id = holder if fits else None
    task.claimed_at = desk.at if fits else None
    facts = {
        "element": task.element_id,
        "unit": unit_id,
        "former": had,
        "from": before,
        "to": task.assignee_id,
    }
    record(
        desk.session,
        "task_handed_over",
        facts,
        at=desk.at,
        by=desk.by,
        case=case,
        run_id=task.run_id,
        task_id=task.id,
    )
