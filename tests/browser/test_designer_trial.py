"""A designer tries a process to its end with the clock moved, by mouse and by keyboard, and records what came of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.designing import CHECKED, Designer, begin
from tests.browser.typist import Typist
from tests.support.browser import assert_accessible, screenshot
from tests.support.errands import run_errands

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """The page looks the same on both databases; one is enough here."""
    return "sqlite"


def press(page: Page, name: str) -> None:
    """Reach a button by keyboard and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


def test_a_process_is_tried_to_its_end(typist: Typist) -> None:
    designer = begin(typist, "工资保证金")
    page, address = designer.page, f"/designer/drafts/{designer.draft}/trials"
    page.set_default_timeout(CHECKED)
    page.goto(f"{typist.address}{address}")
    assert_accessible(page)
    page.get_by_label("启动方式").select_option("message:start_wage_deposit")
    page.get_by_text("启动时带入的数据").click()
    page.get_by_label("每行一项").fill('deposit_matter = "存储"\npermit_on = date("2025-08-25")')
    page.get_by_role("button", name="开始试运行").click()
    expect(page.locator("[data-diagram-state=shown]").first).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="填入示例").click()
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.locator(".trial-log > li")).to_have_count(2)

    page.get_by_label("过", exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    press(page, "个工作日")
    expect(page.locator(".trial-log > li")).to_have_count(3)
    expect(page.locator(".trial-now")).to_contain_text("2025-09-04")

    page.get_by_role("button", name="退回一步").click()
    expect(page.locator(".trial-now")).to_contain_text("2025-09-01")
    press(page, "按示例办结")
    expect(page.get_by_text("已走到结束")).to_be_visible()
    screenshot(page, "designer_trial")
    recorded_and_run(designer, f"{typist.address}{address}")


def recorded_and_run(designer: Designer, trials: str) -> None:
    """Record the trial, run all that are recorded, and see what none came through."""
    page = designer.page
    page.get_by_label("案例名称").fill("按期存储保证金")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(trials)
    expect(page.get_by_role("rowheader", name="按期存储保证金")).to_be_visible()
    page.get_by_role("button", name="全部运行").click()
    expect(page.locator("[data-awaiting]")).to_be_visible()
    run_errands(designer.database)
    expect(page.get_by_role("heading", name="试运行案例：1/1 通过")).to_be_visible(timeout=CHECKED)
    assert_accessible(page)
    page.goto(f"{trials}/coverage")
    expect(page.locator("[data-diagram-state=shown]").first).to_be_visible()
    expect(page.locator(".is-missed").first).to_be_attached()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "designer_trial_coverage_narrow")
