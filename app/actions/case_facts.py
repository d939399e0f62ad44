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
from app.actions.folder import Folder
from app.actions.folder import case_key as case_key
from app.actions.party_rows import party_values
from app.actions.spots import CASE, Spot
from app.house import House, house_of
from app.values import Value, from_json
from storage.crypto import CaseKey
from storage.models import CaseFile


@dataclass
class Reader:
    """Reads sections of a case from its folder, as seen from a spot, for those who ask for some dotted names.

    Who reported (fields under seal) is left out unless `sealed` says that the asker may know it.
    """

    folder: Folder
    spot: Spot = CASE
    data: Mapping[str, Value] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    sealed: bool = False

    @property
    def session(self) -> Session:
        """The session of the action or page."""
        return self.folder.session

    @property
    def case(self) -> CaseFile:
        """The case."""
        return self.folder.case

    @property
    def house(self) -> House:
        """The installation."""
        return house_of(self.session)

    @property
    def key(self) -> CaseKey:
        """The data key of the case."""
        return self.folder.key

    def of_place(self, place: str) -> list[dict[str, Value]]:
        """Return the parties at a place (employer, chain, listed …) as form values."""
        return [
            party_values(row, self.key)
            for row in self.folder.parties
            if row.place == place and (self.sealed or not row.sealed)
        ]

    def asks_for(self, path: str) -> bool:
        """Say whether a fact, or the section that holds it, is asked for."""
        return any(
            name == path or name.startswith(f"{path}.") or path.startswith(f"{name}.") for name in self.names
        )

    def facts_at(self, spot: Spot, names: Iterable[str]) -> dict[str, Value]:
        """Return the facts that dotted names ask for as seen from another spot of the case."""
        return facts_of_case(self.folder, names, spot, sealed=self.sealed)

    def expect(self, sections: Iterable[str]) -> None:
        """Tell the folder which sections may be asked for."""
        self.folder.expect(self._stored(name) for name in sections if _is_stored(name))

    def read(self, name: str, tree: dict[str, Value]) -> None:
        """Put one section with all that belongs to it into the tree."""
        if _is_stored(name):
            stored = self._stored(name)
            row = self.folder.sections([stored])[stored]
            if row:
                facts = {
                    part: open_fact(value, self.key, f"{name}.{part}")
                    for part, value in row.items()
                    if self.sealed or not self._under_seal(name, part)
                }
                tree[name] = facts.pop("") if set(facts) == {""} else nested(facts)
        if name in _TABLES:
            tree[name] = _TABLES[name](self)
        _kept_parties(self, name, tree)
        case_derived.add(self, name, tree)

    def _under_seal(self, section: str, part: str) -> bool:
        known = self.house.catalogue.fields.get(f"case.{section}.{part}")
        return known is not None and known.protection == "sealed"

    def _stored(self, name: str) -> str:
        return self.spot.key(self.house.catalogue, name)


class CaseTree(dict[str, Value]):
    """The `case` of an expression: a section is read when it is first looked at; the dict holds those read so far."""

    def __init__(self, reader: Reader, sections: frozenset[str]) -> None:
        super().__init__()
        self._reader = reader
        self._unread = set(sections)
        reader.expect(sections)

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        self._look_at(name)
        return super().__contains__(name)

    def __getitem__(self, name: str) -> Value:
        self._look_at(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Value = None) -> Value:
        """Return a section, reading it now if it has not been read yet."""
        self._look_at(name)
        return super().get(name, default)

    def _look_at(self, name: object) -> None:
        if name in self._unread:
            self._unread.discard(str(name))
            found: dict[str, Value] = {}
            self._reader.read(str(name), found)
            self.update(found)


def facts_of_case(
    folder: Folder,
    names: Iterable[str],
    spot: Spot = CASE,
    data: Mapping[str, Value] | None = None,
    *,
    sealed: bool = False,
) -> dict[str, Value]:
    """Return the `case` tree with those parts that the dotted names ask for; only their tables are read.

    `spot` says whose rows of sections are meant, `data` holds the variables of the run or piece that asks, and
    `sealed` whether the asker may know who reported.
    """
    wanted = frozenset(names)
    tree = case_tree(folder, wanted, spot, data, sealed=sealed)
    for name in sections_named(wanted):
        tree.get(name)
    return dict(tree)


def case_tree(
    folder: Folder,
    names: Iterable[str],
    spot: Spot = CASE,
    data: Mapping[str, Value] | None = None,
    *,
    sealed: bool = False,
) -> CaseTree:
    """Return the `case` tree of `facts_of_case`, of which nothing has been read yet."""
    wanted = frozenset(names)
    return CaseTree(Reader(folder, spot, data or {}, wanted, sealed), sections_named(wanted))


def facts_read(given: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of the facts given to a step that it has looked at; with them it can be taken again."""
    return {name: dict(tree) for name, tree in given.items() if isinstance(tree, dict) and dict(tree)}


def sections_named(names: Iterable[str]) -> frozenset[str]:
    """Return the sections of the case that dotted names ask for: "case.roster.owed" asks for "roster"."""
    return frozenset(name.split(".", 2)[1] for name in names if name.startswith("case."))


def _is_stored(name: str) -> bool:
    return name not in _TABLES and name not in case_derived.WHOLE


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
        for line, worker in reader.folder.roster
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
        for row in reader.folder.payments
    ]


def _project(reader: Reader) -> Value:
    row = reader.folder.project
    parts = ("name", "kind", "permit_no", "address", "funding", "contract_amount")
    return None if row is None else {part: getattr(row, part) for part in parts}


def _kept_parties(reader: Reader, section: str, tree: dict[str, Value]) -> None:
    """Put parties where the catalogue keeps them: `case.employer`, `case.parties`, `case.listing.subjects` …"""
    for known in reader.house.catalogue.parties_in(section):
        parts = known.path.split(".")
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
