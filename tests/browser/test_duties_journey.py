"""The office looks up a clause, who performed it last month and what is late; a unit is renamed and its work stays."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.demonstration.stories import COMPLAINT
from storage.models import CaseFile
from tests.browser.typist import Typist
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser
DIRECTOR, LIAISON = "tj.office.office_director", "tj.union.clerk1"
NEW = "总工会和群团工作部"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


def seen(typist: Typist, who: str, path: str) -> Page:
    """A page of an officer, accessible to everybody."""
    page = typist.page_of(who, path)
    assert_accessible(page)
    return page


def test_the_office_goes_from_a_clause_to_who_performed_it_and_to_the_case(typist: Typist) -> None:
    typist.at("2025-09-22T09:00")
    case = typist.register("tj_ftz.labour", COMPLAINT)
    typist.at("2025-10-20T09:00")
    page = seen(typist, DIRECTOR, "/duties")
    page.get_by_label("关键词").last.fill("第一接待端口")
    page.get_by_role("button", name="统计").click()
    page.get_by_role("link", name="做好信访事项第一接待端口信息采集与核实").click()
    people = page.get_by_role("region", name="履行情况")
    expect(people.first).to_contain_text("人社局经办人甲")
    expect(page.get_by_text("统一受理与首问分流").first).to_be_visible()
    screenshot(page, "duty-clause")
    page.locator(".duty-sums a[href*='standing=overdue']").click()
    assert_accessible(page)
    page.locator(".work-title").first.click()
    page.wait_for_url(f"**/cases/{case}")
    page.locator(".timeline a[href*='/duties/TJ-45']").first.click()
    expect(page.get_by_role("heading", name="TJ-45")).to_be_visible()


def test_a_unit_is_renamed_and_its_inbox_tasks_and_history_stay_whole(typist: Typist) -> None:
    typist.at("2025-10-09T09:00")
    held = typist.start("membership", "tj_ftz.union", "unit_liaison", {})
    with typist.session() as session:
        number = session.get_one(CaseFile, held).case_no
    expect(seen(typist, LIAISON, "/inbox").locator("main")).to_contain_text(number)
    change = typist.start("membership", "tj_ftz.union", "unit_liaison", {})
    told = {"change_kind": "单位更名撤并", "case.member.unit": "union", "case.member.new_name": NEW}
    typist.do(change, "report_change", {**told, "effective_on": date(2025, 10, 10)})
    typist.do(
        change,
        "review_change",
        {"case.member.source": "新文件", "needs_document": False, "review_result": "同意上报"},
    )
    typist.do(change, "review_by_section", {"section_opinion": "同意"})
    typist.do(change, "decide_approval", {"approval": "批准"})
    typist.at("2025-10-10T09:00")
    inbox = seen(typist, LIAISON, "/inbox")
    expect(inbox.locator("main")).to_contain_text(number)
    expect(inbox.locator("main")).to_contain_text("签阅调整通知")
    page = seen(typist, LIAISON, f"/cases/{held}")
    expect(page.locator("main")).to_contain_text(NEW)
    page = seen(typist, DIRECTOR, "/members/tj_ftz/union")
    expect(page.locator("main")).to_contain_text(f"更名：群团工作部 → {NEW}")
    screenshot(page, "unit-renamed")
    expect(seen(typist, DIRECTOR, "/members").locator("main")).to_contain_text(NEW)
    assert_accessible(typist.page_of(DIRECTOR, "/differences"))
    assert_accessible(typist.page_of(DIRECTOR, "/open-questions"))
