"""Government projects: the owner's month, an order to pay late public funds, a talk when its day passes; approval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from app.actions.registers import import_rows
from app.demonstration.filling import CannotFill
from app.demonstration.permits import ALL_PAPERS, SAFE, apply_for_permit
from app.demonstration.stories import approve
from app.jobs.periods import begin
from storage.models import PeriodStart
from tests.acceptance.checks import case_of, clocks, facts_at, record_is_whole, runs_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer

SEWAGE = "示例污水处理厂提标项目"


def _known(hands: HttpPlayer) -> None:
    """The office keeps two projects in the register, one of them of the government."""
    rows = [{"name": SEWAGE, "funding": "政府投资"}, {"name": "示例商业综合体项目", "funding": "社会"}]
    with hands.session() as session:
        office = hands.officers(session, "tj_ftz.office", "office_director")[0]
        import_rows(session, "projects", "tj_ftz", rows, "工程项目.xlsx", by=office)


def _register(hands: HttpPlayer) -> str:
    """What the register tells about the project of the government."""
    looker = ("tj_ftz.office", "office_director")
    listed = BeautifulSoup(hands.browse(*looker, "/registers/projects").get_data(as_text=True), "html.parser")
    link = next(each for each in listed.select(".register-table a") if SEWAGE in each.get_text())
    return hands.browse(*looker, str(link["href"])).get_data(as_text=True)


def _row(project: str, paid: int) -> dict[str, object]:
    return {
        "project": project,
        "labour_cost_due": Decimal(120_000),
        "labour_cost_paid": Decimal(paid),
        "payment_guarantee": True,
        "wages_paid": paid == 120_000,
    }


def _order_and_payment(hands: HttpPlayer, case_id: str) -> None:
    """Labour finds the cause, the government orders, finance is late, the money comes and reaches the workers."""
    cause = {
        "cause": "财政资金未到位",
        "payer_ref": "finance",
        "pay_due": date(2026, 3, 25),
        "case.gov_project.wage_part": Decimal(80_000),
        "case.gov_project.headcount": Decimal(16),
    }
    hands.do(case_id, "find_cause", cause)
    assert facts_at(hands, case_id, "case.project.name")["project"]["name"] == SEWAGE, "the one in arrears"
    hands.at("2026-03-12T09:00")
    approve(hands, case_id, "approve_order", legal=True)
    signed = [task for task in tasks_of(hands, case_id) if task.element_id == "decide_approval"]
    assert [task.unit_id for task in signed] == ["tj_ftz.leaders"], "the government at this level"
    hands.do(case_id, "serve_order", {"order_on": date(2026, 3, 12)})
    assert ("GOV-02", "2026-03-12", "2026-03-25") in clocks(hands, case_id), clocks(hands, case_id)
    late = facts_at(hands, case_id, "case.public_funds.late")["public_funds"]["late"]
    assert [(row["project"], row["pay_due"]) for row in late] == [(SEWAGE, date(2026, 3, 25))], "for the risk"
    hands.at("2026-03-26T09:00")
    limited = {"case.gov_project.limit_new": False, "case.gov_project.credit_record": True}
    hands.do(case_id, "escalate", limited)
    paid = {
        "case.gov_project.public_paid": Decimal(80_000),
        "case.gov_project.public_paid_on": date(2026, 3, 26),
    }
    hands.do(case_id, "pay_public_funds", paid)
    hands.do(case_id, "check_wages_paid", {"case.gov_project.wages_paid": Decimal(80_000), "paid": True})
    assert runs_of(hands, case_id)["government_project"] == ["已足额发放"]
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)


def test_late_public_funds_are_ordered_by_the_government_and_followed_to_each_worker(
    hands: HttpPlayer,
) -> None:
    hands.at("2026-03-02T08:30")
    _known(hands)
    with hands.session() as session:
        begin(session)
        found = {
            row.jurisdiction_key: row.case_id
            for row in session.query(PeriodStart)
            if row.process_key == "government_project"
        }
    assert sorted(found) == ["tj_ftz", "xn_chengdong"], "one case for each district and month"
    assert hands.open_units(found["xn_chengdong"], "check_month") == ["xn_chengdong.development"]
    case_id = found["tj_ftz"]
    assert hands.open_units(case_id, "check_month") == ["tj_ftz.gov_projects"]
    assert ("ACC-02", "2026-03-02", "2026-04-02") in clocks(hands, case_id), clocks(hands, case_id)
    listed = facts_at(hands, case_id, "case.gov_project.register")["gov_project"]["register"]
    assert [row["project"] for row in listed] == [SEWAGE], "the form begins with what the register knows"
    hands.at("2026-03-10T09:00")
    duties = {"case.gov_project.owner_duties": ["支付担保", "按月拨付人工费"]}
    rows = [_row("示例学校综合楼项目", 120_000), _row(SEWAGE, 40_000)]
    hands.do(case_id, "check_month", {"case.gov_project.projects": rows, **duties})
    assert "40,000.00" in _register(hands) and "2026-03" in _register(hands)
    _order_and_payment(hands, case_id)
    hands.at("2026-04-03T09:00")
    assert hands.open_units(found["xn_chengdong"], "find_cause") == ["xn_chengdong.labour"], (
        "a month that nobody reports goes to the labour authority"
    )


def test_a_project_with_its_funds_in_the_budget_is_approved(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    asked = {"matter": "项目报批"}
    case_id = hands.start("government_project", "xn_chengdong.development", "unit_liaison", asked)
    found = {
        "case.project.name": SEWAGE,
        "case.gov_project.contractor_financed": False,
        "case.gov_project.owner_in_arrears": False,
        "case.gov_project.pay_cycle": Decimal(1),
        "fund_result": "资金落实",
    }
    hands.do(case_id, "review_funds", found)
    assert runs_of(hands, case_id) == {"government_project": ["项目已批准"]}
    record_is_whole(hands, case_id)
    permit = _permit(hands)
    known = facts_at(hands, permit, "case.public_funds.review", "case.public_funds.reviewed_on")
    assert known["public_funds"]["review"] == "资金落实"
    assert known["public_funds"]["reviewed_on"] == date(2026, 3, 2)
    hands.do(permit, "check_gates", {key: value for key, value in SAFE.items() if key != "fund_ok"})
    assert "issue_permit" in hands.open_elements(permit), "the review answers for the funds"


def test_a_permit_is_not_given_to_a_project_whose_review_found_no_funds(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    asked = {"matter": "项目报批"}
    case_id = hands.start("government_project", "xn_chengdong.development", "unit_liaison", asked)
    lacking = {"case.gov_project.contractor_financed": True, "case.gov_project.owner_in_arrears": False}
    found = {"case.project.name": SEWAGE, "fund_result": "资金未落实", **lacking}
    hands.do(case_id, "review_funds", found)
    permit = _permit(hands)
    with pytest.raises(CannotFill, match="资金来源审查未落实"):
        hands.do(permit, "check_gates", SAFE)
    hands.do(permit, "check_gates", {**SAFE, "fund_ok": False})
    assert "handle_closed_gate" in hands.open_elements(permit)


def _permit(hands: HttpPlayer) -> str:
    """The builder applies for the permit of the same project."""
    unit = "xn_chengdong.construction"
    applied = {"case.project.name": SEWAGE, "case.permit.papers": ALL_PAPERS}
    return apply_for_permit(hands, unit, applied)
