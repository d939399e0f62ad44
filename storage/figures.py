"""Figures over cases: how many, for how many workers, for how much, by what; each is the count of a list of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from storage.case_filter import DIMENSIONS, CaseFilter, Reach, Span, conditions_of, next_due, within
from storage.models import CaseFile


@dataclass(frozen=True)
class Figure:
    """Cases that share a value: how many there are, their workers and the amount claimed."""

    key: str
    cases: int
    workers: int
    amount: Decimal


@dataclass(frozen=True)
class Flow:
    """Cases of a unit at work that came in within a span, and how many of these are closed now."""

    unit: str
    came: int
    closed: int


_COUNT = func.count(CaseFile.id)
_WORKERS = cast(func.coalesce(func.sum(CaseFile.headcount), 0), Integer)
_AMOUNT = func.sum(CaseFile.amount_claimed)


def number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows meet a condition."""
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def figures_by(session: Session, wanted: CaseFilter, reach: Reach, dimension: str) -> list[Figure]:
    """Return the figures of the wanted cases by a dimension of `DIMENSIONS`, most cases first."""
    key = DIMENSIONS[dimension]
    question = (
        select(key, _COUNT, _WORKERS, _AMOUNT)
        .where(*conditions_of(wanted, reach))
        .group_by(key)
        .order_by(_COUNT.desc(), key)
    )
    return [Figure(*row[:3], row[3] or Decimal(0)) for row in session.execute(question)]


def total_of(session: Session, wanted: CaseFilter, reach: Reach) -> Figure:
    """Return the figures of all wanted cases together."""
    row = session.execute(select(_COUNT, _WORKERS, _AMOUNT).where(*conditions_of(wanted, reach))).one()
    return Figure("", row[0], row[1], row[2] or Decimal(0))


def numbers_within(
    session: Session, wanted: CaseFilter, reach: Reach, moment: str, spans: Sequence[Span]
) -> list[int]:
    """Return for each span how many of the wanted cases came in (`came`), ended (`ended`) or are due (`due`) in it."""
    columns: dict[str, ColumnElement[Any]] = {
        "came": CaseFile.opened_at.expression,
        "ended": CaseFile.closed_at.expression,
        "due": next_due(wanted.not_ours),
    }
    column = columns[moment]
    moments = (
        select(column.label("moment")).where(*conditions_of(wanted, reach), column.is_not(None)).subquery()
    )
    numbers = [number_of(_all(within(moments.c.moment, span))) for span in spans]
    return [int(number) for number in session.execute(select(*numbers)).one()]


def flows_by_unit(session: Session, wanted: CaseFilter, reach: Reach) -> list[Flow]:
    """Return for each unit at work how many of the wanted cases there are and how many of these are closed now."""
    unit = DIMENSIONS["unit"]
    closed = number_of(CaseFile.closed_at.is_not(None))
    question = select(unit, _COUNT, closed).where(*conditions_of(wanted, reach)).group_by(unit)
    return [Flow(*row) for row in session.execute(question.order_by(_COUNT.desc(), unit))]


def cases_behind(session: Session, wanted: CaseFilter, reach: Reach, most: int) -> list[str]:
    """Return the ids of the wanted cases, oldest first, at most so many."""
    question = select(CaseFile.id).where(*conditions_of(wanted, reach))
    return list(session.scalars(question.order_by(CaseFile.opened_at, CaseFile.id).limit(most)))


def _all(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    found = conditions[0]
    for condition in conditions[1:]:
        found = found & condition
    return found
