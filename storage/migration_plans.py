"""Questions about plans by which many runs go over to another version, and about the runs of a process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from storage.models import CaseFile, MigrationItem, MigrationPlan, ProcessVersion, Run

Place = tuple[str, str, int]
"""Plan, run and generation of an item."""
PAGE = 100
_WAITING = (
    MigrationItem.state == "waiting",
    MigrationItem.plan_id == MigrationPlan.id,
    MigrationPlan.state == "running",
)


def item_for_update(
    session: Session, plan_id: str, run_id: str
) -> tuple[MigrationItem, MigrationPlan] | None:
    """Return an item with its plan, the item locked."""
    question = (
        select(MigrationItem, MigrationPlan)
        .join(MigrationPlan, MigrationPlan.id == MigrationItem.plan_id)
        .where(MigrationItem.plan_id == plan_id, MigrationItem.run_id == run_id)
        .with_for_update(of=MigrationItem)
        .execution_options(populate_existing=True)
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1])


def any_item_waiting(session: Session) -> bool:
    """Say whether a run of any plan waits to be queued; it locks nothing."""
    return bool(session.scalar(select(exists().where(*_WAITING))))


def count_queued_items(session: Session) -> int:
    """Return how many runs of all plans are in the queue."""
    question = select(func.count()).select_from(MigrationItem).where(MigrationItem.state == "queued")
    return session.scalar(question) or 0


def waiting_items(session: Session, limit: int = 200) -> Sequence[MigrationItem]:
    """Return items that wait to be queued, oldest plan first; rows another worker holds are passed over."""
    question = select(MigrationItem).where(*_WAITING)
    return session.scalars(
        question.order_by(MigrationItem.plan_id, MigrationItem.run_id)
        .limit(limit)
        .with_for_update(of=MigrationItem, skip_locked=True)
    ).all()


def queued_items(session: Session, after: tuple[str, str], limit: int = 500) -> list[Place]:
    """Return items whose work is in the queue, by plan and run, beginning after one of them."""
    plan, run = MigrationItem.plan_id, MigrationItem.run_id
    question = select(plan, run, MigrationItem.generation).where(
        MigrationItem.state == "queued", (plan > after[0]) | ((plan == after[0]) & (run > after[1]))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(plan, run).limit(limit))]


def items_of_plan(session: Session, plan_id: str) -> Sequence[MigrationItem]:
    """Return the runs of a plan and what became of each."""
    question = select(MigrationItem).where(MigrationItem.plan_id == plan_id)
    return session.scalars(question.order_by(MigrationItem.run_id)).all()


def counts_of_plan(session: Session, plan_id: str) -> dict[str, int]:
    """Return how many runs of a plan are in each state."""
    question = select(MigrationItem.state, func.count()).where(MigrationItem.plan_id == plan_id)
    return {state: count for state, count in session.execute(question.group_by(MigrationItem.state))}


def open_runs_of_process(
    session: Session, process_key: str, districts: Collection[str] | None, after: str = "", limit: int = 500
) -> list[tuple[Run, CaseFile]]:
    """Return open runs of a process with their cases, by id, beginning after an id; None is every district."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, Run.case_id == CaseFile.id)
        .where(Run.process_key == process_key, Run.status == "open", Run.id > after)
    )
    if districts is not None:
        question = question.where(CaseFile.jurisdiction_key.in_(sorted(districts)))
    return [(row[0], row[1]) for row in session.execute(question.order_by(Run.id).limit(limit))]


def ended_runs_of_process(
    session: Session,
    process_key: str,
    since: datetime,
    districts: Collection[str] | None,
    after: str = "",
    limit: int = 200,
) -> list[tuple[Run, CaseFile]]:
    """Return runs of a process that ended since a moment, with their cases, by id, beginning after an id."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, Run.case_id == CaseFile.id)
        .where(Run.process_key == process_key, Run.ended_at >= since, Run.id > after)
    )
    if districts is not None:
        question = question.where(CaseFile.jurisdiction_key.in_(sorted(districts)))
    return [(row[0], row[1]) for row in session.execute(question.order_by(Run.id).limit(limit))]


def count_runs(session: Session, process_key: str, since: datetime) -> tuple[int, int]:
    """Return how many runs of a process are open, and how many ended since a moment."""
    of_it = select(func.count()).select_from(Run).where(Run.process_key == process_key)
    opened = session.scalar(of_it.where(Run.status == "open")) or 0
    return opened, session.scalar(of_it.where(Run.ended_at >= since)) or 0


def plan_of(session: Session, plan_id: str, *, locked: bool = False) -> MigrationPlan | None:
    """Return a plan, locked until the transaction ends if wanted, or None."""
    return session.get(MigrationPlan, plan_id, with_for_update=True if locked else None)


def latest_plans(session: Session, limit: int = PAGE) -> list[tuple[MigrationPlan, ProcessVersion]]:
    """Return the latest plans with the versions to which they lead, newest first."""
    question = select(MigrationPlan, ProcessVersion).join(
        ProcessVersion, ProcessVersion.id == MigrationPlan.version_id
    )
    order = (MigrationPlan.begun_at.desc(), MigrationPlan.id.desc())
    return [(row[0], row[1]) for row in session.execute(question.order_by(*order).limit(limit))]


def lines_of_plan(
    session: Session, plan_id: str, state: str = "", start: int = 0, limit: int = PAGE + 1
) -> list[tuple[MigrationItem, Run, str, str]]:
    """Return items of a plan with their runs, numbers of cases and districts, in one state or all, by number.

    Waiting are also those whose work is in the queue.
    """
    question = (
        select(MigrationItem, Run, CaseFile.case_no, CaseFile.jurisdiction_key)
        .join(Run, Run.id == MigrationItem.run_id)
        .join(CaseFile, CaseFile.id == Run.case_id)
        .where(MigrationItem.plan_id == plan_id)
    )
    if state:
        states = ("waiting", "queued") if state == "waiting" else (state,)
        question = question.where(MigrationItem.state.in_(states))
    rows = session.execute(question.order_by(CaseFile.case_no, Run.id).offset(start).limit(limit))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def districts_of_runs(
    session: Session, run_ids: Collection[str] | None, process_key: str, *, plan_id: str = ""
) -> set[str]:
    """Return the districts of these open runs of a process, or of the runs of a plan; "" for one there is not."""
    question = select(CaseFile.jurisdiction_key, func.count()).join(Run, Run.case_id == CaseFile.id)
    if run_ids is None:
        question = question.join(MigrationItem, MigrationItem.run_id == Run.id)
        question = question.where(MigrationItem.plan_id == plan_id)
        return {row[0] for row in session.execute(question.group_by(CaseFile.jurisdiction_key))}
    found, count, ids = set(), 0, sorted(run_ids)
    for start in range(0, len(ids), 500):
        part = question.where(
            Run.id.in_(ids[start : start + 500]), Run.process_key == process_key, Run.status == "open"
        )
        for district, number in session.execute(part.group_by(CaseFile.jurisdiction_key)):
            found.add(district)
            count += number
    return found if count == len(ids) else found | {""}


def stop_waiting(session: Session, plan_id: str, at: datetime) -> int:
    """Let the runs of a plan that have not gone over stay for good; return how many."""
    change = (
        update(MigrationItem)
        .where(MigrationItem.plan_id == plan_id, MigrationItem.settled_at.is_(None))
        .values(state="stopped", settled_at=at)
        .returning(MigrationItem.run_id)
    )
    return len(session.execute(change, execution_options={"synchronize_session": False}).all())
