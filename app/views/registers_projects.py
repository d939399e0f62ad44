"""Rows of the register of projects: those entered and those that cases name, each once; no other register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.clock import local
from app.ledgers import DEPOSIT
from app.registers import FIVE
from app.views.registers_checks import Told, contractors, five_items, labour_cost, real_names
from app.views.registers_money import held_by_subject
from app.views.registers_own import lasting_key, own_row
from app.views.registers_query import Asked, Row
from storage.gathered import OfCase, ProjectLine, projects_in
from storage.ledgers import balances_of
from storage.models import RegisterEntry
from storage.registers import entries_in

Place = tuple[str, str]
"""District and name of a project."""
Found = list[tuple[ProjectLine, OfCase]]


class Gathered:
    """The projects that cases name, by place; each is given out once."""

    def __init__(self, projects: Sequence[tuple[ProjectLine, OfCase]]) -> None:
        self.left: dict[Place, Found] = defaultdict(list)
        self._permits: dict[Place, set[Place]] = defaultdict(set)
        for project, case in projects:
            place = (case.jurisdiction_key, project.name.strip())
            self.left[place].append((project, case))
            if project.permit_no:
                self._permits[case.jurisdiction_key, project.permit_no].add(place)

    def take(self, entry: RegisterEntry) -> Found:
        """Return the cases of an entered project, found by its name or its permit number."""
        places = {(entry.jurisdiction_key, entry.number)}
        permit = entry.facts.get("permit_no")
        if permit:
            places |= self._permits.get((entry.jurisdiction_key, permit), set())
        return [each for place in sorted(places) for each in self.left.pop(place, [])]


def project_rows(asked: Asked) -> list[Row]:
    """Return the projects that are known, in the register or from a case, with the five items and their cases."""
    concerned = asked.concerned()
    held = held_by_subject(balances_of(asked.session, concerned, DEPOSIT))
    projects = projects_in(asked.session, asked.units, asked.whole)
    checks, costs, builders = five_items(asked, projects), labour_cost(asked), contractors(asked)
    lists = real_names(asked)
    cases = Gathered(projects)
    rows = []
    for entry in entries_in(asked.session, concerned, "projects"):
        found = cases.take(entry)
        facts = {
            **_contractor(found, builders),
            **lists.get(entry.id, {}),
            **costs.get((entry.jurisdiction_key, entry.number), {}),
            **entry.facts,
            **_checks_of(entry, found, checks),
            "name": entry.number,
        }
        if _stored(held.get((entry.jurisdiction_key, entry.id), {})):
            facts["deposit_held"] = True
        rows.append(own_row(entry, {**facts, **_checked(facts), **_counted(found)}, _ids(found)))
    for place, found in cases.left.items():
        facts = {**_of_case(found[0][0], place[1]), **_contractor(found, builders)}
        facts |= {**checks.get(place, {}), **costs.get(place, {})}
        cells = {**facts, **_checked(facts), **_counted(found)}
        rows.append(Row(lasting_key("p", *place), place[0], cells, case_id=found[0][1].id, cases=_ids(found)))
    return rows


def _checks_of(entry: RegisterEntry, found: Found, checks: Told) -> dict[str, Any]:
    """What checks say of an entered project: one made after it was entered counts, an earlier one fills gaps."""
    names = dict.fromkeys((*(project.name.strip() for project, _ in found), entry.number))
    told: dict[str, Any] = {}
    for name in names:
        told |= checks.get((entry.jurisdiction_key, name), {})
    day = told.get("checked_on")
    if day is not None and day >= local(entry.added_at).date():
        return told
    return {key: value for key, value in told.items() if entry.facts.get(key) is None}


def _contractor(found: Found, builders: Mapping[str, tuple[str, str | None]]) -> dict[str, Any]:
    """Return the general contractor that the newest case names."""
    name, uscc = next((builders[case.id] for _, case in found if case.id in builders), ("", None))
    return {"contractor": name, "contractor_uscc": uscc} if name else {}


def _of_case(project: ProjectLine, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "permit_no": project.permit_no,
        "kind": project.kind,
        "address": project.address,
        "funding": project.funding,
    }


def _stored(sums: Mapping[str, Decimal]) -> bool:
    return sums.get("cash", Decimal(0)) + sums.get("guarantee", Decimal(0)) > 0


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    told = [facts.get(name) for name in FIVE]
    known = [value for value in told if value is not None]
    return {"five": f"{sum(bool(value) for value in known)}/5" if known else ""}


def _counted(found: Found) -> dict[str, Any]:
    return {"cases": len(found), "open_cases": sum(not case.closed for _, case in found)}


def _ids(found: Found) -> tuple[str, ...]:
    return tuple(case.id for _, case in found)
