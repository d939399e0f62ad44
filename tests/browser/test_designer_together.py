"""Two designers at one draft: who is where, nobody overwrites anybody, and nothing typed is lost without a network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.designing import begin, visit
from tests.browser.typist import Typist

pytestmark = pytest.mark.browser
DIAGRAM = "processes/hand_over/hand_over.bpmn"
OTHER = "xn.office.process_designer"
PURPOSE = "purpose"


@pytest.fixture
def database_kind() -> str:
    """The editors look the same on both databases; one is enough here."""
    return "sqlite"


def test_two_designers_do_not_overwrite_each_other(typist: Typist) -> None:
    first = begin(typist, "移交与反馈")
    second = visit(typist, first.draft, OTHER)
    expect(second.page.locator("[data-draft-people]")).to_contain_text("设计员")
    first.set("purpose_en", "Hand over, said the first")
    first.wait_until_saved(DIAGRAM, 1)
    second.set("purpose_en", "Hand over, said the second")
    question = second.page.get_by_role("alert")
    expect(question).to_contain_text("保存过")
    theirs = question.get_by_role("link", name="看对方改了什么").get_attribute("href")
    assert "said the first" in second.page.request.get(f"{second.address}{theirs}").text()
    assert b"said the first" in first.files()[DIAGRAM]
    second.page.get_by_role("button", name="以我的为新版保存").click()
    second.wait_until_saved(DIAGRAM, 2)
    assert b"said the second" in first.files()[DIAGRAM]
    first.set("name_en", "Hand-over once more")
    expect(first.page.get_by_role("alert")).to_contain_text("保存过")
    first.page.get_by_role("button", name="改用对方的").click()
    expect(first.page.locator("[data-designer-panel] [data-setting=purpose_en]")).to_have_value(
        "Hand over, said the second"
    )
    assert first.revision(DIAGRAM) == 5, "what the first had typed is kept beside it, as revision 4"


def test_what_is_typed_without_a_network_is_sent_later(typist: Typist) -> None:
    designer = begin(typist, "移交与反馈")
    designer.page.context.set_offline(True)
    designer.set("purpose_en", "Written in the dark")
    state = designer.page.locator(".designer-state")
    expect(state).to_contain_text("留在本页")
    assert designer.revision(DIAGRAM) == 1
    designer.page.context.set_offline(False)
    designer.wait_until_saved(DIAGRAM, 1)
    assert b"Written in the dark" in designer.files()[DIAGRAM]


def test_settings_of_other_tools_stay_in_the_file(typist: Typist) -> None:
    designer = begin(typist, "移交与反馈")
    foreign = (
        b'<zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" type="letter"/>'
        b'<acme:colour xmlns:acme="http://acme.example/x" tone="blue"><acme:deep/></acme:colour>'
    )
    text = designer.files()[DIAGRAM].replace(
        b"<spiffworkflow:properties>", foreign + b"<spiffworkflow:properties>", 1
    )
    token = designer.page.locator("[data-draft-bar]").get_attribute("data-token") or ""
    saved = designer.page.request.post(
        f"{designer.address}/designer/drafts/{designer.draft}/files/{DIAGRAM}",
        data={"content": text.decode(), "base": 1},
        headers={"X-CSRF-Token": token},
    )
    assert saved.ok, saved.text()
    designer.page.reload()
    designer.page.wait_for_selector("[data-designer-state=ready]")
    designer.set("purpose_en", "Changed beside what others wrote")
    designer.wait_until_saved(DIAGRAM, 2)
    written = designer.files()[DIAGRAM]
    for part in (b"zeebe:taskDefinition", b'type="letter"', b"acme:colour", b'tone="blue"', b"acme:deep"):
        assert part in written
