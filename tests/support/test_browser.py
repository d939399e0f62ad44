"""What the browser fixtures promise: a page that breaks the content policy or hides a mistake is noticed."""

from collections.abc import Callable

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page

from tests.support.browser import Troubles, assert_accessible, violations

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
GOOD = """<!doctype html><html lang="zh-CN"><head><title>办件</title></head>
<body><main><h1>待办任务</h1><p>今天没有到期的任务。</p></main></body></html>"""


def desk(body: str) -> Flask:
    app = Flask("desk")

    @app.get("/")
    def page() -> Response:
        return Response(body, headers={"Content-Security-Policy": POLICY})

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    return app


def test_a_page_is_served_and_found_accessible(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    browser_page.goto(live_server(desk(GOOD)))
    assert browser_page.get_by_role("heading").inner_text() == "待办任务"
    assert_accessible(browser_page)


def test_a_button_without_words_is_a_violation(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    browser_page.goto(live_server(desk(GOOD.replace("<p>", "<button></button><p>"))))
    assert any("button-name" in line for line in violations(browser_page))


def test_an_inline_script_is_noticed_as_trouble(
    browser: Browser, live_server: Callable[[Flask], str]
) -> None:
    troubles = Troubles()
    page = browser.new_context().new_page()
    troubles.watch(page)
    page.goto(live_server(desk(GOOD.replace("<p>", "<script>alert(1)</script><p>"))))
    page.context.close()
    assert any("Content Security Policy" in line for line in troubles.found)
