"""The office looks after what goes out to other systems, and takes in the clues of platforms."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.actions.case_facts import case_key
from app.actions.exchanging import take_answer
from app.actors import SYSTEM
from app.exchanges.registry import Export
from app.exchanges.ways import Ways
from app.house import House
from app.jobs.exchanges import fetch_clues
from storage.database import Database
from storage.models import CaseFile, Event, Exchange, ReceivedItem
from tests.support.lived import CLERK, INSPECTOR, Lived
from tests.support.office import house
from tests.views.test_registration import ANSWERS

DIRECTOR = "tj.office.office_director"
CLUES = (
    "线索编号,姓名,手机号,被反映单位,欠薪起,金额,反映内容\n"
    "QG2025001,示例工,13800001234,示例建设有限公司,2025-06,12000,六月起没有发工资\n"
    "QG2025002,,,示例劳务有限公司,,,工头不付钱\n"
    "QG2025003,,123,示例劳务有限公司,,,电话写错的线索\n"
).encode("gb18030")


def number_of(lived: Lived, table: type[Any]) -> int:
    with lived.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_each_clue_becomes_one_complaint_at_the_counter_however_often_the_file_comes(lived: Lived) -> None:
    desk, before = lived.client(DIRECTOR), number_of(lived, CaseFile)
    for new, known in ((2, 0), (0, 2)):
        answer = desk.post(
            "/exchanges/clues",
            data={"platform": "tj_ftz/clue_platform", "file": (io.BytesIO(CLUES), "线索.csv")},
            content_type="multipart/form-data",
        )
        text = BeautifulSoup(answer.text, "html.parser").get_text()
        assert f"新登记 {new} 条，此前已登记 {known} 条，没有登记 1 行" in text and "第 4 行" in text
    assert number_of(lived, CaseFile) == before + 2 and number_of(lived, ReceivedItem) == 2
    with lived.session() as session:
        case = session.scalars(select(CaseFile).order_by(CaseFile.id.desc()).offset(1)).first()
    assert case is not None and case.title == "示例建设有限公司欠薪"
    clerk = lived.client(CLERK)
    inbox = BeautifulSoup(clerk.get("/inbox").text, "html.parser")
    link = next(each for each in inbox.select(".work-title") if "示例建设有限公司" in str(each.parent.parent))
    form = BeautifulSoup(clerk.get(str(link["href"])).text, "html.parser")
    assert form.select_one("[name='case.employer.name']")["value"] == "示例建设有限公司"  # type: ignore[index]
    assert "QG2025001" in form.select_one("[name='case.complaint.demands']").get_text()  # type: ignore[union-attr]


def test_clues_that_a_platform_lays_down_are_fetched_once(lived: Lived, tmp_path: Path) -> None:
    found = replace(house().exchanges, drivers={("tj_ftz", "clue_platform"): "file"})
    info = {"house": replace(house(), exchanges=found), "ways": Ways(tmp_path)}
    incoming = tmp_path / "tj_ftz" / "clue_platform" / "in"
    incoming.mkdir(parents=True)
    (incoming / ".half.csv").write_bytes(CLUES[:30])
    database = Database(lived.database.url.render_as_string(hide_password=False), info)
    before = number_of(lived, CaseFile)
    for _ in range(2):
        (incoming / "clues.csv").write_bytes(CLUES)
        with database.session() as session:
            fetch_clues(session)
        assert not (incoming / "clues.csv").exists() and (incoming / ".half.csv").exists()
    database.dispose()
    assert number_of(lived, CaseFile) == before + 2
    page = BeautifulSoup(lived.client(DIRECTOR).get("/exchanges").text, "html.parser")
    told = page.select_one("[aria-labelledby='files-title']").get_text()  # type: ignore[union-attr]
    assert "clues.csv" in told and "第 4 行：手机号" in told and told.count("clues.csv") == 2


def test_what_could_not_be_delivered_stands_among_the_incidents_and_is_sent_again_from_there(
    lived: Lived, tmp_path: Path
) -> None:
    sent = Export("bank", "court_packet", "complaint_intake", "register_complaint", done=True)
    found = replace(house().exchanges, exports=(sent,), drivers={("tj_ftz", "bank"): "file"})
    lived.app(HOUSE=replace(house(), exchanges=found), EXCHANGES=str(tmp_path))
    assert lived.client(CLERK).post("/cases/new", ANSWERS).status_code == 302
    database = lived.app(HOUSE=replace(house(), exchanges=found), EXCHANGES=str(tmp_path)).extensions[
        "database"
    ]
    with database.session() as session:
        (row,) = session.scalars(select(Exchange).where(Exchange.cause == sent.cause)).all()
        row_id = row.id
        take_answer(session, row_id, False, "", None, "账号不符", by=SYSTEM)
    desk = lived.client(DIRECTOR)
    page = BeautifulSoup(desk.get("/incidents").text, "html.parser")
    panel = page.select_one("[aria-labelledby='undelivered-title']")
    assert panel is not None and "账号不符" in panel.get_text()
    desk.post(str(panel.select_one("form")["action"]), {})  # type: ignore[index]
    assert "账号不符" not in desk.get("/incidents").text
    with database.session() as session:
        assert session.get_one(Exchange, row_id).state == "waiting"


def test_who_reported_is_told_by_short_message_where_his_district_has_a_gateway(
    lived: Lived, tmp_path: Path
) -> None:
    lived.app(HOUSE=with_sms(house()), EXCHANGES=str(tmp_path))
    for phone in ("13800001234", ""):
        answers = {**ANSWERS, "case.reporter.identity.phone": phone}
        assert lived.client(CLERK).post("/cases/new", answers).status_code == 302
    with lived.session() as session:
        (row,) = session.scalars(select(Exchange).where(Exchange.receiver == "sms")).all()
        case = session.get_one(CaseFile, row.case_id)
        told = json.loads(case_key(session, case).open(row.cipher, f"exchange.{row.id}"))
    assert row.state == "waiting" and row.next_at is not None, "it goes out by itself"
    desk = lived.client(DIRECTOR)
    assert "只由系统发送" in desk.get(f"/exchanges/{row.id}").text
    assert desk.post(f"/exchanges/{row.id}/content", {}).status_code == 403
    assert (told["手机号码"], told["回执编号"]) == ("13800001234", case.receipt_no)
    assert f"回执编号{case.receipt_no}" in told["短信内容"] and "示例" not in told["短信内容"]


def with_sms(found: House) -> House:
    """A house whose district has a gateway for short messages, which reads files."""
    drivers = {**found.exchanges.drivers, ("tj_ftz", "sms"): "file"}
    return replace(found, exchanges=replace(found.exchanges, drivers=drivers))


def test_the_office_hands_over_confirms_and_voids_and_others_do_not(lived: Lived) -> None:
    sent = Export("bank", "court_packet", "complaint_intake", "register_complaint", done=True)
    lived.app(HOUSE=replace(house(), exchanges=replace(house().exchanges, exports=(sent,))))
    for _ in range(2):
        assert lived.client(CLERK).post("/cases/new", ANSWERS).status_code == 302
    desk = lived.client(DIRECTOR)
    with lived.session() as session:
        rows = session.scalars(
            select(Exchange).where(Exchange.cause == sent.cause).order_by(Exchange.id)
        ).all()
    assert [row.state for row in rows] == ["waiting", "waiting"]
    address = f"/exchanges/{rows[0].id}"
    assert "待人工送交" in desk.get("/exchanges").text and rows[0].key in desk.get(address).text
    taken = desk.post(f"{address}/content", {})
    assert taken.status_code == 200 and "attachment" in taken.headers["Content-Disposition"]
    desk.post(f"{address}/confirm", {"number": "信用〔2025〕12号", "day": "no day"})
    assert "请填写真实的回执日期" in desk.get(address).text
    with lived.session() as session:
        day = session.get_one(Exchange, rows[0].id).made_at
    desk.post(f"{address}/confirm", {"number": "信用〔2025〕12号", "day": f"{day:%Y-%m-%d}"})
    assert "信用〔2025〕12号" in desk.get(address).text
    desk.post(f"/exchanges/{rows[1].id}/void", {"reason": "已由系统外报送"})
    compared = desk.post(
        "/exchanges/compare",
        data={
            "receiver": "tj_ftz/bank",
            "file": (io.BytesIO(f"{rows[0].key},别的号\n".encode()), "a.csv"),
        },
        content_type="multipart/form-data",
    )
    assert "回执编号不一致" in compared.text
    days = BeautifulSoup(desk.get("/exchanges/days").text, "html.parser")
    line = next(each for each in days.select("tbody tr") if f"{day:%Y-%m-%d}" in each.get_text())
    assert [cell.get_text() for cell in line.select(".num")][1::3] == ["1", "1"], "one confirmed, one voided"
    assert lived.client(INSPECTOR).get("/exchanges").status_code == 403
    assert lived.client(INSPECTOR).get("/exchanges/days").status_code == 403
    with lived.session() as session:
        kinds = [each.kind for each in session.scalars(select(Event).where(Event.kind.like("exchange_%")))]
    assert kinds[-3:] == ["exchange_taken", "exchange_confirmed", "exchange_voided"]
