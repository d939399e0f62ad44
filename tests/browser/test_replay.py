"""A case replayed in a real browser: forward and backward, by mouse and by keyboard, and open to everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.demonstration.officers import PASSWORD
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot
from tests.support.lived import Lived

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
AUDITOR = "xn.office.auditor"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.fixture
def desk(lived: Lived, live_server: Callable[[Flask], str], new_context: Open) -> Callable[..., Page]:
    """`desk(size, more)`: the replay of the longest case before the auditor's eyes."""
    address = live_server(lived.app())

    def open_desk(size: tuple[int, int] = WIDE, more: str = "") -> Page:
        page = new_context(size).new_page()
        page.goto(f"{address}/sign-in")
        page.locator("[name=name]").fill(AUDITOR)
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button.button-primary").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(f"{address}/audit/cases/{lived.cases['finished']}{more}")
        page.locator(".replay.is-live").wait_for()
        return page

    return open_desk


def at(page: Page, number: int) -> None:
    """Wait until the story stands at a step: in the player, in the log and on the diagram."""
    expect(page.locator("[data-number]")).to_have_text(str(number))
    expect(page.locator("[data-entry][aria-current]")).to_have_attribute("data-entry", str(number))
    page.locator(f"[data-replay][data-painted='{number}']").wait_for()


def marks(page: Page) -> dict[str, list[str]]:
    """Return the ids of marked elements of the diagram that is shown, by mark."""
    shown = page.locator(".replay-stage .diagram:not([hidden])")
    return {
        mark: sorted(
            str(each.get_attribute("data-element-id"))
            for each in shown.locator(f".djs-element.is-{mark}").all()
        )
        for mark in ("done", "current", "taken", "cancelled", "focus")
    }


def test_by_keyboard_the_story_goes_forward_and_back_and_looks_the_same_again(
    desk: Callable[..., Page],
) -> None:
    page = desk(more="?at=1")
    page.locator("[data-slider]").focus()
    seen = []
    for number in range(2, 12):
        page.keyboard.press("ArrowRight")
        at(page, number)
        seen.append((number, marks(page)))
    assert any(marked["current"] for _, marked in seen) and any(marked["done"] for _, marked in seen)
    for number, before in reversed(seen[:-1]):
        page.keyboard.press("ArrowLeft")
        at(page, number)
        assert marks(page) == before, f"step {number} looks otherwise on the way back"
    page.keyboard.press("End")
    total = int(str(page.locator("[data-slider]").get_attribute("max")))
    at(page, total)
    page.keyboard.press("Home")
    at(page, 1)
    page.locator("[data-replay][data-settled='1']").wait_for()
    page.wait_for_url("**?at=1")


def test_by_mouse_log_buttons_axis_and_diagram_lead_to_a_step(desk: Callable[..., Page]) -> None:
    page = desk(more="?at=4")
    page.locator("[data-move=on]").click()
    at(page, 5)
    page.locator("[data-move=back]").click()
    at(page, 4)
    page.locator("[data-entry='9'] .log-says").click()
    at(page, 9)
    page.locator("[data-move=first]").click()
    at(page, 1)
    page.locator("[data-move=last]").click()
    total = int(str(page.locator("[data-slider]").get_attribute("max")))
    at(page, total)
    page.locator("[data-axis]").click(position={"x": 2, "y": 12})
    expect(page.locator("[data-number]")).not_to_have_text(str(total))
    done = page.locator("[data-entry]", has_text="办结“").nth(2)
    done.locator(".log-says").click()
    at(page, int(str(done.get_attribute("data-entry"))))
    focus = marks(page)["focus"][0]
    page.locator("[data-move=first]").click()
    at(page, 1)
    page.locator("[data-fit]").click()
    page.locator(f".diagram:not([hidden]) [data-element-id='{focus}'] .djs-hit").first.click(force=True)
    page.locator("[data-replay]:not([data-painted='1'])").wait_for()
    assert focus in [*marks(page)["current"], *marks(page)["done"]]


def test_play_goes_on_by_itself_until_it_is_paused(desk: Callable[..., Page]) -> None:
    page = desk(more="?at=2")
    page.locator("[data-speed]").select_option("8")
    page.locator("[data-slider]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-play-word]")).to_have_text("暂停")
    page.locator("[data-number]", has_text="6").wait_for()
    page.keyboard.press("Space")
    expect(page.locator("[data-play-word]")).to_have_text("播放")
    page.locator("[data-by-hand]").check()
    assert page.locator(".log > .log-system:not([aria-current])").first.is_hidden()


def test_below_the_diagram_the_server_tells_how_the_case_then_stood(desk: Callable[..., Page]) -> None:
    page = desk(more="?at=3")
    page.locator("[data-move=on]").click()
    page.locator("[data-replay][data-settled='4']").wait_for()
    expect(page.locator("[data-then]")).to_contain_text("第 4 条记录之后")
    assert page.url.endswith("?at=4")


def test_called_pieces_and_further_runs_change_the_diagram(desk: Callable[..., Page]) -> None:
    page = desk(more="?at=1")
    names = set()
    page.locator("[data-slider]").focus()
    total = int(str(page.locator("[data-slider]").get_attribute("max")))
    for _ in range(total - 1):
        page.keyboard.press("ArrowRight")
        names.add(page.locator("[data-frame-name]").inner_text())
    at(page, total)
    assert len(names) > 2 and any("›" in name for name in names), names


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_the_replay_is_open_to_everybody(desk: Callable[..., Page], size: tuple[int, int]) -> None:
    page = desk(size, "?at=40")
    at(page, 40)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(page, f"replay-{size[0]}")
