"""Questions about external tasks and the accounts of the systems that do them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, ExternalTask, MachineAccount, Run, Unit


def external_for_update(session: Session, task_id: str) -> tuple[ExternalTask, Run, CaseFile] | None:
    """Return an external task with its run and case, all three locked, the case first (see `task_for_update`)."""
    question = (
        select(ExternalTask, Run, CaseFile)
        .join(Run, ExternalTask.run_id == Run.id)
        .join(CaseFile, ExternalTask.case_id == CaseFile.id)
        .where(ExternalTask.id == task_id)
        .with_for_update(of=[CaseFile, ExternalTask, Run])
        .execution_options(populate_existing=True)
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


@dataclass(frozen=True)
class Narrowed:
    """Which tasks of a topic a worker wants; None does not narrow."""

    case_no: str | None = None
    version_id: str | None = None
    process_keys: tuple[str, ...] | None = None
    jurisdictions: tuple[str, ...] | None = None


def free_for(
    session: Session, topic: str, units: Collection[str], at: datetime, limit: int, by: Narrowed = Narrowed()
) -> list[str]:
    """Return the ids of open external tasks that nobody has locked and of which a try is left, oldest first."""
    narrower = (
        (ExternalTask.case_no, None if by.case_no is None else [by.case_no]),
        (Run.version_id, None if by.version_id is None else [by.version_id]),
        (Run.process_key, by.process_keys),
        (Unit.jurisdiction_key, by.jurisdictions),
    )
    question = (
        select(ExternalTask.id)
        .join(Run, ExternalTask.run_id == Run.id)
        .join(Unit, ExternalTask.unit_id == Unit.id)
        .where(
            ExternalTask.closed_at.is_(None),
            ExternalTask.topic == topic,
            ExternalTask.unit_id.in_(sorted(units)),
            *(column.in_(wanted) for column, wanted in narrower if wanted is not None),
            or_(ExternalTask.locked_until.is_(None), ExternalTask.locked_until <= at),
            or_(ExternalTask.retries.is_(None), ExternalTask.retries > 0),
        )
        .order_by(ExternalTask.opened_at, ExternalTask.id)
        .limit(limit)
    )
    return list(session.scalars(question))


def open_externals(
    session: Session, units: Collection[str], jurisdictions: Collection[str], limit: int = 200
) -> list[tuple[ExternalTask, CaseFile]]:
    """Return the open external tasks of these units and of these whole districts with their cases, oldest first."""
    question = (
        select(ExternalTask, CaseFile)
        .join(CaseFile, ExternalTask.case_id == CaseFile.id)
        .join(Unit, ExternalTask.unit_id == Unit.id)
        .where(
            ExternalTask.closed_at.is_(None),
            or_(ExternalTask.unit_id.in_(sorted(units)), Unit.jurisdiction_key.in_(sorted(jurisdictions))),
        )
        .order_by(ExternalTask.opened_at, ExternalTask.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def externals_at(session: Session, run_id: str, tokens: Iterable[str]) -> Sequence[ExternalTask]:
    """Return the open external tasks of a run at these tokens."""
    question = select(ExternalTask).where(
        ExternalTask.run_id == run_id,
        ExternalTask.token.in_(sorted(tokens)),
        ExternalTask.closed_at.is_(None),
    )
    return session.scalars(question.order_by(ExternalTask.id)).all()


def externals_of_run(session: Session, run_id: str) -> Sequence[ExternalTask]:
    """Return the open external tasks of a run, oldest first."""
    question = select(ExternalTask).where(ExternalTask.run_id == run_id, ExternalTask.closed_at.is_(None))
    return session.scalars(question.order_by(ExternalTask.opened_at, ExternalTask.id)).all()


def machine_named(session: Session, name: str) -> MachineAccount | None:
    """Return the account of another system by its name."""
    return session.scalar(select(MachineAccount).where(MachineAccount.name == name))


def machine_of_secret(session: Session, secret_hash: str) -> MachineAccount | None:
    """Return the account of another system by the hash of its secret."""
    return session.scalar(select(MachineAccount).where(MachineAccount.secret_hash == secret_hash))


def machines_known(session: Session) -> Sequence[MachineAccount]:
    """Return the accounts of all other systems, by name."""
    return session.scalars(select(MachineAccount).order_by(MachineAccount.name)).all()


def external_with_case(session: Session, task_id: str) -> tuple[ExternalTask, CaseFile] | None:
    """Return an open external task with its case for reading."""
    question = select(ExternalTask, CaseFile).join(CaseFile, ExternalTask.case_id == CaseFile.id)
    row = session.execute(
        question.where(ExternalTask.id == task_id, ExternalTask.closed_at.is_(None))
    ).one_or_none()
    return None if row is None else (row[0], row[1])
