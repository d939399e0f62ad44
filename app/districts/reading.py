"""Reads a district's TOML file and reports everything wrong with it at once; it opens no file itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast, get_args

from app.districts.district import (
    PREDEFINED_UNITS,
    BadDistrict,
    BindingKind,
    District,
    Finding,
    FoundingDocument,
    LaneBinding,
    LaneRule,
    SettingNote,
    SettingValue,
    Unit,
)

Table = Mapping[str, Any]


def load_district(toml: bytes) -> District:
    """Return the district written in a TOML text; raise BadDistrict with all findings."""
    try:
        tree = tomllib.loads(toml.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise BadDistrict([f"文件不是有效的 TOML：{broken} / not valid TOML: {broken}"]) from broken
    try:
        district = _district(tree)
    except (KeyError, TypeError) as missing:
        raise BadDistrict([f"缺少必填项 {missing} / a required entry is missing: {missing}"]) from missing
    findings = check_district(district)
    if findings:
        raise BadDistrict(findings)
    return district


def _district(tree: Table) -> District:
    kinds = tree.get("unit_kinds", {})
    return District(
        key=tree["key"],
        zh=tree["zh"],
        en=tree["en"],
        mechanism_zh=tree["mechanism_zh"],
        mechanism_en=tree["mechanism_en"],
        aliases=_texts(tree, "aliases"),
        region_prefixes=_texts(tree, "region_prefixes"),
        rule_jurisdiction=tree["rule_jurisdiction"],
        upper_zh=tree["upper_zh"],
        document=_document(tree["founding_document"]),
        units={key: _unit(key, table, kinds) for key, table in tree["units"].items()},
        lanes={key: _lane(key, table) for key, table in tree["lanes"].items()},
        settings={name: _setting(table) for name, table in tree["settings"].items()},
        setting_notes={name: _note(table) for name, table in tree["settings"].items()},
        prefixes=dict(tree["prefixes"]),
        rules_on=_texts(tree["rules"], "on"),
        rules_off=_texts(tree["rules"], "off"),
        findings=tuple(_finding(table) for table in tree.get("findings", [])),
        terms=dict(tree.get("terms", {})),
        unit_kinds={kind: _texts(table, "roles") for kind, table in kinds.items()},
    )


def _texts(table: Table, name: str) -> tuple[str, ...]:
    return tuple(str(item) for item in table.get(name, []))


def _document(table: Table) -> FoundingDocument:
    return FoundingDocument(
        title=table["title"],
        number=table.get("number"),
        issuer=table["issuer"],
        issued_on=str(table["issued_on"]),
        publicity=table["publicity"],
        copies_to=_texts(table, "copies_to"),
    )


def _unit(key: str, table: Table, kinds: Table) -> Unit:
    common = _texts(kinds.get(table["kind"], {}), "roles")
    roles = tuple(dict.fromkeys((*_texts(table, "roles"), *common)))
    return Unit(
        id=key,
        zh=table["zh"],
        en=table["en"],
        kind=table["kind"],
        short=table.get("short", table["zh"]),
        full_zh=table.get("full_zh", table["zh"]),
        sources=_texts(table, "sources"),
        roles=roles,
        member=table.get("member", True),
        aliases=_texts(table, "aliases"),
        keywords=_texts(table, "keywords"),
        keywords_verified=table.get("keywords_verified", False),
        current_name=table.get("current_name"),
        current_name_verified=table.get("current_name_verified", False),
        document_prefix=table.get("document_prefix"),
        duty=table.get("duty"),
    )


def _lane(key: str, table: Table) -> LaneBinding:
    return LaneBinding(
        lane=key,
        kind=cast(BindingKind, table["kind"]),
        source=table["source"],
        units=_texts(table, "units"),
        rules=tuple(_rule(rule) for rule in table.get("rules", [])),
        by_address=table.get("by_address", False),
        external_zh=table.get("external_zh"),
        handled_by=table.get("handled_by"),
        fallback=table.get("fallback"),
        reason=table.get("reason"),
        reason_en=table.get("reason_en"),
        acting_as=table.get("acting_as"),
    )


def _rule(table: Table) -> LaneRule:
    return LaneRule(
        fact=table["fact"],
        values=_texts(table, "values"),
        contains=_texts(table, "contains"),
        unit=table.get("unit"),
        by_address=table.get("by_address", False),
        external_zh=table.get("external_zh"),
        handled_by=table.get("handled_by"),
    )


def _setting(table: Table) -> SettingValue:
    value = table.get("value")
    if isinstance(value, bool) or value is None:
        return value
    return Decimal(value) if isinstance(value, int | Decimal) else str(value)


def _note(table: Table) -> SettingNote:
    return SettingNote(
        zh=table["zh"],
        en=table["en"],
        verified=table["verified"],
        source=table["source"],
        unit=table.get("unit", ""),
        unread=(table["unread_zh"], table["unread_en"]) if "unread_zh" in table else None,
    )


def _finding(table: Table) -> Finding:
    return Finding(table["id"], table["zh"], table["en"], _texts(table, "units"), table.get("default_zh", ""))


def check_district(district: District) -> list[str]:
    """Return what is wrong with a district (zh / en), empty when every lane leads to a unit or a reason."""
    findings = [
        f"缺少单位 {key} / unit {key} is missing" for key in PREDEFINED_UNITS if key not in district.units
    ]
    for lane in district.lanes.values():
        findings += [f"泳道 {lane.lane}：{text}" for text in _lane_findings(district, lane)]
    for finding in district.findings:
        findings += _unknown_units(district, finding.units, finding.id)
    return findings


def _lane_findings(district: District, lane: LaneBinding) -> list[str]:
    findings: list[str] = []
    if lane.kind not in get_args(BindingKind):
        findings.append(f"绑定方式 {lane.kind} 不存在 / there is no binding kind {lane.kind}")
    if lane.kind in ("one_of", "first_available") and not (lane.units or lane.fallback):
        findings.append("没有单位 / no unit is named")
    if lane.kind == "external" and not (lane.external_zh and lane.handled_by):
        findings.append("外部参与人须写明名称和登记单位 / an external lane needs external_zh and handled_by")
    if lane.kind == "none" and not (lane.reason and lane.reason_en and lane.fallback):
        findings.append(
            "无单位的泳道须写明原因和兜底单位 / a lane without a unit needs reason, reason_en, fallback"
        )
    named = [*lane.units, lane.handled_by, lane.fallback]
    for rule in lane.rules:
        named += [rule.unit, rule.handled_by]
        if not (rule.unit or rule.by_address or (rule.external_zh and rule.handled_by)):
            findings.append(f"规则 {rule.fact} 没有结果 / the rule on {rule.fact} has no outcome")
    return findings + _unknown_units(district, named, lane.lane)


def _unknown_units(district: District, named: Any, where: str) -> list[str]:
    return [
        f"{where} 指向不存在的单位 {key} / {where} names the unknown unit {key}"
        for key in named
        if key is not None and key not in district.units
    ]
