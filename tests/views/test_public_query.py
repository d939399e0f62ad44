"""What the public learns of a case: plain words for whoever holds receipt and code, and nothing for others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.clock import SetClock
from app.views.public import TRIES, WINDOW
from app.views.public_words import plain_state
from storage.models import CaseFile
from tests.support.lived import NOW, Desk, Lived


def ask(desk: Desk, receipt: str, code: str) -> TestResponse:
    return desk.client.post("/public/query", data={"receipt": receipt, "code": code})


def test_whoever_holds_the_receipt_learns_how_far_the_case_has_come(lived: Lived) -> None:
    desk, case = lived.client(), lived.case("open")
    before = lived.events()
    answer = ask(desk, f" {case.receipt_no.lower()} ", lived.code("open").lower())
    text = BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)
    assert answer.status_code == 200
    for words in (
        "办理中",
        "正在调查核实",
        "劳动保障监察",
        "9月26日",
        "天津港保税区",
        "人力资源和社会保障局",
        "12333",
    ):
        assert words in text
    assert lived.events() == before, "asking leaves no trace"


def test_the_answer_names_nobody(lived: Lived) -> None:
    case = lived.case("open")
    text = BeautifulSoup(
        ask(lived.client(), case.receipt_no, lived.code("open")).text, "html.parser"
    ).get_text()
    assert case.title not in text and "示例保税" not in text and case.case_no not in text
    assert not re.search(r"1[3-9]\d{9}|\d{17}[0-9X]", text)


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(lived: Lived) -> None:
    case, code = lived.case("open"), lived.code("open")
    desk = lived.client()
    wrong = [
        ask(desk, case.receipt_no, "AAAAAAAA"),
        ask(desk, lived.case("filed").receipt_no, code),
        ask(desk, "BS2025092699990", code),
        ask(desk, "随便写的", ""),
        ask(desk, "", ""),
    ]
    pages = {re.sub(r'value="[^"]*"', "", answer.text) for answer in wrong}
    assert {answer.status_code for answer in wrong} == {404} and len(pages) == 1
    assert "受理编号或者查询码不对" in pages.pop()


def test_a_merged_case_answers_to_both_receipts(lived: Lived) -> None:
    with lived.session() as session:
        question = update(CaseFile).where(CaseFile.id == lived.cases["sealed"])
        session.execute(question.values(merged_into_id=lived.cases["open"], closed_as="合并", closed_at=NOW))
        session.commit()
    desk = lived.client()
    for name in ("sealed", "open"):
        answer = ask(desk, lived.case(name).receipt_no, lived.code(name))
        assert "正在调查核实" in answer.text and lived.case(name).receipt_no in answer.text
    assert "已与同一单位的投诉合并" in ask(desk, lived.case("sealed").receipt_no, lived.code("sealed")).text


def test_guessing_is_slowed_down(lived: Lived, put_clock: object) -> None:
    desk, case = lived.client(), lived.case("open")
    with_clock: SetClock = put_clock(NOW)  # type: ignore[operator]
    for _ in range(TRIES):
        assert ask(desk, case.receipt_no, "AAAAAAAA").status_code == 404
    assert ask(desk, case.receipt_no, lived.code("open")).status_code == 429
    with_clock.advance(WINDOW + timedelta(seconds=1))
    assert ask(desk, case.receipt_no, lived.code("open")).status_code == 200


@pytest.mark.parametrize(
    ("state", "closed", "phase"),
    [
        ("", False, "received"),
        ("待补正", False, "received"),
        ("立案", False, "handled"),
        ("终结", True, "closed"),
    ],
)
def test_every_state_has_its_phase(state: str, closed: bool, phase: str) -> None:
    assert plain_state(state, closed=closed).phase == phase


def test_a_state_without_a_sentence_of_its_own_gets_that_of_its_phase() -> None:
    assert plain_state("某种新状态", closed=False).zh == "正在办理。"
    assert plain_state("某种新状态", closed=True).zh == "案件已经办结。"
