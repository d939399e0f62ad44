"""What a scenario's gates hold back: a listing before its window, a payer before the finding, on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.player import Player
from app.demonstration.stories import COMPLAINT, accept, approve, company, day, person, roster, serve, yuan
from app.identifiers.invented import Inventor
from tests.acceptance.checks import clocks, record_is_whole
from tests.acceptance.http_hands import HttpPlayer, text_of

LABOUR = "xn_chengdong.labour"
KINDS = ("用人单位", "法定代表人或主要负责人", "直接负责的主管人员")


def served_notices(hands: HttpPlayer) -> str:
    """Lead a listing of three subjects, whose order fell due on 2026-01-19, to notices served on 2026-01-22."""
    player, inventor = Player(hands.database, hands.clock), Inventor("gates")
    player.at("2026-01-20T09:00")
    case_id = player.start("blacklisting", LABOUR, "inspector", {})
    subjects = [
        {"name": name, "kind": kind, "code": code}
        for name, kind, code in zip(
            ("示例建设有限公司", "法人代表示例", "项目经理示例"),
            KINDS,
            (inventor.credit_code("630102"), inventor.resident_id(), inventor.resident_id()),
            strict=True,
        )
    ]
    facts: dict[str, Any] = {"matter": "拟列入", "pay_by": day("2026-01-19"), "order_overdue": True}
    sums = {"headcount": Decimal(32), "amount_total": yuan(412000), "mass_event": False}
    player.do(case_id, "collect_facts", facts | sums | {"case.listing.subjects": subjects})
    notices = [{"subject": each["name"], "document_no": f"示例{at}号"} for at, each in enumerate(subjects)]
    player.do(case_id, "issue_notice", {"case.listing.exit_told": True, "case.listing.notice_docs": notices})
    player.at("2026-01-22T10:00")
    for _ in subjects:
        serve(player, case_id, "serve_notice")
    return case_id


def test_a_listing_is_not_decided_while_somebody_may_still_object(hands: HttpPlayer) -> None:
    case_id = served_notices(hands)
    assert ("BLK-03", "2026-01-22", "2026-01-29") in clocks(hands, case_id)
    for moment in ("2026-01-23T09:00", "2026-01-29T17:00"):
        hands.at(moment)
        assert hands.open_elements(case_id) == ["record_objection"], f"{moment}: the window is open"
    hands.at("2026-01-30T08:30")
    assert hands.open_elements(case_id) == ["prepare_opinion"]
    hands.do(case_id, "prepare_opinion", {"corrected": False, "promise": False, "proposal": "列入"})
    assert hands.open_elements(case_id) == ["review_by_section"]
    record_is_whole(hands, case_id)


def test_a_written_waiver_of_all_subjects_ends_the_window_at_once(hands: HttpPlayer) -> None:
    case_id = served_notices(hands)
    hands.at("2026-01-23T09:00")
    hands.do(case_id, "record_objection", {"objection": "全部放弃异议"})
    assert hands.open_elements(case_id) == ["prepare_opinion"]


def borrowed_name(hands: HttpPlayer) -> tuple[str, list[dict[str, Any]]]:
    """Lead a complaint about a site to the gathering of evidence while the construction bureau looks into it."""
    player, inventor = Player(hands.database, hands.clock), Inventor("site")
    player.at("2025-11-03T09:30")
    crew = ["工友一示例", "工友二示例"]
    rows = roster(inventor, crew, ["2025-09", "2025-10"], dict.fromkeys(crew, yuan(3000)))
    complaint = {
        "case.reporter.identity": person(inventor, crew[0]),
        "case.employer": company(inventor, "示例劳务有限公司", "630102"),
        "case.complaint.work_place": "西宁市城东区韵家口镇示例路工地",
        "sector": "房建市政",
        "funding": "社会",
        "headcount": Decimal(2),
    }
    case_id = player.register(LABOUR, COMPLAINT | complaint)
    accept(player, case_id)
    proposed = {"construction": True, "finding_needed": True, "employer_role": "个人"}
    player.do(case_id, "propose_filing", proposed)
    player.do(case_id, "approve_filing", {"filing_opinion": "批准立案"})
    serve(player, case_id, "serve_inquiry")
    return case_id, rows


def test_the_payer_is_not_fixed_before_the_finding_is_there(hands: HttpPlayer) -> None:
    case_id, rows = borrowed_name(hands)
    hands.do(case_id, "investigate", {"investigation": "调查终结", "case.roster": rows})
    assert "confirm_facts" not in hands.open_elements(case_id), "the construction bureau has not answered"
    hands.do(case_id, "accept_matter", {"competent": True})
    seen = ("whole_passed_on", "awarded_by_owner_illegally", "subcontracted_illegally", "owner_owes_price")
    hands.do(case_id, "gather_evidence", {"name_lent": True, **dict.fromkeys(seen, False)})
    hands.do(case_id, "draft_finding", {"finding": "挂靠"})
    approve(hands, case_id, "approve_finding", legal=True)
    assert "confirm_facts" not in hands.open_elements(case_id), "a finding counts when it has been served"
    serve(hands, case_id, "serve_finding")
    with hands.session() as session:
        task = hands.task(session, case_id, "confirm_facts")
    page = text_of(hands.browse(LABOUR, "inspector", f"/tasks/{task.id}").text)
    assert "出借名义的施工单位" in page and "支付条例 §19" in page, page[:800]


def test_after_thirty_days_the_payer_is_fixed_without_the_finding(hands: HttpPlayer) -> None:
    case_id, rows = borrowed_name(hands)
    hands.do(case_id, "investigate", {"investigation": "调查终结", "case.roster": rows})
    hands.at("2025-12-03T20:00")
    assert "confirm_facts" not in hands.open_elements(case_id)
    hands.at("2025-12-04T08:00")
    assert "confirm_facts" in hands.open_elements(case_id), "the general contractor pays first in any case"
    record_is_whole(hands, case_id)
