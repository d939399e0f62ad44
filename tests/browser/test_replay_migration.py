"""A case that was carried over to another version of its process, replayed across that moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from app.diagrams.layout import lay_out
from storage.models import Event
from tests.actions.test_migrating import Desk, tale
from tests.support.browser import assert_accessible, screenshot
from tests.support.office import PASSWORD
from tests.support.tiny import Tiny, step

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def migrated(tiny: Tiny) -> tuple[Desk, int]:
    """A case that was written on the first version, went over, and was decided on the second; and the step between."""
    desk = Desk(
        tiny,
        lay_out(tale(step("draft"), step("decide"))),
        lay_out(tale(step("write"), step("examine"), step("decide"))),
    )
    desk.go_over(draft="write")
    for name in ("write", "examine", "decide"):
        desk.do(name)
    with tiny.session() as session:
        question = select(Event.chain_seq).where(Event.chain == desk.case_id, Event.kind == "run_migrated")
        return desk, session.scalars(question).one()


def enter(page: Page, address: str, case_id: str, at: int) -> None:
    """Sign in as the auditor and open the replay of a case at a step."""
    page.goto(f"{address}/sign-in")
    page.locator("[name=name]").fill("auditor")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button.button-primary").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{address}/audit/cases/{case_id}?at={at}")


def looks(page: Page, number: int) -> tuple[str, list[str], list[str]]:
    """Wait for a step; return the version that is shown, and what is current and done on its diagram."""
    page.locator(f"[data-replay][data-painted='{number}']").wait_for()
    shown = page.locator(".replay-stage .diagram:not([hidden])")
    marked = [
        sorted(
            str(one.get_attribute("data-element-id"))
            for one in shown.locator(f".djs-element.is-{mark}").all()
        )
        for mark in ("current", "done")
    ]
    return page.locator("[data-frame-name]").inner_text(), marked[0], marked[1]


def test_replays_a_case_with_a_migration_in_the_middle_forward_and_backward_by_mouse_and_by_keyboard(
    migrated: tuple[Desk, int],
    live_server: Callable[[Flask], str],
    new_context: Callable[..., BrowserContext],
) -> None:
    desk, middle = migrated
    page = new_context().new_page()
    enter(page, live_server(desk.office.app()), desk.case_id, middle - 1)
    before = looks(page, middle - 1)
    assert "第 1 版" in before[0] and before[1] == ["draft"]
    page.locator("[data-slider]").focus()
    page.keyboard.press("ArrowRight")
    after = looks(page, middle)
    assert "第 2 版" in after[0] and after[1] == ["write"] and after[2] == before[2]
    expect(page.locator("[data-proof]")).to_have_attribute("data-proof", "whole")
    assert_accessible(page)
    screenshot(page, "replay-migration")
    page.keyboard.press("ArrowLeft")
    assert looks(page, middle - 1) == before
    page.locator("[data-move=on]").click()
    assert looks(page, middle) == after
    page.keyboard.press("End")
    total = int(str(page.locator("[data-slider]").get_attribute("max")))
    version, current, done = looks(page, total)
    assert "第 2 版" in version and current == [] and {"write", "examine", "decide"} <= set(done)
    page.locator(f"[data-entry='{middle - 1}'] .log-says").click()
    assert looks(page, middle - 1) == before
    page.locator("[data-move=last]").click()
    page.locator(".diagram:not([hidden]) [data-element-id='examine'] .djs-hit").first.click(force=True)
    page.locator(f"[data-replay]:not([data-painted='{total}'])").wait_for()
    assert "第 2 版" in page.locator("[data-frame-name]").inner_text()
