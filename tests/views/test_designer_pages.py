"""The designer's desk in the browser: two designers and a director, drafts, files, history and publications."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.clock import SetClock
from tests.support.errands import run_errands
from tests.support.tiny import Tiny, waiting
from tests.views.browsing import page, token

KEY = "waiting"
DIAGRAM = "processes/waiting/waiting.bpmn"
FORM = "forms/waiting/after.form"
CHANGED = waiting().replace(b'id="after"', 'id="after" name="等候"'.encode(), 1)


class Person:
    """Somebody at a browser of his own."""

    def __init__(self, office: Tiny, name: str) -> None:
        self.client: FlaskClient = office.client(name)
        self.token = token(self.client)

    def post(self, address: str, **fields: Any) -> TestResponse:
        return self.client.post(address, data={"csrf_token": self.token, **fields})

    def sends(self, address: str, **tree: Any) -> TestResponse:
        return self.client.post(address, json=tree, headers={"X-CSRF-Token": self.token})

    def page(self, address: str) -> BeautifulSoup:
        return page(self.client, address)

    def begins(self) -> str:
        """Begin a draft of the waiting process and return its address."""
        options = self.page("/designer").select("#version option")
        version = next(
            str(each["value"]) for each in options if each.get_text() in ("waiting", KEY, "Waiting")
        )
        answer = self.post("/designer/drafts", version=version, title="期限调整")
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@pytest.fixture
def designer(tiny: Tiny, clock: SetClock) -> Person:
    return Person(tiny, "designer")


def told_of(person: Person, address: str, office: Tiny) -> str:
    """What a page says once workers have run the errands that were asked for."""
    assert "正在后台" in person.page(address).get_text()
    run_errands(office.housed())
    return person.page(address).get_text()


def table(person: Person, draft: str) -> str:
    """The table of files of a draft, as text."""
    found = person.page(f"{draft}/bundle").select_one("table")
    assert found is not None
    return found.get_text()


def test_a_draft_goes_from_its_beginning_to_its_publication(tiny: Tiny, designer: Person) -> None:
    draft = designer.begins()
    saved = designer.sends(f"{draft}/files/{DIAGRAM}", content=CHANGED.decode(), base=1)
    assert (saved.status_code, saved.json and saved.json["revision"]) == (200, 2)
    assert "改动" in designer.page(f"{draft}/publish").select_one(".file-list").get_text()  # type: ignore[union-attr]
    assert designer.post(f"{draft}/publish", note="改名", where="all").status_code == 302
    assert designer.post(f"{draft}/publish", note="再来", where="all").status_code == 409
    assert "等待他人审批" in told_of(designer, f"{draft}/publish", tiny)
    director = Person(tiny, "director")
    link = director.page("/designer/publications").select_one(".work-title")
    assert link is not None
    decision = str(link["href"])
    assert "同意并发布" in director.page(decision).get_text()
    assert "同意并发布" not in designer.page(decision).get_text()
    assert designer.post(f"{decision}/approve").status_code == 403
    assert director.post(f"{decision}/approve").status_code == 302
    assert "已发布" in told_of(director, decision, tiny)
    told = designer.page(f"/designer/publications?process={KEY}").get_text()
    assert "第 2 版" in told and "生效中" in told and "已被取代" in told
    assert "草稿已经发布" in designer.page(f"{draft}/publish").get_text()


def test_who_saves_late_is_told_by_whom_in_json(tiny: Tiny, designer: Person) -> None:
    draft, other = designer.begins(), Person(tiny, "designer2")
    assert other.sends(f"{draft}/presence", path=DIAGRAM).status_code == 200
    assert "设计员乙（waiting.bpmn）" in designer.page(f"{draft}/history").get_text()
    other.sends(f"{draft}/files/{DIAGRAM}", content=CHANGED.decode(), base=1)
    late = designer.sends(f"{draft}/files/{DIAGRAM}", content="<mine/>", base=1)
    assert late.status_code == 409 and late.json is not None
    assert (late.json["saved_by"], late.json["revision"]) == ("设计员乙", 2)
    got = designer.client.get(f"{draft}/files/{DIAGRAM}")
    assert (got.data, got.headers["X-Revision"]) == (CHANGED, "2")


def test_what_two_designers_changed_is_shown_side_by_side_and_merged(tiny: Tiny, designer: Person) -> None:
    draft, other = designer.begins(), Person(tiny, "designer2")
    theirs = waiting().replace(b'id="wait"', 'id="wait" name="等到"'.encode(), 1)
    other.sends(f"{draft}/files/{DIAGRAM}", content=theirs.decode(), base=1)
    kept = designer.sends(f"{draft}/conflicts/{DIAGRAM}", content=CHANGED.decode(), base=1, theirs=2)
    assert kept.json is not None, kept.text
    assert designer.client.get(f"{draft}/files/{DIAGRAM}").data == theirs, "theirs stays the newest"
    shown = designer.page(kept.json["address"])
    words = shown.get_text()
    assert "设计员乙" in words and "等候" in words and "等到" in words
    assert not shown.select("[name=kept]"), "nobody has to choose where both did not touch the same"
    sent = {
        str(each["name"]): str(each["value"]) for each in shown.select("form.panel-body input[type=hidden]")
    }
    assert designer.client.post(f"{draft}/merges/{DIAGRAM}", data=sent).status_code == 302
    merged = designer.client.get(f"{draft}/files/{DIAGRAM}")
    assert merged.headers["X-Revision"] == "5" and "等候" in merged.text and "等到" in merged.text
    history = designer.page(f"{draft}/history?path={DIAGRAM}").get_text()
    assert "留存备合并" in history and "合并第 2 次与第 3 次保存" in history
    late = designer.sends(f"{draft}/conflicts/{DIAGRAM}", content=CHANGED.decode(), base=1, theirs=2)
    assert late.status_code == 409, "theirs is no longer the newest"


def test_findings_of_the_gate_are_listed_where_the_draft_was_proposed(tiny: Tiny, designer: Person) -> None:
    draft = designer.begins()
    designer.sends(f"{draft}/files/{DIAGRAM}", content="<!DOCTYPE x><x/>", base=1)
    assert designer.post(f"{draft}/publish", note="不行", where="all").status_code == 302
    told = told_of(designer, f"{draft}/publish", tiny)
    assert "处错误" in told and "DOCTYPE" in told and "不行" in told, "with what was written before"
    designer.sends(f"{draft}/files/{DIAGRAM}", content=CHANGED.decode(), base=2)
    assert "DOCTYPE" not in designer.page(f"{draft}/publish").get_text(), "the file is another one now"


def test_files_are_added_renamed_removed_and_come_back_from_history(designer: Person) -> None:
    draft = designer.begins()
    assert designer.post(f"{draft}/bundle/add", kind="dmn", key=KEY, name="amounts").status_code == 302
    renamed = f"processes/{KEY}/sums.dmn"
    path = f"processes/{KEY}/amounts.dmn"
    assert designer.post(f"{draft}/bundle/rename", path=path, name="sums", base=1).status_code == 302
    assert designer.post(f"{draft}/bundle/remove", path=renamed, base=1).status_code == 302
    assert renamed not in table(designer, draft)
    history = designer.page(f"{draft}/history?path={renamed}").get_text()
    assert "移除" in history and "原名 amounts.dmn" in history
    shown = designer.page(f"{draft}/history/1/{renamed}").get_text()
    assert "decisionTable" in shown
    answer = designer.post(f"{draft}/history/restore", path=renamed, revision=1, base=2)
    assert answer.status_code == 302
    assert renamed in table(designer, draft)


def test_what_is_exported_can_be_imported_as_another_draft(designer: Person) -> None:
    draft = designer.begins()
    package = designer.client.get(f"{draft}/export").data
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert "SHA256SUMS" in opened.namelist() and opened.read(DIAGRAM) == waiting()
    answer = designer.post("/designer/imports", file=(io.BytesIO(package), "waiting.zip"), title="导入的")
    assert answer.status_code == 200, answer.text
    found = re.search(r'href="(/designer/drafts/\w+)"', answer.text)
    assert found is not None
    assert designer.client.get(f"{found[1]}/files/{DIAGRAM}").data == waiting()
    damaged = package.replace(b"PK\x05\x06", b"PK\x05\x07")
    answer = designer.post("/designer/imports", file=(io.BytesIO(damaged), "waiting.zip"))
    assert answer.status_code == 422 and "已损坏" in answer.text


def test_a_new_process_begins_with_a_pool_a_lane_and_a_step_and_can_be_proposed(
    tiny: Tiny, designer: Person
) -> None:
    answer = designer.post("/designer/beginnings", key="new_matter", name="新事项", lane="labour_authority")
    assert answer.status_code == 302, answer.text
    draft = answer.headers["Location"]
    assert designer.post(f"{draft}/publish", note="新流程", where="all").status_code == 302
    assert "等待他人审批" in told_of(designer, f"{draft}/publish", tiny)
    taken = designer.post("/designer/beginnings", key=KEY, name="重名", lane="labour_authority")
    assert taken.status_code == 422


def test_an_earlier_version_is_proposed_again_from_its_page(tiny: Tiny, designer: Person) -> None:
    tiny.publish(KEY, CHANGED)
    table = designer.page(f"/designer/publications?process={KEY}")
    link = next(str(each["href"]) for each in table.select("a") if "restore" in str(each.get("href")))
    assert designer.post(link, note="新版有误", where="some").status_code == 422
    assert designer.post(link, note="新版有误", where="some", in_tj_ftz="1").status_code == 302
    director = Person(tiny, "director")
    line = director.page("/designer/publications").select_one(".work-title")
    assert line is not None
    assert director.post(f"{line['href']}/return", reason="再想想").status_code == 302
    assert "再想想" in designer.page(str(line["href"])).get_text()


def test_the_desk_is_closed_to_everybody_else(tiny: Tiny, designer: Person) -> None:
    draft = designer.begins()
    outsider = Person(tiny, "inspector")
    for address in ("/designer", "/designer/publications", f"{draft}/bundle", f"{draft}/files/{DIAGRAM}"):
        assert outsider.client.get(address).status_code == 403
    assert outsider.sends(f"{draft}/files/{DIAGRAM}", content="<x/>", base=1).status_code == 403
