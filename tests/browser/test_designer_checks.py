"""A designer breaks a process in ten ways, and finds each of them on its element, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.breaking import (
    change_gateway,
    choose_first_hit_policy,
    delete_flow,
    keep_elsewhere,
    rename_message,
    rewrite_condition,
    take_default_away,
)
from tests.browser.designing import CHECKED, DESIGNER, Designer, begin
from tests.browser.typist import Typist
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser
DIAGRAM = "processes/transfer/transfer.bpmn"
FORM = "forms/transfer/sign_for.form"
TABLE = "processes/transfer/route_transfer.dmn"


@pytest.fixture
def database_kind() -> str:
    """The page looks the same on both databases; one is enough here."""
    return "sqlite"


def break_it(designer: Designer) -> set[tuple[str, str, str]]:
    """Break the process in ten ways in the editors; return where each has to be found."""
    page = designer.page
    rewrite_condition(page, "flow_signed__review_objection", 'signing = "提出意见"')
    rewrite_condition(page, "flow_way__disputed", 'handling_way = "申请退回" and handling_way = "提请协办"')
    rewrite_condition(page, "flow_ruled__ready_to_route", 'ruling = "改派" or not(ruling = "改派")')
    rewrite_condition(page, "flow_checked__ready_to_handle", 'never_asked = "退回重办"')
    delete_flow(page, "flow_ruled__returned")
    take_default_away(page, "flow_objection_checked__disputed")
    rewrite_condition(page, "flow_objection_checked__disputed", 'objection_view = "同意退回"')
    change_gateway(designer, "ready_to_answer")
    rename_message(designer, "ask_supervision", "start_moon_landing")
    keep_elsewhere(designer, FORM, "异议理由与建议单位", "case.transfer.colour")
    choose_first_hit_policy(designer, TABLE)
    designer.wait_until_saved(TABLE, 1)
    drawn = {
        ("unknown_choice", "flow_signed__review_objection"), ("never_true", "flow_way__disputed"),
        ("always_true", "flow_ruled__ready_to_route"), ("no_default", "objection_checked"),
        ("unreachable", "returned"), ("deadlock", "ready_to_answer"), ("never_written", "checked"),
        ("message_to_nobody", "ask_supervision"), ("decision_overlap", "suggest_unit"),
    }  # fmt: skip
    return {(DIAGRAM, *each) for each in drawn} | {(FORM, "unknown_field", "case.transfer.colour")}


def line_of(page: Page, path: str, code: str, element: str) -> Locator:
    """Return the line of a finding."""
    lines = page.locator(f"[data-finding][data-path='{path}'][data-element='{element}']")
    return lines.filter(has_text=code).first


def test_ten_faults_are_found_each_on_its_element_by_mouse_and_by_keyboard(typist: Typist) -> None:
    designer = begin(typist, "转办交办")
    page, panel = designer.page, designer.page.locator("[data-checks]")
    expect(panel.get_by_role("heading", name="检查")).to_be_visible(timeout=60_000)
    expect(panel).to_contain_text("检查通过，可以发布。")
    faults = break_it(designer)
    for path, code, element in faults:
        expect(line_of(page, path, code, element)).to_be_visible(timeout=CHECKED)
    for number, (path, code, element) in enumerate(sorted(faults)):
        link = line_of(page, path, code, element).locator("[data-locate]")
        if number % 2:
            link.click()
        else:
            link.focus()
            page.keyboard.press("Enter")
        chosen = (
            f".djs-element.selected[data-element-id='{element}']"
            if path == DIAGRAM
            else ".fjs-editor-selected"
        )
        page.wait_for_selector(chosen, state="attached")
        assert page.locator("[data-designer]").get_attribute("data-designer-file") == path
    screenshot(page, "designer-checks-editor")
    on_the_page_of_checks(designer, faults)


def on_the_page_of_checks(designer: Designer, faults: set[tuple[str, str, str]]) -> None:
    """See the faults on the page of their own, walk the way to one of them, and filter."""
    page = designer.page
    page.goto(f"{designer.address}/designer/drafts/{designer.draft}/checks")
    canvas = page.locator("[data-checks-canvas]")
    expect(canvas).to_have_attribute("data-drawn", DIAGRAM, timeout=60_000)
    for path, code, element in sorted(faults):
        line = line_of(page, path, code, element)
        if path == DIAGRAM:
            line.locator("[data-show]").click()
            expect(canvas).to_have_attribute("data-shown", element)
            assert page.locator(f".djs-element[data-element-id='{element}'].way-here").count() == 1
    way = line_of(page, DIAGRAM, "deadlock", "ready_to_answer")
    way.locator("[data-show]").focus()
    page.keyboard.press("Enter")
    last = int(canvas.get_attribute("data-step") or "0")
    assert last > 3 and way.locator(".finding-steps li").count() > 3
    page.get_by_role("button", name="上一步").click()
    expect(canvas).to_have_attribute("data-step", str(last - 1))
    page.get_by_role("button", name="下一步").focus()
    page.keyboard.press("Enter")
    expect(canvas).to_have_attribute("data-step", str(last))
    expect(page.get_by_role("status").filter(has_text="步")).to_contain_text(f"第 {last} 步，共 {last} 步")
    assert_accessible(page)
    screenshot(page, "designer-checks")
    page.get_by_role("link", name=re.compile("^提醒")).first.click()
    assert {each.get_attribute("data-severity") for each in page.locator("[data-finding]").all()} == {
        "warning"
    }
    page.set_viewport_size({"width": 390, "height": 844})
    screenshot(page, "designer-checks-390")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_rule_of_the_house_is_tried_set_and_found_in_a_draft(typist: Typist) -> None:
    page = typist.page_of(DESIGNER, "/designer/rules")
    assert_accessible(page)
    given = {"key": "purposes", "name_zh": "任务须写明目的", "name_en": "Tasks have a purpose",
             "zh": "请写明这项任务的目的。", "en": "Say what this task is for."}  # fmt: skip
    for name, text in given.items():
        page.locator(f"#{name}").fill(text)
    page.locator("#feel").fill("every t in tasks satisfies t.purpos.x(")
    page.get_by_role("button", name="保存规则").click()
    expect(page.get_by_role("alert")).to_contain_text("表达式")
    page.locator("#severity").select_option("warning")
    page.locator("#feel").fill('every t in tasks satisfies t.id != "sign_for"')
    page.get_by_role("button", name="先试算").click()
    expect(page.locator(".rule-tried")).to_contain_text("sign_for")
    screenshot(page, "designer-rules")
    page.get_by_role("button", name="保存规则").click()
    page.wait_for_url("**/designer/rules")
    designer = begin(typist, "转办交办")
    found = designer.page.locator("[data-checks] [data-finding][data-element='sign_for']")
    expect(found.filter(has_text="house:purposes")).to_have_count(1, timeout=60_000)
    page.goto(f"{typist.address}/designer/rules")
    page.locator("tr", has_text="任务须写明目的").get_by_role("button", name="停用").click()
    expect(page.locator("tr", has_text="任务须写明目的")).to_contain_text("启用")
    page.set_viewport_size({"width": 390, "height": 844})
    screenshot(page, "designer-rules-390")
