"""A designer changes a deadline and a form field, by mouse and by keyboard; a second person publishes it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from app.versions import compile_files
from storage.versions import files_of_version, newest_version
from tests.browser.designing import Designer, begin, publish
from tests.browser.typist import Typist
from tests.support.browser import assert_accessible, screenshot

pytestmark = pytest.mark.browser
DIAGRAM = "processes/payment_follow_up/payment_follow_up.bpmn"
FORM = "forms/payment_follow_up/record_payment.form"
STEP = "record_payment"
APPROVER = "tj.office.office_director"


@pytest.fixture
def database_kind() -> str:
    """The editors look the same on both databases; one is enough here."""
    return "sqlite"


def test_a_deadline_and_a_field_are_changed_with_the_mouse(typist: Typist) -> None:
    designer = begin(typist, "督促支付与后续措施")
    page = designer.page
    page.locator(f".djs-element[data-element-id={STEP}] .djs-hit").first.click(force=True)
    add_rule(page, "starts", "INS-03")
    designer.wait_until_saved(DIAGRAM, 1)
    designer.open(FORM)
    page.locator("[data-designer-canvas]").get_by_text("累计已付").first.click(force=True)
    rename_field(page, "实付金额（元）")
    designer.wait_until_saved(FORM, 1)
    assert_changed(designer, "INS-03", "实付金额（元）")
    assert_accessible(page)
    screenshot(page, "designer-form")
    approver = typist.page_of(APPROVER, "/designer")
    publish(designer, "补正期限自登记支付起算；累计已付改称实付金额。", approver)
    assert_published(typist, "INS-03", "实付金额（元）")


def test_a_deadline_and_a_field_are_changed_with_the_keyboard(typist: Typist) -> None:
    designer = begin(typist, "督促支付与后续措施")
    page = designer.page
    page.get_by_text("环节清单（文字版）").focus()
    page.keyboard.press("Enter")
    page.locator(f"[data-designer-elements] [data-element='{STEP}']").focus()
    page.keyboard.press("Enter")
    page.locator("[data-designer-panel] [data-setting=starts]").focus()
    page.keyboard.type("INS-03")
    page.keyboard.press("Enter")
    expect(page.locator("[data-designer-panel]")).to_contain_text("INS-03")
    page.keyboard.press("Control+s")
    designer.wait_until_saved(DIAGRAM, 1)
    assert_accessible(page)
    page.locator(f"[data-designer-files] a[data-path='{FORM}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-designer-file='{FORM}']")
    page.locator("[data-designer-elements] button").nth(0).focus()
    page.keyboard.press("Enter")
    page.locator(".bio-properties-panel [id$=-label]").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("实付金额（元）")
    page.keyboard.press("Tab")
    designer.wait_until_saved(FORM, 1)
    assert_changed(designer, "INS-03", "实付金额（元）")


def assert_published(typist: Typist, rule: str, label: str) -> None:
    """The newest version of the process is the second, with the rule and the field."""
    with typist.session() as session:
        version = newest_version(session, "payment_follow_up")
        assert version is not None
        assert version.number == 2
        files = files_of_version(session, version.id)
    assert rule.encode() in files[DIAGRAM]
    assert label in files[FORM].decode()


def add_rule(page: Page, setting: str, rule: str) -> None:
    """Choose a deadline rule in the settings panel."""
    field = page.locator(f"[data-designer-panel] [data-setting={setting}]")
    field.click()
    field.fill(rule)
    field.press("Enter")
    expect(page.locator("[data-designer-panel] .designer-picks", has_text=rule)).to_be_visible()


def rename_field(page: Page, label: str) -> None:
    """Give the chosen field of a form another name."""
    field = page.locator(".bio-properties-panel [id$=-label]").first
    field.fill(label)
    field.press("Tab")


def assert_changed(designer: Designer, rule: str, label: str) -> None:
    """The draft compiles, the step starts the rule, the form has the field."""
    files = designer.files()
    definition, _ = compile_files("payment_follow_up", files)
    assert rule in definition.element("payment_follow_up", STEP).properties["starts"]
    components = json.loads(files[FORM])["components"]
    assert label in {each.get("label") for each in components}
