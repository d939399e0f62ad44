"""The rules of law: their editions and marks, the conflicts between them, and the forms that settle both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.choice_clocks import preview_choice
from app.actions.law import Law, law_of
from app.actions.rules import EditionRefused, make_rule_edition, settle_conflict
from app.clock import local
from app.deadlines import Rule, applies_in
from app.deadlines.conflicts import Conflict
from app.refusals import NotFound
from app.views.access import actor, db, house, needs
from app.views.naming import rule_length, rule_name
from app.views.words import t
from storage.law import recounts_of, rule_editions
from storage.models import ChoiceRecount, RuleEdition
from storage.officers import names_of

blueprint = Blueprint("rules", __name__, url_prefix="/rules")


@dataclass(frozen=True)
class Basis:
    """One of the rules that stand in conflict, and the conflict with what counts now."""

    conflict: str
    question: str
    choice: str
    settled: bool
    rules: tuple[Rule, ...]


@blueprint.get("")
@needs("law.read")
def page() -> str:
    """Show all rules and conflicts."""
    return render_template("law/rules.html", **rules_contents(db()))


@blueprint.get("/<rule_id>")
@needs("law.read")
def rule(rule_id: str) -> str:
    """Show one rule with its editions."""
    return render_template("law/rule.html", **rule_contents(db(), rule_id))


@blueprint.post("/<rule_id>")
@needs("rule.settle")
def settle(rule_id: str) -> Response:
    """Confirm or change a rule."""
    made = make_rule_edition(db(), rule_id, _changes(), *_grounds(), by=actor())
    flash(t(f"已生成第 {made.number} 版。", f"Edition {made.number} counts from now on."))
    return redirect(url_for("rules.rule", rule_id=rule_id))


@blueprint.post("/conflicts/<key>/preview")
@needs("rule.settle")
def preview(key: str) -> str:
    """Show what a choice would do to open clocks; nothing is written."""
    found = preview_contents(db(), key, request.form.get("choice", ""), _day(), *_grounds())
    return render_template("law/choice_preview.html", **found)


@blueprint.post("/conflicts/<key>")
@needs("rule.settle")
def choose(key: str) -> Response:
    """Settle a conflict from a day on."""
    when: dict[str, Any] = {"effective_on": _day(), "reaches_open": request.form.get("reaches_open") == "yes"}
    settle_conflict(db(), key, request.form.get("choice", ""), *_grounds(), by=actor(), **when)
    flash(t("已确定采用的规则和生效日期。", "The conflict is settled from that day on."))
    return redirect(url_for("rules.page") + f"#{key}")


def _day() -> date:
    text = request.form.get("effective_on", "").strip()
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise EditionRefused(
            f"生效日期“{text}”不是日期，请按 2026-01-31 的样子填写。",
            f"{text} is no date; write it like 2026-01-31.",
        ) from None


def _grounds() -> tuple[str, str]:
    return request.form.get("reason", ""), request.form.get("document", "")


def _changes() -> dict[str, Any]:
    text, found = request.form.get("length", "").strip(), {}
    if text:
        if not text.isascii() or not text.isdigit():
            raise EditionRefused("期限应为整数。", "The length must be a whole number.")
        found["length"] = int(text)
    return {**found, **({"source": s} if (s := request.form.get("source", "").strip()) else {})}


def rules_contents(session: Session) -> dict[str, Any]:
    """Return what the list of rules shows."""
    law = law_of(session)
    return {
        "rules": [(each, rule_length(each), law.statutes.edition(key)) for key, each in law.rules.items()],
        "open": sum(not each.confirmed for each in law.rules.values()),
        "conflicts": [
            (each, _basis(each, law, each.rules), law.choices.get(key, each.default), turns_of(session, each))
            for key, each in house().conflicts.items()
        ],
        "today": clock.today(),
    }


@dataclass(frozen=True)
class TurnLine:
    """A choice as it was made: which, from which day, by whom, on what, and how far open clocks are counted again."""

    choice: str
    on: date
    to_come: bool
    who: str
    edition: RuleEdition
    recount: ChoiceRecount | None


def turns_of(session: Session, conflict: Conflict) -> list[TurnLine]:
    """Return the choices made in a conflict, the newest first."""
    rows = rule_editions(session, conflict.key)
    people, counts = names_of(session, {row.made_by for row in rows}), recounts_of(session, conflict.key)
    found = []
    for row in reversed(rows):
        on = row.effective_on or local(row.made_at).date()
        choice = t(*conflict.choices[row.changes["choice"]])
        shown = (choice, on, on > clock.today(), people.get(row.made_by, ""), row, counts.get(row.id))
        found.append(TurnLine(*shown))
    return found


def preview_contents(
    session: Session, key: str, choice: str, day: date, reason: str, document: str
) -> dict[str, Any]:
    """Return what the preview of a choice shows: every open clock that it would change, and the form once more."""
    changes = preview_choice(session, key, choice, day)
    conflict = house().conflicts[key]
    return {
        "conflict": conflict,
        "words": t(*conflict.choices[choice]),
        "choice": choice,
        "day": day,
        "reason": reason,
        "document": document,
        "changes": [(each, rule_name(each.rule)) for each in changes],
    }


def rule_contents(session: Session, rule_id: str) -> dict[str, Any]:
    """Return what the page of one rule shows; raise NotFound for an unknown one."""
    law = law_of(session)
    found = law.rules.get(rule_id)
    if found is None:
        raise NotFound
    rows = rule_editions(session, found.rule_id)
    people = names_of(session, {row.made_by for row in rows})
    return {
        "rule": found,
        "length": rule_length(found),
        "edition": law.statutes.edition(found.rule_id),
        "editions": [(row, _told(row), people.get(row.made_by, "")) for row in rows],
        "bases": [
            _basis(house().conflicts[key], law, house().conflicts[key].rules) for key in found.conflict
        ],
    }


def bases_of(rule: Rule, district: str, law: Law) -> list[Basis]:
    """Return the conflicts of a rule with those of its bases that are law in a district."""
    place = house().districts[district].rule_jurisdiction
    found = []
    for key in rule.conflict:
        conflict = house().conflicts[key]
        local = [each for each in conflict.rules if each in law.rules and applies_in(law.rules[each], place)]
        found.append(_basis(conflict, law, tuple(local)))
    return found


def _basis(conflict: Conflict, law: Law, rules: tuple[str, ...]) -> Basis:
    choice = law.choices.get(conflict.key, conflict.default)
    return Basis(
        conflict.key,
        t(conflict.zh, conflict.en),
        t(*conflict.choices[choice]),
        conflict.key in law.choices,
        tuple(law.rules[each] for each in rules),
    )


def _told(row: RuleEdition) -> str:
    words = {"length": t("期限", "length"), "unit": t("单位", "unit"), "roll": t("顺延", "rolls")}
    words |= {"source": t("依据", "source"), "verified": t("确认", "confirmed")}
    return "；".join(f"{words.get(name, name)} {value}" for name, value in row.changes.items())
