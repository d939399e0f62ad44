"""What serves a clause: elements and whole processes that name it, and references to the rest; it counts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.districts import District
from app.engine import Definition, Element
from app.registers import REGISTERS

HUMAN = frozenset({"userTask", "manualTask", "callActivity"})
SETTING = "requirements"


@dataclass(frozen=True)
class Place:
    """An element that serves a clause, in the diagram that draws it; without an element, a process as a whole."""

    process: str
    element: Element | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Process and element ids, "" for a process as a whole."""
        return self.process, self.element.id if self.element else ""


@dataclass(frozen=True)
class Reference:
    """What serves a clause beside diagrams: `kind` is lane, unit, role, setting, register or page, `key` its name."""

    kind: str
    key: str
    known: bool


def clauses_of(properties: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the clauses that the settings of an element or a process name."""
    words = properties.get(SETTING, "").split(",")
    return tuple(word.strip() for word in words if word.strip())


def human(place: Place) -> bool:
    """Tell whether people do the work of a place: a task, or a called process with its tasks."""
    return place.element is not None and place.element.kind in HUMAN


def places_by_clause(definitions: Mapping[str, Definition]) -> dict[str, list[Place]]:
    """Return the places that name each clause; `definitions` are those in force by the key of their process.

    A called piece is taken from its own definition where there is one, else from that of a caller. Whole processes
    count only where none of their elements names the clause.
    """
    found: dict[str, dict[tuple[str, str], Place]] = {}
    own_first = sorted(definitions.items())
    for key, definition in own_first:
        for element in definition.elements.values():
            if element.process_key != key and element.process_key in definitions:
                continue
            for clause in clauses_of(element.properties):
                place = Place(element.process_key, element)
                found.setdefault(clause, {}).setdefault(place.key, place)
    for key, definition in own_first:
        for process, properties in definition.properties.items():
            if process != key and process in definitions:
                continue
            for clause in clauses_of(properties):
                places = found.setdefault(clause, {})
                if all(place.process != process for place in places.values()):
                    places.setdefault((process, ""), Place(process))
    return {clause: list(places.values()) for clause, places in found.items()}


def references_of(
    served_by: Iterable[str], district: District, roles: Iterable[str], pages: Iterable[str]
) -> list[Reference]:
    """Return the references of a clause, each with whether the district, the roles and the pages know it."""
    held = {role for unit in district.units.values() for role in unit.roles} & set(roles)
    known = {
        "lane": district.lanes.keys(),
        "unit": district.units.keys(),
        "role": held,
        "setting": district.settings.keys(),
        "page": set(pages),
        "register": REGISTERS.keys(),
    }
    found = []
    for text in served_by:
        kind, _, key = text.partition(":")
        found.append(Reference(kind, key, key in known.get(kind, ())))
    return found
