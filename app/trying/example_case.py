"""A case file of made-up facts with which a trial can begin where another process would have left off."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from app.demonstration.stories import company, person, roster
from app.identifiers.invented import Inventor
from app.values import Value

ADDRESSES = {"tj_ftz": "天津港保税区海滨示例路8号", "xn_chengdong": "西宁市城东区八一中路示例段8号"}
REGIONS = {"tj_ftz": ("天津", "120116"), "xn_chengdong": ("青海", "630102")}
WORKERS = ("张甲示", "李乙例")
WAGE = Decimal(4800)


def example_case(district: str, at: datetime) -> dict[str, Value]:
    """Return facts by path: an employer, a contractor, a project and two workers who are owed two months' wages."""
    inventor = Inventor("trial")
    place, region = REGIONS.get(district, REGIONS["tj_ftz"])
    address = ADDRESSES.get(district, ADDRESSES["tj_ftz"])
    months = [
        f"{(at.year * 12 + at.month - 1 - back) // 12}-{(at.month - 1 - back) % 12 + 1:02d}"
        for back in (2, 1)
    ]
    employer = company(inventor, inventor.company_name(place, "劳务"), region)
    contractor = company(inventor, inventor.company_name(place, "建筑工程"), region)
    return {
        "case.employer": employer | {"address": address},
        "case.parties": [{"place": "施工总承包单位", **contractor}],
        "case.roster": roster(inventor, list(WORKERS), months, dict.fromkeys(WORKERS, WAGE)),
        "case.project.name": "示例安置小区项目",
        "case.project.address": address,
        "case.reporter.identity": person(inventor, WORKERS[0]),
        "case.complaint.received_at": at,
        "case.complaint.amount_claimed": WAGE * len(WORKERS) * len(months),
        "case.complaint.work_place": address,
        "case.complaint.arrears_from": months[0],
        "case.complaint.arrears_to": months[-1],
    }
