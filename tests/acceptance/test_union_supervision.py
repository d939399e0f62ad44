"""Union supervision: letters in Tianjin, a referral at once in Xining, the month's reports, and what comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.demonstration.stories import COMPLAINT, EXAMINED, company, moment, person, serve, yuan
from app.identifiers.invented import Inventor
from app.jobs.periods import begin
from storage.models import CaseFile
from tests.acceptance.checks import case_of, clocks, record_is_whole, runs_of, tasks_of, told_in_record
from tests.acceptance.http_hands import HttpPlayer

XN, TJ = "xn_chengdong", "tj_ftz"


def checked(hands: HttpPlayer, district: str, finding: str, **more: Any) -> str:
    """Two supervisors check an employer on 2 March 2026 about which a worker complained by name."""
    inventor = Inventor(18)
    hands.at("2026-03-02T09:00")
    case_id = hands.start("union_supervision", f"{district}.union", "union_supervisor", {})
    officers = hands.officer_ids(f"{district}.union", "union_supervisor")[:2]
    told = {
        "case.union.supervisors": [{"officer": one, "card_no": "示例证号"} for one in officers],
        "case.union.source": "职工举报",
        "case.reporter.identity": person(inventor, "反映人示例"),
        "case.employer": company(inventor, "示例十八制造有限公司", "120116"),
        "headcount": Decimal(4),
        "finding": finding,
    }
    hands.do(case_id, "check_employer", told | more)
    return case_id


def owed() -> dict[str, Any]:
    """Wages are owed to four workers, and nothing presses."""
    problem = {"problem": "拖欠1月工资", "basis": "劳动法第五十条", "workers": Decimal(4)}
    return {"pressing": False, "case.union.problems": [{**problem, "amount": yuan(20000)}]}


def taken_in(hands: HttpPlayer, case_id: str) -> None:
    """The labour authority registers what the union hands over, accepts it and opens an inspection."""
    inventor = Inventor(81)
    told = COMPLAINT | {
        "kind": "工会报告",
        "case.complaint.channel": "工会",
        "case.complaint.received_at": moment(hands.clock.moment.isoformat()[:16]),
        "case.reporter.identity": person(inventor, "反映人示例"),
        "case.complaint.work_place": "天津港保税区示例路18号",
        "sector": "制造",
        "funding": "不涉及工程",
        "case.complaint.arrears_from": "2026-01",
        "case.complaint.arrears_to": "2026-01",
        "case.complaint.amount_claimed": yuan(20000),
        "headcount": Decimal(4),
        "case.complaint.demands": "4人1月工资未发。",
    }
    hands.do(case_id, "register_complaint", told)
    hands.do(case_id, "examine_complaint", EXAMINED)
    hands.do(case_id, "confirm_route", {"intake_outcome": "受理"})
    hands.do(case_id, "hand_on", {"next_steps": ["劳动保障监察"], "case.guide.told_by": "当面送达"})


def test_letters_go_out_in_tianjin_and_what_is_not_answered_comes_back_from_the_labour_authority(
    hands: HttpPlayer,
) -> None:
    case_id = checked(hands, TJ, "存在欠薪", **owed())
    hands.do(case_id, "issue_reminder", {})
    serve(hands, case_id, "serve_reminder")
    hands.at("2026-03-13T09:00")
    assert hands.open_elements(case_id) == ["issue_opinion"], "ten days went by without an explanation"
    hands.do(case_id, "issue_opinion", {})
    serve(hands, case_id, "serve_opinion")
    hands.at("2026-03-31T09:00")
    hands.do(case_id, "issue_suggestion", {})
    taken_in(hands, case_id)
    assert runs_of(hands, case_id)["union_supervision"] == [None], "the union waits for the inspection"
    hands.do(case_id, "propose_filing", {"construction": False, "employer_role": "一般用人单位"})
    hands.do(case_id, "approve_filing", {"filing_opinion": "不予立案"})
    hands.at("2026-04-01T10:00")
    assert hands.open_units(case_id, "feed_back_union") == [f"{TJ}.labour"]
    hands.do(case_id, "feed_back_union", {})
    assert runs_of(hands, case_id)["union_supervision"] == ["已提请处理"]
    expected = {
        ("UNI-02", "2026-03-02", "2026-03-12"),
        ("UNI-03", "2026-03-13", "2026-03-30"),
        ("UNI-04", "2026-03-31", "2026-04-07"),
    }
    assert expected <= clocks(hands, case_id)
    assert "UNI-01" not in {rule for rule, _, _ in clocks(hands, case_id)}, "it was taken up"
    events = record_is_whole(hands, case_id)
    assert not told_in_record(events, "反映人示例")


def test_xining_refers_at_once_and_counts_no_days_of_tianjin(hands: HttpPlayer) -> None:
    case_id = checked(hands, XN, "存在欠薪", **owed())
    assert hands.open_elements(case_id) == ["issue_suggestion"]
    hands.do(case_id, "issue_suggestion", {})
    assert hands.open_elements(case_id) == ["register_complaint"]
    refused = checked(hands, XN, "不属监督范围或已在程序中")
    hands.do(refused, "tell_complainant", {"case.union.told_by": "电话"})
    assert case_of(hands, refused).closed_as == "不予监督"
    assert not {rule for case in (case_id, refused) for rule, _, _ in clocks(hands, case) if "UNI" in rule}


def test_who_complained_by_name_is_told_within_five_working_days_in_tianjin(hands: HttpPlayer) -> None:
    case_id = checked(hands, TJ, "未发现问题")
    assert clocks(hands, case_id) == {("UNI-01", "2026-03-02", "2026-03-09")}
    hands.do(case_id, "tell_complainant", {"case.union.told_on": date(2026, 3, 2)})
    assert runs_of(hands, case_id)["union_supervision"] == ["未发现问题"]


def test_the_month_begins_the_report_in_tianjin_and_a_nil_report_closes_it(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    with hands.session() as session:
        begin(session)
        cases = session.query(CaseFile).filter_by(stage="union_supervision").all()
    assert [case.jurisdiction_key for case in cases] == [TJ], "not in Xining"
    nothing = {"company_union": "示例电子有限公司工会", "state": "无欠薪"}
    hands.do(cases[0].id, "collect_reports", {"case.union.report_rows": [nothing]})
    case = case_of(hands, cases[0].id)
    assert (case.closed_as, case.title[:6]) == ("零报告", "工会欠薪月报")
    assert {task.unit_id for task in tasks_of(hands, case.id)} == {f"{TJ}.union"}
