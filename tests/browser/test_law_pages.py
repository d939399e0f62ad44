"""A due date explained, the rules and the calendar in a real browser, at a desk and on a phone, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from storage.models import Deadline
from tests.browser.test_case_pages import enter, visit
from tests.support.browser import NARROW, WIDE
from tests.support.lived import CLERK, INSPECTOR, OFFICE, Lived

pytestmark = pytest.mark.browser
MADE_UP = (
    "date,kind,name,source\n2027-01-01,holiday,元旦,虚构通知\n2027-01-02,workday,元旦调休上班,虚构通知\n"
)


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def address(lived: Lived, live_server: Callable[[Flask], str]) -> str:
    """Address of both districts at work."""
    return live_server(lived.app())


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_law_are_open_to_everybody(
    lived: Lived,
    address: str,
    new_context: Callable[..., BrowserContext],
    size: tuple[int, int],
    language: str,
) -> None:
    context = new_context(size=size)
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = enter(context.new_page(), address, OFFICE)
    with lived.session() as session:
        row = next(each for each in session.query(Deadline).all() if each.rule.startswith(("INS-0", "ARB-0")))
        clock = f"/cases/{row.case_id}/clocks/{row.id}"
    visit(page, address, [clock, "/rules", "/rules/INS-01", "/calendar"], f"law-{language}-{size[0]}")


def test_an_officer_opens_the_explanation_of_a_date_from_the_case(
    lived: Lived, address: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = enter(new_context(size=WIDE).new_page(), address, INSPECTOR)
    with lived.session() as session:
        row = next(each for each in session.query(Deadline).all() if each.rule == "INS-01")
    page.goto(f"{address}/cases/{row.case_id}")
    page.locator(f"a[href$='/clocks/{row.id}']").last.click()
    expect(page.get_by_role("heading", name="逐日计算")).to_be_visible()
    expect(page.locator(".count-days li").first).to_contain_text("事件当日，不计入")
    expect(page.locator(".count-days li").last).to_contain_text("届满")


def test_the_office_looks_at_a_new_year_before_loading_it(
    address: str, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    (tmp_path / "2027.csv").write_text(MADE_UP, encoding="utf-8")
    page = enter(new_context(size=WIDE).new_page(), address, OFFICE)
    page.goto(f"{address}/calendar")
    page.set_input_files("#file", tmp_path / "2027.csv")
    page.get_by_role("button", name="查看变化").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("载入 2027 年会改变什么")
    expect(page.locator(".count-days").first).to_contain_text("2027-01-02")
    page.get_by_role("button", name="载入并重新计算").click()
    expect(page.locator("main")).to_contain_text("已载入 2027 年日历")
    expect(page.get_by_role("link", name="2027", exact=True)).to_be_visible()


def test_the_office_confirms_a_rule_and_others_only_read(
    address: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = enter(new_context(size=WIDE).new_page(), address, OFFICE)
    page.goto(f"{address}/rules/INS-01")
    page.get_by_label("依据文件").fill("若干规定（虚构核对）")
    page.get_by_label("理由").fill("已核对原文")
    page.get_by_role("button", name="生成新版本").click()
    expect(page.locator(".law-editions")).to_contain_text("第 1 版")
    other = enter(new_context(size=WIDE).new_page(), address, CLERK)
    other.goto(f"{address}/rules/INS-01")
    expect(other.get_by_role("button", name="生成新版本")).to_have_count(0)
