"""The calendar begins the monthly report; units report, figures are frozen, the draft is checked, signed and sent."""

from __future__ import annotations

import re
from datetime import date

from app.demonstration.stories import COMPLAINT
from app.jobs.periods import begin
from storage.models import CaseFile, PeriodStart
from tests.acceptance.checks import case_of, clocks, record_is_whole, runs_of
from tests.acceptance.http_hands import HttpPlayer

OFFICE = "tj_ftz.office"
CHECKED = ["数据可追溯", "口径一致", "无个人信息", "保密审查"]


def begun(hands: HttpPlayer) -> dict[tuple[str, str, str], str]:
    """Let a worker look twice at the calendar; what it has begun: district, start event and period, with the case."""
    with hands.session() as session:
        begin(session)
        assert begin(session) == 0
        rows = session.query(PeriodStart)
        return {(row.jurisdiction_key, row.element_id, row.period): row.case_id for row in rows}


def plan(hands: HttpPlayer, case_id: str, **more: object) -> None:
    """The office plans a report of its own; the period is the month before, as the form suggests."""
    asked = {"case.report.to": [{"receiver": "滨海新区工作机制办公室"}], "needs_input": False, **more}
    hands.do(case_id, "plan_report", asked)


def write(hands: HttpPlayer, case_id: str, publicity: str, result: str = "通过") -> None:
    """The office drafts, and a second officer checks."""
    hands.do(case_id, "draft_report", {"publicity": publicity})
    hands.do(case_id, "check_report", {"check_result": result, "case.report.checks": CHECKED})


def sign(hands: HttpPlayer, case_id: str) -> None:
    """The section reviews and who is competent signs."""
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_report")
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="sign_report")


def run_of(hands: HttpPlayer, case_id: str) -> str:
    """The address of the figures, as the page of reports has it."""
    text = hands.browse(OFFICE, "office_officer", "/reports").text
    found = [row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if case_id in row]
    return re.findall(r'href="(/reports/[^"]+)"', found[0])[0]


def test_a_monthly_report_goes_from_the_calendar_to_the_archive(hands: HttpPlayer) -> None:
    hands.at("2025-09-24T09:00")
    complaint = hands.register("tj_ftz.labour", COMPLAINT)
    hands.at("2025-10-09T08:30")
    found = begun(hands)
    assert ("tj_ftz", "month_begins", "2025-10") in found and (
        "xn_chengdong",
        "month_begins",
        "2025-10",
    ) in found
    assert ("tj_ftz", "year_begins", "2025") not in found, "the year had begun before"
    case_id = found["tj_ftz", "month_begins", "2025-10"]
    assert case_of(hands, case_id).title == "报告通报与考核（2025年10月）"
    assert hands.open_units(case_id, "plan_report") == [OFFICE]

    units = [{"unit": "labour"}, {"unit": "construction"}]
    plan(hands, case_id, needs_input=True, input_due=date(2025, 10, 15), **{"case.report.reporting": units})
    assert hands.open_units(case_id, "report_of_unit") == ["tj_ftz.labour", "tj_ftz.construction"]
    answer = {"case.unit_report.confirmed": "一致", "case.unit_report.progress": "已按期办理。"}
    hands.do(case_id, "report_of_unit", answer, unit_id="tj_ftz.labour")
    hands.at("2025-10-16T09:00")  # the term of the other unit is over
    assert hands.open_units(case_id, "draft_report") == [OFFICE]

    address = run_of(hands, case_id)
    page = hands.browse(OFFICE, "office_officer", address).text
    assert "未报送的单位：建交局" in page and "2025-09-01 – 2025-09-30" in page
    behind = f"{address}/cases/all/came"
    assert complaint in hands.browse(OFFICE, "office_officer", behind).text

    write(hands, case_id, "不予公开", "退回")
    write(hands, case_id, "不予公开")
    hands.register("tj_ftz.labour", COMPLAINT)  # what comes later changes no frozen figure
    assert hands.browse(OFFICE, "office_officer", behind).text.count("work-title") == 1
    sign(hands, case_id)
    hands.do(case_id, "send_report", {"case.report.sent_on": date(2025, 10, 16)})
    assert runs_of(hands, case_id)["reporting"] == ["已报送"]
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)


def test_a_published_report_is_signed_by_the_convenor_and_has_twenty_working_days(hands: HttpPlayer) -> None:
    hands.at("2025-09-24T09:00")
    case_id = hands.start("reporting", OFFICE, "office_officer", {})
    month = {"report_from": date(2025, 8, 1), "report_to": date(2025, 8, 31)}
    plan(hands, case_id, kind="半年报", signer="召集人", **month)
    write(hands, case_id, "主动公开")
    assert not [rule for rule, _, _ in clocks(hands, case_id) if rule == "INF-01"]
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_report")
    assert hands.open_units(case_id, "decide_approval") == ["tj_ftz.leaders"]
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="sign_report")
    hands.do(case_id, "send_report", {"case.report.sent_on": date(2025, 9, 24)})
    assert [rule for rule, _, _ in clocks(hands, case_id)].count("INF-01") == 1
    hands.do(case_id, "publish_report", {"case.report.published_on": date(2025, 9, 24)})
    with hands.session() as session:
        assert session.get_one(CaseFile, case_id).closed_as == "已报送"


def test_figures_of_a_report_are_for_those_who_may_read_it(hands: HttpPlayer) -> None:
    hands.at("2025-09-24T09:00")
    case_id = hands.start("reporting", OFFICE, "office_officer", {})
    month = {"report_from": date(2025, 8, 1), "report_to": date(2025, 8, 31)}
    plan(hands, case_id, kind="专报", signer="办公室主任", **month)
    address = run_of(hands, case_id)
    for unit, role, status in (
        (OFFICE, "office_officer", 200),
        ("tj_ftz.leaders", "convenor", 200),
        ("tj_ftz.union", "mediator", 404),
        ("xn_chengdong.office", "office_officer", 404),
    ):
        assert hands.browse(unit, role, address).status_code == status
    assert hands.browse(OFFICE, "office_officer", f"{address}/cases/all/nothing").status_code == 404
    assert hands.browse(OFFICE, "office_officer", f"{address}/cases/nobody/came").status_code == 404
