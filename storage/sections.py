"""Questions about the sections of facts of a case file, and writing them; it does not know what the facts mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from storage.models import CaseSection
from storage.models.base import table_of
from storage.upserts import upserts


def sections_of(session: Session, case_id: str, names: Iterable[str] | None = None) -> dict[str, CaseSection]:
    """Return the sections of facts of a case, these or all, by the key under which they are stored."""
    question = select(CaseSection).where(CaseSection.case_id == case_id)
    if names is not None:
        question = question.where(CaseSection.section.in_(sorted(names)))
    return {row.section: row for row in session.scalars(question.execution_options(populate_existing=True))}


_SECTION = table_of(CaseSection).c
_NAMES = {
    "sqlite": select(func.json_each(bindparam("names", type_=String)).table_valued("value").c.value),
    "postgresql": select(func.json_array_elements_text(cast(bindparam("names", type_=String), JSON))),
}
_FACTS = {
    kind: select(_SECTION.section, _SECTION.facts).where(
        _SECTION.case_id == bindparam("case_id"), _SECTION.section.in_(names)
    )
    for kind, names in _NAMES.items()
}


def section_facts(session: Session, case_id: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the stored facts of those of these sections that have been written, by key."""
    connection = session.connection()
    given = {"case_id": case_id, "names": json.dumps(sorted(names))}
    return {row[0]: row[1] for row in connection.execute(_FACTS[connection.dialect.name], given)}


def sections_like(session: Session, case_id: str, prefix: str) -> dict[str, dict[str, Any]]:
    """Return the stored facts of the sections of a case whose key begins with a text, by key."""
    question = select(CaseSection.section, CaseSection.facts).where(
        CaseSection.case_id == case_id, CaseSection.section.startswith(prefix, autoescape=True)
    )
    return {row[0]: row[1] for row in session.execute(question.order_by(CaseSection.section))}


def put_section(session: Session, case_id: str, section: str, facts: dict[str, Any], at: datetime) -> None:
    """Write a section of facts whole."""
    put_sections(session, case_id, {section: facts}, at)


_PUT_SECTIONS = {
    dialect: insert.on_conflict_do_update(
        index_elements=[CaseSection.case_id, CaseSection.section],
        set_={"facts": insert.excluded.facts, "changed_at": insert.excluded.changed_at},
    )
    for dialect, insert in upserts(table_of(CaseSection)).items()
}


def put_sections(
    session: Session, case_id: str, sections: Mapping[str, dict[str, Any]], at: datetime
) -> None:
    """Write sections of facts whole, all in one statement."""
    rows = [
        {"case_id": case_id, "section": key, "facts": facts, "changed_at": at}
        for key, facts in sorted(sections.items())
    ]
    connection = session.connection()
    connection.execute(_PUT_SECTIONS[connection.dialect.name], rows)
