"""Writes the answers of a form into the case file: parties, roster, payments, project and sections of facts."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_money import write_payments, write_roster
from app.actions.folder import Folder
from app.actions.party_rows import fill_party, new_party, personal_columns
from app.actions.spots import Spot
from app.catalogue import CaseField
from app.house import House, house_of
from app.values import Value, to_json
from storage.cases import add_name_grams
from storage.changes import change
from storage.crypto import CaseKey
from storage.models import CaseFile, Party, Project, new_id
from storage.sections import put_sections

SEALED = "$c"
CLAIMED = "case.complaint.amount_claimed"
"""The amount that a case is counted with."""


@dataclass
class _Pen:
    """What writing needs at hand."""

    folder: Folder
    house: House
    spot: Spot
    at: datetime
    names: set[str] = field(default_factory=set)
    renamed: bool = False

    @property
    def session(self) -> Session:
        """The session of the action."""
        return self.folder.session

    @property
    def case(self) -> CaseFile:
        """The case."""
        return self.folder.case

    @property
    def key(self) -> CaseKey:
        """The data key of the case."""
        return self.folder.key


def write_answers(folder: Folder, answers: Mapping[str, Value], spot: Spot, *, at: datetime) -> bool:
    """Keep the answers whose names begin with `case.`, each in the table that the catalogue names.

    A roster or a payment list replaces the former one; a party fills its row; everything else becomes part of
    its section, in the row of the case, run, call or unit that the spot says. The caller records the answers in
    its event, so what was there before is never lost. Returns whether a party or the project was written.
    """
    pen = _Pen(folder, house_of(folder.session), spot, at)
    sections: dict[str, dict[str, Any]] = {}
    project: dict[str, Value] = {}
    for path, value in answers.items():
        known = pen.house.catalogue.fields.get(path)
        kept = known.kept if known is not None else "section"
        if kept == "roster_line":
            write_roster(folder, value or [], pen.house.keyring)
        elif kept == "payment":
            write_payments(folder, value or [])
        elif kept.startswith("project."):
            project[kept.removeprefix("project.")] = value
        elif known is not None and kept.split(".")[0] == "party":
            _write_parties(pen, known, kept.partition(".")[2] or "chain", value)
        else:
            section, _, part = path.removeprefix("case.").partition(".")
            stored = _stored(known, value, pen.key, f"{section}.{part}")
            sections.setdefault(spot.key(pen.house.catalogue, section), {})[part] = stored
    _write_project(pen, project)
    if CLAIMED in answers:
        change(folder.session, folder.case, amount_claimed=_yuan(answers[CLAIMED]))
    if pen.names:
        folder.session.flush()
        add_name_grams(folder.session, folder.case.id, pen.names)
    _write_sections(pen, sections)
    return pen.renamed


def _yuan(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _write_sections(pen: _Pen, sections: dict[str, dict[str, Any]]) -> None:
    if not sections:
        return
    before = pen.folder.sections(sections)
    written = {key: {**before[key], **parts} for key, parts in sections.items()}
    put_sections(pen.session, pen.case.id, written, pen.at)
    pen.folder.wrote_sections(written)


def _stored(known: CaseField | None, value: Value, key: CaseKey, place: str) -> Any:
    tree = to_json(value)
    personal = known is not None and (
        known.personal or any(column.personal for column in known.columns.values())
    )
    if not personal or value is None:
        return tree
    sealed = key.seal(json.dumps(tree, ensure_ascii=False).encode(), f"section.{place}")
    return {SEALED: base64.b64encode(sealed).decode()}


def _write_parties(pen: _Pen, known: CaseField, place: str, value: Value) -> None:
    pen.renamed = True
    present = [row for row in pen.folder.parties if row.place == place]
    if known.type == "table":
        _write_list(pen, known, place, value or [], present)
        return
    if not isinstance(value, dict) or not any(part for name, part in value.items() if name != "id"):
        return
    party = present[0] if present else _new(pen, place)
    _fill(pen, party, known, value)
    pen.session.flush()
    pen.folder.forget("parties")


def _write_list(
    pen: _Pen, known: CaseField, place: str, rows: list[dict[str, Value]], present: list[Party]
) -> None:
    by_id = {party.id: party for party in present}
    kept = set()
    for row in rows:
        party = by_id.get(str(row.get("id") or "")) or _new(pen, place)
        _fill(pen, party, known, row)
        kept.add(party.id)
    for party in present:
        if party.id not in kept:
            pen.session.delete(party)
    pen.session.flush()
    pen.folder.forget("parties")


def _new(pen: _Pen, place: str) -> Party:
    party = new_party(pen.case.id, place, "公司", sealed=place == "reporter")
    pen.session.add(party)
    return party


def _fill(pen: _Pen, party: Party, known: CaseField, values: Mapping[str, Value]) -> None:
    fill_party(party, values, personal_columns(known), pen.key, pen.house.keyring)
    if not party.sealed:
        pen.names.add(party.name)


def _write_project(pen: _Pen, values: dict[str, Value]) -> None:
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        return
    pen.renamed = True
    row = pen.folder.project
    if row is None:
        row = Project(id=new_id(), case_id=pen.case.id, name="")
        pen.session.add(row)
    for part, value in given.items():
        setattr(row, part, value)
    pen.session.flush()
    pen.folder.forget("project")
    pen.names.add(row.name)
