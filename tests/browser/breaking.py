"""How a designer breaks things in the editors, with mouse and keyboard: flows, gateways, messages, fields, tables."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.designing import Designer


def choose_flow(page: Page, flow: str) -> None:
    """Click on a flow where nothing lies over it."""
    page.locator("[data-designer-fit]").click()
    spots = page.locator(f".djs-connection[data-element-id='{flow}'] .djs-visual > path").evaluate(
        """path => [0.5, 0.35, 0.65, 0.2, 0.8].map(part => {
          const at = path.getPointAtLength(path.getTotalLength() * part).matrixTransform(path.getScreenCTM());
          return [at.x, at.y];
        })"""
    )
    for x, y in spots:
        page.mouse.click(x, y)
        if page.locator(f".djs-connection.selected[data-element-id='{flow}']").count():
            return
    raise AssertionError(f"{flow} cannot be clicked")


def rewrite_condition(page: Page, flow: str, condition: str) -> None:
    """Choose a flow with the mouse and type another condition."""
    choose_flow(page, flow)
    field = page.locator("[data-designer-panel] [data-setting=condition]")
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(condition)
    page.keyboard.press("Tab")


def delete_flow(page: Page, flow: str) -> None:
    """Choose a flow with the mouse and delete it with the key."""
    choose_flow(page, flow)
    page.keyboard.press("Delete")
    expect(page.locator(f".djs-connection[data-element-id='{flow}']")).to_have_count(0)


def take_default_away(page: Page, flow: str) -> None:
    """Choose the default flow with the mouse and say by the keyboard that it is none."""
    choose_flow(page, flow)
    page.locator("[data-designer-panel] [data-setting=default]").focus()
    page.keyboard.press("Space")


def rename_message(designer: Designer, event: str, name: str) -> None:
    """Choose an event in the list and type another name for its message."""
    designer.choose(event)
    designer.set("messageRef", name)


def change_gateway(designer: Designer, gateway: str) -> None:
    """Make a gateway parallel, by the menu beside it."""
    page = designer.page
    designer.choose(gateway)
    page.locator(".djs-context-pad [data-action=replace]").click()
    page.locator(".djs-popup [data-id=replace-with-parallel-gateway]").click()


def keep_elsewhere(designer: Designer, form: str, label: str, path: str) -> None:
    """Have the answer of a field kept at another place, typed by hand."""
    page = designer.page
    designer.open(form)
    page.locator("[data-designer-canvas]").get_by_text(label, exact=True).first.click(force=True)
    field = page.locator(".bio-properties-panel [id$=qingxin-keep]").first
    field.fill(path)
    field.press("Tab")


def choose_first_hit_policy(designer: Designer, table: str) -> None:
    """Choose the hit policy that stands first in the list (unique) in the corner of a table."""
    designer.open(table)
    designer.page.locator(".hit-policy .dms-input-select").click()
    designer.page.locator(".dms-select-options .option").first.click()
