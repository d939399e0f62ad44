"""Scenario S03 in Tianjin: an online clue before the Spring Festival, wages and works price told apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.stories import COMPLAINT, EXAMINED, Hands, company, day, moment, person, roster, yuan
from app.demonstration.stories_xining import names
from app.identifiers.invented import Inventor

CYBER = "tj_ftz.party_building"


def s03(hands: Hands) -> str:
    """S03: a captured post, the notice to the labour bureau, 19 workers paid, the works price told its route."""
    inventor = Inventor(3)
    crew = names(19)
    hands.at("2026-02-10T09:10")
    case = hands.start("online_clue", CYBER, "opinion_officer", {})
    hands.do(case, "register_clue", _post())
    hands.do(case, "analyse_clue", _analysis())
    hands.do(case, "issue_bulletin", {"case.clue.reply_by": moment("2026-02-14T17:00")})
    hands.do(case, "issue_transfer", _bulletin())
    hands.at("2026-02-10T11:00")
    hands.do(case, "sign_for", {"signing": "签收办理"})
    hands.do(
        case,
        "handle_matter",
        {"handling_way": "登记受理", "case.transfer.facts": "已联系发帖人和项目部，登记后核实。"},
    )
    hands.do(case, "register_complaint", _report(inventor, crew))
    hands.do(case, "examine_complaint", EXAMINED)
    verify = {"intake_outcome": "退回重核", "case.complaint.review_reason": "先到项目核实人数和数额再定。"}
    hands.do(case, "confirm_route", verify)
    hands.at("2026-02-13T15:30")
    _settle(hands, case, crew)
    told = "19人工资76000元已于2月13日付清；工程款争议已告知民事途径。"
    hands.do(case, "write_feedback", {"feedback": "已付清", "case.transfer.reply": told})
    hands.do(case, "check_feedback", {"check_result": "通过", "case.transfer.told_by": "电话"})
    closing = {"clue_outcome": "已解决", "case.clue.close_reason": told}
    hands.do(case, "confirm_feedback", closing)
    return case


def _post() -> dict[str, Any]:
    return {
        "case.clue.platform": "示例短视频平台，账号“示例用户20260210”",
        "case.clue.url": "https://video.example.invalid/p/20260210",
        "case.clue.captured_at": moment("2026-02-10T08:50"),
        "case.clue.summary": "短视频反映示例X项目23名工人工资未发，发帖人另称被欠工程款310000元。",
        "case.clue.views": Decimal(5200),
        "headcount": Decimal(23),
        "case.clue.amount": yuan(386000),
    }


def _analysis() -> dict[str, Any]:
    return {
        "analysis": "转核查",
        "heat": "较高",
        "gathering": False,
        "response_needed": False,
        "lead_lane": "labour_authority",
        "copy_lanes": ["construction_authority"],
    }


def _bulletin() -> dict[str, Any]:
    return {
        "sector": "房建市政",
        "funding": "社会",
        "lead_lane": "labour_authority",
        "lead_unit": "labour",
        "case.transfer.letter": "舆情通报单",
        "case.transfer.demand": "短视频反映示例X项目23名工人欠薪，请核实处置并反馈。",
        "case.transfer.copies": [{"unit": "construction", "purpose": "协同核实项目情况"}],
        "case.transfer.due_on": day("2026-02-14"),
    }


def _report(inventor: Inventor, crew: list[str]) -> dict[str, Any]:
    return COMPLAINT | {
        "kind": "舆情线索",
        "case.complaint.channel": "网信",
        "case.complaint.received_at": moment("2026-02-10T09:10"),
        "case.reporter.identity": person(inventor, "发帖人示例"),
        "case.employer": company(inventor, "示例X项目分包劳务有限公司", "120116"),
        "case.project.name": "示例X项目",
        "case.project.address": "天津港保税区示例路88号",
        "case.complaint.work_place": "天津港保税区示例路88号",
        "sector": "房建市政",
        "funding": "社会",
        "claim_part": "工资和工程款",
        "case.complaint.arrears_from": "2026-01",
        "case.complaint.arrears_to": "2026-01",
        "case.complaint.amount_claimed": yuan(76000),
        "case.complaint.works_price_part": yuan(310000),
        "headcount": Decimal(23),
        "case.roster": roster(inventor, crew, ["2026-01"], dict.fromkeys(crew, yuan(4000))),
        "case.group.representatives": [{"name": name} for name in crew[:2]],
        "case.complaint.demands": "发帖称示例X项目23名工人1月工资未发；发帖人是分包人，另称被欠工程款310000元。",
    }


def _settle(hands: Hands, case: str, crew: list[str]) -> None:
    verified = "2月12日核实：19人属实，欠薪76000元；其余4人系工程款争议。总包2月13日已逐人付清。"
    found = {
        "case.complaint.verified_headcount": Decimal(19),
        "case.complaint.verified_amount": yuan(76000),
        "case.complaint.preliminary": verified,
        "case.timebar.still_unpaid": False,
        "paid_state": "已全部支付",
        "proposal": "已解决",
    }
    hands.do(case, "examine_complaint", EXAMINED | found)
    hands.do(case, "confirm_route", {"intake_outcome": "已解决"})
    workers = hands.workers(case)
    paid = [
        {
            "worker": workers[name],
            "amount": yuan(4000),
            "paid_on": day("2026-02-13"),
            "source": "施工总承包单位",
        }
        for name in crew
    ]
    told = {"case.settlement.call_back": "代表确认到账", "case.settlement.works_price_told": True}
    hands.do(case, "confirm_settlement", {"case.payments": paid, **told})
