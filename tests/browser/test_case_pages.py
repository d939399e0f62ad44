"""Tasks, cases, search and the public's page in a real browser: by mouse, keyboard, phone and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.demonstration.officers import PASSWORD
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot
from tests.support.lived import CLERK, INSPECTOR, INSPECTOR_2, OFFICE, XINING, Lived

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def address(lived: Lived, live_server: Callable[[Flask], str]) -> str:
    """Address of both districts at work."""
    return live_server(lived.app())


def enter(page: Page, address: str, name: str) -> Page:
    """Sign in as one of the posts."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("用户名").or_(page.get_by_label("User name")).fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button.button-primary").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def fits(page: Page) -> bool:
    """Whether the page does not scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def visit(page: Page, address: str, paths: list[str], name: str) -> None:
    """Open pages one after another; each must be open to everybody and fit the screen."""
    for number, path in enumerate(paths):
        page.goto(address + path)
        for panel in page.locator("[data-diagram]").all():
            panel.scroll_into_view_if_needed()
        if page.locator("[data-diagram]").count():
            page.locator("[data-diagram-state=shown]").first.wait_for()
        assert_accessible(page)
        assert fits(page), path
        screenshot(page, f"{name}-{number}")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_an_inspector_is_open_to_everybody(
    lived: Lived, address: str, new_context: Open, size: tuple[int, int], language: str
) -> None:
    context = new_context(size)
    if language == "en":
        context.add_cookies([{"name": "language", "value": "en", "url": address}])
    page = enter(context.new_page(), address, INSPECTOR)
    filed, task = lived.cases["filed"], lived.task("filed").id
    visit(
        page,
        address,
        [
            f"/tasks/{task}", f"/cases/{filed}", f"/cases/{lived.cases['open']}?all=1", "/cases", "/search?q=物流",
            "/search?q=没有这家公司", f"/cases/{filed}/start", "/processes/transfer/start", "/processes",
            "/processes/investigation", "/public/query", "/cases/new",
        ],
        f"inspector-{size[0]}-{language}",
    )  # fmt: skip


def test_the_longest_case_and_the_incidents_are_open_to_everybody(
    lived: Lived, address: str, new_context: Open
) -> None:
    for size in (WIDE, NARROW):
        page = enter(new_context(size).new_page(), address, XINING)
        visit(page, address, [f"/cases/{lived.cases['finished']}?all=1"], f"longest-{size[0]}")
        office = enter(new_context(size).new_page(), address, OFFICE)
        visit(office, address, ["/incidents"], f"incidents-{size[0]}")


def test_a_complaint_is_registered_by_keyboard_alone(lived: Lived, address: str, new_context: Open) -> None:
    page = enter(new_context().new_page(), address, CLERK)
    page.goto(f"{address}/cases/new")
    page.get_by_role("button", name="登记并出具回执").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#faults")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name='var.kind']")).to_be_focused()
    choose(page, "var.kind", "投诉")
    choose(page, "case.complaint.channel", "窗口")
    page.locator("[name='case.reporter.wish'][value='匿名']").focus()
    page.keyboard.press("Space")
    for name, text in {
        "case.employer.name": "示例电子有限公司",
        "case.complaint.work_place": "天津港保税区示例路8号",
        "var.headcount": "1",
        "case.complaint.demands": "七月、八月工资没有发。",
    }.items():
        page.locator(f"[name='{name}']").focus()
        page.keyboard.type(text)
    choose(page, "case.employer.kind", "公司")
    choose(page, "var.sector", "物流")
    for name, value in {
        "var.place": "本区", "var.funding": "不涉及工程", "var.claim_part": "仅工资", "var.gathering": "false",
        "var.extreme_sign": "false", "var.employer_fled": "false", "case.complaint.told_where": "匿名无法告知",
        "case.complaint.privacy_notice": "true",
    }.items():  # fmt: skip
        page.locator(f"[name='{name}'][value='{value}']").focus()
        page.keyboard.press("Space")
        page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="登记并出具回执").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="登记回执", exact=True)).to_be_visible()
    expect(page.locator(".receipt-number")).to_have_count(2)
    assert_accessible(page)
    screenshot(page, "receipt")


def choose(page: Page, name: str, label: str) -> None:
    """Choose from a list as the keyboard does: arrow down until the words are reached."""
    field = page.locator(f"select[name='{name}']")
    field.focus()
    labels = [option.strip() for option in field.locator("option").all_inner_texts()]
    for _ in range(labels.index(label)):
        page.keyboard.press("ArrowDown")
    page.wait_for_load_state("networkidle")
    expect(field.locator("option:checked")).to_have_text(label)


def test_what_was_typed_survives_a_closed_browser(lived: Lived, address: str, new_context: Open) -> None:
    task = lived.task("filed").id
    page = enter(new_context().new_page(), address, INSPECTOR)
    page.goto(f"{address}/tasks/{task}")
    page.locator("#task-form textarea").first.fill("写到一半的事实")
    page.get_by_role("button", name="暂存").click()
    expect(page.get_by_text("已暂存，下次打开时继续填写。")).to_be_visible()
    page.context.close()
    again = enter(new_context().new_page(), address, INSPECTOR)
    again.goto(f"{address}/tasks/{task}")
    expect(again.locator("#task-form textarea").first).to_have_value("写到一半的事实")


def test_the_buttons_stay_in_reach_and_never_cover_the_field_in_use(
    lived: Lived, address: str, new_context: Open
) -> None:
    for size in (WIDE, NARROW):
        page = enter(new_context(size).new_page(), address, INSPECTOR)
        page.goto(f"{address}/tasks/{lived.task('filed').id}")
        page.locator("#task-form").scroll_into_view_if_needed()
        for field in page.locator("#task-form input:visible, #task-form select:visible").all()[:12]:
            field.focus()
            box, bar = field.bounding_box(), page.locator(".task-foot").bounding_box()
            assert box is not None and bar is not None
            assert box["y"] + box["height"] <= bar["y"] + 1 or box["y"] >= bar["y"] + bar["height"] - 1


def test_a_masked_value_is_shown_where_it_stands_after_a_purpose_is_given(
    lived: Lived, address: str, new_context: Open
) -> None:
    page = enter(new_context().new_page(), address, INSPECTOR)
    page.goto(f"{address}/cases/{lived.cases['filed']}")
    asked = page.locator("#parties .reveal-menu").first
    value = page.locator("#parties #p-c1-1")
    assert "*" in value.inner_text()
    asked.locator("summary").click()
    asked.locator("select").select_option("核实身份")
    assert_accessible(page)
    asked.get_by_role("button").click()
    expect(value.locator(".shown-value")).to_be_focused()
    assert "*" not in value.inner_text() and page.url.endswith(lived.cases["filed"])
    expect(asked).not_to_have_attribute("open", "")


def test_two_officers_at_one_task_and_the_slower_one_keeps_his_words(
    lived: Lived, address: str, new_context: Open
) -> None:
    task = lived.task("filed")
    slow = enter(new_context().new_page(), address, INSPECTOR_2)
    slow.goto(f"{address}/tasks/{task.id}")
    slow.locator("#task-form textarea").first.fill("慢了一步的人写的内容")
    fast = lived.client(INSPECTOR).post(f"/tasks/{task.id}", lived.answers(task, INSPECTOR))
    assert fast.status_code == 302
    slow.get_by_role("button", name="提交").click()
    expect(slow.get_by_role("alert")).to_contain_text("人社局劳动保障监察员甲")
    expect(slow.get_by_text("慢了一步的人写的内容")).to_be_visible()
    assert_accessible(slow)
    screenshot(slow, "too-late")


def test_a_task_is_done_without_any_script(lived: Lived, address: str, new_context: Open) -> None:
    page = enter(new_context(java_script_enabled=False).new_page(), address, CLERK)
    page.goto(f"{address}/cases/new")
    page.get_by_role("button", name="添加一行 工资清册").click()
    expect(page.locator("[name='case.roster.1.worker']")).to_have_count(1)
    page.get_by_role("button", name="登记并出具回执").click()
    expect(page.locator("#faults a").first).to_be_visible()


def test_the_public_reads_in_large_print(lived: Lived, address: str, new_context: Open) -> None:
    for size in (WIDE, NARROW):
        page = new_context(size).new_page()
        page.goto(f"{address}/public/query")
        page.get_by_label("受理编号").fill(lived.case("open").receipt_no)
        page.get_by_label("查询码").fill(lived.code("open"))
        page.get_by_role("button", name="查询", exact=True).click()
        expect(page.get_by_text("正在调查核实。")).to_be_visible()
        large = page.locator(".public").evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
        assert large >= 18 and fits(page)
        assert_accessible(page)
        screenshot(page, f"public-{size[0]}")
