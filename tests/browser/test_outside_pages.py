"""A roster brought from a file, and what goes out to other systems, in a real browser at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from app.exchanges.registry import Export
from tests.browser.test_case_pages import enter, visit
from tests.support.browser import NARROW, WIDE, assert_accessible
from tests.support.lived import CLERK, Lived
from tests.support.office import house
from tests.views.test_registration import ANSWERS
from tests.views.test_rosters import as_xlsx, people

pytestmark = pytest.mark.browser
DIRECTOR = "tj.office.office_director"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def address(lived: Lived, live_server: Callable[[Flask], str]) -> str:
    """Address of an office in which a registered complaint sends something to a bank."""
    sent = Export("bank", "court_packet", "complaint_intake", "register_complaint", done=True)
    return live_server(
        lived.app(HOUSE=replace(house(), exchanges=replace(house().exchanges, exports=(sent,))))
    )


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_a_roster_is_put_right_and_fills_the_form(
    lived: Lived,
    address: str,
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
    size: dict[str, int],
) -> None:
    rows = people(5)
    right, rows[1][4], rows[3][1] = rows[1][4], "2025-13", "？？"
    (tmp_path / "名单.xlsx").write_bytes(as_xlsx(rows))
    page = enter(new_context(size=size).new_page(), address, CLERK)
    page.goto(f"{address}/cases/new")
    page.locator("[name='case.employer.name']").fill("示例建设有限公司")
    page.locator("[name='_roster.case.roster']").set_input_files(tmp_path / "名单.xlsx")
    page.get_by_role("button", name="检查并导入").click()
    expect(page.get_by_text("须改正 2 行")).to_be_visible()
    assert_accessible(page)
    page.locator("[name='cell.5.month']").fill(right)
    page.locator("[name='drop.7']").select_option("elsewhere")
    page.get_by_role("button", name="填入表单").click()
    expect(page.locator("[name='case.roster.3.worker']")).to_have_value(rows[4][1])
    expect(page.locator("[name='case.employer.name']")).to_have_value("示例建设有限公司")
    assert_accessible(page)


def test_the_office_confirms_by_hand_what_a_bank_has_taken(
    lived: Lived, address: str, new_context: Callable[..., BrowserContext]
) -> None:
    assert lived.client(CLERK).post("/cases/new", ANSWERS).status_code == 302
    page = enter(new_context(size=WIDE).new_page(), address, DIRECTOR)
    visit(page, address, ["/exchanges"], "exchanges-1440")
    page.get_by_role("link", name="申请执行信息").first.click()
    assert_accessible(page)
    place = page.url.removeprefix(address)
    with page.expect_download():
        page.get_by_role("button", name="取出内容").click()
    page.get_by_label("对方回执编号").fill("银收〔2025〕7号")
    page.get_by_label("回执日期").fill("2025-10-14")
    page.get_by_role("button", name="确认收到").click()
    expect(page.get_by_text("已确认", exact=True)).to_be_visible()
    phone = enter(new_context(size=NARROW).new_page(), address, DIRECTOR)
    visit(phone, address, ["/exchanges", place], "exchanges-390")
