"""The duty matrix, computed: each clause with what serves it and what was done there; it is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app import clock
from app.actors import Actor
from app.districts import SettingNote
from app.duties import Clause, Place, Reference, human, performers, places_by_clause, references_of
from app.engine import Definition
from app.permissions import may
from app.registers import REGISTERS
from app.views.access import actor, house
from app.views.figures_query import reach_of_figures
from app.views.naming import districts, unit_name
from app.views.navigation import GROUPS
from app.views.words import role, t
from storage.case_filter import Reach, Span
from storage.duties import STANDINGS, Spot, Tallied, runs_begun, tallies
from storage.in_force import versions_in_force


@dataclass(frozen=True)
class Served:
    """A clause with the places and references that serve it, and the numbers of a period."""

    clause: Clause
    places: tuple[Place, ...]
    references: tuple[Reference, ...]
    done: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    begun: int = 0

    @property
    def by_people(self) -> bool:
        """Whether people work on it at some step, so that work is counted there."""
        return any(human(place) for place in self.places)

    @property
    def is_served(self) -> bool:
        """Whether anything serves it: a place in a diagram, or a reference that leads somewhere."""
        return bool(self.places) or any(each.known for each in self.references)

    @property
    def performed(self) -> bool:
        """Whether it was performed within the period: a step done, or a process begun that serves it by itself."""
        return bool(self.done or (self.begun and not self.by_people))

    @property
    def rate(self) -> float | None:
        """How many in a hundred of the steps with a term were done in time; None without any."""
        termed = self.on_time + self.late
        return 100 * self.on_time / termed if termed else None

    def stands(self, state: str) -> bool:
        """Tell whether it is of a state by which the matrix is filtered."""
        return {
            "": True,
            "performed": self.performed,
            "never": bool(self.places) and not self.performed,
            "late": bool(self.late or self.overdue),
            "open": bool(self.open),
            "standing": not self.places and self.is_served,
            "unserved": not self.is_served,
        }[state]


def matrix(
    session: Session, who: Actor, district: str, span: Span, unit: str = ""
) -> tuple[list[Served], dict[str, str]]:
    """Return the clauses of a district as they are served, and the names of the processes in force there."""
    places, names = in_force(session, district)
    reach, at = reach_of_figures(who), clock.now()
    unit_id = f"{district}.{unit}" if unit else ""
    done = Tallied(tallies(session, reach, district, span, at, unit_id))
    begun = runs_begun(session, reach, district, span)
    found = []
    for clause in house().clauses.values():
        if clause.district == district:
            found.append(_counted(serving(clause, places), done, begun))
    return found, names


def in_force(session: Session, district: str) -> tuple[dict[str, list[Place]], dict[str, str]]:
    """Return the places of each clause in the processes in force in a district, and the names of these."""
    definitions: dict[str, Definition] = {}
    names: dict[str, str] = {}
    for version in versions_in_force(session, district, clock.today()):
        definitions[version.process_key] = house().shelf.edition(session, version.id).definition
        names[version.process_key] = t(version.name_zh, version.name_en)
    return places_by_clause(definitions), names


def serving(clause: Clause, places: Mapping[str, Sequence[Place]]) -> Served:
    """Return a clause with what serves it, nothing counted."""
    district = districts()[clause.district]
    pages = current_app.view_functions.keys()
    references = references_of(clause.served_by, district, house().roles, pages)
    return Served(clause, tuple(places.get(clause.id, ())), tuple(references))


def performing(clause: Clause) -> tuple[str, ...]:
    """Return the keys of the units that do a clause's duty now, successors and units that took its lane included."""
    return performers(clause, house().districts[clause.district], districts()[clause.district])


def spots_of(served: Served) -> list[Spot]:
    """Return where people do the work of a clause."""
    return [place.key for place in served.places if human(place)]


def _counted(served: Served, done: Tallied, begun: Mapping[str, int]) -> Served:
    counted = done.at(spots_of(served))
    by_itself = {place.process for place in served.places if not human(place)}
    numbers = {name: sum(getattr(each, name) for each in counted) for name in STANDINGS}
    return replace(served, **numbers, begun=sum(begun.get(process, 0) for process in by_itself))


@dataclass(frozen=True)
class Line:
    """A reference in words: what it is, its name, what it says now, and where it leads."""

    kind: str
    name: str
    says: str = ""
    address: str = ""


def reference_line(reference: Reference, district_key: str) -> Line:
    """Return a reference in words."""
    district = districts()[district_key]
    if reference.kind == "page":
        return _page(reference.key)
    if reference.kind == "register":
        known = REGISTERS[reference.key]
        address = url_for("registers.page", key=known.key) if may(actor(), "register.read") else ""
        return Line(t("台账", "Register"), t(known.zh, known.en), address=address)
    if reference.kind == "setting":
        note = district.setting_notes[reference.key]
        return Line(t("设置", "Setting"), t(note.zh, note.en), _value(district.settings[reference.key], note))
    if reference.kind == "lane":
        lane, bound = house().lanes[reference.key], district.lanes[reference.key]
        units = [unit_name(f"{district_key}.{each}", short_form=True) for each in bound.units]
        says = t("、", ", ").join(units) or bound.external_zh or ""
        return Line(t("泳道承办", "Lane"), t(lane.zh, lane.en), says)
    if reference.kind == "role":
        units = [
            unit_name(f"{district_key}.{unit.id}", short_form=True)
            for unit in district.units.values()
            if reference.key in unit.roles
        ]
        return Line(t("岗位", "Role"), role(reference.key), t("、", ", ").join(units[:3]))
    return Line(t("单位", "Unit"), unit_name(f"{district_key}.{reference.key}"))


def _page(endpoint: str) -> Line:
    address = url_for(endpoint)
    for group in GROUPS:
        for entry in group.items:
            if entry.address == address:
                return Line(t("页面", "Page"), t(entry.zh, entry.en), address=address)
    return Line(t("页面", "Page"), address, address=address)


def _value(value: object, note: SettingNote) -> str:
    if value is None:
        return t("待填", "not set")
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    return f"{value} {note.unit}".strip()


def sees_cases(reach: Reach) -> bool:
    """Tell whether an officer sees any case at all; if not, figures are not his to see."""
    return bool(reach.units or reach.districts)
