"""A legal review is put in before a decision, published by a second person, and the open cases go over to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from app.actions.migrating_many import begin_migration, settle_run
from app.clock import SetClock
from app.demonstration.player import Player
from storage.migration_plans import open_runs_of_process
from storage.tasks import open_tasks_of_case
from storage.versions import newest_version
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
    page.goto(f"{address}/designer")
    designer = begin_at(page, lived.database, address, "劳动保障监察")
    insert(designer, "legal_review", "approve_filing", DIAGRAM)
    publish(designer, "决定立案前增加法制审核。", enter(new_context().new_page(), address, APPROVER))
    assert carry_over(lived) == {"done"}
    Player(lived.database, put_clock(NOW)).do(lived.cases["filed"], "propose_filing")
    with lived.session() as session:
        waiting = open_tasks_of_case(session, lived.cases["filed"])
        assert [task.title for task in waiting] == ["法制审核"]


def carry_over(lived: Lived) -> set[str]:
    """Carry every open run of the process over to its newest version; say what became of them."""
    designer = lived.actor(DESIGNER)
    with lived.session() as session:
        version = newest_version(session, KEY)
        assert version is not None
        assert version.number == 2
        runs = [run.id for run, _ in open_runs_of_process(session, KEY, None)]
        plan = begin_migration(session, version.id, runs, {}, by=designer).id
    found = set()
    for run in runs:
        with lived.session() as session:
            found.add(settle_run(session, plan, run))
    return found
