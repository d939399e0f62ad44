"""Lays the entries of a district's register over the district as it ships: names, successors, members, lanes, settings.

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
    if entry.subject not in known:
        raise BadEntry(f"辖区没有“{entry.subject}” / the district has no {entry.subject}")
    if entry.kind == "merged" and entry.subject in PREDEFINED_UNITS:
        raise BadEntry(
            "牵头单位、办公室和召集人不能并入其他单位 / this unit cannot be merged into another one"
        )
    if entry.kind == "merged" and entry.value["into"] == entry.subject:
        raise BadEntry("单位不能并入自己 / a unit cannot be merged into itself")
    faults = check_district(amended(district, [entry]))
    if faults:
        raise BadEntry(faults[0])


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


def _merged(district: District, entry: Entry) -> District:
    old, new = entry.subject, str(entry.value["into"])
    gone, stays = district.units[old], district.units[new]
    district = _with_unit(district, replace(gone, member=False, keywords=()))
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
    unit = district.units[entry.subject]
    return _with_unit(district, replace(unit, member=bool(entry.value["member"])))


def _lane(district: District, entry: Entry) -> District:
    known = district.lanes[entry.subject]
    bound = replace(
        known, kind="one_of", units=tuple(entry.value["units"]), rules=(), by_address=False, external_zh=None
    )
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


_OVER = {"name": _named, "merged": _merged, "member": _member, "lane": _lane, "setting": _setting}
