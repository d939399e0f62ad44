"""Scenario S11: no permit without a deposit, a site stopped and fined after a hearing; deposits beside permits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.demonstration.deposits import confirm_storing, contractor, open_storing
from app.demonstration.permits import ALL_PAPERS, apply_for_permit, check
from app.demonstration.player import NoSuchTask
from app.demonstration.stories import approve
from app.demonstration.stories_penalty import s11, s11_permit
from app.identifiers.invented import Inventor
from storage.models import CaseFile, Deadline
from tests.acceptance.checks import case_of, clocks, facts_at, record_is_whole, runs_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer

LABOUR = "tj_ftz.labour"


def test_project_y_gets_its_permit_only_after_its_deposit_is_proved(hands: HttpPlayer) -> None:
    case_id = s11_permit(hands)
    assert runs_of(hands, case_id) == {"permit_control": ["已核发"], "wage_deposit": ["已存储"]}
    order = [task.element_id for task in tasks_of(hands, case_id)]
    assert order.index("confirm_storage") < order.index("issue_permit")
    assert order.count("issue_permit") == 1, "it was not open while the gate was closed"
    assert not [rule for rule, _, _ in clocks(hands, case_id) if rule == "DEP-02"], "stored before the permit"
    assert facts_at(hands, case_id, "case.deposit_held.form")["deposit_held"]["form"] == "银行保函"
    record_is_whole(hands, case_id)
    with hands.session() as session:
        refused = session.query(CaseFile).filter(CaseFile.closed_as == "不予核发").one()
        assert refused.title == "示例Y项目施工许可"
    record_is_whole(hands, refused.id)


def test_project_z_is_stopped_and_fined_after_a_hearing(hands: HttpPlayer) -> None:
    case_id = s11(hands)
    expected = {
        ("PEN-02", "2026-05-25", "2026-06-01"),
        ("PEN-03", "2026-06-15", "2026-06-04"),
        ("PEN-01", "2026-04-20", "2026-07-20"),
        ("PEN-07", "2026-07-01", "2026-07-16"),
        ("PEN-10a", "2026-07-01", "2026-08-31"),
    }
    found = clocks(hands, case_id)
    assert expected <= found, sorted(found)
    with hands.session() as session:
        suit = session.query(Deadline).filter_by(case_id=case_id, rule="PEN-10b").one()
        assert suit.provisional, "the calendar of 2027 is not loaded"
    tasks = tasks_of(hands, case_id)
    inquired = {
        task.closed_by for task in tasks if task.element_id in ("conclude_inquiry", "check_correction")
    }
    chair = {task.closed_by for task in tasks if task.element_id == "hold_hearing"}
    assert chair and not chair & inquired, "who investigated does not chair the hearing"
    assert hands.open_units(case_id, "watch_measure") == ["xn_chengdong.construction"], (
        "the site stands still"
    )
    hands.at("2027-01-08T09:00")  # neither reconsideration nor a suit: the court is asked
    assert {"court_enforcement", "hand_over"} & set(runs_of(hands, case_id)), (
        "the court is asked to enforce it"
    )
    hands.do(case_id, "watch_measure", {"lift": True})
    assert runs_of(hands, case_id)["permit_control"] == ["已解除"]
    record_is_whole(hands, case_id)


def test_in_tianjin_the_deposit_follows_the_permit_within_twenty_working_days(hands: HttpPlayer) -> None:
    builder = contractor(Inventor(31), "天津", "120116")
    applied = {
        "case.project.name": "示例V项目",
        "case.permit.applicant": builder,
        "case.permit.contract_on": date(2026, 3, 2),
        "case.permit.papers": ALL_PAPERS[:1] + ALL_PAPERS[3:],
    }
    hands.at("2026-03-09T09:00")
    case_id = apply_for_permit(hands, "tj_ftz.gov_service", applied)
    check(hands, case_id, deposit_ok=False, fund_ok=False)
    with pytest.raises(NoSuchTask):
        hands.do(case_id, "issue_permit")
    hands.do(case_id, "handle_closed_gate", {"closed_choice": "补正后复核"})
    check(hands, case_id, deposit_ok=False)
    hands.at("2026-03-10T09:00")
    permit = {"case.project.permit_no": "示例120116202603", "case.permit.issued_on": date(2026, 3, 10)}
    hands.do(case_id, "issue_permit", permit)
    expected = {("DEP-02", "2026-03-10", "2026-04-08"), ("ACC-01", "2026-03-02", "2026-04-01")}
    assert expected <= clocks(hands, case_id), sorted(clocks(hands, case_id))
    open_storing(hands, case_id, Decimal(10_000_000), {"case.deposit.contractor": builder})
    hands.at("2026-03-20T09:00")
    confirm_storing(hands, case_id, "2", "现金存储")
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)


def test_a_deposit_is_returned_only_after_the_notice_and_when_all_is_paid(hands: HttpPlayer) -> None:
    hands.at("2026-06-01T09:00")
    case_id = hands.start("wage_deposit", LABOUR, "deposit_officer", {})
    builder = {"case.deposit.contractor": contractor(Inventor(32), "天津", "120116")}
    told = {"case.project.name": "示例U项目", "permit_on": date(2025, 3, 3), **builder}
    open_storing(hands, case_id, Decimal(10_000_000), told)
    confirm_storing(hands, case_id, "2", "现金存储")
    hands.start("wage_deposit", LABOUR, "deposit_officer", {}, case_id)
    notice = {
        "place": "项目工地",
        "from": date(2026, 4, 20),
        "to": date(2026, 5, 20),
        "objections": "无异议",
    }
    back = {"deposit_matter": "返还", "amount": Decimal(200_000), "case.deposit.publicity": [notice]}
    hands.do(case_id, "open_matter", back)
    approve(hands, case_id, "approve_matter")
    returned = {
        "case.deposit.returned_on": date(2026, 6, 1),
        "case.deposit.returned_amount": Decimal(200_600),
    }
    hands.do(case_id, "return_deposit", returned, external="经办银行")
    assert runs_of(hands, case_id)["wage_deposit"] == ["已存储", "已返还"]
    record_is_whole(hands, case_id)
