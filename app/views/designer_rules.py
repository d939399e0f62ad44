"""The rules that designers set for all processes: the list, setting one, and trying it on what is published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions.house_rules import (
    Breach,
    RuleUnclear,
    set_house_rule,
    standing_rules,
    switch_house_rule,
    tried,
)
from app.views.access import actor, db, needs
from app.views.designer_checks import COLOURS, WORDS
from app.views.words import t

blueprint = Blueprint("designer_rules", __name__, url_prefix="/designer/rules")

FIELDS = ("key", "name_zh", "name_en", "zh", "en", "severity", "feel")


@blueprint.get("")
@needs("process.design")
def page() -> str:
    """List the rules; with `?rule=` that rule stands in the form."""
    rules = standing_rules(db())
    chosen = next((each.rule for each in rules if each.rule.key == request.args.get("rule")), None)
    given = {name: str(getattr(chosen, name)) for name in FIELDS} if chosen else {}
    return render_template("designer/rules.html", **_contents(given))


@blueprint.post("")
@needs("process.design")
def save() -> Response:
    """Set a rule, or try it without setting it."""
    given = {name: request.form.get(name, "") for name in FIELDS}
    try:
        if "try" in request.form:
            return _shown(given, breaches=tried(db(), given["feel"]))
        row = set_house_rule(db(), given["key"], given, by=actor())
    except RuleUnclear as refusal:
        return _shown(given, fault=t(refusal.zh, refusal.en))
    flash(
        t(
            f"规则“{row.name_zh}”已保存，今后的检查都按它进行。",
            f"The rule “{row.name_en}” is set; all checks go by it.",
        )
    )
    return redirect("/designer/rules")


@blueprint.post("/<key>/applies")
@needs("process.design")
def switch(key: str) -> Response:
    """Let a rule apply, or no longer."""
    row = switch_house_rule(db(), key, request.form.get("applies") == "yes", by=actor())
    flash(
        t("规则已启用。", "The rule applies.")
        if row.applies
        else t("规则已停用。", "The rule no longer applies.")
    )
    return redirect("/designer/rules")


def _shown(given: dict[str, str], *, fault: str = "", breaches: list[Breach] | None = None) -> Response:
    page = render_template("designer/rules.html", **_contents(given, fault, breaches))
    return make_response(page, 422 if fault else 200)


def _contents(given: dict[str, str], fault: str = "", breaches: list[Breach] | None = None) -> dict[str, Any]:
    return {
        "rules": [
            {
                "key": each.rule.key,
                "name": t(each.rule.name_zh, each.rule.name_en),
                "sentence": t(each.rule.zh, each.rule.en),
                "severity": t(*WORDS[each.rule.severity]),
                "colour": COLOURS[each.rule.severity],
                "feel": each.rule.feel,
                "applies": each.applies,
                "shipped": each.shipped,
            }
            for each in standing_rules(db())
        ],
        "given": given,
        "severities": [(name, t(*words)) for name, words in WORDS.items()],
        "fault": fault,
        "breaches": None if breaches is None else [_breach(each) for each in breaches],
    }


def _breach(breach: Breach) -> dict[str, Any]:
    whole = t("整个流程", "the process as a whole")
    return {
        "process": t(breach.name_zh, breach.name_en),
        "elements": "、".join(each or whole for each in breach.elements[:20]),
        "count": len(breach.elements),
        "fault": t(*breach.fault) if breach.fault else "",
    }
