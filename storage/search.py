"""Questions that find cases: by number, name, credit code, blind index, state; it knows no roles and no keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from storage.case_filter import CaseFilter, Reach, conditions_of
from storage.cases import grams_of
from storage.models import CaseFile, NameGram, Party, Project
from storage.models.base import UtcTime
from storage.scope import cases_visible_to

PAGE = 50
MOST_LOOKED_AT = 1000


@dataclass(frozen=True)
class Clues:
    """What the typed words may mean; a case is found when one of them fits. Empty clues fit every case."""

    numbers: tuple[str, ...] = ()  # case numbers
    receipt: str = ""  # the beginning of a receipt number
    uscc: str = ""
    id_indexes: tuple[str, ...] = ()
    phone_index: str = ""
    name: str = ""

    @property
    def any(self) -> bool:
        """Whether there is anything to look for."""
        return bool(
            self.numbers or self.receipt or self.uscc or self.id_indexes or self.phone_index or self.name
        )


@dataclass(frozen=True)
class Place:
    """A place in the list: after it, or before it when going back."""

    opened_at: datetime
    case_id: str
    back: bool = False


def find_cases(
    session: Session, reach: Reach, clues: Clues | None, wanted: CaseFilter, place: Place | None = None
) -> list[CaseFile]:
    """Return up to PAGE + 1 visible cases, newest first; the extra one tells that there are more.

    `clues` None asks for all cases; clues that mean nothing find none.
    """
    if clues is not None and not clues.any:
        return []
    question = select(CaseFile).where(*conditions_of(wanted, reach))
    if clues is not None:
        question = question.where(found_by(clues, reach))
    back = place is not None and place.back
    if place is not None:
        here = tuple_(literal(place.opened_at, UtcTime()), literal(place.case_id))
        there = tuple_(CaseFile.opened_at, CaseFile.id)
        question = question.where(there > here if back else there < here)
    if back:
        question = question.order_by(CaseFile.opened_at.asc(), CaseFile.id.asc())
    else:
        question = question.order_by(CaseFile.opened_at.desc(), CaseFile.id.desc())
    found: list[CaseFile] = list(session.scalars(question.limit(PAGE + 1)))
    return found[::-1] if back else found


def states_in(session: Session, reach: Reach) -> list[str]:
    """Return the states among the newest visible cases, for a filter."""
    newest = (
        select(CaseFile.state)
        .where(cases_visible_to(reach.units, reach.districts), CaseFile.state != "")
        .limit(MOST_LOOKED_AT)
        .subquery()
    )
    return list(session.scalars(select(newest.c.state).distinct().order_by(newest.c.state)))


def employers_of(session: Session, case_ids: Collection[str]) -> dict[str, str]:
    """Return the names of the employers of these cases by case id."""
    if not case_ids:
        return {}
    question = (
        select(Party.case_id, Party.name)
        .where(Party.case_id.in_(sorted(case_ids)), Party.place == "employer")
        .order_by(Party.id)
    )
    return {case_id: name for case_id, name in session.execute(question)}


def found_by(clues: Clues, reach: Reach) -> ColumnElement[bool]:
    """Return the condition under which clues that mean something find a case."""
    return or_(*_conditions(clues, reach))


def _conditions(clues: Clues, reach: Reach) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if clues.numbers:
        found.append(CaseFile.case_no.in_(clues.numbers))
    if clues.receipt:
        found.append(CaseFile.receipt_no.startswith(clues.receipt, autoescape=True))
    if clues.uscc:
        found.append(CaseFile.id.in_(select(Party.case_id).where(Party.uscc == clues.uscc)))
    if clues.id_indexes:
        found.append(_by_index(Party.id_no_index.in_(clues.id_indexes), reach))
    if clues.phone_index:
        found.append(_by_index(Party.phone_index == clues.phone_index, reach))
    if clues.name:
        found.append(_by_name(clues.name))
    return found


def _by_index(hit: ColumnElement[bool], reach: Reach) -> ColumnElement[bool]:
    """A number of a reporter finds the case only for those who may know who reported."""
    open_hits = select(Party.case_id).where(hit, Party.sealed.is_(False))
    secret_hits = select(Party.case_id).where(hit, Party.sealed.is_(True))
    keeper = or_(
        CaseFile.first_unit_id.in_(reach.units), CaseFile.jurisdiction_key.in_(reach.keeps_secrets_of)
    )
    return or_(CaseFile.id.in_(open_hits), and_(CaseFile.id.in_(secret_hits), keeper))


def _by_name(name: str) -> ColumnElement[bool]:
    """All pairs of characters must be indexed, and the name itself must then really contain the words."""
    grams = sorted(grams_of(name))
    hits = [CaseFile.id.in_(select(NameGram.case_id).where(NameGram.gram == gram)) for gram in grams]
    parties = select(Party.case_id).where(
        Party.case_id == CaseFile.id, Party.sealed.is_(False), Party.name.icontains(name, autoescape=True)
    )
    projects = select(Project.case_id).where(
        Project.case_id == CaseFile.id, Project.name.icontains(name, autoescape=True)
    )
    return and_(*hits, or_(parties.exists(), projects.exists()))
