"""Scripts on forms: drafts that survive a closed browser, a second question before harm."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

FORM = """<form method="post" action="/submit" data-draft-url="/draft">
<input type="hidden" name="csrf_token" value="t0ken">
<label for="reason">理由</label><input id="reason" name="case.reason">
<span data-draft-state></span>
<button>提交</button> <button name="refuse" value="1" data-confirm="确定不予受理？">不予受理</button></form>"""
PARTIAL = """<form data-hx-post="/part" data-hx-target="#place"><input type="hidden" name="csrf_token" value="t0ken">
<button>刷新</button></form><div id="place">原内容</div>"""


@pytest.fixture
def desk() -> Desk:
    return Desk({"form": FORM, "partial": PARTIAL}, {"submit": ("done", 200), "part": ("新内容", 200)})


def open_page(page: Page, live_server: Callable[[Flask], str], desk: Desk, path: str = "form") -> Page:
    page.clock.install()
    page.goto(f"{live_server(desk)}/{path}")
    return page


def test_what_was_typed_is_kept_every_ten_seconds_and_only_if_it_changed(
    browser_page: Page, live_server: Callable[[Flask], str], desk: Desk
) -> None:
    page = open_page(browser_page, live_server, desk)
    page.clock.run_for(10_000)
    assert desk.posted == []
    page.get_by_label("理由").fill("材料不齐")
    page.clock.run_for(10_000)
    expect(page.locator("[data-draft-state]")).to_contain_text("已暂存")
    page.clock.run_for(30_000)
    assert [path for path, _ in desk.posted] == ["draft"]
    sent = desk.posted[0][1]
    assert sent["case.reason"] == ["材料不齐"]
    assert sent["csrf_token"] == ["t0ken"]


def test_a_draft_that_could_not_be_kept_is_said_and_tried_again(
    browser_page: Page, live_server: Callable[[Flask], str], desk: Desk
) -> None:
    desk.answers["draft"] = ("", 409)
    page = open_page(browser_page, live_server, desk)
    page.get_by_label("理由").fill("一")
    page.clock.run_for(10_000)
    expect(page.locator("[data-draft-state]")).to_contain_text("未能暂存")
    desk.answers["draft"] = ("", 204)
    page.get_by_label("理由").fill("一二")
    page.clock.run_for(10_000)
    expect(page.locator("[data-draft-state]")).to_contain_text("已暂存")


def test_a_grave_step_is_asked_once_more(
    browser_page: Page, live_server: Callable[[Flask], str], desk: Desk
) -> None:
    page = open_page(browser_page, live_server, desk)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="不予受理").click()
    assert desk.posted == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="不予受理").click()
    page.wait_for_url("**/submit")
    assert desk.posted[0][1]["refuse"] == ["1"]


def test_a_part_of_the_page_is_renewed_with_the_forgery_token(
    browser_page: Page, live_server: Callable[[Flask], str], desk: Desk
) -> None:
    tokens: list[str | None] = []
    browser_page.on("request", lambda request: tokens.append(request.headers.get("x-csrf-token")))
    page = open_page(browser_page, live_server, desk, "partial")
    page.get_by_role("button", name="刷新").click()
    expect(page.get_by_text("新内容")).to_be_visible()
    assert "t0ken" in tokens
