"""A designer writes the template of a paper from its step, sees how it will look, and is led to faulty lines."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.diagrams.draft_paths import paper_path
from tests.browser.designing import CHECKED, begin
from tests.browser.typist import Typist
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot

pytestmark = pytest.mark.browser
ORDER = paper_path("investigation", "D15")
NOTICE = paper_path("investigation", "D03")


@pytest.fixture
def database_kind() -> str:
    """The editor looks the same on both databases; one is enough here."""
    return "sqlite"


def test_a_template_is_changed_beside_its_preview_and_a_fault_leads_to_its_line(typist: Typist) -> None:
    designer = begin(typist, "劳动保障监察")
    page = designer.page
    designer.choose("confirm_facts")
    page.get_by_role("button", name="打开模板：限期改正指令书").click()
    text, shown = page.get_by_role("textbox", name="文书模板"), page.get_by_role("region", name="预览")
    expect(shown.locator(".paper-title")).to_have_text("限期改正指令书")
    expect(shown.get_by_text("用人单位 · 名称")).to_be_visible()
    whole = text.input_value()
    text.press("Control+End")
    text.type("联系电话：{case.employer.phne}\n{1 +}")
    expect(page.locator("[data-designer]")).to_have_attribute("data-designer-saving", "saved")
    expect(shown.locator(".paper-faults")).to_contain_text(f"第 {len(whole.splitlines()) + 2} 行")
    findings = page.locator(f"[data-checks] [data-finding][data-path='{ORDER}']")
    expect(findings.filter(has_text="bad_paper")).to_be_visible(timeout=CHECKED)
    findings.filter(has_text="bad_paper").locator("[data-locate]").click()
    page.wait_for_function(
        "document.activeElement.selectionEnd - document.activeElement.selectionStart === 5"
    )
    page.keyboard.press("Delete")
    expect(findings.filter(has_text="unknown_in_paper")).to_contain_text(
        "case.employer.phne", timeout=CHECKED
    )
    page.locator("[data-designer-undo]").click()
    expect(text).to_have_value(whole + "联系电话：{case.employer.phne}\n{1 +}")
    page.locator("[data-designer-undo]").click()
    expect(text).to_have_value(whole)
    expect(shown.locator(".paper-title")).to_have_text("限期改正指令书")
    screenshot(page, "designer-paper-1440")
    for size in (WIDE, NARROW):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert_accessible(page)


def test_a_step_without_a_template_gets_one(typist: Typist) -> None:
    designer = begin(typist, "劳动保障监察")
    page = designer.page
    designer.choose("approve_filing")
    page.get_by_role("button", name="新建模板：受理（立案）告知书").click()
    page.get_by_role("button", name="打开模板：受理（立案）告知书").click()
    expect(page.get_by_role("region", name="预览").locator(".paper-title")).to_have_text("受理（立案）告知书")
    text = page.get_by_role("textbox", name="文书模板")
    text.fill("# 立案告知书\n= {case.employer.name}：\n本机关已立案调查。\n> {paper.day}\n")
    expect(page.get_by_role("region", name="预览")).to_contain_text("本机关已立案调查。")
    assert "本机关已立案调查。" in designer.files()[NOTICE].decode()
    expect(page.locator(f"[data-checks] [data-finding][data-path='{NOTICE}']")).to_have_count(0)
