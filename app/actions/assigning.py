"""Decides which unit's inbox a step lands in, from the diagram's lane, the run's variables and the district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.desk import Desk
from app.actions.spots import Spot
from app.districts import Assignment, bind, needed_role
from app.engine import Element, Opened
from app.values import Value
from app.versions import Edition
from storage.models import Run


@dataclass(frozen=True)
class Place:
    """Where a task lands: unit (row id), external participant it answers for, role, and why."""

    unit_id: str
    external: str | None
    role: str
    lane: str
    reason: str | None


def places(desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element) -> list[Place] | str:
    """Return one place for each unit that gets the step, or the reason why nobody does it in this district."""
    lane, facts = _lane_and_facts(desk, run, edition, opened, element)
    role = needed_role(element.properties.get("role", "unit_officer"), opened.data)
    chosen = _unit_of_loop(desk, element, opened)
    if chosen is not None:
        return [Place(desk.unit_id(chosen), None, role, lane, None)]
    assignment = _bound(desk, edition, element, lane, facts)
    if assignment.skipped is not None:
        return assignment.skipped
    return [
        Place(desk.unit_id(unit), assignment.external, assignment.role(role), lane, assignment.reason)
        for unit in assignment.units
    ]


def _bound(desk: Desk, edition: Edition, element: Element, lane: str, facts: dict[str, Value]) -> Assignment:
    settings = edition.definition.properties.get(element.process_key, {})
    kind = element.properties.get("binding") or settings.get(f"lane.{lane}.binding")
    by = element.properties.get("by")
    if by is None or facts.get(by) is None:
        by = settings.get(f"lane.{lane}.by")
    fills = [word.strip() for word in settings.get(f"lane.{lane}.fills", "").split(",") if word.strip()]
    return bind(desk.district, lane, facts, kind=kind, by=by, fills=fills)


def _lane_and_facts(
    desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element
) -> tuple[str, dict[str, Value]]:
    lane = element.lane or "all_members"
    settings = edition.definition.properties.get(element.process_key, {})
    known = {"from_unit": run.home_unit_id.split(".", 1)[1], **desk.data.get(run.id, {}), **opened.data}
    own = edition.definition.properties.get(edition.key, {})
    for chooser in (
        value for name, value in own.items() if name.startswith("lane.") and name.endswith(".by")
    ):
        if run.reply_to_id is None and known.get(chooser) is None:
            known[chooser] = known["from_unit"]  # begun by hand: it stays there until somebody else is named
    facts = BindingFacts(desk, run, known)
    if settings.get(f"lane.{lane}.fills") == "caller" and opened.path:
        caller = edition.definition.element(edition.key, opened.path[0])
        outer = caller.lane or lane
        outer_settings = edition.definition.properties.get(edition.key, {})
        by = outer_settings.get(f"lane.{outer}.by") or outer_settings.get(f"lane.{outer}.fills")
        if by and facts.get(by) is not None:
            facts["caller_unit"] = facts.get(by)
        return (outer, facts) if outer in desk.district.lanes else (lane, facts)
    return lane, facts


class BindingFacts(dict[str, Value]):
    """What bindings read: variables, and of the case file, when they ask, addresses and units that are a party."""

    def __init__(self, desk: Desk, run: Run, known: Mapping[str, Value]) -> None:
        super().__init__(known)
        self._desk, self._run = desk, run
        self._later = {
            "address": self._address,
            "project_address": self._project_address,
            "barred_units": self._barred_units,
            "unit": self._unit,
        }

    def get(self, name: str, default: Value = None) -> Value:
        """Return a fact, reading it from the case file when it stands there."""
        later = self._later.pop(name, None)
        if later is not None:
            self[name] = later()
        return super().get(name, default)

    def _case(self, name: str) -> Value:
        section, part = name.split(".")
        tree = self._desk.facts(frozenset({f"case.{name}"}), Spot(self._run.id)).get("case", {})
        return (tree.get(section) or {}).get(part)

    def _address(self) -> Value:
        return self._case("complaint.work_place")

    def _project_address(self) -> Value:
        project = self._desk.folder.project
        return project.address if project else None

    def _barred_units(self) -> Value:
        return [unit for unit in self._desk.case.barred_units.split(",") if unit]

    def _unit(self) -> Value:
        return _short(self._case("transfer.unit")) or super().get("unit")


def _short(value: Value) -> Value:
    return value.split(".", 1)[1] if isinstance(value, str) and "." in value else value


def _unit_of_loop(desk: Desk, element: Element, opened: Opened) -> str | None:
    """Return the unit for which this turn of a multi-instance step stands, if it runs over units."""
    item = element.properties.get("item")
    if not item or opened.loop_key is None:
        return None
    value = opened.data.get(item)
    value = value.get("unit") if isinstance(value, dict) else value
    short = _short(value)
    return desk.district.heir(short) if isinstance(short, str) and short in desk.district.units else None
