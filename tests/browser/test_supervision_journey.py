"""A term runs out, the office supervises, the unit answers late and meets it at last; the convenor sees it all."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from app.demonstration.stories import COMPLAINT, accept
from storage.models import CaseFile
from tests.browser.typist import Typist
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser
CONVENOR = "tj.leaders.convenor"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


def front(typist: Typist) -> Page:
    """The front page of the convenor, at this moment."""
    page = typist.page_of(CONVENOR, "/front")
    assert_accessible(page)
    return page


def late(page: Page) -> Locator:
    """Who is late and why."""
    return page.get_by_role("region", name="谁逾期、为什么")


def supervised(page: Page) -> Locator:
    """What is supervised now."""
    return page.get_by_role("region", name="正在督办")


def sign(typist: Typist, case: str, call: str) -> None:
    """The office reviews a paper, and who is competent signs it."""
    typist.do(case, "review_by_section", {"section_opinion": "同意"}, path=call)
    typist.do(case, "decide_approval", {"approval": "批准"}, path=call)


def test_the_convenor_sees_a_supervision_from_the_lapse_to_its_end(typist: Typist) -> None:
    case = _let_a_term_run_out(typist)
    _issue_the_notice(typist, case)
    _answer_after_a_reminder(typist, case)
    _accept_at_last(typist, case)
    _see_it_in_the_figures(typist, case)


def _let_a_term_run_out(typist: Typist) -> str:
    typist.at("2026-04-20T09:00")
    case = typist.register("tj_ftz.construction", COMPLAINT)
    page = front(typist)
    expect(late(page)).to_contain_text("没有逾期的时限")
    expect(supervised(page)).to_have_count(0)

    typist.at("2026-04-29T09:00")  # five working days for acceptance, INS-01, are over
    page = front(typist)
    expect(late(page)).to_contain_text("INS-01")
    expect(late(page)).to_contain_text("逾期 2 个工作日")
    expect(late(page)).to_contain_text("人社局")
    expect(supervised(page)).to_contain_text("尚未下达")
    screenshot(page, "supervision_lapsed")
    return case


def _issue_the_notice(typist: Typist, case: str) -> None:
    drafted = {
        "reply_due": date(2026, 5, 8),
        "case.supervision.assisting": [{"unit": "construction", "duty": "提供付款情况"}],
    }
    typist.do(case, "register_matter", drafted)
    sign(typist, case, "sign_notice")
    for unit in ("tj_ftz.labour", "tj_ftz.construction"):
        typist.do(case, "deliver_notice", {}, unit_id=unit)
    page = front(typist)
    expect(supervised(page)).to_contain_text("人社局")
    expect(supervised(page)).to_contain_text("5月8日 截止")
    expect(supervised(page)).to_contain_text("办理并反馈")
    screenshot(page, "supervision_issued")


def _answer_after_a_reminder(typist: Typist, case: str) -> None:
    typist.at("2026-05-11T09:00")
    page = front(typist)
    expect(supervised(page)).to_contain_text("逾期 2 个工作日")  # Saturday 9 May was a working day
    typist.do(case, "remind_unit", {})
    at_work = {"reply_kind": "正在办理", "case.supervision.progress": "正在审查受理条件。"}
    typist.do(case, "reply_result", at_work)
    page = front(typist)
    expect(supervised(page)).to_contain_text("核查办理结果")
    screenshot(page, "supervision_answered")


def _accept_at_last(typist: Typist, case: str) -> None:
    """The supervised term is met, so the supervision ends with it."""
    accept(typist, case)
    typist.do(case, "propose_filing", {"construction": False, "employer_role": "一般用人单位"})
    typist.do(case, "approve_filing", {"filing_opinion": "批准立案", "case.filing.priority": False})
    page = front(typist)
    expect(late(page)).to_contain_text("没有逾期的时限")
    expect(supervised(page)).to_have_count(0)


def _see_it_in_the_figures(typist: Typist, case: str) -> None:
    page = typist.page_of(CONVENOR, "/figures?period=2026-04")
    assert_accessible(page)
    screenshot(page, "figures")
    row = page.get_by_role("region", name="考核：各单位按期率和办结率").last.get_by_role("row", name="人社局")
    late_ones = row.get_by_role("cell").nth(2).get_by_role("link")
    expect(late_ones).to_have_text("1")
    late_ones.click()
    with typist.session() as session:
        title = session.get_one(CaseFile, case).title
    expect(page.locator("main")).to_contain_text("共 1 项")
    expect(page.locator("main")).to_contain_text(title)
    assert_accessible(page)
