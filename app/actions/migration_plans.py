"""Plans of migration that people make: proposed, approved by a second person, held, gone on with, stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.actors import SYSTEM, Actor, Seat
from app.house import house_of
from app.permissions import ROLE_PERMISSIONS
from app.refusals import NotAllowed, NotFound, NotReady, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.migration_plans import districts_of_runs, plan_of, stop_waiting
from storage.migration_ways_back import runs_by_target, versions_before
from storage.models import MigrationItem, MigrationPlan, new_id

SHORTEST = 2
LONGEST = 500
MOST_RUNS = 20_000


class PlanUnclear(Refusal):
    """A plan needs runs, a note, and steps that fit."""

    status = 422


@unit_of_work
def plan_migration(
    session: Session,
    version_id: str,
    run_ids: Iterable[str],
    mapping: Mapping[str, str],
    note: str,
    *,
    by: Actor,
) -> MigrationPlan:
    """Propose that these open runs go over to a version, and return the plan; a second person has to approve it.

    Raises NotFound for an unknown version or a run of a district in which the officer may not carry runs over,
    NotAllowed, and PlanUnclear for a plan without runs or note.
    """
    who = _acting(by, "case.migrate")
    house_of(session).shelf.edition(session, version_id)
    return _proposed(session, version_id, dict.fromkeys(run_ids), mapping, note, by, who)


@unit_of_work
def plan_way_back(
    session: Session, plan_id: str, mapping: Mapping[str, str], note: str, *, by: Actor
) -> MigrationPlan:
    """Propose that the runs which a plan carried over go back, each to the version on which it was before.

    Runs that have ended or gone over once more since then are left out. Raises what `plan_migration` raises, and
    PlanUnclear when none is left.
    """
    who = _acting(by, "case.migrate")
    if plan_of(session, plan_id) is None:
        raise NotFound
    back = versions_before(session, plan_id)
    if not back:
        raise PlanUnclear(
            "没有可迁回的流程：都已办结，或又换了版本。",
            "No run can go back: all have ended or gone over again.",
        )
    usual = Counter(back.values()).most_common(1)[0][0]
    return _proposed(session, usual, back, mapping, note, by, who)


def _proposed(
    session: Session, version_id: str, targets: Mapping[str, str | None], mapping: Mapping[str, str], note: str,
    by: Actor, who: Actor,
) -> MigrationPlan:  # fmt: skip
    """Add a plan for these runs, each to a version of its own or else to that of the plan."""
    edition = house_of(session).shelf.edition(session, version_id)
    wanted, words = sorted(targets), " ".join(note.split())
    if not 0 < len(wanted) <= MOST_RUNS:
        raise PlanUnclear(
            f"请选择 1 至 {MOST_RUNS} 个要迁移的流程。", f"Choose 1 to {MOST_RUNS} runs to carry over."
        )
    if not SHORTEST <= len(words) <= LONGEST:
        raise PlanUnclear("请写明迁移的理由（2 至 500 字）。", "Give a reason of 2 to 500 characters.")
    if not districts_of_runs(session, wanted, edition.key) <= _districts(by, "case.migrate"):
        raise NotFound
    at = house_of(session).now()
    plan = MigrationPlan(
        id=new_id(), version_id=version_id, mapping=dict(mapping), begun_at=at, begun_by=by.officer_id,
        state="proposed", note=words,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    session.add_all(
        MigrationItem(plan_id=plan.id, run_id=run_id, state="waiting", version_id=targets[run_id])
        for run_id in wanted
    )
    session.flush()
    _note(
        session,
        "migration_planned",
        plan,
        {"runs": len(wanted), "mapping": dict(mapping), "note": words},
        who,
    )
    return plan


@unit_of_work
def approve_plan(session: Session, plan_id: str, reason: str, *, by: Actor) -> MigrationPlan:
    """Let a plan of somebody else be carried out by workers; raise NotAllowed for one's own."""
    return _decided(session, plan_id, "running", "migration_approved", reason, by)


