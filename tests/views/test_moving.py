"""A case that stands where its process cannot lead it on is moved by hand: foreseen, proposed, approved by another."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.actions.completing import complete_task
from app.actions.replaying import replay_case
from storage.models import CaseMove, Event, Task
from tests.actions.test_migrating import KEY, tale
from tests.support.tiny import Tiny, step
from tests.views.browsing import page, token


@pytest.fixture
def case_id(tiny: Tiny) -> str:
    """A case that stands at the second of three steps."""
    tiny.publish(KEY, tale(step("a"), step("b"), step("c")))
    begun = tiny.begin(KEY)
    with tiny.session() as session:
        complete_task(session, tiny.open_task(begun, "a").id, {}, by=tiny.actor("inspector"))
    return begun


def foreseen(office: Tiny, browser: FlaskClient, case_id: str, element: str) -> tuple[str, dict[str, str]]:
    """What the page foresees of a move to an element, and the form that proposes it."""
    task = office.open_task(case_id, "b")
    address = f"/cases/{case_id}/moves?run={task.run_id}&token={task.token}&element={element}"
    shown = page(browser, address)
    fields = {
        str(each["name"]): str(each["value"]) for each in shown.select("form[method=post] input[type=hidden]")
    }
    return shown.get_text(), fields


def test_a_move_is_foreseen_proposed_and_carried_out_by_a_second_person(tiny: Tiny, case_id: str) -> None:
    director, convenor = tiny.client("director"), tiny.client("convenor")
    before = len(tiny.rows(Event))
    words, fields = foreseen(tiny, director, case_id, "a")
    assert "预演结果" in words and "撤销的任务" in words and "已起算的其他期限照常计算" in words
    assert len(tiny.rows(Event)) == before, "nothing is written by foreseeing"
    address = f"/cases/{case_id}/moves"
    refused = director.post(address, data={**fields, "reason": " "})
    assert refused.status_code == 422 and "请写明理由" in refused.text
    assert director.post(address, data={**fields, "reason": "录入有误，须退回核实"}).status_code == 302
    assert [each.state for each in tiny.rows(CaseMove)] == ["proposed"] and tiny.open_task(case_id, "b")
    assert "待批准的人工移动" in convenor.get("/incidents").text
    (made,) = tiny.rows(CaseMove)
    own = director.post(f"{address}/{made.id}/approve", data={"csrf_token": token(director)})
    assert own.status_code == 403 and "提请人以外" in own.text
    done = convenor.post(f"{address}/{made.id}/approve", data={"csrf_token": token(convenor)})
    assert done.status_code == 302, done.text
    assert tiny.open_task(case_id, "a")
    assert [each.closed_how for each in tiny.rows(Task, Task.element_id == "b")] == ["cancelled"]
    (event,) = tiny.rows(Event, Event.kind == "token_moved")
    assert (event.facts["before"], event.facts["after"], event.facts["proposed_by"]) == (
        ["b"],
        ["a"],
        made.proposed_by,
    )
    assert "录入有误，须退回核实" in page(director, f"/cases/{case_id}").get_text()
    with tiny.session() as session:
        assert replay_case(session, case_id).differences == []


def test_a_move_is_declined_with_a_reason_withdrawn_or_overtaken(tiny: Tiny, case_id: str) -> None:
    director, convenor = tiny.client("director"), tiny.client("convenor")
    address = f"/cases/{case_id}/moves"
    _, fields = foreseen(tiny, director, case_id, "a")

    def proposed() -> str:
        assert director.post(address, data={**fields, "reason": "录入有误"}).status_code == 302
        (made,) = tiny.rows(CaseMove, CaseMove.state == "proposed")
        return f"{address}/{made.id}"

    first = proposed()
    assert convenor.post(f"{first}/decline", data={"csrf_token": token(convenor)}).status_code == 422
    sent = {"csrf_token": token(convenor), "reason": "请改为更正"}
    assert convenor.post(f"{first}/decline", data=sent).status_code == 302
    assert "请改为更正" in page(director, address).get_text()
    assert director.post(f"{proposed()}/withdraw", data={"csrf_token": token(director)}).status_code == 302
    last = proposed()
    with tiny.session() as session:
        complete_task(session, tiny.open_task(case_id, "b").id, {}, by=tiny.actor("inspector"))
    late = convenor.post(f"{last}/approve", data={"csrf_token": token(convenor)})
    assert late.status_code == 409 and "案件已有进展" in late.text
    assert not tiny.rows(Event, Event.kind == "token_moved")


def test_where_a_case_cannot_go_is_said_before_anything_is_proposed(tiny: Tiny, case_id: str) -> None:
    words, _ = foreseen(tiny, tiny.client("director"), case_id, "nowhere")
    assert "不能迁移或移动" in words and not re.search("提请他人批准", words)
    for name in ("inspector", "designer"):
        assert tiny.client(name).get(f"/cases/{case_id}/moves").status_code == 403
