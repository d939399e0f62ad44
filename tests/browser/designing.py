"""A designer at a browser: begins drafts, opens files in the editors, changes settings, sees what was saved."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import select

from storage.database import Database
from storage.designs import files_of_draft
from storage.models import DraftRevision
from tests.browser.typist import Typist
from tests.support.errands import run_errands

DESIGNER = "tj.office.process_designer"
CHECKED = 120_000
"""Milliseconds that a browser waits for all files of a large process to be checked on a busy machine."""


@dataclass
class Designer:
    """One designer with a draft open."""

    page: Page
    database: Database
    address: str
    draft: str

    def open(self, path: str) -> None:
        """Open a file of the draft from the list at the left."""
        self.page.locator(f"[data-designer-files] a[data-path='{path}']").evaluate("link => link.click()")
        self.page.wait_for_selector(f"[data-designer-file='{path}']")

    def choose(self, element: str) -> None:
        """Choose an element by the list beside the canvas."""
        entry = self.page.locator(f"[data-designer-elements] [data-element='{element}']")
        if not entry.is_visible():
            self.page.get_by_text("环节清单（文字版）").click()
        entry.click()

    def set(self, setting: str, value: str) -> None:
        """Type into a field of the settings panel and leave it."""
        field = self.page.locator(f"[data-designer-panel] [data-setting='{setting}']")
        field.fill(value)
        field.press("Tab")

    def wait_until_saved(self, path: str, beyond: int) -> None:
        """Wait until the server has a later revision of a file than that."""
        state = self.page.locator("[data-designer]")
        for _ in range(300):
            if self.revision(path) > beyond:
                expect(state).to_have_attribute("data-designer-saving", "saved")
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{path} was not saved: {self.page.locator('.designer-state').inner_text()}")

    def save_again(self) -> None:
        """Have the editor write the open file although nothing was changed."""
        state = self.page.locator("[data-designer]")
        state.evaluate("desk => { desk.dataset.designerSaving = ''; }")
        self.page.evaluate("document.dispatchEvent(new CustomEvent('qx:save', {detail: {again: true}}))")
        expect(state).to_have_attribute("data-designer-saving", "saved")

    def revision(self, path: str) -> int:
        """Return the number of the newest revision of a file, 0 if there is none."""
        question = select(DraftRevision.number).where(
            DraftRevision.draft_id == self.draft, DraftRevision.path == path
        )
        with self.database.session() as session:
            return max(session.scalars(question), default=0)

    def files(self) -> dict[str, bytes]:
        """Return the files of the draft as the server has them."""
        with self.database.session() as session:
            return files_of_draft(session, self.draft)


def begin(typist: Typist, process_name: str, who: str = DESIGNER) -> Designer:
    """Begin a draft of a process at the browser of a designer."""
    return begin_at(typist.page_of(who, "/designer"), typist.database, typist.address, process_name)


def begin_at(page: Page, database: Database, address: str, process_name: str) -> Designer:
    """Begin a draft of a process from the page of drafts and wait until its editor is there."""
    page.locator("select[name=version]").select_option(label=process_name)
    page.locator("form:has(select[name=version]) [name=title]").fill(f"修改{process_name}")
    page.locator("form:has(select[name=version]) button").click()
    page.wait_for_url("**/designer/drafts/*")
    return _at(page, database, address)


def visit(typist: Typist, draft: str, who: str) -> Designer:
    """Open the editor of a draft that somebody else has begun."""
    page = typist.page_of(who, f"/designer/drafts/{draft}")
    return _at(page, typist.database, typist.address)


def _at(page: Page, database: Database, address: str) -> Designer:
    page.wait_for_selector("[data-designer-state=ready]")
    draft = page.url.split("/drafts/")[1].split("#")[0].split("?")[0]
    return Designer(page, database, address, draft)


def insert(designer: Designer, pattern: str, element: str, diagram: str) -> None:
    """Put a pattern in at an element, by its context menu, and wait until the diagram is saved."""
    revision = designer.revision(diagram)
    designer.choose(element)
    designer.page.locator(".djs-context-pad [data-action=patterns]").click()
    designer.page.locator(f".djs-popup [data-id={pattern}]").click()
    designer.wait_until_saved(diagram, revision)


def publish(designer: Designer, note: str, approver: Page) -> None:
    """Propose the draft for publication; somebody else opens the proposal at his own browser and agrees."""
    page = designer.page
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_label("版本说明").fill(note)
    page.get_by_role("button", name="检查并提请发布").click(timeout=CHECKED)
    expect(page.locator("[data-awaiting]")).to_be_visible()
    run_errands(designer.database)
    page.reload()
    expect(page.locator("main")).to_contain_text("等待他人审批", timeout=CHECKED)
    approver.goto(f"{designer.address}/designer/publications")
    approver.locator("main a[href*='/designer/publications/']").first.click()
    approver.get_by_role("button", name="同意并发布").click(timeout=CHECKED)
    expect(approver.locator("[data-awaiting]")).to_be_visible()
    run_errands(designer.database)
    approver.reload()
    expect(approver.locator("main")).to_contain_text("已发布")
