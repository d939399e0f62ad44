"""The editor's page: who may open it, what it offers to choose from, and how strict its content policy stays."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions.designing import begin_draft
from storage.models import ProcessVersion
from tests.actions.test_migrating import KEY, tale
from tests.support.tiny import Tiny, form, step


@pytest.fixture
def draft(tiny: Tiny) -> str:
    """A draft of a tale with one form."""
    tiny.publish(KEY, tale(step("a"), step("b")), {"a": form("a", ("remark", "text"))})
    with tiny.session() as session:
        version = session.scalar(select(ProcessVersion).where(ProcessVersion.process_key == KEY))
        assert version is not None
        return begin_draft(session, version.id, by=tiny.actor("designer")).id


def test_a_designer_finds_the_files_of_a_draft_by_name(tiny: Tiny, draft: str) -> None:
    answer = tiny.client("designer").get(f"/designer/drafts/{draft}")
    page = BeautifulSoup(answer.text, "html.parser")
    data = json.loads(page.select_one("script[data-designer-data]").string)  # type: ignore[union-attr, arg-type]
    assert data["first"] == f"processes/{KEY}/{KEY}.bpmn"
    assert data["readOnly"] is False
    assert {file["path"] for file in data["files"]} >= {f"processes/{KEY}/{KEY}.bpmn", f"forms/{KEY}/a.form"}
    assert page.select_one("[data-checks]")["data-checks"] == f"/designer/drafts/{draft}/checks"  # type: ignore[index]


def test_only_style_attributes_are_let_in_for_the_editors(tiny: Tiny, draft: str) -> None:
    policy = tiny.client("designer").get(f"/designer/drafts/{draft}").headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    elsewhere = tiny.client("designer").get("/designer").headers["Content-Security-Policy"]
    assert "unsafe" not in elsewhere


@pytest.mark.parametrize("end", ["", "/vocabulary"])
def test_who_designs_nothing_opens_no_editor(tiny: Tiny, draft: str, end: str) -> None:
    assert tiny.client("inspector").get(f"/designer/drafts/{draft}{end}").status_code == 403
    assert tiny.client("designer").get(f"/designer/drafts/unknown{end}").status_code == 404


def test_everything_is_offered_in_words_and_nothing_that_is_sealed(tiny: Tiny, draft: str) -> None:
    told = tiny.client("designer").get(f"/designer/drafts/{draft}/vocabulary").get_json()
    rules = dict(told["rules"])
    assert "60" in rules["INS-07"]
    lane = next(each for each in told["lanes"] if each["key"] == "labour_authority")
    assert len(lane["bound"]) == 2
    names = dict(told["names"])
    assert "case.arbitration.received_on" in names
    assert not any(name.startswith(("case.reporter.", "case.complaint.name")) for name in names)
    assert {"role", "starts", "meets"} <= set(told["settings"])
    offered = told["pattern_rules"]
    assert offered["party"]
    assert all(each["approver"] for each in offered["extended"])
