"""What checks on site, permit cases, contracts and owners' months say of projects; it reads no register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.clock import local
from app.engine import run_data
from app.rosters.projects import standing
from app.values import from_json
from app.views.registers_query import Asked
from storage.gathered import OfCase, ProjectLine, parties_in, runs_in, sections_in
from storage.project_lists import lists_in_force

ITEMS: Mapping[str, str] = {
    "实名制": "real_name",
    "工资专户": "special_account",
    "总包代发": "proxy_pay",
    "工资保证金": "deposit_held",
    "公示牌": "notice_board",
}
"""The items of a check on site by the column of the register."""
COMPLETE = "齐全"
Told = dict[tuple[str, str], dict[str, Any]]


GENERAL_CONTRACTOR = "施工总承包单位"
"""The place in the chain of contracts of whoever pays wages for the subcontractors."""


def five_items(asked: Asked, projects: Sequence[tuple[ProjectLine, OfCase]]) -> Told:
    """Return what is known of the five items by district and name of the project, with the day of the last check."""
    found: Told = {}
    names = {case.id: project.name.strip() for project, case in projects}
    for run, case in reversed(runs_in(asked.session, "permit_control", asked.units, asked.whole)):
        account = run_data(run.state).get("special_account")
        if isinstance(account, bool) and case.id in names:
            found.setdefault((case.jurisdiction_key, names[case.id]), {})["special_account"] = account
    for day, district, target, rows in sorted(_checks(asked), key=lambda each: each[0]):
        told = found.setdefault((district, target), {})
        told["checked_on"] = day
        for row in rows:
            if row.get("item") in ITEMS:
                told[ITEMS[row["item"]]] = row.get("result") == COMPLETE
    return found


def contractors(asked: Asked) -> dict[str, tuple[str, str | None]]:
    """Return the general contractor of each case that names one, with its credit code."""
    found: dict[str, tuple[str, str | None]] = {}
    for party, case in parties_in(asked.session, ("chain", "contractor"), asked.units, asked.whole):
        if party.place == "contractor" or party.details.get("place") == GENERAL_CONTRACTOR:
            found.setdefault(case.id, (party.name, party.uscc))
    return found


def labour_cost(asked: Asked) -> Told:
    """Return the last month's labour cost of government projects by district and name, as their owners told it."""
    found: Told = {}
    for case, section in sections_in(asked.session, "gov_project", asked.units, asked.whole):
        month, rows = (from_json(section.facts.get(name)) for name in ("month", "projects"))
        for row in rows if isinstance(rows, list) else []:
            at = (case.jurisdiction_key, str(row.get("project", "")).strip())
            if at not in found or str(month) > found[at]["labour_month"]:
                due, paid = row.get("labour_cost_due"), row.get("labour_cost_paid")
                found[at] = {"labour_month": str(month), "labour_due": due, "labour_paid": paid}
    return found


def real_names(asked: Asked) -> dict[str, dict[str, Any]]:
    """Return by row of the register what the lists of real-name platforms say of its project."""
    found: dict[str, list[tuple[str, date, Mapping[str, Any]]]] = {}
    for row in lists_in_force(asked.session, asked.concerned()):
        found.setdefault(row.entry_id, []).append((row.kind, local(row.imported_at).date(), row.summary))
    told = {}
    for entry_id, lists in found.items():
        now = standing(lists, asked.today)
        if now.on is not None:
            told[entry_id] = {
                "real_name": True,
                "real_name_on": now.on,
                "real_name_workers": now.workers,
                "real_name_missing": now.days,
            }
    return told


def _checks(asked: Asked) -> list[tuple[date, str, str, list[Mapping[str, Any]]]]:
    found = []
    for case, section in sections_in(asked.session, "site", asked.units, asked.whole):
        day = from_json(section.facts.get("checked_on"))
        rows = from_json(section.facts.get("five_items"))
        target = from_json(section.facts.get("target"))
        if isinstance(day, date) and isinstance(rows, list) and target:
            found.append((day, case.jurisdiction_key, str(target).strip(), rows))
    return found
