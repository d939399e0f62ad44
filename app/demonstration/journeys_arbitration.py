"""Roads through arbitration: filing, tribunal, service, reply, hearing, award or settlement, and what interrupts it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.clock import LOCAL
from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.matters import Matter, invent
from app.demonstration.stories import company, person

SEATS = {"tj_ftz": ("labour", "case_filing_officer"), "xn_chengdong": ("office", "office_officer")}


def file_claim(road: Road, acceptance: str = "受理", **what: Any) -> Matter:
    """An application comes in and is looked at."""
    matter = invent(road, sector=road.pick("制造", "物流", "餐饮服务", "房建市政"), **what)
    unit, role = SEATS[road.district.key]
    road.start("arbitration", road.unit(unit), role, {})
    received = road.today
    road.later(1, 3)
    heads = len(matter.crew)
    claims = [
        {"item": "拖欠工资", "kind": "工资", "amount": matter.total},
        {"item": "加班费", "kind": "加班费", "amount": Decimal(heads * 1200)},
    ]
    filed: dict[str, Any] = {
        "kind": "仲裁申请",
        "case.arbitration.received_on": received,
        "case.arbitration.applicant": person(road.inventor, matter.crew[0]),
        "case.employer": matter.employer,
        "case.arbitration.claims": claims,
        "headcount": Decimal(heads),
        "acceptance": acceptance,
    }
    if heads >= 10:
        filed["case.group.representatives"] = [{"name": name} for name in matter.crew[:3]]
    if acceptance == "补正材料":
        filed["case.arbitration.missing"] = ["劳动关系证据", "请求明细"]
    if acceptance == "不予受理":
        filed["case.arbitration.refusal_reason"] = road.pick("不属于劳动争议", "无管辖权")
    road.step("check_application", filed)
    return matter


def seat_tribunal(road: Road, matter: Matter) -> None:
    """Form the tribunal and serve the application on everybody."""
    road.later(0, 2)
    three = len(matter.crew) >= 10
    seats: dict[str, Any] = {"tribunal_size": "三人" if three else "独任", "case.arbitration.simple": False}
    if road.district.key != "tj_ftz":
        seats |= _recorded(road, three)
    road.step("form_tribunal", seats)
    road.later(0, 1)
    serve_all(road, "serve_acceptance")
    road.later(2, 6)
    road.step("record_reply", {"case.arbitration.reply_state": road.pick("均已答辩", "书面放弃答辩期")})


def _recorded(road: Road, three: bool) -> dict[str, Any]:
    """An outside commission's paper is recorded by the office: its officers stand for the names on it."""
    ids = [
        *road.officer_ids(road.unit("office"), "office_officer"),
        *road.officer_ids(road.unit("office"), "unit_liaison"),
        *road.officer_ids(road.unit("office"), "intake_clerk"),
    ]
    ids = list(dict.fromkeys(ids))
    seats: dict[str, Any] = {"case.arbitration.presiding": ids[0], "case.arbitration.secretary": ids[1]}
    return seats | ({"case.arbitration.members": ids[2:4]} if three else {})


def serve_all(road: Road, call: str) -> None:
    """Serve a paper on every party, one after another."""
    for _ in road.open_units(road.case, "choose_method"):
        deliver(road, call, "直接送达" if road.hold else road.pick("直接送达", "直接送达", "邮寄送达"))


def conduct(road: Road, next_step: str, **more: Any) -> None:
    """Take a decision of procedure."""
    road.later(0, 2)
    asked = {"next_step": next_step, "case.arbitration.step_asked_by": road.pick("仲裁庭", "申请人")}
    road.step("conduct_case", {**asked, **more})


def hear(road: Road, result: str) -> None:
    """Set a day, notify, and hear both sides."""
    conduct(road, "安排开庭")
    day = road.calendar.add_working(road.today, 11)
    held_at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=LOCAL)
    road.step(
        "schedule_hearing", {"case.arbitration.hearing_at": held_at, "case.arbitration.hearing_public": True}
    )
    serve_all(road, "serve_hearing_notice")
    road.on(day)
    road.later(0, 0)
    road.step("hold_hearing", {"hearing_result": result, "case.arbitration.mediation_tried": True})


