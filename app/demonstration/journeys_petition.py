"""Roads of petitions: led to inspection, told and closed, handled with an opinion, review and re-review."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.journeys_transfer import answer, sign_for
from app.demonstration.matters import Matter, invent
from app.demonstration.stories import person

DESKS = {"tj_ftz": "party_office", "xn_chengdong": "petition"}
NO_ROUTE = {
    "wage_matter": False,
    "case.petition.kind": "建议意见",
    "case.petition.ground": "无法定途径",
    "track": "信访程序办理",
    "lead_lane": "construction_authority",
}


def received(road: Road, matter: Matter, **more: Any) -> None:
    """The petition office receives and registers a petition."""
    road.start("petition", road.unit(DESKS[road.district.key]), "petition_clerk", {})
    told = {
        "case.petition.form": road.pick("走访", "来信", "网上"),
        "case.petition.received_at": road.now,
        "case.reporter.identity": person(road.inventor, matter.crew[0]),
        "headcount": Decimal(len(matter.crew)),
        "case.group.representatives": [{"name": name} for name in matter.crew[:2]],
        "case.employer": matter.employer,
        "case.project.name": matter.project,
        "case.complaint.work_place": matter.address,
        "case.complaint.amount_claimed": matter.total,
        "gathering": False,
        "extreme_sign": False,
    }
    road.step("register_petition", {**told, **more})


def _classified(road: Road, answers: dict[str, Any]) -> None:
    road.later(1, 2)
    road.step("classify_petition", answers)


def led_to_inspection(road: Road) -> None:
    """A wage claim takes the legal route: sent, told in writing, urged when it lasts, checked at the end."""
    received(road, invent(road, sector="房建市政", heads=road.pick(3, 6, 8)))
    route = {
        "wage_matter": True,
        "case.petition.kind": "申诉求决",
        "case.petition.ground": "劳动保障监察",
        "track": "导入法定途径",
        "lead_lane": "labour_authority",
    }
    _classified(road, route)
    letter = {"sector": "房建市政", "funding": "社会", "lead_lane": "labour_authority", "lead_unit": "labour"}
    road.step("issue_transfer", letter | {"case.transfer.due_on": road.after(30)})
    sign_for(road)
    road.step("tell_route")
    road.until_open("urge_unit")
    road.step("urge_unit", {"case.petition.urge_due": road.after(7)})
    road.step("handle_matter", {"handling_way": "直接办理反馈"})
    answer(road, road.pick("已付清", "已依法查处"))
    road.later(1, 2)
    road.step("check_result", {"case.petition.call_back": road.pick("满意", "基本满意")})


def repeated(road: Road) -> None:
    """The person was answered before: told in writing and closed."""
    received(road, invent(road, heads=1))
    closing = {"wage_matter": False, "case.petition.ground": "不适用", "track": "告知办结"}
    _classified(road, closing | {"case.petition.close_reason": "重复信访已答复"})


def handled(road: Road) -> None:
    """No legal route: an opinion after more time, upheld by review and by re-review."""
    received(road, invent(road, sector="房建市政", heads=2))
    _classified(road, NO_ROUTE)
    road.later(5, 9)
    road.step("handle_petition", {"handled": "申请延期", "extension_days": Decimal(20)})
    sign(road, "approve_extension")
    road.later(8, 12)
    road.step("handle_petition", {"handled": "形成处理意见", "case.petition.opinion": "部分支持"})
    deliver(road, "serve_opinion", "直接送达")
    road.later(4, 9)
    road.step("register_review", {"review_level": "复查"})
    road.later(12, 18)
    road.step("record_review", {"review_result": "维持，仍可复核"})
    road.later(4, 9)
    road.step("register_review", {"review_level": "复核"})
    road.later(12, 18)
    road.step("record_review", {"review_result": "复核终结"})


def accepted_by_silence(road: Road) -> None:
    """No legal route: the opinion is served, and nobody asks for review."""
    received(road, invent(road, sector="房建市政", heads=1))
    _classified(road, NO_ROUTE)
    road.later(6, 12)
    road.step("handle_petition", {"handled": "形成处理意见", "case.petition.opinion": "支持"})
    deliver(road, "serve_opinion", "直接送达")
    road.on(road.today + timedelta(days=40))
