"""Platforms' files of results: settled whole or not at all; what came back says why, and is made again."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.actions.case_facts import case_key
from app.clock import SetClock
from app.exchanges.registry import Export, Registry
from app.exchanges.ways import Ways
from app.jobs.exchanges import fetch_results
from storage.clocks import open_deadlines
from storage.database import Database
from storage.models import CaseFile, Event, Exchange, Officer, Party, ReceivedFile, Reminder, new_id
from tests.support.lived import CLERK, INSPECTOR, OFFICE, XINING, Lived
from tests.support.office import house
from tests.views.test_registration import ANSWERS

HEADS = ["交换编号", "办件编号", "接收结果", "结果代码", "退回代码", "回执号", "日期", "原因"]
STEP = "complaint_intake.register_complaint"


def registry(driver: str = "manual") -> Registry:
    """A registry by which each registration is told to the platform, as a result with code 02."""
    found = house().exchanges
    sent = Export("clue_platform", "clue_result", *STEP.split("."), done=True)
    results = tuple(
        replace(each, step=STEP, when=None) if each.code == "02" else each for each in found.results
    )
    drivers = {("tj_ftz", "clue_platform"): driver}
    return replace(found, exports=(sent,), results=results, drivers=drivers)


@pytest.fixture
def sent(lived: Lived) -> tuple[Lived, list[Exchange]]:
    """Three registrations of which the platform was told."""
    lived.app(HOUSE=replace(house(), exchanges=registry()))
    for _ in range(3):
        assert lived.client(CLERK).post("/cases/new", ANSWERS).status_code == 302
    return lived, rows_of(lived)


def rows_of(lived: Lived) -> list[Exchange]:
    with lived.session() as session:
        return list(session.scalars(select(Exchange).where(Exchange.cause == STEP).order_by(Exchange.id)))


def as_csv(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([["反馈结果"], HEADS, *rows])
    return held.getvalue().encode("gb18030")


def read(lived: Lived, content: bytes, who: str = OFFICE) -> Any:
    data = {"receiver": "tj_ftz/clue_platform", "file": (io.BytesIO(content), "结果.csv")}
    return lived.client(who).post("/exchanges/results", data)


def events(lived: Lived) -> list[str]:
    with lived.session() as session:
        question = select(Event).where(Event.kind.like("exchange%")).order_by(Event.id)
        found = [row for row in session.scalars(question) if row.facts["receiver"] == "clue_platform"]
        return [row.kind for row in found if row.kind != "exchange_made"]


def test_nothing_is_noted_while_a_row_is_unclear_and_each_fault_is_told(
    sent: tuple[Lived, list[Exchange]],
) -> None:
    lived, rows = sent
    answer = read(
        lived,
        as_csv(
            [
                [rows[0].key, "", "已接收", "02", "", "QG-1", "", ""],
                ["01-unknown", "", "已接收", "", "", "QG-2", "", ""],
                [rows[1].key, "", "也许", "", "", "", "2025-13-01", ""],
                [rows[1].key, "", "退回", "", "X9", "", "", ""],
                [rows[2].key, "", "已接收", "77", "", "QG-3", "", ""],
                [rows[2].key, "", "已接收", "03", "", "QG-3", "", ""],
                ["", "", "已接收", "", "", "", "", "没有编号"],
            ]
        ),
    )
    assert answer.status_code == 422
    for words in (
        "第 4 行",
        "不是报送给该接收方的编号",
        "“也许”不是结果",
        "不是日期",
        "“X9”不认识",
        "不在十类之内",
    ):
        assert words in answer.text, words
    assert "平台记为 03 轻微已改正，我方报送的是 02 履行完毕" in answer.text and "没有回执号" in answer.text
    assert {row.state for row in rows_of(lived)} == {"waiting"} and not events(lived)


def test_what_was_taken_is_confirmed_what_came_back_failed_with_its_remedy_and_again_changes_nothing(
    sent: tuple[Lived, list[Exchange]],
) -> None:
    lived, rows = sent
    with lived.session() as session:
        case_no = session.get_one(CaseFile, rows[1].case_id).case_no
    content = as_csv(
        [
            [rows[0].key, "", "已接收", "02", "", "QG-1", "", ""],
            ["", case_no, "退回", "", "E04", "", "", "信用代码与登记不一致"],
        ]
    )
    for _ in range(2):
        assert read(lived, content).status_code == 302
    first, second, third = rows_of(lived)
    assert (first.state, first.receipt_no, third.state) == ("confirmed", "QG-1", "waiting")
    assert (second.state, second.error) == ("failed", "E04 信用代码与登记不一致")
    noted = ["exchange_confirmed", "exchange_refused", "exchange_results_taken", "exchange_results_taken"]
    assert events(lived) == noted
    page = lived.client(OFFICE).get(f"/exchanges/{second.id}").text
    assert "证件或信用代码校验不符" in page and "按证照核对号码" in page
    assert "登记结果 2 件" in lived.client(OFFICE).get("/exchanges").text
    made_again(lived, second)


def made_again(lived: Lived, row: Exchange) -> None:
    """What came back is made again once its case says something else, and not before."""
    desk = lived.client(OFFICE)
    desk.post(f"/exchanges/{row.id}/remake", {})
    assert "案件内容没有变化" in desk.get(f"/exchanges/{row.id}").text
    with lived.session() as session:
        employer = session.scalars(
            select(Party).where(Party.case_id == row.case_id, Party.place == "employer")
        ).one()
        employer.name = "更正后的示例公司"
        session.flush()
        session.connection().commit()
    desk.post(f"/exchanges/{row.id}/remake", {})
    with lived.session() as session:
        again = session.get_one(Exchange, row.id)
        key = case_key(session, session.get_one(CaseFile, again.case_id))
        told = json.loads(key.open(again.cipher, f"exchange.{again.id}"))
    assert (again.state, again.key != row.key) == ("waiting", True)
    assert told["用人单位"] == "更正后的示例公司"


def test_who_does_not_work_on_exchanges_brings_no_results(sent: tuple[Lived, list[Exchange]]) -> None:
    lived, rows = sent
    content = as_csv([[rows[0].key, "", "已接收", "", "", "QG-1", "", ""]])
    assert read(lived, content, INSPECTOR).status_code == 403
    assert read(lived, content, XINING).status_code == 403
    assert rows_of(lived)[0].state == "waiting"


def test_results_that_a_platform_lays_down_are_noted_and_a_faulty_file_is_shown(
    sent: tuple[Lived, list[Exchange]], tmp_path: Path
) -> None:
    lived, rows = sent
    laid = tmp_path / "tj_ftz" / "clue_platform" / "results"
    laid.mkdir(parents=True)
    (laid / "1.csv").write_bytes(as_csv([[rows[0].key, "", "已接收", "02", "", "QG-1", "", ""]]))
    (laid / "2.csv").write_bytes(as_csv([[rows[1].key, "", "已接收", "02", "", "", "", ""]]))
    info = {"house": replace(house(), exchanges=registry("file")), "ways": Ways(tmp_path)}
    database = Database(lived.database.url.render_as_string(hide_password=False), info)
    with database.session() as session:
        assert fetch_results(session) == 1
        assert fetch_results(session) == 0
    database.dispose()
    assert [row.state for row in rows_of(lived)] == ["confirmed", "waiting", "waiting"]
    assert not list(laid.glob("*.csv")) and len(list((laid / "done").iterdir())) == 2
    with lived.session() as session:
        found = session.scalars(select(ReceivedFile).order_by(ReceivedFile.id)).all()
    assert [(row.new, len(row.findings["rows"])) for row in found] == [(1, 0), (0, 1)]
    assert "第 3 行：回执号：已接收而没有回执号" in lived.client(OFFICE).get("/exchanges").text


def test_a_file_beyond_the_limit_is_refused_with_a_sentence(lived: Lived) -> None:
    lived.app(MAX_CONTENT_LENGTH=2000)
    answer = read(lived, b"x" * 3000)
    assert answer.status_code == 413 and "超过上限" in answer.text


def test_mails_stand_beside_the_other_exchanges_with_their_receivers_masked(
    lived: Lived, clock: SetClock
) -> None:
    with lived.session() as session:
        officer = session.scalars(select(Officer).where(Officer.sign_in_name == INSPECTOR)).one()
        officer.mail = "inspector@example.org"
        name, row_id = officer.name, new_id()
        session.add(mail(row_id, officer.id, lived))
        session.flush()
        session.connection().commit()
    desk = lived.client(OFFICE)
    page = desk.get("/exchanges/mails?state=failed").text
    assert "550 mailbox full" in page and "i***@example.org" in page
    assert name not in page and "inspector@" not in page
    assert "提醒邮件" in desk.get("/exchanges/days").text
    assert desk.post(f"/exchanges/mails/{row_id}/again", {}).status_code == 302
    with lived.session() as session:
        assert session.get_one(Reminder, row_id).mail_state == "waiting"
    assert lived.client(INSPECTOR).get("/exchanges/mails").status_code == 403


def mail(row_id: str, officer_id: str, lived: Lived) -> Reminder:
    """A reminder of a case whose mail was not taken."""
    case = lived.case("open")
    with lived.session() as session:
        deadline = open_deadlines(session, case.id)[0]
    return Reminder(
        id=row_id,
        officer_id=officer_id,
        case_id=case.id,
        case_no=case.case_no,
        unit_id="tj_ftz.labour",
        clock_id=deadline.id,
        rule=deadline.rule,
        level="near",
        due_on=deadline.due_at.date(),
        title="",
        title_en="",
        made_at=case.opened_at.replace(year=2025, month=10, day=13),
        mail_state="failed",
        mail_tries=5,
        mail_error="550 mailbox full",
    )
