"""A legal review is put in before a decision, published by a second person, and the open cases go over to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.actions.migrating_many import settle_run
from app.clock import SetClock
from app.demonstration.player import Player
from storage.migration_plans import waiting_items
from storage.tasks import open_tasks_of_case
from tests.browser.designing import DESIGNER, begin_at, insert, publish
from tests.browser.test_case_pages import enter
from tests.support.lived import NOW, Lived

pytestmark = pytest.mark.browser
KEY = "investigation"
DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"
APPROVER = "tj.office.office_director"


@pytest.fixture
def database_kind() -> str:
    """The editors look the same on both databases; one is enough here."""
    return "sqlite"


def test_open_cases_meet_the_legal_review_that_was_put_in(
    lived: Lived,
    live_server: Callable[[Flask], str],
    new_context: Callable[[], BrowserContext],
    put_clock: Callable[[datetime], SetClock],
) -> None:
    address = live_server(lived.app())
    page = enter(new_context().new_page(), address, DESIGNER)
    approver = enter(new_context().new_page(), address, APPROVER)
    page.goto(f"{address}/designer")
    designer = begin_at(page, lived.database, address, "劳动保障监察")
    insert(designer, "legal_review", "approve_filing", DIAGRAM)
    publish(designer, "决定立案前增加法制审核。", approver)
    plan = plan_migration(page, approver, address)
    assert carry_over(lived, plan) == {"done"}
    page.reload()
    expect(page.locator("main")).to_contain_text("已迁移")
    Player(lived.database, put_clock(NOW)).do(lived.cases["filed"], "propose_filing")
    with lived.session() as session:
        waiting = open_tasks_of_case(session, lived.cases["filed"])
        assert [task.title for task in waiting] == ["法制审核"]


def plan_migration(page: Page, approver: Page, address: str) -> str:
    """The designer plans that the district's open runs go over, somebody else approves; return the plan's id."""
    page.goto(f"{address}/designer/migrations/new?process={KEY}&district=tj_ftz")
    page.get_by_label("迁移理由").fill("在办案件也应先经法制审核。")
    page.get_by_role("button", name="提请审批").click()
    page.wait_for_url(re.compile("/designer/migrations/[0-9a-f]+$"))
    approver.goto(page.url)
    approver.get_by_role("button", name="批准执行").click()
    approver.wait_for_load_state()
    return page.url.rsplit("/", 1)[1]


def carry_over(lived: Lived, plan: str) -> set[str]:
    """Do what workers do with an approved plan; say what became of its runs."""
    with lived.session() as session:
        runs = [item.run_id for item in waiting_items(session)]
    assert runs
    found = set()
    for run in runs:
        with lived.session() as session:
            found.add(settle_run(session, plan, run))
    return found
