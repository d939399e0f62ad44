"""May this officer do this task now: seats and roles, four eyes, and proofs that must exist first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.actions.clock_dates import listed
from app.actions.desk import Desk
from app.actors import Actor, Seat
from app.engine import Element
from app.permissions import role_name, seat_for
from app.refusals import AlreadyClaimed, NotAllowed, NotReady, SameOfficer
from app.values import Value
from storage.models import Run, Task
from storage.runs import officers_of_elements


def seat_to_act(task: Task, by: Actor) -> Seat:
    """Return the seat in which the officer does the task.

    Raises AlreadyClaimed when another officer has taken it and NotAllowed when no role fits.
    """
    seat = seat_for(by, unit_id=task.unit_id, role=task.role, instead_of=task.assignee_id)
    if seat is not None:
        return seat
    if seat_for(by, unit_id=task.unit_id, role=task.role) is not None:
        raise AlreadyClaimed(
            "该任务已由他人认领。需要时请对方释放，或由负责人改派。",
            "Another officer has taken this task; ask for its release or have it reassigned.",
        )
    raise NotAllowed(
        f"此任务须由“{role_name(task.role)}”办理，您在本单位没有这一岗位。",
        f"This task needs the role “{role_name(task.role, 'en')}”, which you do not hold in this unit.",
    )


def check_four_eyes(desk: Desk, task: Task, run: Run, element: Element, data: Mapping[str, Value]) -> None:
    """Raise SameOfficer when who acts, or for whom he acts, did an earlier step that this one must check."""
    mine = {desk.by.officer_id, desk.by.on_behalf_of} - {None}
    for earlier in steps_to_check(desk, run, element, data):
        if mine & {earlier.closed_by, earlier.closed_for}:
            raise SameOfficer(
                f"“{task.title}”须由他人办理：您已办理“{earlier.title}”，二者不得为同一人。",
                f"Someone else must do this step: you did “{earlier.title_en}” before it.",
            )


def steps_to_check(desk: Desk, run: Run, element: Element, data: Mapping[str, Value]) -> Sequence[Task]:
    """Return the completed steps whose officers may not do this one (four eyes)."""
    barred = listed(element, "four_eyes_not")
    drafted = data.get(element.properties.get("four_eyes_by", ""))
    if isinstance(drafted, str):
        barred = [*barred, drafted]
    return officers_of_elements(desk.session, run.id, barred) if barred else []


def check_proofs(desk: Desk, task: Task, run: Run, element: Element) -> None:
    """Raise NotReady while a step or a proof of service that this one rests on is missing."""
    missing = missing_proofs(desk, run, element)
    if missing:
        edition = desk.edition(run)
        titles = "、".join(edition.definition.element(task.process_key, name).name for name in missing)
        raise NotReady(
            f"还不能办理：须先完成“{titles}”并留有凭证。",
            f"Not yet: “{', '.join(missing)}” must be done and proven first.",
        )


def missing_proofs(desk: Desk, run: Run, element: Element) -> list[str]:
    """Return the ids of steps that this one rests on and that are neither done nor proven by a service record."""
    needed = listed(element, "requires")
    if not needed:
        return []
    done = {earlier.element_id for earlier in officers_of_elements(desk.session, run.id, needed)}
    missing = [name for name in needed if name not in done]
    if missing:
        records = desk.folder.service_records
        served = {row.caller_element for row in records if row.run_id == run.id}
        missing = [name for name in missing if name not in served]
    return missing
