"""Taking a case out of the house in a real browser: asked for by one, approved by another, at a desk and on a phone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from tests.browser.test_case_pages import enter, visit
from tests.support.browser import NARROW, WIDE
from tests.support.exports import make_exports
from tests.support.lived import HEAD, INSPECTOR, Lived

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def address(lived: Lived, live_server: Callable[[Flask], str]) -> str:
    """Address of both districts at work."""
    return live_server(lived.app())


def test_one_asks_another_approves_and_the_file_is_taken(
    lived: Lived, address: str, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    place = f"/cases/{lived.cases['open']}/exports"
    page = enter(new_context(size=WIDE).new_page(), address, INSPECTOR)
    page.goto(f"{address}/cases/{lived.cases['open']}")
    page.get_by_role("link", name="导出案卷").click()
    page.locator("#ask-purpose").fill("移送人民法院")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("待审批")).to_be_visible()
    visit(page, address, [place], "exports-asked-1440")
    head = enter(new_context(size=NARROW).new_page(), address, HEAD)
    visit(head, address, ["/exports"], "exports-390")
    head.get_by_role("button", name="同意").first.click()
    expect(head.get_by_text("已同意")).to_be_visible()
    page.goto(f"{address}{place}")
    page.get_by_role("row", name="移送人民法院").get_by_role("button", name="导出").click()
    expect(page.get_by_text("正在准备", exact=True)).to_be_visible()
    visit(page, address, [place], "exports-making-1440")
    make_exports(lived)
    expect(page.get_by_role("button", name="下载")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载").click()
    waiting.value.save_as(tmp_path / "case.zip")
    assert "opened.json" in zipfile.ZipFile(tmp_path / "case.zip").namelist()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_fits_a_phone_in_both_languages(
    lived: Lived, address: str, new_context: Callable[..., BrowserContext], language: str
) -> None:
    context = new_context(size=NARROW)
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = enter(context.new_page(), address, INSPECTOR)
    visit(page, address, [f"/cases/{lived.cases['open']}/exports"], f"exports-{language}-390")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_an_auditor_finds_the_event_logs(
    address: str, new_context: Callable[..., BrowserContext], size: tuple[int, int]
) -> None:
    page = enter(new_context(size=size).new_page(), address, "tj.office.auditor")
    visit(page, address, ["/logs"], f"logs-{size[0]}")
