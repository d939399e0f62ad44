"""Rules of law: the office confirms or changes one, or settles a conflict, each as a new edition with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.actors import Actor
from app.deadlines import BadEdition, amended
from app.deadlines.conflicts import changes_of
from app.deadlines.rules import Rule
from app.house import house_of
from app.refusals import NotFound, NotReady, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.law import rule_editions, stamp_for_update
from storage.models import RuleEdition, new_id


class EditionRefused(Refusal):
    """A new edition that cannot be made, and what to put right."""

    status = 422


@unit_of_work
def make_rule_edition(
    session: Session, rule_id: str, changes: Mapping[str, Any], reason: str, document: str, *, by: Actor
) -> RuleEdition:
    """Confirm a rule as it stands, or change it; clocks that run keep the edition with which they began."""
    stamp = stamp_for_update(session)
    rule = law_of(session).rules.get(rule_id)
    if rule is None:
        raise NotFound
    wanted = {
        "verified": "V",
        **{name: value for name, value in changes.items() if getattr(rule, name) != value},
    }
    if wanted == {"verified": "V"} and rule.confirmed:
        raise NotReady("规则已经确认，没有变化。", "The rule is confirmed already; nothing has changed.")
    try:
        amended(rule, wanted)
    except BadEdition as bad:
        zh, _, en = str(bad).partition(" / ")
        raise EditionRefused(f"{zh}。", f"{en}.") from None
    row = _edition(session, rule.rule_id, wanted, _as_it_was(rule, wanted), reason, document, by)
    stamp.rules = row.id
    return row


@unit_of_work
def settle_conflict(
    session: Session, key: str, choice: str, reason: str, document: str, *, by: Actor
) -> RuleEdition:
    """Choose how a conflict of rules is settled; where that changes how days count, its rules get new editions."""
    stamp = stamp_for_update(session)
    conflict = house_of(session).conflicts.get(key)
    if conflict is None or choice not in conflict.choices:
        raise NotFound
    law = law_of(session)
    if law.choices.get(key, conflict.default) == choice:
        raise NotReady("选择没有变化。", "The choice is as it was.")
    for rule_id in conflict.rules:
        changes = changes_of(conflict, choice)
        rule = law.rules.get(rule_id)
        if rule is not None and any(getattr(rule, name) != value for name, value in changes.items()):
            _edition(session, rule.rule_id, changes, _as_it_was(rule, changes), reason, document, by)
    before = {"choice": law.choices.get(key, conflict.default)}
    row = _edition(session, key, {"choice": choice}, before, reason, document, by)
    stamp.rules = row.id
    return row


def _as_it_was(rule: Rule, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a rule said before where it is changed, in plain JSON types."""
    before = {name: getattr(rule, name) for name in changes}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()}


def _edition(
    session: Session,
    subject: str,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    reason: str,
    document: str,
    by: Actor,
) -> RuleEdition:
    why, paper = reason.strip(), document.strip()
    if not 1 <= len(why) <= 500 or not 1 <= len(paper) <= 300:
        raise EditionRefused(
            "请写明理由（500 字以内）和依据文件（300 字以内）。",
            "Give the reason (500 characters at most) and the document (300 at most).",
        )
    at = house_of(session).now()
    row = RuleEdition(
        id=new_id(),
        subject=subject,
        number=len(rule_editions(session, subject)) + 1,
        changes=dict(changes),
        reason=why,
        document=paper,
        made_at=at,
        made_by=by.officer_id or "",
    )
    session.add(row)
    told = {"changes": dict(changes), "before": dict(before), "reason": why, "document": paper}
    facts = {"rule": subject, "edition": row.number, **told}
    record(session, "rule_edition_made", facts, at=at, by=by)
    return row
