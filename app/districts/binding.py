"""Decides which unit fills a lane, so that no case is ever stranded; it reads only its arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.districts.district import District, LaneBinding, LaneRule, UnknownLane

Facts = Mapping[str, Any]

OFFICE = "office"
LABOUR = "labour"

OPEN_LANES: Mapping[str, tuple[str, ...]] = {
    "first_contact": ("from_unit", "caller_unit", "unit"),
    "all_members": ("unit", "caller_unit", "authority", "lead_lane", "caller_lane"),
}
"""Lanes that any unit may fill, with the facts that choose it, asked in this order."""


@dataclass(frozen=True)
class Assignment:
    """Who does the work of a lane.

    Either `units` holds one unit or more, or `skipped` says why nobody does it. With `external` set, the
    body named there acts outside the system and the unit in `units` records what it answered.
    `reason` tells why a unit stands in (fallback, conflict of interest); it is kept with the task.
    """

    units: tuple[str, ...] = ()
    external: str | None = None
    skipped: str | None = None
    reason: str | None = None
    acting_as: str | None = None

    def role(self, role: str) -> str:
        """Return the role that the task needs here: who records for an external body is no specialist."""
        return "external_participant" if self.external else role


def bind(
    district: District,
    lane: str,
    facts: Facts,
    *,
    kind: str | None = None,
    by: str | None = None,
    fills: Sequence[str] = (),
) -> Assignment:
    """Return who fills the lane for a case with these facts.

    `kind`, `by` and `fills` are what the diagram says of the lane: `one-of`, `optional` …, the name of the
    fact that chooses, and the lanes that an open lane may stand for. A lane drawn as required gets the
    fallback unit where the district names none. Facts that are read: `address`, `project_address`,
    `barred_units` (respondents), `absent_units`, those of the district's rules (`facts_read`), for open
    lanes those of OPEN_LANES. Raises UnknownLane.
    """
    if lane not in district.lanes:
        raise UnknownLane(lane)
    drawn = kind.replace("-", "_") if kind else None
    if by is not None or (lane in OPEN_LANES and drawn != "all_of"):
        chosen = _chosen(district, lane, facts, by, drawn, fills)
        if chosen is not None:
            return chosen
    binding = district.lanes[lane]
    if binding.kind == "none":
        return _unfilled(district, binding, facts, drawn)
    if binding.kind == "external":
        return _external(binding, binding.external_zh, binding.handled_by)
    if binding.kind == "all_of" or drawn == "all_of":
        return _everyone(district, binding, facts)
    if binding.kind == "first_available":
        return _first_available(district, binding, facts)
    return _one(district, binding, facts)


def facts_read(district: District) -> frozenset[str]:
    """Return the names of all facts that any binding of the district reads."""
    by_rule = {rule.fact for lane in district.lanes.values() for rule in lane.rules}
    chosen = {name for names in OPEN_LANES.values() for name in names}
    return frozenset(by_rule | chosen | {"address", "project_address", "barred_units", "absent_units"})


def _chosen(
    district: District, lane: str, facts: Facts, by: str | None, drawn: str | None, fills: Sequence[str]
) -> Assignment | None:
    for name in (by,) if by else OPEN_LANES[lane]:
        keys = _keys(facts.get(name))
        units = tuple(dict.fromkeys(district.heir(key) for key in keys if key in district.units))
        if units:
            return _settle(district, units, facts, None, district.lanes[lane])
        for key in keys:
            if key in district.lanes and key != lane and key not in OPEN_LANES:
                return bind(district, key, facts, kind="one_of")
    if lane not in OPEN_LANES:
        return None
    for key in fills:
        if key in district.lanes and district.lanes[key].kind not in ("none", "external"):
            return bind(district, key, facts, kind="one_of")
    if district.lanes[lane].kind == "all_of" and drawn in ("one_of", "first_available"):
        return _stand_in(district, district.lanes[lane], facts, "未指明承办单位")
    return None


def _keys(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return _keys(value.get("unit"))
    if isinstance(value, list | tuple):
        return [key for item in value for key in _keys(item)]
    return [value] if isinstance(value, str) else []


def _unfilled(district: District, binding: LaneBinding, facts: Facts, drawn: str | None) -> Assignment:
    if drawn == "external":
        return _external(binding, binding.external_zh or binding.lane, binding.handled_by or binding.fallback)
    if drawn in (None, "optional"):
        return Assignment(skipped=binding.reason)
    return _stand_in(district, binding, facts, binding.reason or "")


def _external(binding: LaneBinding, external: str | None, handled_by: str | None) -> Assignment:
    return Assignment((handled_by or OFFICE,), external or binding.lane, reason=binding.reason)


def _everyone(district: District, binding: LaneBinding, facts: Facts) -> Assignment:
    units = binding.units or district.members()
    barred = set(_keys(facts.get("barred_units")))
    left = tuple(key for key in units if key not in barred)
    if not left:
        return Assignment(skipped="全部单位均为当事一方，依回避要求不参加")
    left_out = "、".join(district.units[key].short for key in units if key in barred)
    return Assignment(left, reason=f"{left_out}为当事一方，不参加" if left_out else None)


def _first_available(district: District, binding: LaneBinding, facts: Facts) -> Assignment:
    away = {*_keys(facts.get("absent_units")), *_keys(facts.get("barred_units"))}
    present = tuple(key for key in binding.units if key not in away)
    return _settle(district, present[:1] or binding.units[:1], facts, binding.reason, binding)


def _one(district: District, binding: LaneBinding, facts: Facts) -> Assignment:
    for rule in binding.rules:
        if rule.holds(facts.get(rule.fact)):
            found = _by_rule(district, binding, rule, facts)
            if found is not None:
                return found
    if binding.by_address:
        unit = unit_of_address(district, binding.units, facts)
        if unit is not None:
            return _settle(district, (unit,), facts, None, binding)
        return _stand_in(district, binding, facts, "地址未能对应到辖区单位，请指派")
    if binding.rules and len(binding.units) > 1:
        return _stand_in(district, binding, facts, binding.reason or "案情未载明由哪个单位办理")
    return _settle(district, binding.units[:1], facts, binding.reason, binding)


def _by_rule(district: District, binding: LaneBinding, rule: LaneRule, facts: Facts) -> Assignment | None:
    if rule.external_zh:
        return _external(binding, rule.external_zh, rule.handled_by)
    unit = unit_of_address(district, binding.units, facts) if rule.by_address else rule.unit
    return None if unit is None else _settle(district, (unit,), facts, None, binding)


def unit_of_address(district: District, candidates: Iterable[str], facts: Facts) -> str | None:
    """Return the unit whose longest keyword stands in the address, the earliest in the text if several do."""
    for name in ("address", "project_address"):
        text = str(facts.get(name) or "").replace(" ", "").replace("　", "")
        hits = [
            (-len(word), text.index(word), order, key)
            for order, key in enumerate(candidates)
            for word in district.units[key].keywords
            if word in text
        ]
        if hits:
            return min(hits)[3]
    return None


def _settle(
    district: District, units: tuple[str, ...], facts: Facts, reason: str | None, binding: LaneBinding
) -> Assignment:
    barred = set(_keys(facts.get("barred_units")))
    left = tuple(key for key in units if key not in barred)
    if left:
        return Assignment(left, reason=reason, acting_as=binding.acting_as)
    names = "、".join(district.units[key].short for key in units)
    return _stand_in(district, binding, facts, f"{names}为当事一方，依回避要求改由他单位办理")


def _stand_in(district: District, binding: LaneBinding, facts: Facts, why: str) -> Assignment:
    barred = set(_keys(facts.get("barred_units")))
    order = [key for key in (binding.fallback, LABOUR, OFFICE) if key is not None]
    unit = next((key for key in order if key not in barred), OFFICE)
    return Assignment((unit,), reason=f"{why}；由{district.units[unit].short}承办", acting_as=None)
