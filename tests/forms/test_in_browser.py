"""An officer fills in a form in a browser: it follows the answers, loses nothing, and works without scripts too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response, request
from playwright.sync_api import BrowserContext, Page, expect

from app.forms import answer, read_submission, view_form
from tests.forms.conftest import NOW, component, form_of
from tests.forms.pages import form_html
from tests.support.browser import NARROW, ROOT, assert_accessible

pytestmark = pytest.mark.browser

STATIC = ROOT / "app" / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"
LINES = [component("item", label="事项", required=True), component("amount", "money", "金额")]
FORM = form_of(
    component("var.step", "select", "下一步", options=["立案", "退回"], required=True),
    component("case.why", "textarea", "理由", show_if='step = "退回"', required=True),
    component("case.note", "text", "备注"),
    component("case.evidence", "file", "证据"),
    component("case.claims", "table", "请求", columns=LINES),
    component("var.total", "money", "总额", compute="sum(case.claims.amount)"),
)


def task_page() -> Flask:
    """Return a small application with one task; what it was sent last stands in `received`."""
    app = Flask("task", static_folder=str(STATIC), static_url_path="/static")
    app.config["received"] = {}

    def page(markup: str) -> Response:
        sheets = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in ("app", "forms"))
        script = '<script src="/static/dist/app.js" defer></script>'
        head = f'<!doctype html><html lang="zh-CN"><head><title>办理</title>{sheets}{script}</head>'
        form = '<form method="post" action="/" enctype="multipart/form-data">'
        send = '<button name="send">提交</button></form></main></body></html>'
        html = f"{head}<body><main><h1>办理</h1>{form}{markup}{send}"
        return Response(html, headers={"Content-Security-Policy": POLICY})

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.get("/")
    def opened() -> Response:
        return page(form_html(view_form(FORM, {}, now=NOW, refresh_url="/form")))

    @app.post("/form")
    def again() -> str:
        raw = read_submission(FORM, request.form.to_dict(flat=False))
        return form_html(view_form(FORM, {}, raw, now=NOW, refresh_url="/form"))

    @app.post("/")
    def submitted() -> Response:
        raw = read_submission(FORM, request.form.to_dict(flat=False))
        app.config["received"] = {
            "fields": request.form.to_dict(),
            "files": [file.filename for file in request.files.values()],
        }
        judged = None if raw.edit else answer(FORM, raw, {}, now=NOW)
        errors = judged.errors if judged else []
        return page(form_html(view_form(FORM, {}, raw, now=NOW, refresh_url="/form", errors=errors)))

    return app


@pytest.fixture
def app() -> Flask:
    if not (STATIC / "dist" / "app.js").exists():
        pytest.fail("app/static/dist/app.js is missing: run `make setup` first")
    return task_page()


def test_the_form_follows_the_answers_and_loses_nothing(
    app: Flask, browser_page: Page, live_server: Callable[[Flask], str], tmp_path: Path
) -> None:
    page = browser_page
    (tmp_path / "笔录.txt").write_text("笔录")
    page.goto(live_server(app))
    page.get_by_label("备注").fill("先行记录")
    page.set_input_files("#f-case-evidence", tmp_path / "笔录.txt")
    page.get_by_label("退回").check()
    page.get_by_label("理由").fill("材料不全")
    page.fill("#f-case-claims-0-item", "工资")
    page.fill("#f-case-claims-0-amount", "1,200")
    page.get_by_role("button", name="添加一行").click()
    expect(page.locator("#f-case-claims-1-item")).to_be_focused()
    page.keyboard.type("加班费")
    page.fill("#f-case-claims-1-amount", "300")
    page.locator("#f-case-claims-1-amount").press("Tab")
    expect(page.locator("#f-var-total")).to_have_text("1,500.00 元")
    page.get_by_role("button", name="删除 第 1 行").click()
    expect(page.locator("#f-var-total")).to_have_text("300.00 元")
    expect(page.locator("#f-case-claims-0-item")).to_have_value("加班费")
    page.get_by_role("button", name="提交").click()
    page.wait_for_load_state()
    assert app.config["received"]["files"] == ["笔录.txt"]
    fields = app.config["received"]["fields"]
    assert (fields["case.why"], fields["case.note"]) == ("材料不全", "先行记录")
    assert_accessible(page)


def test_enter_in_an_input_never_submits_the_task(
    app: Flask, browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    browser_page.goto(live_server(app))
    browser_page.get_by_label("备注").fill("先行记录")
    with browser_page.expect_response("**/form"):
        browser_page.get_by_label("备注").press("Enter")
    assert app.config["received"] == {}
    expect(browser_page.get_by_label("备注")).to_have_value("先行记录")


def test_a_refused_form_puts_the_summary_in_focus_and_leads_to_the_input(
    app: Flask, new_context: Callable[..., BrowserContext], live_server: Callable[[Flask], str]
) -> None:
    page = new_context(size=NARROW).new_page()
    page.goto(live_server(app))
    page.fill("#f-case-claims-0-amount", "一百")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#faults")).to_be_focused()
    page.get_by_role("link", name="“请求”第 1 行：请填写“事项”。").click()
    assert page.url.endswith("#f-case-claims-0-item")
    assert_accessible(page)


def test_without_scripts_buttons_do_the_same(
    app: Flask, new_context: Callable[..., BrowserContext], live_server: Callable[[Flask], str]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server(app))
    page.get_by_label("退回").check()
    page.get_by_role("button", name="更新表单").click()
    page.get_by_label("理由").fill("材料不全")
    page.get_by_role("button", name="添加一行").click()
    assert page.locator("#f-case-claims tbody tr").count() == 2
    expect(page.get_by_label("理由")).to_have_value("材料不全")
