"""Scenarios S05 and S06 in Tianjin: a union's mediation with a broken second instalment, and an arbitration."""

from __future__ import annotations

from decimal import Decimal

from app.demonstration.stories import Hands, company, day, moment, person, roster, serve, yuan
from app.identifiers.invented import Inventor

UNION = "tj_ftz.union"
LABOUR = "tj_ftz.labour"
CREW = ["工友甲示例", "工友乙示例", "工友丙示例", "工友丁示例", "工友戊示例", "工友己示例"]


def s05(hands: Hands) -> str:
    """S05: six workers, agreement reviewed by the commission, the second instalment is not paid."""
    inventor = Inventor(5)
    hands.at("2025-10-22T09:00")
    case = hands.start("mediation", UNION, "mediator", {})
    rows = roster(inventor, CREW, ["2025-08", "2025-09"], dict.fromkeys(CREW, yuan(4000)))
    hands.do(
        case,
        "register_application",
        {
            "case.mediation.received_on": day("2025-10-22"),
            "case.mediation.applied_how": "书面",
            "case.mediation.applicant": person(inventor, CREW[0]),
            "case.employer": company(inventor, "示例精密制造有限公司", "120116"),
            "body_type": "工会调解组织",
            "body_unit": "union",
            "headcount": Decimal(6),
            "amount_claimed": yuan(48000),
            "case.mediation.claims": "六人2025年8月、9月工资共48000元。",
            "case.roster": rows,
        },
    )
    accepted = {"case.mediation.in_scope": True, "case.mediation.consent": "同意调解", "acceptance": "受理"}
    hands.do(case, "decide_acceptance", accepted)
    hands.at("2025-11-04T15:00")
    session = {"held_at": moment("2025-11-04T14:00"), "present": "双方到场", "points": "分两期支付"}
    hands.do(case, "hold_session", {"case.mediation.sessions": [session], "session_outcome": "达成协议"})
    _agree(hands, case)
    _ask_review(hands, case)
    _review(hands, case)
    _default(hands, case)
    return case


def _agree(hands: Hands, case: str) -> None:
    workers = hands.workers(case)
    plan = [
        {
            "instalment": Decimal(1),
            "due_on": day("2025-11-14"),
            "amount": yuan(24000),
            "pay_method": "本人银行账户",
        },
        {
            "instalment": Decimal(2),
            "due_on": day("2025-12-15"),
            "amount": yuan(24000),
            "pay_method": "本人银行账户",
        },
    ]
    shares = [{"worker": workers[name], "amount": yuan(8000)} for name in CREW]
    hands.do(
        case,
        "draw_up_agreement",
        {
            "agreed_amount": yuan(48000),
            "case.mediation.plan": plan,
            "case.mediation.plan_per_worker": shares,
            "case.mediation.effective_on": day("2025-11-04"),
        },
    )


def _ask_review(hands: Hands, case: str) -> None:
    hands.at("2025-11-10T10:00")
    asked = {
        "confirmation": "共同申请仲裁审查",
        "case.mediation.rights_told_on": day("2025-11-04"),
        "case.mediation.confirmation_asked_on": day("2025-11-10"),
    }
    hands.do(case, "ask_confirmation", asked)


def _review(hands: Hands, case: str) -> None:
    """The commission accepts the joint request, reviews the agreement and serves its mediation document."""
    hands.at("2025-11-11T09:00")
    inventor = Inventor("5-review")
    hands.do(
        case,
        "check_application",
        {
            "kind": "调解协议审查",
            "case.arbitration.received_on": day("2025-11-10"),
            "case.arbitration.applicant": person(inventor, CREW[0]),
            "headcount": Decimal(6),
            "acceptance": "受理",
            "case.arbitration.accepted_on": day("2025-11-11"),
        },
    )
    hands.at("2025-11-17T10:00")
    hands.do(case, "review_agreement", {"review_outcome": "制作调解书"})
    made = {"award_total": yuan(48000), "case.arbitration.mediation_document_on": day("2025-11-17")}
    made["case.arbitration.performance_due"] = day("2025-12-15")
    hands.do(case, "issue_mediation_document", made)
    hands.at("2025-11-18T10:00")
    hands.do(case, "sign_mediation_document", {"signing": "双方均已签收"})


def _default(hands: Hands, case: str) -> None:
    hands.at("2025-11-19T09:00")
    workers = hands.workers(case)
    paid = [
        {
            "worker": workers[name],
            "amount": yuan(4000),
            "paid_on": day("2025-11-14"),
            "source": "用人单位",
            "instalment": Decimal(1),
        }
        for name in CREW
    ]
    hands.do(
        case,
        "check_instalment",
        {
            "case.payments": paid,
            "instalment_result": "本期付清，尚有后期",
            "following_due": day("2025-12-15"),
        },
    )
    hands.at("2025-12-16T09:00")
    hands.do(case, "check_instalment", {"instalment_result": "未按期付足"})
    hands.do(
        case,
        "guide_after_default",
        {
            "case.mediation.default_on": day("2025-12-15"),
            "case.mediation.basis": "仲裁调解书",
            "unpaid_amount": yuan(24000),
            "next_route": "申请强制执行",
        },
    )