def awarded(road: Road) -> None:
    """Heard and decided; now and then a matter of procedure comes between."""
    matter = file_claim(road)
    seat_tribunal(road, matter)
    if road.chance(0.25):
        pause(road)
    hear(road, "审理完毕")
    conduct(road, "转入裁决")
    items = [
        {
            "item": "拖欠工资",
            "kind": "工资",
            "supported": True,
            "amount": matter.total,
            "final_class": "报酬补偿赔偿",
        }
    ]
    road.later(1, 3)
    road.step("deliberate", {"case.arbitration.items": items})
    road.later(1, 3)
    road.step("issue_award", {"case.arbitration.award_on": road.today})
    serve_all(road, "serve_award")
    road.later(16, 20)
    road.step("record_effect", {"case.arbitration.performed": road.pick("已全部履行", "尚不清楚")})


def pause(road: Road) -> None:
    """Suspend the case with the director's approval, and resume it."""
    conduct(road, "中止审理", **{"case.arbitration.suspension_ground": "等待工伤或鉴定结论"})
    sign_matter(road)
    serve_all(road, "serve_decision")
    since = road.today
    road.later(8, 15)
    resumed = {"case.arbitration.suspended_on": since, "case.arbitration.resumed_on": road.today}
    road.step("resume_case", resumed)


def sign_matter(road: Road) -> None:
    """Have a matter of procedure drafted and signed by the director of the commission."""
    road.later(0, 1)
    road.step("draft_paper", {}, path="decide_matter")
    sign(road, "decide_matter")


def settled(road: Road) -> None:
    """Both sides settle at the hearing and sign for the mediation document."""
    matter = file_claim(road)
    seat_tribunal(road, matter)
    hear(road, "当庭达成调解")
    road.later(0, 2)
    made = {"award_total": matter.total, "case.arbitration.performance_due": road.after(20)}
    road.step("issue_mediation_document", made)
    road.later(0, 1)
    signed = [
        {"party": matter.crew[0], "signed_on": road.today},
        {"party": matter.employer["name"], "signed_on": road.today},
    ]
    road.step("sign_mediation_document", {"signing": "双方均已签收", "case.arbitration.signatures": signed})


def refused(road: Road) -> None:
    """Not a labour dispute: refused in writing."""
    file_claim(road, "不予受理", heads=1)
    road.later(0, 1)
    serve_all(road, "serve_closing")


def supplemented(road: Road) -> None:
    """Papers are missing; when they are there the term of acceptance runs anew."""
    file_claim(road, "补正材料", heads=road.pick(1, 2))
    road.later(2, 5)
    road.step("register_supplement", {"case.arbitration.supplement_result": "已补齐"})
    road.later(0, 2)
    road.step("check_application", {"acceptance": "受理"})


def withdrawn(road: Road) -> None:
    """The applicant takes the claim back after the reply."""
    matter = file_claim(road, heads=road.pick(1, 2))
    seat_tribunal(road, matter)
    conduct(road, "准予撤回")
    serve_all(road, "serve_closing")


def entrusted(road: Road) -> None:
    """Before the hearing a mediation body tries once more."""
    matter = file_claim(road, heads=road.pick(2, 3, 12))
    seat_tribunal(road, matter)
    conduct(road, "委托调解", **{"case.arbitration.mediation_consent": True})
    road.later(3, 6)
    road.step("entrusted_mediation", {"case.arbitration.entrusted_result": "未达成协议"})


def restarted(road: Road) -> None:
    """A third party is added: the term runs anew and everybody is served again."""
    matter = file_claim(road, heads=2)
    seat_tribunal(road, matter)
    conduct(road, "追加或变更请求")
    third = {
        "place": "施工总承包单位",
        "standing": "第三人",
        **company(road.inventor, "示例总承包有限公司", matter.region),
    }
    ground = {"case.arbitration.restart_ground": "追加当事人", "case.arbitration.restart_on": road.today}
    road.step("record_restart", ground | {"case.parties": [third]})
    serve_all(road, "serve_acceptance")


def advanced(road: Road) -> None:
    """The workers cannot wait: the tribunal rules on advance execution."""
    matter = file_claim(road, heads=2)
    seat_tribunal(road, matter)
    conduct(road, "先予执行", advance_amount=matter.total / 2)
    road.later(0, 1)
    grounds = ["权利义务关系明确", "不先予执行将严重影响生活"]
    road.step("rule_advance", {"advance_ruling": "准予先予执行", "case.arbitration.advance_grounds": grounds})
    serve_all(road, "serve_decision")


def suspended(road: Road) -> None:
    """Suspended until another finding is there."""
    matter = file_claim(road, heads=1)
    seat_tribunal(road, matter)
    pause(road)
