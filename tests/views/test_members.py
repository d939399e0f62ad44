"""The office decides on differences, confirms settings that the work follows, and answers open questions."""

from __future__ import annotations

from bs4 import BeautifulSoup

from app.actions.law import law_of
from storage.models import DistrictEntry, Event
from tests.support.lived import HEAD, INSPECTOR, Desk, Lived

DIRECTOR, XINING_DIRECTOR = "tj.office.office_director", "xn.office.office_director"
WHY = {"reason": "经办公会议研究", "document": "机制办〔2025〕3号"}


def page(desk: Desk, address: str) -> BeautifulSoup:
    answer = desk.get(address)
    assert answer.status_code == 200, answer.text[:400]
    return BeautifulSoup(answer.text, "html.parser")


def test_the_register_shows_units_by_their_name_then_and_now(lived: Lived) -> None:
    desk = lived.client(XINING_DIRECTOR)
    text = page(desk, "/members").get_text(" ", strip=True)
    assert "区安监局" in text and "区应急管理局" in text and "共 25 个" in text
    unit = page(desk, "/members/xn_chengdong/safety")
    assert "指导、监督、规范管理辖区企业的用工行为" in unit.get_text()
    assert unit.select_one("[aria-labelledby=offices-title] dl") is not None
    others = page(lived.client(HEAD), "/members/xn_chengdong/safety")
    assert others.select_one("[aria-labelledby=offices-title] dl") is None, "officers of the neighbours"
    assert desk.get("/members/xn_chengdong/nobody").status_code == 404


def test_a_difference_is_decided_with_reason_and_basis_and_the_quote_stays(lived: Lived) -> None:
    desk = lived.client(XINING_DIRECTOR)
    quote = "由主要负责人或分管负责人分管副职为联席会议成员"
    assert quote in page(desk, "/differences").get_text()
    told = {"decision": "保留原文，按分管副职理解", **WHY}
    assert desk.post("/differences/xn_chengdong/F3", told).status_code == 302
    section = page(desk, "/differences").select_one("#F3")
    assert (
        section is not None
        and "保留原文，按分管副职理解" in section.get_text()
        and quote in section.get_text()
    )
    assert desk.post("/differences/xn_chengdong/F3", {**told, "reason": " "}).status_code == 422
    assert desk.post("/differences/xn_chengdong/F99", told).status_code == 404
    assert lived.client(DIRECTOR).post("/differences/xn_chengdong/F3", told).status_code == 403
    assert lived.client(INSPECTOR).post("/differences/tj_ftz/F8", told).status_code == 403
    with lived.session() as session:
        events = session.query(Event).filter(Event.kind == "register_settled").all()
        assert [event.facts["subject"] for event in events] == ["F3"]


def test_a_confirmed_setting_is_what_diagrams_and_forms_read_from_then_on(lived: Lived) -> None:
    desk = lived.client(DIRECTOR)
    line = page(desk, "/open-questions").select_one("#setting-major_headcount")
    assert line is not None and "待确认" in line.get_text() and "督办" in line.get_text(), "what reads it"
    address = "/open-questions/tj_ftz/settings/major_headcount"
    assert desk.post(address, {"value": "很多", **WHY}).status_code == 422
    assert desk.post(address, {"value": "50", **WHY}).status_code == 302
    with lived.session() as session:
        districts = law_of(session).districts
        assert districts["tj_ftz"].settings["major_headcount"] == 50
        assert districts["tj_ftz"].setting_notes["major_headcount"].verified
        assert districts["xn_chengdong"].settings["major_headcount"] == 30, (
            "the neighbours decide for themselves"
        )
    line = page(desk, "/open-questions").select_one("#setting-major_headcount")
    assert line is not None and "已确认" in line.get_text() and "此前为 30" in line.get_text()
    assert desk.post(address, {"value": "50", **WHY}).status_code == 409, "nothing has changed"
    assert desk.post(address, {"value": "60", **WHY}).status_code == 302
    with lived.session() as session:
        rows = session.query(DistrictEntry).order_by(DistrictEntry.number).all()
        assert [(row.number, row.valid_to is None) for row in rows] == [(1, False), (2, True)]


def test_each_open_question_says_what_it_works_on_and_who_answered_it(lived: Lived) -> None:
    desk = lived.client(XINING_DIRECTOR)
    soup = page(desk, "/open-questions")
    keys = [each["id"] for each in soup.select("[aria-labelledby=questions-title] details")]
    assert {"Q01", "Q10", "Q22"} <= set(keys) and "Q20" not in keys, "one of the other district"
    assert desk.post("/open-questions/xn_chengdong/Q01", {"answer": "不停止", **WHY}).status_code == 302
    answered = page(desk, "/open-questions").select_one("#Q01")
    assert (
        answered is not None
        and "已确认" in answered.get_text()
        and "机制办〔2025〕3号" in answered.get_text()
    )
    rows = soup.select("[aria-labelledby=conflicts-title] tbody tr")
    assert len(rows) == 10
    assert desk.post("/open-questions/xn_chengdong/Q77", {"answer": "是", **WHY}).status_code == 404
