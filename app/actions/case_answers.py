"""Writes the answers of a form into the case file: parties, roster, payments, project and sections of facts."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_money import write_payments, write_roster
from app.actions.party_rows import fill_party, new_party, personal_columns
from app.actions.spots import Spot
from app.catalogue import CaseField
from app.house import House, house_of
from app.values import Value, to_json
from storage.cases import add_name_grams, parties_of, project_of, put_section, sections_of
from storage.crypto import CaseKey
from storage.models import CaseFile, Party, Project, new_id

SEALED = "$c"


@dataclass
class _Pen:
    """What writing needs at hand."""

    session: Session
    case: CaseFile
    house: House
    key: CaseKey
    spot: Spot
    at: datetime


def write_answers(
    session: Session, case: CaseFile, answers: Mapping[str, Value], spot: Spot, key: CaseKey, *, at: datetime
) -> None:
    """Keep the answers whose names begin with `case.`, each in the table that the catalogue names.

    A roster or a payment list replaces the former one; a party fills its row; everything else becomes part of
    its section, in the row of the case, run, call or unit that the spot says. The caller records the answers in
    its event, so what was there before is never lost.
    """
    pen = _Pen(session, case, house_of(session), key, spot, at)
    sections: dict[str, dict[str, Any]] = {}
    project: dict[str, Value] = {}
    for path, value in answers.items():
        field = pen.house.catalogue.fields.get(path)
        kept = field.kept if field is not None else "section"
        if kept == "roster_line":
            write_roster(session, case, value or [], pen.house.keyring, key)
        elif kept == "payment":
            write_payments(session, case, value or [])
        elif kept.startswith("project."):
            project[kept.removeprefix("project.")] = value
        elif field is not None and kept.split(".")[0] == "party":
            _write_parties(pen, field, kept.partition(".")[2] or "chain", value)
        else:
            section, _, part = path.removeprefix("case.").partition(".")
            place = f"{section}.{part}"
            sections.setdefault(spot.key(pen.house.catalogue, section), {})[part] = _stored(
                field, value, key, place
            )
    _write_project(pen, project)
    _write_sections(pen, sections)


def _write_sections(pen: _Pen, sections: dict[str, dict[str, Any]]) -> None:
    if not sections:
        return
    known = sections_of(pen.session, pen.case.id, list(sections))
    for name, parts in sections.items():
        before = known[name].facts if name in known else {}
        put_section(pen.session, pen.case.id, name, {**before, **parts}, pen.at)


def _stored(field: CaseField | None, value: Value, key: CaseKey, place: str) -> Any:
    tree = to_json(value)
    personal = field is not None and (
        field.personal or any(column.personal for column in field.columns.values())
    )
    if not personal or value is None:
        return tree
    sealed = key.seal(json.dumps(tree, ensure_ascii=False).encode(), f"section.{place}")
    return {SEALED: base64.b64encode(sealed).decode()}


def _write_parties(pen: _Pen, field: CaseField, place: str, value: Value) -> None:
    present = [row for row in parties_of(pen.session, pen.case.id) if row.place == place]
    if field.type == "table":
        _write_list(pen, field, place, value or [], present)
        return
    if not isinstance(value, dict) or not any(part for name, part in value.items() if name != "id"):
        return
    party = present[0] if present else _new(pen, place)
    _fill(pen, party, field, value)


def _write_list(
    pen: _Pen, field: CaseField, place: str, rows: list[dict[str, Value]], present: list[Party]
) -> None:
    by_id = {party.id: party for party in present}
    kept = set()
    for row in rows:
        party = by_id.get(str(row.get("id") or "")) or _new(pen, place)
        _fill(pen, party, field, row)
        kept.add(party.id)
    for party in present:
        if party.id not in kept:
            pen.session.delete(party)
    pen.session.flush()


def _new(pen: _Pen, place: str) -> Party:
    party = new_party(pen.case.id, place, "公司", sealed=place == "reporter")
    pen.session.add(party)
    return party


def _fill(pen: _Pen, party: Party, field: CaseField, values: Mapping[str, Value]) -> None:
    fill_party(party, values, personal_columns(field), pen.key, pen.house.keyring)
    pen.session.flush()
    if not party.sealed:
        add_name_grams(pen.session, pen.case.id, [party.name])


def _write_project(pen: _Pen, values: dict[str, Value]) -> None:
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        return
    row = project_of(pen.session, pen.case.id)
    if row is None:
        row = Project(id=new_id(), case_id=pen.case.id, name="")
        pen.session.add(row)
    for part, value in given.items():
        setattr(row, part, value)
    pen.session.flush()
    add_name_grams(pen.session, pen.case.id, [row.name])
