"""Rules of law: the office confirms or changes one, or settles a conflict, each as a new edition with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actions.law import law_of, law_on
from app.actors import Actor
from app.clock import local
from app.deadlines import BadEdition, amended
from app.deadlines.conflicts import changes_of
from app.deadlines.rules import Rule
from app.house import house_of
from app.refusals import NotFound, NotReady, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.law import rule_editions, stamp_for_update
from storage.models import ChoiceRecount, RuleEdition, new_id


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
    session: Session,
    key: str,
    choice: str,
    reason: str,
    document: str,
    *,
    by: Actor,
    effective_on: date | None = None,
    reaches_open: bool = False,
) -> RuleEdition:
    """Choose how a conflict of rules is settled from a day on, today without one.

    It counts for clocks that start and steps that are entered from that day; what is open by then keeps the former
    choice, unless `reaches_open`: then background work counts open clocks again on that day. Where the choice changes
    how days count, its rules get new editions of the same day.
    """
    stamp = stamp_for_update(session)
    today = local(house_of(session).now()).date()
    day = effective_on or today
    conflict = house_of(session).conflicts.get(key)
    if conflict is None or choice not in conflict.choices:
        raise NotFound
    _check_day(today, day)
    law = law_on(session, day)
    if law.choices.get(key, conflict.default) == choice:
        raise NotReady(f"{day} 起的选择没有变化。", f"From {day} on the choice is as it was.")
    counts = _Counts(day, reaches_open)
    changes = changes_of(conflict, choice)
    for rule in (law.rules[each] for each in conflict.rules if each in law.rules):
        if before := _differing(rule, changes):
            _edition(session, rule.rule_id, changes, before, reason, document, by, counts)
    before = {"choice": law.choices.get(key, conflict.default)}
    row = _edition(session, key, {"choice": choice}, before, reason, document, by, counts)
    if reaches_open:
        session.flush()
        session.add(ChoiceRecount(edition_id=row.id, from_on=day, asked_at=row.made_at))
    stamp.rules = row.id
    return row


def _check_day(today: date, day: date) -> None:
    """Refuse a day that has gone by, or that nobody can plan for yet."""
    if not today <= day <= today + timedelta(days=730):
        raise EditionRefused(
            f"生效日期应为 {today} 或以后、两年以内的日期。",
            f"The choice can count from {today} or a later day within two years.",
        )


@dataclass(frozen=True)
class _Counts:
    """From when an edition counts, and whether for what is open by then too."""

    on: date
    reaches_open: bool


def _differing(rule: Rule, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a rule said before where changes make it another one, {} where they do not."""
    same = all(getattr(rule, name) == value for name, value in changes.items())
    return {} if same else _as_it_was(rule, changes)


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
    counts: _Counts | None = None,
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
        effective_on=counts.on if counts else None,
        reaches_open=counts is not None and counts.reaches_open,
    )
    session.add(row)
    told: dict[str, Any] = {
        "changes": dict(changes), "before": dict(before), "reason": why, "document": paper,
    }  # fmt: skip
    if counts:
        told |= {"effective_on": counts.on.isoformat(), "reaches_open": counts.reaches_open}
    facts = {"rule": subject, "edition": row.number, **told}
    record(session, "rule_edition_made", facts, at=at, by=by)
    return row
