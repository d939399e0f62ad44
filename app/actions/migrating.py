"""Carrying a run over to another published version of its process: one case, one transaction, one event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.actions.casework import take_over, work_off
from app.actions.desk import Desk
from app.actions.incidents import FAILURES, cause_of, element_of
from app.actions.migrating_rows import refresh, rename, standing
from app.actions.steps import record_step
from app.actors import SYSTEM, Actor, Seat
from app.engine import CannotMigrate, Obstacle, migrate
from app.house import house_of
from app.permissions import may
from app.refusals import NotAllowed, NotFound, NotReady, Refusal
from storage.changes import change
from storage.database import unit_of_work
from storage.migrating import run_for_update
from storage.models import CaseFile, Run


class CannotGoOver(Refusal):
    """A run must stay as it is; `details["obstacles"]` lists every reason with its element, in both languages."""

    status = 422


@unit_of_work
def migrate_run(
    session: Session, run_id: str, version_id: str, mapping: Mapping[str, str], *, by: Actor
) -> Run:
    """Carry an open run over to another published version of its process and return it.

    `mapping` says what elements of its present version have become (see `app.engine.migrating`). Raises NotFound
    for a run of another district or an unknown version, NotAllowed without the permission `case.migrate`, NotReady
    for a run that has ended or is on that version already, and CannotGoOver with every reason; then nothing is
    written.
    """
    desk, run = desk_for(session, run_id, "case.migrate", by)
    carry_over(desk, run, version_id, mapping, {})
    return run


def desk_for(session: Session, run_id: str, permission: str, by: Actor) -> tuple[Desk, Run]:
    """Return an open run, with its case locked, and the desk of who may do this to it."""
    found = run_for_update(session, run_id)
    if found is None:
        raise NotFound
    run, case = found
    acting = by if by == SYSTEM else by.acting(_seat(case, permission, by))
    if run.status != "open":
        raise NotReady("流程已经结束。", "The run has ended.")
    return Desk(session, case, acting, house_of(session).now(), runs={run.id: run}), run


def _seat(case: CaseFile, permission: str, by: Actor) -> Seat:
    here = [seat for seat in by.seats if seat.jurisdiction == case.jurisdiction_key]
    fitting = [seat for seat in here if may(by, permission, seat.unit_id)]
    if not fitting:
        if not here:
            raise NotFound
        raise NotAllowed(
            "您的岗位不能迁移或移动案件的流程。", "Your role does not allow carrying over or moving runs."
        )
    return min(fitting, key=lambda seat: seat.for_officer is not None)


def carry_over(
    desk: Desk, run: Run, version_id: str, mapping: Mapping[str, str], facts: Mapping[str, Any]
) -> None:
    """Carry a run over, bring its rows along and record it; raise what `migrate_run` says."""
    old, new = desk.edition(run), desk.house.shelf.edition(desk.session, version_id)
    if new.id == old.id:
        raise NotReady("流程已在这个版本上。", "The run is on that version already.")
    command = desk.command(run, new)
    try:
        done = migrate(old.definition, new.definition, run.state, mapping, command)
        versions = {"from": old.number, "to": new.number, "from_version": old.id, "to_version": new.id}
        places = {"mapping": dict(mapping), "before": list(done.before), "after": list(done.after)}
        tasks = standing(desk, run, old)
        rename(desk, run, old, new, mapping, done)
        change(desk.session, run, version_id=new.id)
        named = {"process": run.process_key, **versions, **places, **facts}
        record_step(desk, "run_migrated", named, run, done.step, command)
        take_over(desk, run, new, done.step)
        refresh(desk, run, new, tasks)
        work_off(desk)
    except CannotMigrate as refusal:
        raise cannot_go_over(refusal.obstacles) from refusal
    except FAILURES as failure:
        found = Obstacle(element_of(failure) or "", "failure", cause_of(failure), str(failure))
        raise cannot_go_over([found]) from failure


def cannot_go_over(obstacles: list[Obstacle]) -> CannotGoOver:
    """Return the refusal that says why a run must stay."""
    return CannotGoOver(
        "不能迁移或移动：" + "".join(item.zh for item in obstacles[:5]),
        "It must stay: " + " ".join(item.en for item in obstacles[:5]),
        obstacles=obstacles,
    )
