"""Roads of state-owned companies: a wage case settled by the holding company, and the groups' checks of themselves."""

from __future__ import annotations

from app.demonstration.journeys import Road
from app.demonstration.journeys_inspection import ordered, unpaid

GROUPS = ("tianbao", "lingang")


def settled(road: Road) -> None:
    """The regulator urges, the holding company has the wages paid, and the regulator compares proof and roster."""
    matter, pay_by = ordered(road, sector="房建市政", heads=road.pick(3, 5), months=2)
    if "soe" not in road.district.units:
        return
    unpaid(road, pay_by, ["督促国企先行清偿"], "继续催付", again=60, conduct="暂无支付能力")
    road.later(0, 1)
    urged = {"group_ref": road.pick(*GROUPS), "settle_due": road.after(12), "case.soe.conflict": False}
    road.step("urge_settlement", urged)
    road.later(4, 6)
    road.step("settle_arrears", {"settle_kind": "已付清", "case.soe.paid": matter.total})
    road.later(0, 2)
    road.step("check_settlement", {"settle_check": "已清偿"})


def checked(road: Road) -> None:
    """The regulator asks every group to check itself, and finds it in order."""
    if "soe" not in road.district.units:
        return
    road.start("soe_responsibility", road.unit("soe"), "unit_liaison", {})
    road.later(3, 5)
    for group in GROUPS:
        road.step("group_self_check", {"case.soe_check.funds_confirmed": True}, unit_id=road.unit(group))
    road.later(0, 2)
    road.step("review_self_check", {"check_result": "合格"})
