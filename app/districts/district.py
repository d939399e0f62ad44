"""What a district is: units, lane bindings, settings, prefixes; it knows no file and no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

BindingKind = Literal["one_of", "all_of", "first_available", "external", "none"]
SettingValue = Decimal | str | bool | None

PREDEFINED_UNITS = ("labour", "office", "leaders")
"""Unit ids that every district must have: the labour authority, the office of the mechanism, its leaders."""


class BadDistrict(ValueError):
    """A district file that cannot be used; `findings` lists every reason in Chinese and English."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__("；".join(findings))


class UnknownLane(KeyError):
    """A lane key that the district does not bind."""


@dataclass(frozen=True)
class Unit:
    """A department, company, town, community centre or office with an inbox of its own.

    `zh` is the name as the founding document writes it; `current_name` the successor's name where the
    state reform of 2018 may have changed it (`current_name_verified` tells whether the office confirmed it).
    `sources` says where the founding document names the unit (§一, §三, 附件); `keywords` route an address;
    `successor` is the unit that does its work since it was merged or left the mechanism.
    """

    id: str
    zh: str
    en: str
    kind: str
    short: str
    full_zh: str
    sources: tuple[str, ...]
    roles: tuple[str, ...]
    member: bool = True
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    keywords_verified: bool = False
    current_name: str | None = None
    current_name_verified: bool = False
    document_prefix: str | None = None
    duty: str | None = None
    successor: str | None = None


@dataclass(frozen=True)
class LaneRule:
    """If the fact has one of `values` (or contains one of `contains`), this unit or external body it is."""

    fact: str
    values: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    unit: str | None = None
    by_address: bool = False
    external_zh: str | None = None
    handled_by: str | None = None

    def holds(self, value: object) -> bool:
        """Tell whether the rule's condition is met by the fact's value (a text or a list of texts)."""
        texts = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
        if value is None:
            return False
        return any(text in self.values or any(part in text for part in self.contains) for text in texts)


@dataclass(frozen=True)
class LaneBinding:
    """Who fills a lane in this district, from which clause, and what happens when nobody does.

    `fallback` is the unit that takes the work when the lane must be filled and no rule chooses a unit;
    `reason` (zh) and `reason_en` are recorded whenever the lane is skipped, external or falls back.
    """

    lane: str
    kind: BindingKind
    source: str
    units: tuple[str, ...] = ()
    rules: tuple[LaneRule, ...] = ()
    by_address: bool = False
    external_zh: str | None = None
    handled_by: str | None = None
    fallback: str | None = None
    reason: str | None = None
    reason_en: str | None = None
    acting_as: str | None = None


@dataclass(frozen=True)
class SettingNote:
    """Where a setting comes from and whether the office has confirmed it (`verified`)."""

    zh: str
    en: str
    verified: bool
    source: str
    unit: str = ""
    unread: tuple[str, str] | None = None
    """Where no process, rule or page reads it: why, and what an officer does instead (zh, en)."""


@dataclass(frozen=True)
class Finding:
    """A conflict inside the founding document (F1 …) that the office resolves on screen, never the code."""

    id: str
    zh: str
    en: str
    units: tuple[str, ...] = ()
    default_zh: str = ""


@dataclass(frozen=True)
class FoundingDocument:
    """The document that set the mechanism up; every duty shown on screen refers to one of its clauses."""

    title: str
    number: str | None
    issuer: str
    issued_on: str
    publicity: str
    copies_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class District:
    """One jurisdiction with everything that differs from the other one."""

    key: str
    zh: str
    en: str
    mechanism_zh: str
    mechanism_en: str
    aliases: tuple[str, ...]
    region_prefixes: tuple[str, ...]
    rule_jurisdiction: str
    document: FoundingDocument
    upper_zh: str
    units: Mapping[str, Unit]
    lanes: Mapping[str, LaneBinding]
    settings: Mapping[str, SettingValue]
    setting_notes: Mapping[str, SettingNote]
    prefixes: Mapping[str, str]
    rules_on: tuple[str, ...]
    rules_off: tuple[str, ...]
    findings: tuple[Finding, ...]
    terms: Mapping[str, str] = field(default_factory=dict)
    unit_kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The roles that every unit of a kind has (department, company, town …)."""

    def members(self) -> tuple[str, ...]:
        """Return the ids of all member units in the order of the founding document."""
        return tuple(unit.id for unit in self.units.values() if unit.member)

    def heir(self, unit: str) -> str:
        """Return the unit that does the work of a unit now: itself, or who came after it."""
        seen = {unit}
        while (following := self.units[unit].successor) is not None and following not in seen:
            unit = following
            seen.add(unit)
        return unit

    def unverified(self) -> tuple[str, ...]:
        """Return the names of the settings that the office still has to confirm (待确认)."""
        return tuple(name for name, note in self.setting_notes.items() if not note.verified)
