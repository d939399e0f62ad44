"""Questions about runs that a plan carried over: on which version each was before, and where those of a plan go."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Event, MigrationItem, MigrationPlan, Run, Task

MIGRATED = "run_migrated"
_BATCH = 500


def versions_before(session: Session, plan_id: str) -> dict[str, str]:
    """Return the version on which each run was that a plan carried over and that has stayed as it left it, by run.

    Runs that have ended, or have gone over once more, are left out.
    """
    runs = _carried(session, plan_id)
    cases, found = sorted({case_id for _, case_id in runs}), dict[str, str]()
    for start in range(0, len(cases), _BATCH):
        question = select(Event.run_id, Event.facts).where(
            Event.chain.in_(cases[start : start + _BATCH]), Event.kind == MIGRATED
        )
        for run_id, facts in session.execute(question.order_by(Event.chain, Event.chain_seq)):
            if run_id and facts.get("plan") == plan_id:
                found[run_id] = facts["from_version"]
    return {run_id: found[run_id] for run_id, _ in runs if run_id in found}


def _carried(session: Session, plan_id: str) -> list[tuple[str, str]]:
    target = func.coalesce(MigrationItem.version_id, MigrationPlan.version_id)
    question = (
        select(Run.id, Run.case_id)
        .join(MigrationItem, MigrationItem.run_id == Run.id)
        .join(MigrationPlan, MigrationPlan.id == MigrationItem.plan_id)
        .where(MigrationItem.plan_id == plan_id, MigrationItem.state == "done")
        .where(Run.status == "open", Run.version_id == target)
    )
    return [(row[0], row[1]) for row in session.execute(question.order_by(Run.id))]


def runs_by_target(session: Session, plan_id: str) -> dict[str, int]:
    """Return to which versions the runs of a plan go, and how many to each."""
    target = func.coalesce(MigrationItem.version_id, MigrationPlan.version_id)
    question = (
        select(target, func.count())
        .join(MigrationPlan, MigrationPlan.id == MigrationItem.plan_id)
        .where(MigrationItem.plan_id == plan_id)
        .group_by(target)
    )
    return {row[0]: row[1] for row in session.execute(question)}


def open_steps(session: Session, run_ids: list[str]) -> list[str]:
    """Return at which steps these runs have open tasks, as "piece/element"."""
    found: set[str] = set()
    for start in range(0, len(run_ids), _BATCH):
        question = select(Task.process_key, Task.element_id).distinct()
        part = question.where(Task.run_id.in_(run_ids[start : start + _BATCH]), Task.closed_at.is_(None))
        found |= {f"{process}/{element}" for process, element in session.execute(part)}
    return sorted(found)


def first_runs(session: Session, run_ids: list[str], limit: int) -> list[tuple[Run, CaseFile]]:
    """Return the first of these runs with their cases, by id."""
    question = select(Run, CaseFile).join(CaseFile, CaseFile.id == Run.case_id)
    rows = session.execute(question.where(Run.id.in_(sorted(run_ids)[:limit])).order_by(Run.id))
    return [(row[0], row[1]) for row in rows]
