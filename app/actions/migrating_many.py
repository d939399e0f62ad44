"""Many runs go over to another version in the background: a plan, then each run in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.actions.migrating import CannotGoOver, carry_over, desk_for
from app.actors import SYSTEM, Actor
from app.house import house_of
from app.permissions import may
from app.refusals import NotAllowed, NotFound, NotReady, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.migrating import run_for_update
from storage.migration_plans import item_for_update
from storage.models import MigrationItem, MigrationPlan, new_id


@unit_of_work
def begin_migration(
    session: Session, version_id: str, run_ids: Iterable[str], mapping: Mapping[str, str], *, by: Actor
) -> MigrationPlan:
    """Plan that these runs go over to a version, and return the plan; workers carry it out run by run.

    Raises NotFound for an unknown version, NotAllowed without the permission `case.migrate` and NotReady for no run.
    """
    if by != SYSTEM and not may(by, "case.migrate"):
        raise NotAllowed("您的岗位不能迁移案件的流程。", "Your role does not allow carrying runs over.")
    edition = house_of(session).shelf.edition(session, version_id)
    wanted = sorted(set(run_ids))
    if not wanted:
        raise NotReady("没有要迁移的流程。", "There is no run to carry over.")
    at = house_of(session).now()
    plan = MigrationPlan(
        id=new_id(), version_id=version_id, mapping=dict(mapping), begun_at=at, begun_by=by.officer_id
    )
    session.add(plan)
    session.add_all(MigrationItem(plan_id=plan.id, run_id=run_id, state="waiting") for run_id in wanted)
    facts = {"process": edition.key, "to": edition.number, "runs": len(wanted), "plan": plan.id}
    record(session, "migration_begun", {**facts, "mapping": dict(mapping)}, at=at, by=by)
    return plan


def settle_run(session: Session, plan_id: str, run_id: str) -> str:
    """Carry a run of a plan over, or note why it stays; return what became of it: done or refused.

    Raises NotReady when it is settled already, and PlanHeld while the plan is not being carried out.
    """
    try:
        return carry_planned_run(session, plan_id, run_id, by=SYSTEM).state
    except CannotGoOver as refusal:
        return refuse_planned_run(session, plan_id, run_id, refusal.zh, by=SYSTEM).state
    except _Stays as stays:
        return refuse_planned_run(session, plan_id, run_id, stays.refusal.zh, by=SYSTEM).state


class PlanHeld(Refusal):
    """The plan is not being carried out at the moment; its runs wait."""


class _Stays(Exception):
    """A run that cannot be carried over for another reason than its places: ended, or on that version already."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.en)
        self.refusal = refusal


@unit_of_work
def carry_planned_run(session: Session, plan_id: str, run_id: str, *, by: Actor) -> MigrationItem:
    """Carry a run of a plan over and settle its item, both or neither; raises CannotGoOver and NotReady."""
    item, plan = _open(session, plan_id, run_id)
    try:
        desk, run = desk_for(session, run_id, "case.migrate", by)
        facts = {"plan": plan.id, "ordered_by": plan.begun_by}
        target = item.version_id or plan.version_id
        carry_over(desk, run, target, fitting(session, plan.mapping, item.version_id), facts)
    except CannotGoOver:
        raise
    except Refusal as refusal:
        raise _Stays(refusal) from refusal
    item.state, item.settled_at = "done", desk.at
    return item


@unit_of_work
def refuse_planned_run(
    session: Session, plan_id: str, run_id: str, reason: str, *, by: Actor
) -> MigrationItem:
    """Note why a run of a plan stays; the case itself is not touched. Raises NotReady when it is settled already."""
    item, _ = _open(session, plan_id, run_id)
    found = run_for_update(session, run_id)
    at = house_of(session).now()
    item.state, item.reason, item.settled_at = "refused", reason[:4000], at
    number = found[1].case_no if found else ""
    facts = {"plan": plan_id, "run": run_id, "case_no": number, "reason": reason[:1000]}
    record(session, "migration_refused", facts, at=at, by=by)
    return item


def fitting(session: Session, mapping: Mapping[str, str], version_id: str | None) -> Mapping[str, str]:
    """Return that part of a mapping which a run needs that goes to a version of its own: of the steps gone there.

    The mapping of such a plan names what is gone in any of its versions; a step that this one has is itself.
    """
    if version_id is None:
        return mapping
    there = house_of(session).shelf.edition(session, version_id).definition.elements
    return {old: new for old, new in mapping.items() if old not in there}


def _open(session: Session, plan_id: str, run_id: str) -> tuple[MigrationItem, MigrationPlan]:
    found = item_for_update(session, plan_id, run_id)
    if found is None:
        raise NotFound
    if found[0].settled_at is not None:
        raise NotReady("这个流程已处理过。", "This run of the plan is settled already.")
    if found[1].state != "running":
        raise PlanHeld("迁移计划没有在执行。", "The plan is not being carried out.")
    return found
