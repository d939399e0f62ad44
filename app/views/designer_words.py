"""The words from which a designer chooses: lanes, roles, rules, papers, fields, names; no case and no person."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.actions.operations import OPERATIONS
from app.catalogue import Catalogue
from app.deadlines.rules import Rule
from app.districts.district import District, LaneBinding
from app.house import House
from app.permissions import role_name
from app.views.access import language
from app.views.naming import message_name, rule_length
from app.views.words import t
from storage.versions import newest_versions

Options = list[tuple[str, str]]

BINDINGS = (
    ("one-of", ("按情况确定一个单位", "one unit, as the case says")),
    ("all-of", ("每个单位各一项", "each unit one task")),
    ("first-available", ("第一个能办的单位", "the first that can")),
    ("optional", ("没有单位时跳过", "left out where there is none")),
)
KINDS = {
    "one_of": ("按规则确定", "by rule"),
    "all_of": ("各单位分别办理", "each unit"),
    "first_available": ("依次确定", "first available"),
    "external": ("外部单位，由承办人登记", "outside the system"),
    "none": ("无对应单位，跳过并记录原因", "no unit: skipped, with the reason"),
}
SETTINGS = {
    "role": ("岗位", "role"),
    "starts": ("办结起算", "starts"),
    "starts_on_entry": ("到达起算", "starts on entry"),
    "meets": ("履行", "meets"),
    "extends": ("延长", "extends"),
    "documents": ("文书", "papers"),
    "four_eyes_not": ("四眼", "four eyes"),
    "decision": ("决策", "decision"),
    "operation": ("系统操作", "operation"),
    "topic": ("外部任务主题", "external topic"),
    "rule": ("期限规则", "rule"),
}
TIMED = frozenset({"wd", "cd", "month"})


def vocabulary_of(house: House, session: Session) -> dict[str, Any]:
    """Return everything the editors offer, as options of value and label in the language of the page."""
    versions = newest_versions(session)
    processes = {each.process_key: t(each.name_zh, each.name_en) for each in versions}
    started = [f"{word}{key}{end}" for key in processes for word, end in (("start_", ""), ("", "_result"))]
    rules = sorted(house.rules.values(), key=lambda rule: rule.rule_id)
    return {
        "lanes": [_lane(house, key) for key in house.lanes],
        "roles": [(key, role_name(key, language())) for key in house.roles],
        "bindings": [(key, t(*words)) for key, words in BINDINGS],
        "rules": [(rule.rule_id, _rule(rule)) for rule in rules if rule.kind != "counting"],
        "pattern_rules": _pattern_rules(rules),
        "documents": [(paper.code, t(paper.zh, paper.en)) for paper in house.papers.values()],
        "operations": [(name, name) for name in OPERATIONS],
        "processes": list(processes.items()),
        "messages": [(name, message_name(name, processes)) for name in started],
        "sections": _sections(house.catalogue),
        "names": _names(house),
        "settings": {name: t(*words) for name, words in SETTINGS.items()},
    }


def _rule(rule: Rule) -> str:
    length = rule_length(rule)
    return t(rule.name_zh, rule.name_en) + (t(f"（{length}）", f" ({length})") if length else "")


def _pattern_rules(rules: list[Rule]) -> dict[str, list[dict[str, str]]]:
    """Return the rules that patterns may begin with: what a party has to do in time, and what can be extended."""
    timed = [rule for rule in rules if rule.length and rule.unit in TIMED]
    return {
        "party": [_offered(rule) for rule in timed if rule.duty == "party"],
        "extended": [_offered(rule) for rule in timed if rule.extension or rule.extension_open],
    }


def _offered(rule: Rule) -> dict[str, str]:
    return {"rule": rule.rule_id, "approver": rule.approver_role or "unit_leader"}


def _lane(house: House, key: str) -> dict[str, Any]:
    lane = house.lanes[key]
    bound = [(t(each.zh, each.en), _bound(each, each.lanes.get(key))) for each in house.districts.values()]
    return {"key": key, "zh": lane.zh, "name": t(lane.zh, lane.en), "bound": bound}


def _bound(district: District, binding: LaneBinding | None) -> str:
    if binding is None:
        return t("未设置", "not bound")
    units = [district.units[key] for key in binding.units if key in district.units]
    names = "、".join(t(unit.short, unit.en) for unit in units)
    words = t(*KINDS[binding.kind]) if binding.kind in KINDS else binding.kind
    return f"{names}（{words}）" if names else words


def _sections(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the fields that a form can ask for, by section."""
    found: dict[str, Options] = {}
    for path, known in catalogue.fields.items():
        if path.startswith("case.") and not known.derived:
            found.setdefault(path.split(".")[1], []).append((path, t(known.zh, known.en)))
    names = {key: t(*catalogue.sections.get(key, (key, key))) for key in found}
    return [{"key": key, "name": names[key], "fields": fields} for key, fields in found.items()]


def _names(house: House) -> Options:
    """Return the facts that expressions may read: not what is encrypted, which never reaches the engine."""
    facts = [
        (path, t(known.zh, known.en))
        for path, known in house.catalogue.fields.items()
        if path.startswith("case.") and not known.personal
    ]
    settings = sorted({name for district in house.districts.values() for name in district.settings})
    return facts + [(f"setting.{name}", t("辖区设置", "setting of the district")) for name in settings]
