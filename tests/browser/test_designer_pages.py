"""Every page of the designer's desk, at a desk and on a phone: open to everybody, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext
from sqlalchemy import select

from storage.models import MigrationPlan, ProcessVersion
from tests.browser.test_case_pages import enter
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot
from tests.support.lived import Lived
from tests.views.test_designer_privacy import DESIGNER, KEY, prepare

pytestmark = pytest.mark.browser
OF_A_DRAFT = ("bundle", "history", "foresight", "publish", "trials")
BESIDES = (
    "/designer",
    "/designer/publications",
    "/designer/migrations",
    f"/designer/migrations/new?process={KEY}&district=tj_ftz",
    "/designer/rules",
    "/designer/keys",
    "/guide/designer",
)


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


def addresses(place: Lived) -> list[str]:
    """The pages of a draft that was saved, foreseen and published, of a plan, and those without either."""
    draft = prepare(place)
    with place.session() as session:
        plan = session.scalars(select(MigrationPlan.id)).one()
        version = session.scalars(select(ProcessVersion.id).where(ProcessVersion.process_key == KEY)).all()[0]
    single = [f"/designer/migrations/{plan}", f"/processes/versions/{version}"]
    return [*(f"/designer/drafts/{draft}/{name}" for name in OF_A_DRAFT), *single, *BESIDES]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_every_page_of_the_desk_is_open_to_everybody_and_fits_the_screen(
    lived: Lived,
    live_server: Callable[[Flask], str],
    new_context: Callable[..., BrowserContext],
    size: tuple[int, int],
) -> None:
    base, pages = live_server(lived.app()), addresses(lived)
    page = enter(new_context(size).new_page(), base, DESIGNER)
    for number, address in enumerate(pages):
        answer = page.goto(base + address)
        assert answer is not None and answer.status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
        assert_accessible(page)
        screenshot(page, f"designer-page-{size[0]}-{number}")
