"""The register of members: units with their names and validity, offices, lanes, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.actions.law import law_of
from app.actors import Actor
from app.districts import District, Unit
from app.duties import Clause
from app.permissions import may
from app.refusals import NotFound
from app.views.access import actor, db, house, needs
from app.views.duties_matrix import performing
from app.views.members_words import entry_line
from app.views.naming import district_name, districts, unit_name
from app.views.words import role, t
from storage.district_register import entries_of, memberships_of_unit, newest_changes
from storage.models import DistrictEntry, Membership
from storage.officers import names_of

blueprint = Blueprint("members", __name__, url_prefix="/members")

CHANGES = ("unit", "left", "name", "merged", "member", "lane")


@dataclass(frozen=True)
class UnitLine:
    """One unit of the list: its name in the document and now, since when, its standing and who may act for it."""

    unit: Unit
    in_document: str
    now: str
    since: Any
    into: str
    left: bool
    duties: int
    lanes: tuple[str, ...]


@blueprint.get("")
@needs("law.read")
def page() -> str:
    """Show the units of a district, the leaders, the office and the lanes."""
    return render_template("members/list.html", **_contents(db(), actor(), _district()))


@blueprint.get("/<district>/<unit>")
@needs("law.read")
def unit(district: str, unit: str) -> str:
    """Show one unit: names with validity, duties with their clauses, offices with validity."""
    return render_template("members/unit.html", **_unit_contents(db(), actor(), district, unit))


def _district() -> str:
    asked = request.args.get("district", "")
    return asked if asked in house().districts else min(actor().jurisdictions, default=min(house().districts))


def _contents(session: Session, who: Actor, key: str) -> dict[str, Any]:
    district, shipped = districts()[key], house().districts[key]
    newest = newest_changes(session, key, CHANGES)
    lines = [_line(shipped, district, each, newest) for each in district.units]
    return {
        "district": district,
        "key": key,
        "name": district_name(key),
        "districts": [(each, district_name(each)) for each in house().districts],
        "members": [line for line in lines if line.unit.member],
        "others": [line for line in lines if not line.unit.member],
        "lanes": [
            (house().lanes[each], bound, _bound(key, district, each))
            for each, bound in district.lanes.items()
        ],
        "changes": _changes(session, key),
        "may_begin": may(who, "task.work") and key in who.jurisdictions,
        "findings": len(district.findings),
        "decided": len({row.subject for row in entries_of(session, key, ["notice"])}),
    }


def _line(
    shipped: District, district: District, key: str, newest: dict[tuple[str, str], DistrictEntry]
) -> UnitLine:
    unit, before = district.units[key], shipped.units.get(key)
    renamed = newest.get(("name", key)) or newest.get(("unit", key))
    same = before is not None and unit.zh == before.zh
    named = (before.current_name or "" if before else "") if same else unit.zh
    return UnitLine(
        unit=unit,
        in_document=before.zh if before else "",
        now=named,
        since=renamed.valid_from if renamed else None,
        into=unit_name(f"{district.key}.{unit.successor}") if unit.successor else "",
        left=unit.successor is not None and ("merged", key) not in newest,
        duties=len(_clauses(district.key, key)),
        lanes=tuple(
            t(house().lanes[lane].zh, house().lanes[lane].en)
            for lane, bound in district.lanes.items()
            if key in bound.units
        ),
    )


def _bound(key: str, district: District, lane: str) -> str:
    bound = district.lanes[lane]
    if bound.external_zh:
        return f"{bound.external_zh}（{t('区外', 'outside')}）"
    if bound.kind == "all_of" and not bound.units:
        return t("全部成员单位", "all member units")
    return t("、", ", ").join(unit_name(f"{key}.{each}", short_form=True) for each in bound.units) or t(
        "无", "none"
    )


def _changes(session: Session, key: str) -> list[tuple[DistrictEntry, str, str]]:
    rows = entries_of(session, key, CHANGES)
    people = names_of(session, {row.made_by for row in rows if row.made_by})
    return [(row, entry_line(row), people.get(row.made_by, t("系统", "System"))) for row in rows]


def _unit_contents(session: Session, who: Actor, key: str, short: str) -> dict[str, Any]:
    district = districts().get(key)
    if district is None or short not in district.units:
        raise NotFound
    shipped = house().districts[key].units.get(short)
    rows = memberships_of_unit(session, f"{key}.{short}")
    names = names_of(session, {row.officer_id for row in rows})
    entries = entries_of(session, key, CHANGES, short)
    people = names_of(session, {row.made_by for row in entries if row.made_by})
    return {
        "unit": district.units[short],
        "shipped": shipped,
        "key": key,
        "name": district_name(key),
        "document": district.document,
        "clauses": _clauses(key, short),
        "successor": district.units[short].successor,
        "district_unit": lambda one: unit_name(f"{key}.{one}"),
        "offices": _offices(rows, names) if key in who.jurisdictions else [],
        "shows_officers": key in who.jurisdictions,
        "changes": [(row, entry_line(row), people.get(row.made_by, t("系统", "System"))) for row in entries],
        "findings": [each for each in district.findings if short in each.units],
        "today": clock.today(),
        "rules": len(law_of(session).rules),
    }


def _clauses(district: str, unit: str) -> list[Clause]:
    """Return the clauses that name a unit, or whose duty it has taken over."""
    here = (each for each in house().clauses.values() if each.district == district)
    return [
        each for each in here if unit in each.units or (not each.concerns("") and unit in performing(each))
    ]


def _offices(rows: Any, names: dict[str, str]) -> list[tuple[str, list[tuple[str, Membership]]]]:
    """Return the roles of a unit in the order of their words, each with who holds or held it, the latest first."""
    found: dict[str, list[tuple[str, Membership]]] = {}
    for row in sorted(rows, key=lambda each: each.valid_from, reverse=True):
        found.setdefault(role(row.role), []).append((names.get(row.officer_id, ""), row))
    return sorted(found.items())
