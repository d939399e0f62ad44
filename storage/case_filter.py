"""Which cases are meant: one definition for lists and for figures, so that a figure and its list always agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.inbox import NO_DUE
from storage.models import CaseFile, Deadline, Run, Task
from storage.models.base import UtcTime
from storage.scope import cases_visible_to

Span = tuple[datetime | None, datetime | None]
ANY: Span = (None, None)

AMOUNTS: Mapping[str, tuple[Decimal | None, Decimal | None]] = {
    "unknown": (None, None),
    "below-10k": (None, Decimal(10_000)),
    "10k-100k": (Decimal(10_000), Decimal(100_000)),
    "100k-500k": (Decimal(100_000), Decimal(500_000)),
    "500k-up": (Decimal(500_000), None),
}
"""Bands of the amount claimed, from (included) to (not included), in yuan."""
SIZES: Mapping[str, tuple[int | None, int | None]] = {
    "unknown": (None, 1),
    "1": (1, 2),
    "2-9": (2, 10),
    "10-29": (10, 30),
    "30-up": (30, None),
}
"""Bands of the number of workers."""


@dataclass(frozen=True)
class Reach:
    """Whose question it is: units, whole districts, and where the identity of reporters may be known."""

    units: tuple[str, ...]
    districts: tuple[str, ...] = ()
    keeps_secrets_of: tuple[str, ...] = ()  # districts whose reporters he may know: those of his labour units


@dataclass(frozen=True)
class CaseFilter:
    """Which cases are wanted; empty parts do not narrow. `open` None means open and closed.

    `due` is when the earliest running clock of an authority ends; clocks under the rules `not_ours` do not count.
    """

    state: str = ""
    stage: str = ""
    district: str = ""
    open: bool | None = None
    unit: str = ""
    sector: str | None = None
    amount: str = ""
    size: str = ""
    came: Span = ANY
    ended: Span = ANY
    due: Span = ANY
    not_ours: tuple[str, ...] = ()


def band_of(column: InstrumentedAttribute, bands: Mapping[str, tuple]) -> ColumnElement[str]:  # type: ignore[type-arg]
    """Return the name of the band in which a number lies; the first band is for what is unknown."""
    unknown, *named = bands.items()
    whens = [(column.is_(None), literal(unknown[0], String))]
    if unknown[1][1] is not None:
        whens.append((column < unknown[1][1], literal(unknown[0], String)))
    for name, (_, before) in named:
        if before is not None:
            whens.append((column < before, literal(name, String)))
    return case(*whens, else_=literal(named[-1][0], String))


def unit_at_work() -> ColumnElement[str]:
    """Return which unit works on a case: that of the task due first, else of the task done last, else the first one.

    Tasks of the stage in which the case is go before those beside it, such as a supervision.
    """
    of_stage = Run.process_key == CaseFile.stage
    tasks = select(Task.unit_id).join(Run, Run.id == Task.run_id).where(Task.case_id == CaseFile.id)
    holding = tasks.where(Task.closed_at.is_(None)).order_by(of_stage.desc(), Task.sort_due, Task.id)
    done = tasks.where(Task.closed_how == "completed").order_by(
        of_stage.desc(), Task.closed_at.desc(), Task.id.desc()
    )
    found = [each.limit(1).correlate(CaseFile).scalar_subquery() for each in (holding, done)]
    return func.coalesce(*found, CaseFile.lead_unit_id)


DIMENSIONS: Mapping[str, ColumnElement[str]] = {
    "stage": CaseFile.stage.expression,
    "unit": unit_at_work(),
    "sector": CaseFile.sector.expression,
    "amount": band_of(CaseFile.amount_claimed, AMOUNTS),
    "size": band_of(CaseFile.headcount, SIZES),
}
"""By what cases are counted; a filter of the same name asks for one value of it."""


def next_due(not_ours: tuple[str, ...]) -> ColumnElement[datetime]:
    """Return when the earliest running clock of an authority on a case ends; a far moment when none runs."""
    earliest = (
        select(func.min(Deadline.due_at))
        .where(
            Deadline.case_id == CaseFile.id,
            Deadline.met_at.is_(None),
            Deadline.replaced_at.is_(None),
            Deadline.halted_on.is_(None),
            Deadline.rule.not_in(not_ours),
        )
        .correlate(CaseFile)
        .scalar_subquery()
    )
    return func.coalesce(earliest, literal(NO_DUE, UtcTime()))


def within(moment: ColumnElement[Any], span: Span) -> list[ColumnElement[bool]]:
    """Return the conditions that a moment lies in a span, from (included) to (not included)."""
    first, before = span
    found = [moment >= literal(first, UtcTime())] if first is not None else []
    return found + ([moment < literal(before, UtcTime())] if before is not None else [])


def conditions_of(wanted: CaseFilter, reach: Reach) -> list[ColumnElement[bool]]:
    """Return the conditions under which a case is wanted and may be seen."""
    found: list[ColumnElement[bool]] = [cases_visible_to(reach.units, reach.districts)]
    given = {name: getattr(wanted, name) for name in ("stage", "unit", "amount", "size")}
    found += [DIMENSIONS[name] == value for name, value in given.items() if value]
    if wanted.sector is not None:
        found.append(DIMENSIONS["sector"] == wanted.sector)
    if wanted.state:
        found.append(CaseFile.state == wanted.state)
    if wanted.district:
        found.append(CaseFile.jurisdiction_key == wanted.district)
    if wanted.open is not None:
        found.append(CaseFile.closed_at.is_(None) if wanted.open else CaseFile.closed_at.is_not(None))
    found += within(CaseFile.opened_at.expression, wanted.came)
    found += within(CaseFile.closed_at.expression, wanted.ended)
    if wanted.due != ANY:
        found += within(next_due(wanted.not_ours), wanted.due)
    return found
