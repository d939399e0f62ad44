"""A half-year plenary of Xining on the pages of its people, from the calendar to closed decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.demonstration.stories import moment
from app.jobs.periods import begin
from storage.models import CaseFile, Officer, Task
from tests.browser.typist import Typist
from tests.support.browser import NARROW, WIDE, assert_accessible, screenshot

pytestmark = pytest.mark.browser
XN = "xn_chengdong"
LABOUR, BUILDING = f"{XN}.labour", f"{XN}.construction"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


def test_holds_the_half_year_plenary_from_topic_to_closed_decisions(typist: Typist) -> None:
    case = _reminded(typist)
    _agenda_approved(typist, case)
    _held(typist, case)
    _minutes(typist, case)
    _carried_out(typist, case)
    with typist.session() as session:
        file = session.get_one(CaseFile, case)
    assert file.closed_at is not None and file.stage == "meeting"
    page = _page(typist, f"{XN}.leaders", "convenor", f"/cases/{case}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026年上半年")
    expect(page.locator("main")).to_contain_text("半年全体会议")
    _look(page, "meeting-closed")


def _reminded(typist: Typist) -> str:
    """The half-year begins; thirty days before its end the office finds the plenary in its inbox."""
    typist.at("2026-01-01T09:00")
    with typist.session() as session:
        begin(session)
        case: str = session.query(CaseFile).filter_by(stage="meeting").one().id
    page = _page(typist, f"{XN}.office", "office_officer", f"/cases/{case}")
    expect(page.locator("main")).to_contain_text("半年全体会议")
    _look(page, "meeting-waiting")
    typist.at("2026-06-01T09:00")
    page = _page(typist, f"{XN}.office", "office_officer", "/inbox")
    expect(page.locator("main")).to_contain_text("提出会议建议")
    _do(typist, case, "propose_meeting", {"topics_due": date(2026, 6, 5)})
    topic = {"topic": "夏季工资支付专项检查", "agenda_type": "工作通报", "reason": "进入施工旺季"}
    _do(typist, case, "offer_topics", {"case.topic.none": False, "case.topic.items": [topic]}, LABOUR)
    _do(typist, case, "offer_topics", {"case.topic.none": True}, BUILDING, look=False)
    typist.at("2026-06-08T09:00")
    return case


def _agenda_approved(typist: Typist, case: str) -> None:
    """Agenda, the convenor's consent, notice, and two replies, one of them of a substitute."""
    chair = typist.officer_ids(f"{XN}.leaders", "convenor")[0]
    proposed = {"meeting_at": moment("2026-06-18T14:00"), "case.meeting.proposed_chair": chair}
    _do(typist, case, "set_agenda", proposed)
    _do(typist, case, "approve_meeting", {"topics_opinion": "同意", "chair_kind": "召集人主持"})
    _do(typist, case, "issue_notice", {})
    substitute = {"case.attendance.presence": "委派替代人员", "case.attendance.person": "执法大队大队长"}
    _do(typist, case, "prepare_materials", substitute, LABOUR)
    _do(typist, case, "prepare_materials", {"case.attendance.presence": "成员参会"}, BUILDING, look=False)


def _held(typist: Typist, case: str) -> None:
    """The office records the sitting: who came is there already, as the units have told."""
    typist.at("2026-06-18T17:00")
    page = _look_at(typist, case, "hold_meeting")
    expect(page.locator("main")).to_contain_text("执法大队大队长")
    _do(typist, case, "hold_meeting", {"held": "已召开"}, look=False)


def _minutes(typist: Typist, case: str) -> None:
    """Minutes with one task for each of two units, signed by the chair, sent and read."""
    tasks = [
        _task("1", "labour", "开展夏季专项检查", date(2026, 7, 10)),
        _task("2", "construction", "核查工资专户", date(2026, 7, 3)),
    ]
    _do(typist, case, "draft_minutes", {"case.meeting.decisions": tasks})
    typist.do(case, "review_by_section", {"section_opinion": "同意"}, path="sign_minutes")
    typist.do(case, "decide_approval", {"approval": "批准"}, path="sign_minutes")
    _do(typist, case, "circulate_minutes", {"read_by": date(2026, 7, 1)})
    _do(typist, case, "read_minutes", {}, LABOUR)


def _carried_out(typist: Typist, case: str) -> None:
    """Both lead units carry their task out, and the office accepts each."""
    for unit in (LABOUR, BUILDING):
        _do(typist, case, "carry_out_decision", {"item_state": "已完成"}, unit, look=unit == LABOUR)
    typist.at("2026-07-02T09:00")
    _do(typist, case, "check_item", {"accepted": True})
    _do(typist, case, "check_item", {"accepted": True}, look=False)


def _task(number: str, unit: str, what: str, due: date) -> dict[str, Any]:
    return {"item_no": number, "decision": what, "lead_unit": unit, "measure": "书面报告结果", "due": due}


def _do(
    typist: Typist,
    case: str,
    element: str,
    answers: dict[str, Any],
    unit: str | None = None,
    *,
    look: bool = True,
) -> None:
    """Do a step on its page, in one unit where several have it; look at the page first."""
    where = {"unit_id": unit} if unit else {}
    if look:
        _look_at(typist, case, element, **where)
    typist.do(case, element, answers, **where)


def _look_at(typist: Typist, case: str, element: str, **where: str) -> Page:
    with typist.session() as session:
        task: Task = typist.task(session, case, element, **where)
    page = _page(typist, task.unit_id, task.role, f"/tasks/{task.id}")
    _look(page, f"meeting-{element}")
    return page


def _page(typist: Typist, unit: str, role: str, path: str) -> Page:
    with typist.session() as session:
        by = typist.officers(session, unit, role)[0]
        name = session.get_one(Officer, str(by.officer_id)).sign_in_name
    return typist.page_of(name, path)


def _look(page: Page, name: str) -> None:
    """Take pictures wide and narrow, and let axe read the page."""
    for width, height in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        screenshot(page, f"{name}-{width}")
    assert_accessible(page)
