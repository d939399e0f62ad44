"""Reads the facts of a case as the tree that forms and expressions see under `case`."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.actions import case_derived
from app.actions.case_answers import SEALED
from app.actions.party_rows import party_values
from app.actions.spots import CASE, Spot
from app.house import House, house_of
from app.values import Value, from_json
from storage.cases import parties_of, payments_of, project_of, roster_of, sections_of
from storage.crypto import CaseKey
from storage.models import CaseFile, Party


def case_key(session: Session, case: CaseFile) -> CaseKey:
    """Return the data key of a case."""
    return house_of(session).keyring.case_key(case.wrapped_key, case.id)


@dataclass
class Reader:
    """Reads a case once: each table at most one time, whatever the names ask for."""

    session: Session
    case: CaseFile
    spot: Spot = CASE
    data: Mapping[str, Value] = field(default_factory=dict)
    _parties: list[Party] | None = None

    @property
    def house(self) -> House:
        """The installation."""
        return house_of(self.session)

    @property
    def key(self) -> CaseKey:
        """The data key of the case."""
        return case_key(self.session, self.case)

    @property
    def parties(self) -> list[Party]:
        """All parties of the case."""
        if self._parties is None:
            self._parties = list(parties_of(self.session, self.case.id))
        return self._parties

    def of_place(self, place: str) -> list[dict[str, Value]]:
        """Return the parties at a place (employer, chain, listed …) as form values."""
        return [party_values(row, self.key) for row in self.parties if row.place == place]


def facts_of_case(
    session: Session,
    case: CaseFile,
    names: Iterable[str],
    spot: Spot = CASE,
    data: Mapping[str, Value] | None = None,
) -> dict[str, Value]:
    """Return the `case` tree with those parts that the dotted names ask for; only their tables are read.

    `spot` says whose rows of sections are meant, `data` holds the variables of the run or piece that asks.
    """
    wanted = [name.split(".", 2)[1:] for name in names if name.startswith("case.")]
    if not wanted:
        return {}
    reader = Reader(session, case, spot, data or {})
    tree: dict[str, Value] = {}
    sections = {parts[0] for parts in wanted} - _TABLES.keys() - case_derived.WHOLE
    if sections:
        tree.update(_sections(reader, sections))
    for name in {parts[0] for parts in wanted}:
        if name in _TABLES:
            tree[name] = _TABLES[name](reader)
        _kept_parties(reader, name, tree)
        case_derived.add(reader, name, tree)
    return tree


def _sections(reader: Reader, names: Iterable[str]) -> dict[str, Value]:
    catalogue = reader.house.catalogue
    keys = {reader.spot.key(catalogue, name): name for name in names}
    tree: dict[str, Value] = {}
    for stored, row in sections_of(reader.session, reader.case.id, keys).items():
        name = keys[stored]
        facts = {part: open_fact(value, reader.key, f"{name}.{part}") for part, value in row.facts.items()}
        tree[name] = facts.pop("") if set(facts) == {""} else nested(facts)
    return tree


def nested(facts: dict[str, Value]) -> dict[str, Value]:
    """Return dotted names as a tree: {"a.b": 1} becomes {"a": {"b": 1}}."""
    tree: dict[str, Value] = {}
    for name, value in facts.items():
        *folders, last = name.split(".")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
    return tree


def open_fact(stored: Any, key: CaseKey, place: str) -> Value:
    """Return a stored fact of a section, unsealing it where it is personal."""
    if isinstance(stored, dict) and set(stored) == {SEALED}:
        return from_json(json.loads(key.open(base64.b64decode(stored[SEALED]), f"section.{place}")))
    return from_json(stored)


def _roster(reader: Reader) -> list[dict[str, Value]]:
    return [
        {
            **party_values(worker, reader.key),
            "id": line.id,
            "worker": worker.name,
            "worker_ref": worker.id,
            "month": line.month,
            "days": line.days,
            "gross": line.gross,
            "deductions": line.deductions,
            "paid": line.paid,
            "owed": line.owed,
            "confirmed": line.confirmed,
        }
        for line, worker in roster_of(reader.session, reader.case.id)
    ]


def _payments(reader: Reader) -> list[dict[str, Value]]:
    return [
        {
            **{part: from_json(value) for part, value in row.details.items()},
            "id": row.id,
            "worker": row.worker_id,
            "amount": row.amount,
            "paid_on": row.paid_on,
            "source": row.source,
        }
        for row in payments_of(reader.session, reader.case.id)
    ]


def _project(reader: Reader) -> Value:
    row = project_of(reader.session, reader.case.id)
    parts = ("name", "kind", "permit_no", "address", "funding", "contract_amount")
    return None if row is None else {part: getattr(row, part) for part in parts}


def _kept_parties(reader: Reader, section: str, tree: dict[str, Value]) -> None:
    """Put parties where the catalogue keeps them: `case.employer`, `case.parties`, `case.listing.subjects` …"""
    for path, known in reader.house.catalogue.fields.items():
        parts = path.split(".")
        if parts[1] != section or known.derived or not known.kept.startswith("party"):
            continue
        found = reader.of_place(known.kept.partition(".")[2] or "chain")
        value: Value = found if known.type == "table" else (found[0] if found else None)
        if len(parts) == 2:
            tree[section] = value
        elif value is not None:
            tree.setdefault(section, {})[parts[2]] = value


_TABLES: dict[str, Callable[[Reader], Value]] = {
    "roster": _roster,
    "payments": _payments,
    "project": _project,
}
