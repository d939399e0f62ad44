"""Lays the entries of a district's register over the district as it ships: units, names, lanes, settings.

It knows no storage: entries come as values, those that count last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.districts.district import (
    PREDEFINED_UNITS,
    District,
    LaneBinding,
    LaneRule,
    SettingValue,
    Unit,
)
from app.districts.reading import check_district


@dataclass(frozen=True)
class Entry:
    """One entry that counts: what kind of thing it is about, its key in the district, and what holds now."""

    kind: str
    subject: str
    value: Mapping[str, Any]


ENDING = frozenset({"merged", "left"})
"""Kinds with which a unit ends its work, each with the unit that goes on with it."""
EVERY_MEMBER = "all_members"


class BadEntry(ValueError):
    """An entry that the district cannot take over; the words are Chinese and English, parted by " / "."""


def amended(district: District, entries: Iterable[Entry]) -> District:
    """Return the district with the entries laid over it; kinds that concern no unit, lane or setting are left alone."""
    for entry in entries:
        district = _OVER.get(entry.kind, _untouched)(district, entry)
    return district


def check_entry(district: District, entry: Entry) -> None:
    """Raise BadEntry when an entry names nothing of the district, or would leave a lane without anybody."""
    known = {"setting": district.settings, "lane": district.lanes}.get(entry.kind, district.units)
    if entry.kind == "unit":
        _check_joining(district, entry)
    elif entry.subject not in known:
        raise BadEntry(f"辖区没有“{entry.subject}” / the district has no {entry.subject}")
    if entry.kind in ENDING:
        _check_ending(district, entry)
    if entry.kind == "lane" and entry.subject == EVERY_MEMBER:
        raise BadEntry("“成员单位”由名册决定，不能另行指定 / the register says who the member units are")
    faults = check_district(amended(district, [entry]))
    if faults:
        raise BadEntry(faults[0])


def _check_joining(district: District, entry: Entry) -> None:
    names = {str(entry.value[name]) for name in ("zh", "short")}
    for unit in district.units.values():
        if unit.id == entry.subject or names & {unit.zh, unit.short}:
            raise BadEntry(f"辖区已有单位“{unit.zh}” / the district has the unit {unit.zh} already")


def _check_ending(district: District, entry: Entry) -> None:
    heir = entry.value["into"]
    if entry.subject in PREDEFINED_UNITS:
        raise BadEntry(
            "牵头单位、办公室和召集人不能并入其他单位或退出 / this unit can neither be merged nor leave"
        )
    if heir == entry.subject:
        raise BadEntry("承接单位不能是本单位 / a unit cannot be its own successor")
    if heir not in district.units or district.units[heir].successor is not None:
        raise BadEntry("承接单位已不在名册中 / the successor is not in the register any more")


def _untouched(district: District, _entry: Entry) -> District:
    return district


def _named(district: District, entry: Entry) -> District:
    unit, value = district.units[entry.subject], entry.value
    new = replace(
        unit,
        zh=value["zh"],
        short=value.get("short") or value["zh"],
        full_zh=value.get("full_zh") or value["zh"],
        en=value.get("en") or unit.en,
        aliases=tuple(dict.fromkeys((*unit.aliases, unit.zh, unit.short))),
        current_name=value["zh"],
        current_name_verified=True,
    )
    return _with_unit(district, new)


def _joined(district: District, entry: Entry) -> District:
    value, common = entry.value, district.unit_kinds
    kind = value["kind"] if value["kind"] in common else "department"
    new = Unit(
        id=entry.subject,
        zh=value["zh"],
        en=value.get("en") or value["zh"],
        kind=kind,
        short=value["short"],
        full_zh=value["zh"],
        sources=(value["source"],),
        roles=tuple(dict.fromkeys((*common.get(kind, ()), *value.get("roles", ())))),
        keywords=tuple(value.get("keywords", ())),
        keywords_verified=True,
        current_name_verified=True,
    )
    return _with_unit(district, new)


def _left(district: District, entry: Entry) -> District:
    """Let a unit leave: it is no member, and its lanes go to the successor; its people and names stay its own."""
    old, new = entry.subject, str(entry.value["into"])
    gone = replace(district.units[old], member=False, successor=new)
    lanes = {key: _lane_moved(lane, old, new) for key, lane in district.lanes.items()}
    return replace(_with_unit(district, gone), lanes=lanes)


def _merged(district: District, entry: Entry) -> District:
    old, new = entry.subject, str(entry.value["into"])
    gone, stays = district.units[old], district.units[new]
    district = _with_unit(district, replace(gone, member=False, keywords=(), successor=new))
    heir = replace(
        stays,
        roles=tuple(dict.fromkeys((*stays.roles, *gone.roles))),
        keywords=tuple(dict.fromkeys((*stays.keywords, *gone.keywords))),
        aliases=tuple(dict.fromkeys((*stays.aliases, gone.zh, gone.short))),
    )
    lanes = {key: _lane_moved(lane, old, new) for key, lane in district.lanes.items()}
    return replace(_with_unit(district, heir), lanes=lanes)


def _lane_moved(lane: LaneBinding, old: str, new: str) -> LaneBinding:
    def moved(unit: str | None) -> str | None:
        return new if unit == old else unit

    def rule(each: LaneRule) -> LaneRule:
        return replace(each, unit=moved(each.unit), handled_by=moved(each.handled_by))

    units = tuple(dict.fromkeys(new if unit == old else unit for unit in lane.units))
    return replace(
        lane,
        units=units,
        rules=tuple(rule(each) for each in lane.rules),
        handled_by=moved(lane.handled_by),
        fallback=moved(lane.fallback),
    )


def _member(district: District, entry: Entry) -> District:
    unit, joins = district.units[entry.subject], bool(entry.value["member"])
    return _with_unit(district, replace(unit, member=joins, successor=None if joins else unit.successor))


def _lane(district: District, entry: Entry) -> District:
    known, units = district.lanes[entry.subject], tuple(entry.value["units"])
    bound = replace(known, kind="one_of", units=units, rules=(), by_address=False, external_zh=None)
    if entry.value.get("by_address"):  # beside those who had it: rules on facts come first, then the place
        first = known.fallback or next(iter(known.units), None)
        bound = replace(bound, rules=known.rules, by_address=True, fallback=first)
    return replace(district, lanes={**district.lanes, entry.subject: bound})


def _setting(district: District, entry: Entry) -> District:
    name, value = entry.subject, setting_value(entry.value["value"])
    note = replace(district.setting_notes[name], verified=True)
    return replace(
        district,
        settings={**district.settings, name: value},
        setting_notes={**district.setting_notes, name: note},
    )


def setting_value(stored: object) -> SettingValue:
    """Return the value of a setting as it is kept in an entry: yes or no, a number as text, a text, or nothing."""
    if isinstance(stored, Mapping):
        return Decimal(str(stored["number"]))
    return stored if isinstance(stored, bool | str) or stored is None else str(stored)


def _with_unit(district: District, unit: Unit) -> District:
    return replace(district, units={**district.units, unit.id: unit})


_OVER = {
    "unit": _joined,
    "left": _left,
    "name": _named,
    "merged": _merged,
    "member": _member,
    "lane": _lane,
    "setting": _setting,
}
