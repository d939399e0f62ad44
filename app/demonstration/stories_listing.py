"""Scenario S07 in Xining: three subjects on the joint-punishment list and their early removal; invented names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.sharing import enter, publish, upload
from app.demonstration.stories import Hands, approve, day, serve, yuan
from app.identifiers.invented import Inventor

LABOUR = "xn_chengdong.labour"


def s07(hands: Hands) -> str:
    """S07: order unpaid, three subjects listed after an objection, paid, and removed early together."""
    inventor = Inventor(7)
    hands.at("2026-01-20T09:00")
    case = hands.start("blacklisting", LABOUR, "inspector", {})
    subjects = _subjects(inventor)
    hands.do(case, "collect_facts", _facts(subjects))
    notices = [
        {"subject": subject["name"], "document_no": f"示例〔2026〕{n}号"}
        for n, subject in enumerate(subjects, 1)
    ]
    hands.do(case, "issue_notice", {"case.listing.exit_told": True, "case.listing.notice_docs": notices})
    hands.at("2026-01-22T10:00")
    for _ in subjects:
        serve(hands, case, "serve_notice")
    hands.at("2026-01-28T10:00")
    objection = [
        {"subject": "示例建设集团有限公司", "received_on": day("2026-01-28"), "content": "称已安排付款"}
    ]
    hands.do(case, "record_objection", {"objection": "有异议", "case.listing.objections": objection})
    hands.at("2026-02-03T10:00")
    hands.do(case, "verify_objection", {"objection_result": "不成立"})
    hands.at("2026-02-10T08:30")
    hands.do(case, "prepare_opinion", {"corrected": False, "promise": False, "proposal": "列入"})
    approve(hands, case, "approve_decision", legal=True)
    for _ in subjects:
        serve(hands, case, "serve_decision")
    hands.do(
        case, "publish_list", {"case.listing.published_on": day("2026-02-10"), "case.listing.masked": True}
    )
    remove_from_list(hands, case)
    return case


def remove_from_list(hands: Hands, case: str) -> None:
    """S07, second half: paid, early removal applied for after six months, all subjects removed together."""
    hands.at("2026-02-11T09:00")
    upload(hands, case, day("2026-02-11"))
    enter(hands, case)
    publish(hands, case, day("2026-02-11"))
    for index, unit in enumerate(hands.open_units(case, "apply_measures")):
        taken = index % 4 == 0
        answers: dict[str, Any] = {"case.measure.feedback": "已采取措施" if taken else "无职权可采取"}
        hands.do(case, "apply_measures", answers, unit_id=unit)
    hands.at("2026-03-20T15:00")
    hands.note(case, "payment_noted", LABOUR, "inspector", {})
    hands.at("2026-09-21T09:00")
    hands.note(case, "change_asked", LABOUR, "inspector", {"change": "提前移出"})
    bars = {"corrected": True, "promise": True, "new_arrears": False, "criminal": False, "other_bar": False}
    hands.do(case, "prepare_change", {"change": "提前移出", **bars})
    hands.at("2026-10-12T09:00")
    approve(hands, case, "approve_change", legal=True)
    hands.do(case, "take_off_list", {"case.listing.removed_on": day("2026-10-12")})
    upload(hands, case, day("2026-10-12"))
    enter(hands, case, ended=True)
    publish(hands, case, day("2026-02-11"))
    hands.do(case, "review_conflict", {"publicity_decision": "继续公示至期满"})
    for _ in range(3):
        serve(hands, case, "serve_removal")
    for unit in hands.open_units(case, "end_measures"):
        hands.do(case, "end_measures", {}, unit_id=unit)


def _subjects(inventor: Inventor) -> list[dict[str, Any]]:
    return [
        {
            "name": "示例建设集团有限公司",
            "kind": "用人单位",
            "code": inventor.credit_code("630102"),
            "duty": "欠薪主体",
        },
        {
            "name": "法人代表示例",
            "kind": "法定代表人或主要负责人",
            "code": inventor.resident_id(),
            "duty": "法定代表人",
        },
        {
            "name": "项目经理示例",
            "kind": "直接负责的主管人员",
            "code": inventor.resident_id(),
            "duty": "项目经理",
        },
    ]


def _facts(subjects: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "matter": "拟列入",
        "pay_by": day("2026-01-19"),
        "order_overdue": True,
        "headcount": Decimal(32),
        "amount_total": yuan(412000),
        "months_max_one": Decimal(4),
        "amount_max_one": yuan(18000),
        "mass_event": False,
        "case.listing.subjects": subjects,
    }
