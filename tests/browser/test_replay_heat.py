"""Every page of the auditor's desk in a real browser, on a desk and on a phone, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from app.demonstration.officers import PASSWORD
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot
from tests.support.lived import Lived

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


def enter(page: Page, address: str) -> None:
    """Sign in as an auditor."""
    page.goto(f"{address}/sign-in")
    page.locator("[name=name]").fill("tj.office.auditor")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button.button-primary").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_auditors_desk_is_open_to_everybody(
    lived: Lived,
    live_server: Callable[[Flask], str],
    new_context: Callable[..., BrowserContext],
    size: tuple[int, int],
    language: str,
) -> None:
    address = live_server(lived.app())
    context = new_context(size)
    if language == "en":
        context.add_cookies([{"name": "language", "value": "en", "url": address}])
    page = context.new_page()
    enter(page, address)
    case = lived.cases["open"]
    page.goto(f"{address}/audit/cases/{case}?at=3")
    page.locator("#finding-text").fill("立案超过法定期限。")
    page.locator("#findings button.button-primary").click()
    page.locator(".finding").wait_for()
    numbers = [lived.case(name).case_no for name in ("filed", "open")]
    for number, path in enumerate(
        [
            "/audit", "/audit/search?kind=task_completed", "/audit/findings",
            "/audit/patterns?process=complaint_intake",
            f"/audit/patterns/compare?a={numbers[0]}&b={numbers[1]}", f"/audit/cases/{case}",
        ]
    ):  # fmt: skip
        page.goto(address + path)
        if "patterns?" in path:
            page.locator("[data-heat=shown] .heat-5").first.wait_for()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        screenshot(page, f"audit-{size[0]}-{language}-{number}")
