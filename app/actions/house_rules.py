"""Rules that designers set for all processes: which apply, trying one on what is published, setting and switching."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from sqlalchemy.orm import Session

from app.actions.design_reach import designer
from app.actions.published import runnable_editions
from app.actors import Actor
from app.diagrams.checks import BadRule, HouseRule, Surroundings, breaking, models_of, read_rule, scope_of
from app.diagrams.findings import Severity
from app.house import house_of
from app.refusals import NotFound, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.house_rules import house_rule_row, house_rule_rows
from storage.models import HouseRuleRow

KEY = re.compile(r"[a-z][a-z0-9_]{2,59}")
LONGEST = {"name_zh": 100, "name_en": 100, "zh": 500, "en": 500, "feel": 2000}
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class RuleUnclear(Refusal):
    """A rule lacks something, or its FEEL cannot be used."""

    status = 422


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule as it stands: whether it applies, and whether it is as shipped."""

    rule: HouseRule
    applies: bool
    shipped: bool


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a published process breaks a rule that was tried: its key, names and the elements, or why not told."""

    key: str
    name_zh: str
    name_en: str
    elements: tuple[str, ...]
    fault: tuple[str, str] | None = None


def standing_rules(session: Session) -> list[StandingRule]:
    """Return every rule by key: those that ship, and over them what designers set."""
    found = {key: StandingRule(rule, True, True) for key, rule in house_of(session).house_rules.items()}
    for row in house_rule_rows(session):
        found[row.key] = StandingRule(_rule(row), row.applies, False)
    return [found[key] for key in sorted(found)]


def rules_in_force(session: Session) -> list[HouseRule]:
    """Return the rules that apply."""
    return [each.rule for each in standing_rules(session) if each.applies]


def tried(session: Session, feel: str) -> list[Breach]:
    """Return which published processes break a rule, and where; raise RuleUnclear when its FEEL cannot be used."""
    source = _readable(feel)
    found = []
    for edition in runnable_editions(session):
        own = f"processes/{edition.key}/{edition.key}.bpmn"
        for model in models_of(edition.files, Surroundings()):
            if model.file != own:
                continue
            try:
                elements, fault = tuple(breaking(source, scope_of(model))), None
            except BadRule as bad:
                elements, fault = (), (bad.zh, bad.en)
            if elements or fault:
                found.append(Breach(edition.key, edition.name_zh, edition.name_en, elements, fault))
    return found


@unit_of_work
def set_house_rule(session: Session, key: str, given: Mapping[str, str], *, by: Actor) -> HouseRuleRow:
    """Set a rule, new or changed, and let it apply.

    Raises RuleUnclear for a missing text, a bad key, or FEEL that cannot be used on some published process.
    """
    who = designer(by)
    rule = _clear(key, given)
    unusable = next((each for each in tried(session, rule.feel) if each.fault is not None), None)
    if unusable is not None and unusable.fault is not None:
        raise RuleUnclear(
            f"在流程“{unusable.name_zh}”上无法判断：{unusable.fault[0]}",
            f"It cannot be judged on the process “{unusable.name_en}”: {unusable.fault[1]}",
        )
    row = _row(session, rule, True, who)
    record(
        session,
        "house_rule_set",
        {"key": rule.key, "name": rule.name_zh, "feel": rule.feel},
        at=row.changed_at,
        by=who,
    )
    return row


@unit_of_work
def switch_house_rule(session: Session, key: str, applies: bool, *, by: Actor) -> HouseRuleRow:
    """Let a rule apply, or no longer; raise NotFound for an unknown one."""
    who = designer(by)
    standing = next((each for each in standing_rules(session) if each.rule.key == key), None)
    if standing is None:
        raise NotFound
    row = _row(session, standing.rule, applies, who)
    facts = {"key": key, "name": standing.rule.name_zh, "applies": applies}
    record(session, "house_rule_switched", facts, at=row.changed_at, by=who)
    return row


def _row(session: Session, rule: HouseRule, applies: bool, by: Actor) -> HouseRuleRow:
    at = house_of(session).now()
    row = house_rule_row(session, rule.key)
    if row is None:
        row = HouseRuleRow(key=rule.key)
        session.add(row)
    row.name_zh, row.name_en, row.zh, row.en = rule.name_zh, rule.name_en, rule.zh, rule.en
    row.severity, row.feel, row.applies = rule.severity, rule.feel, applies
    row.changed_by, row.changed_at = by.officer_id or "", at
    session.flush()
    return row


def _rule(row: HouseRuleRow) -> HouseRule:
    severity = next(each for each in SEVERITIES if each == row.severity)
    return HouseRule(row.key, row.zh, row.en, severity, row.feel, row.name_zh, row.name_en)


def _clear(key: str, given: Mapping[str, str]) -> HouseRule:
    if not KEY.fullmatch(key):
        raise RuleUnclear(
            "编号以小写字母开头，只用小写字母、数字和下划线，3 至 60 个字符。",
            "The key begins with a small letter and holds small letters, digits and _, 3 to 60 of them.",
        )
    texts = {name: " ".join(given.get(name, "").split()) for name in LONGEST}
    texts["feel"] = given.get("feel", "").strip()
    for name, most in LONGEST.items():
        if not texts[name] or len(texts[name]) > most:
            zh, en = WORDS[name]
            raise RuleUnclear(f"请填写{zh}，最多 {most} 个字。", f"Fill in {en}, at most {most} characters.")
    severity = next((each for each in SEVERITIES if each == given.get("severity")), None)
    if severity is None:
        raise RuleUnclear("请选择违反时的程度。", "Choose how grave it is to break the rule.")
    _readable(texts["feel"])
    return HouseRule(
        key, texts["zh"], texts["en"], severity, texts["feel"], texts["name_zh"], texts["name_en"]
    )


WORDS = {
    "name_zh": ("中文名称", "the Chinese name"),
    "name_en": ("英文名称", "the English name"),
    "zh": ("中文说明", "the Chinese sentence"),
    "en": ("英文说明", "the English sentence"),
    "feel": ("FEEL 表达式", "the FEEL expression"),
}


def _readable(feel: str) -> str:
    try:
        read_rule(feel)
    except BadRule as bad:
        raise RuleUnclear(bad.zh, bad.en) from bad
    return feel