def s06(hands: Hands, min_wage: Decimal = Decimal(2320)) -> str:
    """S06: wages and overtime claimed, a third party added, the clock starts anew, one final award (or two)."""
    inventor = Inventor(6)
    hands.at("2026-03-02T09:00")
    case = hands.start("arbitration", LABOUR, "case_filing_officer", {})
    hands.at("2026-03-05T09:00")
    claims = [
        {"item": "拖欠工资", "kind": "工资", "amount": yuan(26800)},
        {"item": "加班费", "kind": "加班费", "amount": yuan(5000)},
    ]
    hands.do(
        case,
        "check_application",
        {
            "kind": "仲裁申请",
            "case.arbitration.received_on": day("2026-03-02"),
            "case.arbitration.applicant": person(inventor, "申请人示例"),
            "case.employer": company(inventor, "示例装饰工程有限公司", "120116"),
            "case.arbitration.claims": claims,
            "case.arbitration.employment_ended_on": day("2026-01-31"),
            "headcount": Decimal(1),
            "acceptance": "受理",
            "case.arbitration.accepted_on": day("2026-03-05"),
        },
    )
    tribunal = {
        "tribunal_size": "独任",
        "case.arbitration.presiding": hands.officer_ids(LABOUR, "arbitrator")[0],
        "case.arbitration.secretary": hands.officer_ids(LABOUR, "tribunal_secretary")[0],
    }
    hands.do(case, "form_tribunal", tribunal)
    hands.at("2026-03-09T10:00")
    for _ in range(2):
        serve(hands, case, "serve_acceptance")
    hands.at("2026-03-20T10:00")
    hands.do(case, "record_reply", {"case.arbitration.reply_state": "均已答辩"})
    _add_party(hands, case, inventor)
    _hear(hands, case)
    _award(hands, case, min_wage)
    return case


def _add_party(hands: Hands, case: str, inventor: Inventor) -> None:
    hands.at("2026-03-25T09:00")
    asked = {"next_step": "追加或变更请求", "case.arbitration.step_asked_by": "仲裁庭"}
    hands.do(
        case,
        "conduct_case",
        asked | {"case.arbitration.step_reason": "总承包单位可能承担清偿责任，追加为第三人。"},
    )
    third = {
        "place": "施工总承包单位",
        "standing": "第三人",
        **company(inventor, "示例总承包有限公司", "120116"),
    }
    restart = {
        "case.arbitration.restart_ground": "追加当事人",
        "case.arbitration.restart_on": day("2026-03-25"),
    }
    hands.do(case, "record_restart", restart | {"case.parties": [third]})
    for _ in hands.open_units(case, "choose_method"):
        serve(hands, case, "serve_acceptance")
    hands.do(case, "record_reply", {"case.arbitration.reply_state": "书面放弃答辩期"})


def _hear(hands: Hands, case: str) -> None:
    hands.at("2026-03-27T10:00")
    step = {"next_step": "安排开庭", "case.arbitration.step_reason": "答辩完毕，安排开庭。"}
    hands.do(case, "conduct_case", step)
    hands.do(case, "schedule_hearing", {"case.arbitration.hearing_at": moment("2026-04-08T09:00")})
    for _ in hands.open_units(case, "choose_method"):
        serve(hands, case, "serve_hearing_notice")
    hands.at("2026-04-08T11:00")
    held = {"hearing_result": "审理完毕", "case.arbitration.mediation_tried": True}
    hands.do(case, "hold_hearing", held)
    hands.at("2026-04-20T10:00")
    hands.do(
        case,
        "conduct_case",
        {"next_step": "转入裁决", "case.arbitration.step_reason": "调解不成，及时裁决。"},
    )


def _award(hands: Hands, case: str, min_wage: Decimal) -> None:
    items = [
        {"item": "拖欠工资", "final_class": "报酬补偿赔偿", "amount": yuan(26800)},
        {"item": "加班费", "final_class": "报酬补偿赔偿", "amount": yuan(5000)},
    ]
    hands.do(case, "deliberate", {"monthly_min_wage": min_wage, "case.arbitration.items": items})
    hands.at("2026-04-28T10:00")
    proofread = hands.officer_ids(LABOUR, "tribunal_secretary")[0]
    issued = {"case.arbitration.award_on": day("2026-04-28"), "case.arbitration.proofread_by": proofread}
    hands.do(case, "issue_award", issued)
    hands.at("2026-04-29T10:00")
    for _ in hands.open_units(case, "choose_method"):
        serve(hands, case, "serve_award")
    hands.do(case, "record_effect", {"case.arbitration.performed": "尚不清楚"})
