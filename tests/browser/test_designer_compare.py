"""Two versions are compared by mouse and by keyboard, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select

from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from storage.designs import files_of_draft
from storage.models import ProcessVersion
from tests.browser.test_case_pages import enter
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot
from tests.support.lived import Lived

pytestmark = pytest.mark.browser
DESIGNER, KEY = "tj.office.process_designer", "transfer"
DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


def draft_with_changes(place: Lived) -> str:
    """A draft in which two steps are called otherwise."""
    by = place.actor(DESIGNER)
    with place.session() as session:
        version = session.scalars(select(ProcessVersion).where(ProcessVersion.process_key == KEY)).one()
        draft = begin_draft(session, version.id, by=by).id
        text = files_of_draft(session, draft)[DIAGRAM].decode()
        head, *steps = text.split("<bpmn:userTask ")
        changed = [step.replace('name="', 'name="复核后', 1) for step in steps[:2]]
        save_file(
            session, draft, DIAGRAM, "<bpmn:userTask ".join([head, *changed, *steps[2:]]).encode(), 1, by=by
        )
        return draft


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_every_difference_is_found_on_both_diagrams(
    lived: Lived,
    live_server: Callable[[Flask], str],
    new_context: Callable[..., BrowserContext],
    size: tuple[int, int],
) -> None:
    address = live_server(lived.app())
    page = enter(new_context(size).new_page(), address, DESIGNER)
    page.goto(f"{address}/designer/compare?process={KEY}&a=1&b=draft:{draft_with_changes(lived)}")
    desk = page.locator("[data-compare]")
    expect(desk).to_have_attribute("data-shown", DIAGRAM)
    assert page.locator("[data-side=left] .djs-element.diff-changed").count() == 2
    assert page.locator("[data-side=right] .djs-element.diff-changed").count() == 2
    page.locator("[data-locate]").nth(1).click()
    expect(desk).to_have_attribute("data-at", "1")
    assert page.locator("[data-side=left] .djs-element.is-here").count() == 1
    page.locator("[data-side=left]").focus()
    page.keyboard.press("n")
    expect(desk).to_have_attribute("data-at", "0")
    page.keyboard.press("p")
    expect(desk).to_have_attribute("data-at", "1")
    views = [
        page.locator(f"[data-side={side}] svg g.viewport").get_attribute("transform")
        for side in ("left", "right")
    ]
    assert views[0] == views[1], "both sides show the same place"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    screenshot(page, f"designer_compare_{size[0]}")
