"""Unit isolation, in this one place: which tasks and cases a question may see; it knows no roles."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select

from storage.models import CaseFile, CaseUnit, Task


def tasks_visible_to(unit_ids: Collection[str]) -> ColumnElement[bool]:
    """Return the condition under which a task may be seen: it belongs to one of these units."""
    return Task.unit_id.in_(sorted(unit_ids))


def cases_visible_to(unit_ids: Collection[str], districts: Collection[str] = ()) -> ColumnElement[bool]:
    """Return the condition under which a case may be seen.

    One of these units has, or had, work on it; or it belongs to one of these whole districts
    (`app.permissions.whole_districts`). With neither, nothing is seen.
    """
    worked_on = (
        select(CaseUnit.case_id)
        .where(and_(CaseUnit.case_id == CaseFile.id, CaseUnit.unit_id.in_(sorted(unit_ids))))
        .exists()
    )
    if not districts:
        return worked_on
    return or_(CaseFile.jurisdiction_key.in_(sorted(districts)), worked_on)
