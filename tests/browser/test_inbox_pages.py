"""The frame, sign-in, inbox and front page in a real browser: open to everybody, by mouse, keyboard and phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.clock import SetClock
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot
from tests.support.clock import A_WEDNESDAY
from tests.support.office import PASSWORD, Line, Office, days

pytestmark = pytest.mark.browser
SMALL_DESK = (1093, 614)  # 1366 × 768 at 125 %


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def address(office: Office, clock: SetClock, live_server: Callable[[Flask], str]) -> str:
    """Address of an office with some work to do."""
    office.lay_out(
        [
            Line("某物流公司拖欠 6 名装卸工工资投诉", days(A_WEDNESDAY, -3), returned="金额合计与清册不符"),
            Line("保税区东区厂房项目拖欠农民工工资", days(A_WEDNESDAY, 0), urgency="major", group=True),
            Line("某餐饮管理公司欠薪举报", days(A_WEDNESDAY, 1), holder="inspector"),
            Line("临港仓储扩建工程分包队伍欠薪", days(A_WEDNESDAY, 20), external="公安机关"),
            Line("某保洁公司拖欠 3 个月工资"),
        ]
    )
    return live_server(office.app(DEMONSTRATION=True, DEMONSTRATION_PASSWORD=PASSWORD))


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).first.click()


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [WIDE, SMALL_DESK, NARROW], ids=["desk", "small-desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_open_to_everybody(
    address: str, new_context: Callable[..., BrowserContext], size: tuple[int, int], language: str
) -> None:
    context = new_context(size=size)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    assert_accessible(page)
    assert_fits(page)
    sign_in(page, address, "head")
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    for path in (
        "/front",
        "/inbox",
        "/inbox?light=overdue",
        "/inbox?q=zzz",
        "/delegations",
        "/password",
        "/nowhere",
    ):
        page.goto(f"{address}{path}")
        assert_accessible(page)
        assert_fits(page)
    page.goto(f"{address}/inbox")
    screenshot(page, f"inbox-{language}-{size[0]}", whole=False)


def test_an_inspector_works_his_inbox_with_the_keyboard_alone(address: str, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, address, "inspector")
    page.goto(f"{address}/inbox")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_label("全选本页").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-picked]")).to_have_text("5")
    page.keyboard.press("Enter")  # sends nothing
    assert page.url.endswith("/inbox#main")
    page.keyboard.press("Space")
    expect(page.locator("[data-picked]")).to_have_text("0")
    page.locator("[data-pick]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="认领", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("已办成 1 项。")


def test_the_account_menu_opens_and_closes_and_leads_out(address: str, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, address, "inspector")
    page.goto(f"{address}/inbox")
    menu = page.locator(".top details.menu")
    menu.locator("summary").click()
    expect(menu).to_contain_text("人力资源和社会保障局 · 劳动保障监察员")
    page.keyboard.press("Escape")
    expect(menu.locator(".menu-body")).to_be_hidden()
    menu.locator("summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录清薪")).to_be_visible()


def test_the_demonstration_is_entered_with_one_click(address: str, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="登录 组长").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def test_several_tasks_are_returned_with_one_reason(address: str, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, address, "head")
    page.goto(f"{address}/inbox")
    page.get_by_label("选择 某餐饮管理公司欠薪举报").check()
    page.get_by_label("选择 某保洁公司拖欠 3 个月工资").check()
    page.get_by_text("退回待认领…").click()
    page.get_by_label("退回原因").fill("重新分工")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("办成 1 项，未办成 1 项")).to_be_visible()
    expect(page.get_by_text("任务尚未认领，无需退回。")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="返回列表").click()
    expect(page.get_by_text("退回原因：重新分工")).to_be_visible()
