"""The diagram on a case page shows the present place, legibly, and leaves the page's scrolling alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.diagrams.bundle import shipped_keys
from tests.browser.desk import Desk
from tests.support.browser import ROOT, assert_accessible, screenshot

pytestmark = pytest.mark.browser

STATES = {
    "done": ["begin", "accept"],
    "current": ["question"],
    "late": ["question"],
    "flows": ["f1", "f2"],
    "badges": [{"element": "question", "text": "第 2 次 · 逾期", "tone": "late"}],
    "focus": "question",
}
BODY = """<section class="panel" data-diagram data-diagram-url="/two_lanes.bpmn">
<div class="panel-head"><h2>办理进度</h2>
<button type="button" class="button" data-diagram-fit hidden>全图</button>
<button type="button" class="button" data-diagram-current hidden>定位当前</button></div>
<div class="diagram" data-diagram-canvas role="region" aria-label="办理进度图"></div>
<script type="application/json" data-diagram-states>%s</script>
<details><summary>步骤清单（文字版）</summary><ol><li>登记投诉：已完成</li></ol></details></section>"""
DRAWING = (Path(__file__).parent / "two_lanes.bpmn").read_text()


def open_diagram(page: Page, live_server: Callable[[Flask], str], drawing: str = DRAWING) -> Page:
    address = live_server(Desk({"case": BODY % json.dumps(STATES), "two_lanes.bpmn": drawing}))
    page.goto(f"{address}/case")
    page.locator("[data-diagram-state=shown], [data-diagram-state=missing]").wait_for()
    return page


def box(page: Page, element: str) -> dict[str, float]:
    found = page.locator(f"g[data-element-id={element}]").bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def test_the_present_task_stands_in_the_middle_at_a_legible_size(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    page = open_diagram(browser_page, live_server)
    task, canvas = box(page, "question"), page.locator("[data-diagram-canvas]").bounding_box()
    assert canvas is not None
    assert abs(task["x"] + task["width"] / 2 - (canvas["x"] + canvas["width"] / 2)) < 15
    assert task["width"] >= 70
    screenshot(page, "diagram")


def test_done_present_and_late_are_told_apart_by_more_than_colour(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    page = open_diagram(browser_page, live_server)
    shape = "g[data-element-id=%s] > .djs-visual > :is(rect, circle, path)"

    def style(element: str, name: str) -> str:
        text: str = page.locator(shape % element).first.evaluate(
            "(shape, name) => getComputedStyle(shape)[name]", name
        )
        return text

    assert style("question", "strokeDasharray") not in ("none", "")
    assert style("question", "stroke") == "rgb(180, 35, 24)"
    assert style("accept", "stroke") == "rgb(23, 102, 58)"
    assert style("f2", "stroke") == "rgb(23, 102, 58)"
    expect(page.get_by_text("第 2 次 · 逾期")).to_be_visible()


def test_everything_and_back_to_the_present_place(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    page = open_diagram(browser_page, live_server)
    before = box(page, "question")
    page.get_by_role("button", name="全图").click()
    assert box(page, "finish")["x"] < 1440
    assert box(page, "question")["width"] < before["width"]
    page.get_by_role("button", name="定位当前").click()
    assert abs(box(page, "question")["width"] - before["width"]) < 2


def test_the_wheel_scrolls_the_page_until_somebody_clicks_into_the_diagram(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    page = open_diagram(browser_page, live_server)
    before = box(page, "question")["width"]
    page.locator("[data-diagram-canvas]").hover()
    page.mouse.wheel(0, -400)
    assert box(page, "question")["width"] == before
    page.locator("[data-diagram-canvas]").click(position={"x": 30, "y": 30})
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    expect(page.locator("[data-diagram-state=shown]")).to_be_visible()
    assert box(page, "question")["width"] > before


def test_the_diagram_is_open_to_everybody(browser_page: Page, live_server: Callable[[Flask], str]) -> None:
    page = open_diagram(browser_page, live_server)
    assert_accessible(page)
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_a_diagram_that_cannot_be_drawn_gives_way_to_the_list_of_steps(
    browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    page = open_diagram(browser_page, live_server, drawing="<not/>")
    expect(page.get_by_text("请看下方的步骤清单")).to_be_visible()
    expect(page.get_by_text("登记投诉：已完成")).to_be_visible()


@pytest.mark.parametrize("key", shipped_keys(ROOT))
def test_every_shipped_diagram_is_drawn_whole(
    key: str, browser_page: Page, live_server: Callable[[Flask], str]
) -> None:
    drawing = (ROOT / "processes" / key / f"{key}.bpmn").read_text()
    page = open_diagram(browser_page, live_server, drawing=drawing)
    expect(page.locator("[data-diagram-state=shown]")).to_be_visible()
    drawn = page.locator("g.djs-shape[data-element-id], g.djs-connection[data-element-id]").count()
    assert drawn >= drawing.count("<bpmndi:BPMNShape") + drawing.count("<bpmndi:BPMNEdge")
