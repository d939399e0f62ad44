"""An officer at a browser: signs in, opens a task, types what a form asks for, attaches files and submits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ElementHandle, Page
from sqlalchemy.orm import Session

from app.actions.documents import Upload
from app.actions.opening import INTAKE
from app.actions.sheets import sheet_of
from app.demonstration.filling import fill
from app.demonstration.officers import PASSWORD
from app.demonstration.player import Player
from app.house import house_of
from storage.models import Officer

ROW = re.compile(r"(.+)\.(\d+)\.[A-Za-z_]\w*\Z")
Fields = dict[str, list[str]]


@dataclass
class Typist(Player):
    """A player whose officers sit at real browsers, each with a profile of his own."""

    address: str = ""
    new_context: Callable[[], BrowserContext] | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    opened: int = 0

    def page_of(self, sign_in_name: str, path: str) -> Page:
        """Return the page of an officer at an address of the product; he signs in when he is asked to."""
        if sign_in_name not in self.pages:
            assert self.new_context is not None
            self.pages[sign_in_name] = self.new_context().new_page()
        page = self.pages[sign_in_name]
        page.goto(f"{self.address}{path}")
        if page.locator("#password").count():
            page.get_by_label("用户名").fill(sign_in_name)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录", exact=True).first.click()
            page.wait_for_url(f"**{path}")
        self.opened += 1
        return page

    def register(self, unit_id: str, answers: Mapping[str, Any]) -> str:
        """Register a complaint and return the case that the receipt is for."""
        with self.session() as session:
            by = self.officers(session, unit_id, "intake_clerk")[0]
            form = self.edition(session, INTAKE, unit_id).forms[(INTAKE, "register_complaint")]
            now = self.now(house_of(session))
            fields, uploads = fill(form, {}, answers, now=now, options={}, functions={})
            name = session.get_one(Officer, str(by.officer_id)).sign_in_name
        page = self.page_of(name, "/cases/new")
        type_in(page, fields, uploads)
        page.get_by_role("button", name="登记并出具回执").click()
        page.wait_for_url("**/receipt*")
        return page.url.split("/cases/")[1].split("/")[0]

    def complete(
        self, session: Session, task_id: str, unit_id: str, role: str, answers: Mapping[str, Any]
    ) -> Any:
        """Open the task as the officer whose turn it is, fill in its form and submit it."""
        by = self.officers(session, unit_id, role)[0]
        sheet = sheet_of(session, task_id, by=by)
        fields, uploads = self.filled(session, sheet, answers)
        name = session.get_one(Officer, str(by.officer_id)).sign_in_name
        session.rollback()
        page = self.page_of(name, f"/tasks/{task_id}")
        type_in(page, fields, uploads)
        submit(page)


def submit(page: Page) -> None:
    """Press the button that submits a task, and see that it was taken."""
    before = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="提交", exact=True).click()
    told = page.locator(".faults, .notice-red").all_inner_texts()
    assert page.url != before and not told, f"{before} was not taken: {told}"


def type_in(page: Page, fields: Fields, uploads: Iterable[Upload]) -> None:
    """Fill in a form from top to bottom, as far as it shows; it may show more while it is filled in."""
    done: set[str] = set()
    while (turn := _next_input(page, fields, done)) is not None:
        name, inputs = turn
        done.add(name)
        for each in inputs:
            _set(page, each, fields[name])
    for upload in uploads:
        content = {"name": upload.name, "mimeType": "application/pdf", "buffer": upload.content}
        chooser = page.locator(f'input[type=file][name="_upload.{upload.field}"]')
        if chooser.count():
            chooser.set_input_files(content)  # type: ignore[arg-type]


def _next_input(page: Page, fields: Fields, done: set[str]) -> tuple[str, list[ElementHandle]] | None:
    """Return the first input on the page that is still to be set; add rows to tables where they are missing."""
    for name in fields:
        if name in done or name.endswith("._id") or name.startswith("_"):
            continue
        row = ROW.match(name)
        if row is not None:
            _add_rows(page, row[1], int(row[2]))
        inputs = page.query_selector_all(f'[name="{name}"]:not([type=hidden]):not([disabled])')
        if inputs:
            return name, inputs
    return None


def _add_rows(page: Page, table: str, number: int) -> None:
    button = page.locator(f'button[name="_add"][value="{table}"]')
    while button.count() and not page.query_selector(f'[name^="{table}.{number}."]'):
        element = button.element_handle()
        _and_wait(page, element, element.click)


def _set(page: Page, element: ElementHandle, texts: list[str]) -> None:
    kind = element.get_attribute("type") or element.evaluate("node => node.tagName.toLowerCase()")
    asks = element.get_attribute("hx-post") is not None
    act = _act(element, str(kind), texts)
    if act is None:
        return
    if asks:
        _and_wait(page, element, act)
    else:
        act()


def _act(element: ElementHandle, kind: str, texts: list[str]) -> Callable[[], None] | None:
    """Return what has to be done so that an input holds its texts, or None when it does already."""
    if kind in ("radio", "checkbox"):
        wanted = element.get_attribute("value") in texts
        if element.is_checked() == wanted or (kind == "radio" and not wanted):
            return None
        return element.check if wanted else element.uncheck
    text = texts[0] if texts else ""
    text = text[:16] if kind == "datetime-local" else text
    if element.input_value() == text:
        return None
    if kind == "select":
        return lambda: _choose(element, texts)
    return lambda: _write(element, text)


def _choose(element: ElementHandle, texts: list[str]) -> None:
    element.select_option(texts)


def _write(element: ElementHandle, text: str) -> None:
    element.fill(text)
    element.dispatch_event("change")


def _and_wait(page: Page, element: ElementHandle, act: Callable[[], None]) -> None:
    """Do what makes the page ask for the form again, and wait until the answer stands on the page."""
    target = element.get_attribute("hx-target") or "#form-body"
    page.evaluate("target => { document.querySelector(target).dataset.former = 'yes' }", target)
    with page.expect_response(lambda answer: answer.url.endswith("/form")) as waiting:
        act()
    assert waiting.value.ok, waiting.value.status
    page.wait_for_selector(f"{target}:not([data-former])", state="attached")
