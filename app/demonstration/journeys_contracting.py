"""Roads of findings on contracting: asked for by a wage case, or begun by a check of the construction authority."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.matters import Matter, address_of, chain
from app.demonstration.stories import company

SEEN = {
    "挂靠": "name_lent",
    "转包": "whole_passed_on",
    "违法分包": "subcontracted_illegally",
    "拖欠工程款": "owner_owes_price",
}


def evidence(finding: str) -> dict[str, Any]:
    """Return what is seen on a site of which this is found."""
    seen: dict[str, Any] = {name: name == SEEN.get(finding) for name in SEEN.values()}
    if finding == "拖欠工程款":
        price = {"case.finding.unpaid_price": Decimal(860000), "case.finding.wage_part": Decimal(210000)}
        seen |= price
    return seen | {"awarded_by_owner_illegally": False}


def find(road: Road, finding: str, parties: list[dict[str, Any]] | None = None) -> None:
    """The construction authority signs for the matter, checks the site, hears the parties and serves its finding."""
    road.step("accept_matter", {"competent": True})
    road.later(2, 4)
    road.step("gather_evidence", evidence(finding) | ({"case.parties": parties} if parties else {}))
    road.later(2, 4)
    road.step("draft_finding", {"finding": finding})
    sign(road, "approve_finding", legal=True)
    deliver(road, "serve_finding", "直接送达")


def find_for(road: Road, matter: Matter, finding: str) -> None:
    """The finding that a wage case waits for; it also settles who is in the chain."""
    find(road, finding, chain(road, matter))


def own_check(road: Road) -> None:
    """A check of the construction authority's own: the owner has not paid, or nothing is wrong."""
    place = "天津" if road.district.key == "tj_ftz" else "青海"
    region = "120116" if road.district.key == "tj_ftz" else "630102"
    builder = company(road.inventor, road.inventor.company_name(place, "建筑工程"), region)
    project = {"case.project.name": f"示例{road.pick('管网改造', '综合楼', '仓库')}项目"}
    site = project | {"case.project.address": address_of(road), "case.employer": builder}
    road.start("contracting_finding", road.unit("construction"), "unit_liaison", site)
    road.later(0, 1)
    find(road, road.pick("拖欠工程款", "不成立"))
