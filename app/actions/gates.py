"""What stands between an officer and an open task, told before he tries; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.clock_dates import listed
from app.actions.desk import Desk
from app.actions.permits import missing_proofs, seat_to_act, steps_to_check
from app.actions.sheets import TaskSheet
from app.actors import Actor
from app.clock import LOCAL
from app.house import house_of
from app.refusals import Refusal
from storage.officers import names_of


@dataclass(frozen=True)
class Gate:
    """One condition of a task in words; `open` says whether this officer passes it now."""

    open: bool
    zh: str
    en: str


def gates_of(session: Session, sheet: TaskSheet, *, by: Actor) -> list[Gate]:
    """Return the conditions of a task for this officer: seat and role, earlier steps and proofs, four eyes."""
    desk = Desk(session, sheet.case, by, house_of(session).now(), runs={sheet.run.id: sheet.run})
    return [*_seat(sheet, by), *_proofs(desk, sheet), *_four_eyes(desk, sheet, by)]


def _seat(sheet: TaskSheet, by: Actor) -> Iterator[Gate]:
    try:
        seat_to_act(sheet.task, by)
    except Refusal as refusal:
        yield Gate(False, refusal.zh, refusal.en)


def _proofs(desk: Desk, sheet: TaskSheet) -> Iterator[Gate]:
    missing = missing_proofs(desk, sheet.run, sheet.element)
    for name in listed(sheet.element, "requires"):
        step = sheet.edition.definition.element(sheet.task.process_key, name)
        english = step.properties.get("name_en") or step.name
        if name in missing:
            yield Gate(
                False,
                f"须先完成“{step.name}”并留有凭证，现在还没有。",
                f"“{english}” must be done and proven first; it is not yet.",
            )
        else:
            yield Gate(True, f"“{step.name}”已完成并留有凭证。", f"“{english}” is done and proven.")


def _four_eyes(desk: Desk, sheet: TaskSheet, by: Actor) -> Iterator[Gate]:
    earlier = steps_to_check(desk, sheet.run, sheet.element, sheet.known)
    names = names_of(desk.session, [step.closed_by for step in earlier if step.closed_by])
    mine = {by.officer_id, *(seat.for_officer for seat in by.seats)} - {None}
    for step in {step.element_id: step for step in earlier}.values():
        barred = bool(mine & {step.closed_by, step.closed_for})
        who = names.get(step.closed_by or "", "")
        when = f"{step.closed_at.astimezone(LOCAL):%Y-%m-%d}" if step.closed_at else ""
        yield Gate(
            not barred,
            f"须由他人办理：“{step.title}”由{'您' if barred else who}于 {when} 办结，二者不得为同一人。",
            f"Four eyes: {'you' if barred else who} completed “{step.title_en}” on {when};"
            " this step needs somebody else.",
        )
