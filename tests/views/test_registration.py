"""Registering a complaint at the counter: the form, its draft, the receipt."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import select

from storage.models import CaseFile, RegistrationDraft
from tests.support.lived import CLERK, MEDIATOR, Lived

ANSWERS: dict[str, Any] = {
    "unit": "tj_ftz.labour",
    "var.kind": "投诉",
    "case.complaint.channel": "窗口",
    "case.complaint.received_at": "2025-10-14T10:20",
    "case.reporter.identity.name": "示例工人",
    "case.reporter.identity.phone": "13800001234",
    "case.reporter.wish": "要求保密",
    "case.employer.name": "示例电子有限公司",
    "case.employer.kind": "公司",
    "case.complaint.work_place": "天津港保税区示例路8号",
    "var.place": "本区",
    "var.sector": "物流",
    "var.funding": "不涉及工程",
    "var.claim_part": "仅工资",
    "var.headcount": "1",
    "var.gathering": "false",
    "var.extreme_sign": "false",
    "var.employer_fled": "false",
    "case.complaint.demands": "七月、八月工资没有发。",
    "case.complaint.told_where": "当面告知",
    "case.complaint.privacy_notice": "true",
}


def cases(lived: Lived) -> list[CaseFile]:
    with lived.session() as session:
        return list(session.scalars(select(CaseFile)))


def drafts(lived: Lived) -> int:
    with lived.session() as session:
        return len(session.scalars(select(RegistrationDraft)).all())


def test_the_form_stands_ready_with_its_duties_and_opening_it_writes_nothing(lived: Lived) -> None:
    desk = lived.client(CLERK)
    before = lived.events()
    soup = BeautifulSoup(desk.get("/cases/new").text, "html.parser")
    assert soup.select_one("select[name='var.kind']") is not None
    assert "受理或不予受理" in soup.get_text() and "5 个工作日" in soup.get_text()
    assert "青海" not in soup.select(".panel")[-1].get_text(), "only the law of the own district"
    assert lived.events() == before


def test_an_incomplete_form_comes_back_with_every_fault_and_what_was_typed(lived: Lived) -> None:
    desk, before = lived.client(CLERK), len(cases(lived))
    events = lived.events()
    answer = desk.post("/cases/new", {**ANSWERS, "var.headcount": "0", "case.complaint.work_place": ""})
    soup = BeautifulSoup(answer.text, "html.parser")
    faults = [link.get_text() for link in soup.select("#faults a")]
    assert answer.status_code == 422 and len(faults) == 2
    assert any("涉及人数应是不小于1的整数" in fault for fault in faults)
    for link in soup.select("#faults a"):
        assert soup.select_one(str(link["href"])) is not None, "each fault leads to its input"
    assert soup.select_one("[name='case.employer.name']")["value"] == "示例电子有限公司"  # type: ignore[index]
    assert (len(cases(lived)), lived.events()) == (before, events)


def test_a_registered_complaint_gets_a_receipt_whose_code_is_shown_once(lived: Lived) -> None:
    desk = lived.client(CLERK)
    answer = desk.post("/cases/new", ANSWERS)
    assert answer.status_code == 302
    receipt = answer.headers["Location"]
    soup = BeautifulSoup(desk.get(receipt).text, "html.parser")
    numbers = [each.get_text(strip=True) for each in soup.select(".receipt-number")]
    assert numbers[0].startswith("BS20251014") and len(numbers[1]) == 8
    assert "接着办理：审查受理条件" in soup.get_text()
    again = BeautifulSoup(desk.get(receipt).text, "html.parser")
    assert len(again.select(".receipt-number")) == 1 and "只在登记后显示一次" in again.get_text()
    new = next(case for case in cases(lived) if case.receipt_no == numbers[0])
    assert (new.title, new.first_unit_id, new.state) == ("示例电子有限公司欠薪", "tj_ftz.labour", "登记")


def test_a_draft_survives_the_browser_and_ends_with_the_registration(lived: Lived) -> None:
    lived.client(CLERK).post("/cases/new/draft", {"case.employer.name": "写了一半的公司"})
    soup = BeautifulSoup(lived.client(CLERK).get("/cases/new").text, "html.parser")
    assert soup.select_one("[name='case.employer.name']")["value"] == "写了一半的公司"  # type: ignore[index]
    assert "上次暂存" in soup.get_text()
    other = BeautifulSoup(lived.client("tj.labour.clerk2").get("/cases/new").text, "html.parser")
    assert "写了一半的公司" not in other.get_text() and "上次暂存" not in other.get_text()
    assert lived.client(CLERK).post("/cases/new", ANSWERS).status_code == 302
    assert drafts(lived) == 0


def test_the_script_saves_a_draft_without_a_page(lived: Lived) -> None:
    answer = lived.client(CLERK).post("/cases/new/draft", {"var.kind": "举报"}, X_Requested_With="draft")
    assert (answer.status_code, answer.text, drafts(lived)) == (204, "", 1)


def test_rows_are_added_without_a_script(lived: Lived) -> None:
    desk, events = lived.client(CLERK), lived.events
    before = events()
    answer = desk.post("/cases/new", {**ANSWERS, "case.roster.0.worker": "工人一", "_add": "case.roster"})
    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 200 and not soup.select("#faults")
    assert soup.select_one("[name='case.roster.0.worker']")["value"] == "工人一"  # type: ignore[index]
    assert soup.select_one("[name='case.roster.1.worker']") is not None
    assert events() == before


def test_a_choice_brings_back_the_form_alone(lived: Lived) -> None:
    answer = lived.client(CLERK).post("/cases/new/form", {**ANSWERS, "var.funding": "社会"})
    assert "<html" not in answer.text and 'name="case.project.name"' in answer.text
    without = lived.client(CLERK).post("/cases/new/form", ANSWERS)
    assert 'name="case.project.name"' not in without.text


def test_nobody_registers_in_the_name_of_another_unit(lived: Lived) -> None:
    desk, before = lived.client(MEDIATOR), len(cases(lived))
    answer = desk.post("/cases/new", ANSWERS)
    assert answer.status_code == 403 and len(cases(lived)) == before


def test_a_refused_file_is_named_and_must_be_chosen_again(lived: Lived) -> None:
    data = {**ANSWERS, "_upload.case.complaint.papers": (BytesIO(b"MZ\x90\x00"), "工资.exe")}
    answer = lived.client(CLERK).post("/cases/new", data)
    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert "“工资.exe”的内容不在可收之列" in soup.select_one("#faults").get_text()  # type: ignore[union-attr]
    assert "请重新选择这些文件" in soup.get_text()
