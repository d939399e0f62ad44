"""Questions about foresights: their parts, their lines, and whether runs have gone on since; it decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from storage.models import (
    CaseFile,
    Foresight,
    ForesightItem,
    ForesightPart,
    ProcessFile,
    Run,
    Task,
)

PAGE = 100
Place = tuple[str, int, int]
"""Foresight, number and generation of a part."""


def foresight_of(session: Session, foresight_id: str, *, locked: bool = False) -> Foresight | None:
    """Return a foresight, locked until the transaction ends if wanted, or None."""
    return session.get(Foresight, foresight_id, with_for_update=True if locked else None)


def foresights_of_draft(session: Session, draft_id: str) -> Sequence[Foresight]:
    """Return the latest foresights of a draft, newest first."""
    question = select(Foresight).where(Foresight.draft_id == draft_id)
    return session.scalars(question.order_by(Foresight.asked_at.desc(), Foresight.id.desc()).limit(20)).all()


def files_of_foresight(session: Session, foresight: Foresight) -> dict[str, bytes]:
    """Return the files as they were when the foresight was asked for, by path."""
    question = select(ProcessFile.digest, ProcessFile.content).where(
        ProcessFile.digest.in_(sorted(set(foresight.files.values())))
    )
    contents = {digest: content for digest, content in session.execute(question)}
    return {path: contents[digest] for path, digest in sorted(foresight.files.items())}


def run_ids(
    session: Session, process_key: str, *, ended_since: datetime | None = None
) -> Sequence[tuple[str, str, int]]:
    """Return id, version and step of the open runs of a process, or of those that ended since a moment, by id."""
    question = select(Run.id, Run.version_id, Run.step).where(Run.process_key == process_key)
    if ended_since is None:
        question = question.where(Run.status == "open")
    else:
        question = question.where(Run.ended_at >= ended_since)
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(Run.id))]


def runs_with_cases(session: Session, ids: Collection[str]) -> list[tuple[Run, CaseFile]]:
    """Return these runs with their cases, by id."""
    question = select(Run, CaseFile).join(CaseFile, Run.case_id == CaseFile.id).where(Run.id.in_(list(ids)))
    return [(row[0], row[1]) for row in session.execute(question.order_by(Run.id))]


def places_of_runs(session: Session, ids: Collection[str]) -> dict[str, list[str]]:
    """Return the steps at which these runs have open tasks, as "piece/element", by run."""
    question = select(Task.run_id, Task.process_key, Task.element_id).where(
        Task.run_id.in_(list(ids)), Task.closed_at.is_(None)
    )
    found: dict[str, list[str]] = {}
    for run_id, process, element in session.execute(question.order_by(Task.run_id, Task.id)):
        found.setdefault(run_id, []).append(f"{process}/{element}")
    return found


def any_part_waiting(session: Session) -> bool:
    """Say whether a part of any foresight waits to be queued; it locks nothing."""
    return bool(session.scalar(select(exists().where(ForesightPart.state == "waiting"))))


def waiting_parts(session: Session, limit: int = 200) -> Sequence[ForesightPart]:
    """Return parts that wait to be queued; rows another worker holds are passed over."""
    question = select(ForesightPart).where(ForesightPart.state == "waiting")
    order = (ForesightPart.foresight_id, ForesightPart.number)
    return session.scalars(question.order_by(*order).limit(limit).with_for_update(skip_locked=True)).all()


def queued_parts(session: Session) -> list[Place]:
    """Return the parts whose work is in the queue."""
    question = select(ForesightPart.foresight_id, ForesightPart.number, ForesightPart.generation).where(
        ForesightPart.state == "queued"
    )
    rows = session.execute(question.order_by(ForesightPart.foresight_id, ForesightPart.number))
    return [(row[0], row[1], row[2]) for row in rows]


def part_for_update(
    session: Session, foresight_id: str, number: int
) -> tuple[ForesightPart, Foresight] | None:
    """Return a part with its foresight, both locked, the foresight first."""
    foresight = foresight_of(session, foresight_id, locked=True)
    part = session.get(ForesightPart, (foresight_id, number), with_for_update=True)
    return None if foresight is None or part is None else (part, foresight)


def parts_by_state(session: Session, foresight_id: str) -> dict[str, int]:
    """Return how many parts of a foresight are in each state."""
    question = select(ForesightPart.state, func.count()).where(ForesightPart.foresight_id == foresight_id)
    return {state: count for state, count in session.execute(question.group_by(ForesightPart.state))}


def counts_of_foresight(session: Session, foresight_id: str) -> dict[str, int]:
    """Return how many runs came out how."""
    question = select(ForesightItem.outcome, func.count()).where(ForesightItem.foresight_id == foresight_id)
    return {outcome: count for outcome, count in session.execute(question.group_by(ForesightItem.outcome))}


def items_of_foresight(
    session: Session,
    foresight_id: str,
    outcomes: Collection[str],
    district: str = "",
    start: int = 0,
    limit: int = PAGE,
) -> Sequence[ForesightItem]:
    """Return lines of a foresight with these outcomes, of one district or all, by number of the case."""
    question = select(ForesightItem).where(
        ForesightItem.foresight_id == foresight_id, ForesightItem.outcome.in_(sorted(outcomes))
    )
    if district:
        question = question.where(ForesightItem.district == district)
    order = (ForesightItem.case_no, ForesightItem.run_id)
    return session.scalars(question.order_by(*order).offset(start).limit(limit)).all()


def reasons_of_foresight(session: Session, foresight_id: str) -> list[tuple[list[str], int]]:
    """Return the reasons why runs cannot go over, each with how many runs it keeps, the commonest first."""
    found: dict[tuple[str, ...], int] = {}
    question = select(ForesightItem.reasons).where(
        ForesightItem.foresight_id == foresight_id, ForesightItem.outcome == "cannot"
    )
    for (reasons,) in session.execute(question):
        for reason in reasons:
            found[tuple(reason)] = found.get(tuple(reason), 0) + 1
    return sorted(((list(reason), count) for reason, count in found.items()), key=lambda row: -row[1])


def keep_lines(session: Session, before_id: str, foresight_id: str, outcomes: Collection[str]) -> None:
    """Take lines with these outcomes over from an earlier foresight; open runs only if they have not gone on."""
    table = ForesightItem
    columns = [column for column in table.__table__.columns if column.name != "foresight_id"]
    stands = (Run.status == "open") & (Run.step == table.step) | table.outcome.in_(("same", "parts"))
    chosen = (
        select(literal(foresight_id), *columns)
        .join(Run, Run.id == table.run_id)
        .where(table.foresight_id == before_id, table.outcome.in_(sorted(outcomes)), stands)
    )
    session.execute(insert(table).from_select(["foresight_id", *(column.name for column in columns)], chosen))


def lines_kept(session: Session, foresight_id: str) -> set[str]:
    """Return the ids of the runs of which a foresight has a line."""
    question = select(ForesightItem.run_id).where(ForesightItem.foresight_id == foresight_id)
    return set(session.scalars(question))


def gone_on(session: Session, foresight: Foresight) -> int:
    """Return how many runs have gone on, ended or begun since they were looked at."""
    mine: ColumnElement[bool] = (ForesightItem.foresight_id == foresight.id) & (
        ForesightItem.run_id == Run.id
    )
    opened = ("stays", "moves", "maps", "cannot")
    moved = (
        select(func.count())
        .select_from(ForesightItem)
        .join(Run, Run.id == ForesightItem.run_id)
        .where(mine, ForesightItem.outcome.in_(opened))
        .where((Run.step != ForesightItem.step) | (Run.status != "open"))
    )
    begun = (
        select(func.count())
        .select_from(Run)
        .where(Run.process_key == foresight.process_key, Run.status == "open", ~exists().where(mine))
    )
    return (session.scalar(moved) or 0) + (session.scalar(begun) or 0)


def parting_places(session: Session, foresight_id: str) -> list[tuple[str, str, int]]:
    """Return where ended runs would have gone instead of where: was, would be, and how many, most first."""
    question = (
        select(ForesightItem.was, ForesightItem.would_be, func.count())
        .where(ForesightItem.foresight_id == foresight_id, ForesightItem.outcome == "parts")
        .group_by(ForesightItem.was, ForesightItem.would_be)
    )
    rows = [(row[0], row[1], row[2]) for row in session.execute(question)]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))