@unit_of_work
def send_plan_back(session: Session, plan_id: str, reason: str, *, by: Actor) -> MigrationPlan:
    """Refuse a plan of somebody else with a reason; its runs stay as they are."""
    if len(" ".join(reason.split())) < SHORTEST:
        raise PlanUnclear("请写明退回的理由。", "Give the reason for sending it back.")
    plan = _decided(session, plan_id, "refused", "migration_sent_back", reason, by)
    stop_waiting(session, plan.id, house_of(session).now())
    return plan


def _decided(session: Session, plan_id: str, state: str, kind: str, reason: str, by: Actor) -> MigrationPlan:
    plan = _held(session, plan_id, "proposed")
    who = _decider(by)
    if plan.begun_by == by.officer_id:
        raise NotAllowed("迁移计划须由他人审批。", "Somebody else has to decide on this plan.")
    if not _districts_of(session, plan) <= (
        _districts(by, "case.migrate") | _districts(by, "process.approve")
    ):
        raise NotFound
    plan.state, plan.decided_by, plan.decided_at = state, by.officer_id, house_of(session).now()
    _note(session, kind, plan, {"reason": " ".join(reason.split())[:LONGEST]}, who)
    return plan


@unit_of_work
def pause_plan(session: Session, plan_id: str, *, by: Actor) -> MigrationPlan:
    """Hold a plan: no further run is carried over until it is gone on with."""
    return _turned(session, plan_id, "running", "paused", "migration_paused", by)


@unit_of_work
def resume_plan(session: Session, plan_id: str, *, by: Actor) -> MigrationPlan:
    """Go on with a plan that was held."""
    return _turned(session, plan_id, "paused", "running", "migration_resumed", by)


@unit_of_work
def stop_plan(session: Session, plan_id: str, *, by: Actor) -> MigrationPlan:
    """Stop a plan for good: the runs that have not gone over yet stay as they are."""
    who, plan = _acting(by, "case.migrate"), _held(session, plan_id, "proposed", "running", "paused")
    _reached(session, plan, by)
    plan.state = "stopped"
    left = stop_waiting(session, plan.id, house_of(session).now())
    _note(session, "migration_stopped", plan, {"runs": left}, who)
    return plan


def _turned(session: Session, plan_id: str, before: str, after: str, kind: str, by: Actor) -> MigrationPlan:
    who, plan = _acting(by, "case.migrate"), _held(session, plan_id, before)
    _reached(session, plan, by)
    plan.state = after
    _note(session, kind, plan, {}, who)
    return plan


def _held(session: Session, plan_id: str, *states: str) -> MigrationPlan:
    plan = plan_of(session, plan_id, locked=True)
    if plan is None:
        raise NotFound
    if plan.state not in states:
        raise NotReady("计划的状态已经变化，请刷新页面。", "The plan has moved on; reload the page.")
    return plan


def _reached(session: Session, plan: MigrationPlan, by: Actor) -> None:
    if by is not SYSTEM and not _districts_of(session, plan) <= _districts(by, "case.migrate"):
        raise NotFound


def _districts_of(session: Session, plan: MigrationPlan) -> set[str]:
    return districts_of_runs(session, None, "", plan_id=plan.id)


def _districts(by: Actor, permission: str) -> set[str]:
    return {seat.jurisdiction for seat in by.seats if permission in ROLE_PERMISSIONS.get(seat.role, ())}


def _acting(by: Actor, *permissions: str) -> Actor:
    seat: Seat | None = next(
        (s for s in by.seats if not ROLE_PERMISSIONS.get(s.role, frozenset()).isdisjoint(permissions)), None
    )
    if seat is None:
        raise NotAllowed("您的岗位不能迁移案件的流程。", "Your role does not allow carrying runs over.")
    return by.acting(seat)


def _decider(by: Actor) -> Actor:
    return _acting(by, "case.migrate", "process.approve")


def _note(session: Session, kind: str, plan: MigrationPlan, more: dict[str, Any], by: Actor) -> None:
    shelf = house_of(session).shelf
    targets = [shelf.edition(session, each) for each in runs_by_target(session, plan.id)]
    numbers = sorted(each.number for each in targets)
    to = numbers[0] if len(numbers) == 1 else "、".join(map(str, numbers))
    facts = {"process": targets[0].key, "to": to, "plan": plan.id, **more}
    record(session, kind, facts, at=house_of(session).now(), by=by)
