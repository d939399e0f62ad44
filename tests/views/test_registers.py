"""The registers: each office reads what concerns it, keeps what is its own, and takes lists in whole or not at all."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.actions import accounts
from app.actors import SYSTEM
from app.clock import SetClock
from app.passwords import hash_password
from app.registers import REGISTERS
from storage.ledgers import accounts_out_of_balance, balances_of
from storage.models import CaseFile, Event, Party, Project, RegisterEntry, new_id
from tests.support.office import PASSWORD, Line, Office
from tests.views.browsing import page, token

PROJECTS = """项目名称,施工许可证号,总承包单位信用代码,工资专户,实名制,合同价
滨海科创园二期,120116202500001,91120116MA0TE5T16U,是,有,"12,000,000"
海滨路改造,,,否,否,800000.50
"""
WRONG = """项目名称,工资专户,合同价,总承包单位信用代码,颜色
滨海科创园二期,也许,十万,91120116MA0TE5T16X,红
,是,,,
"""


def send(client: FlaskClient, key: str, text: str) -> tuple[int, str]:
    """Import a csv file; return the status and the page."""
    data = {"csrf_token": token(client), "file": (io.BytesIO(text.encode()), "list.csv")}
    answer = client.post(f"/registers/{key}/import", data=data, content_type="multipart/form-data")
    return answer.status_code, answer.text


def enter(client: FlaskClient, key: str, **typed: str) -> tuple[int, str]:
    """Send the form of a row."""
    answer = client.post(f"/registers/{key}/new", data={"csrf_token": token(client), **typed})
    return answer.status_code, answer.text


def lines(client: FlaskClient, address: str) -> list[str]:
    """The first cell of every row that a register shows."""
    return [each.get_text(strip=True) for each in page(client, address).select(".register-table tbody th")]


def join(office: Office, name: str, unit: str, role: str) -> None:
    """Let one more officer join the office."""
    with office.session() as session:
        officer = accounts.add_officer(session, name, "新同事", hash_password(PASSWORD), by=SYSTEM)
        accounts.add_membership(session, officer.id, unit, role, by=SYSTEM, valid_from=date(2025, 1, 1))


def kinds(office: Office) -> list[str]:
    with office.session() as session:
        return [kind for kind in session.scalars(select(Event.kind).order_by(Event.id)) if "register" in kind]


@pytest.fixture
def bureau(office: Office, clock: SetClock) -> Office:
    """Cases of two districts, with employer and project, and a finance officer and a deposit officer."""
    office.lay_out(
        [Line("拖欠木工工资"), Line("拖欠瓦工工资"), Line("西宁的案件", unit="xn_chengdong.labour")]
    )
    with office.session() as session:
        for number, case in enumerate(session.scalars(select(CaseFile).order_by(CaseFile.case_no))):
            uscc = "91120116MA0TE5T16U" if number < 2 else "91630102MA7TE5T27P"
            name = "甲建筑公司" if number < 2 else "乙公司"
            session.add(
                Party(
                    id=new_id(), case_id=case.id, place="employer", kind="公司", name=name, uscc=uscc, details={}
                )
            )  # fmt: skip
            session.add(
                Project(id=new_id(), case_id=case.id, name="滨海科创园二期" if number < 2 else "城东一号")
            )
            case.amount_claimed, case.headcount = Decimal(10_000), 3
        session.commit()
    return office


@pytest.mark.parametrize("key", REGISTERS)
def test_every_register_can_be_read_searched_and_taken_along(bureau: Office, key: str) -> None:
    client = bureau.client("director")
    shown = page(client, f"/registers/{key}?q=没有这样的词")
    assert shown.select_one("h1").get_text() == REGISTERS[key].zh  # type: ignore[union-attr]
    answer = client.get(f"/registers/{key}/xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) >= 3
    assert "Registers" not in shown.get_text()


@pytest.mark.parametrize("who", ["designer", "admin"])
def test_designers_and_administrators_read_no_register(office: Office, who: str) -> None:
    assert office.client(who).get("/registers").status_code == 403
    assert office.client(who).get("/registers/employers").status_code == 403


def test_employers_are_told_with_their_cases_and_only_of_the_own_district(bureau: Office) -> None:
    client = bureau.client("inspector")
    assert lines(client, "/registers/employers") == ["甲建筑公司"]
    row = page(client, "/registers/employers").select_one(".register-table tbody tr")
    assert row is not None
    cells = [cell.get_text(strip=True) for cell in row.select("td")]
    assert cells[:5] == ["91120116MA0TE5T16U", "2", "2", "6", "20,000.00"]
    assert lines(bureau.client("outsider"), "/registers/employers") == ["乙公司"]
    link = row.select_one("a")
    assert link is not None
    detail = page(client, str(link["href"]))
    assert {each.get_text() for each in detail.select(".register-list a")} == {"拖欠瓦工工资", "拖欠木工工资"}
    assert lines(bureau.client("auditor"), "/registers/employers") == ["甲建筑公司"]


def test_a_list_of_projects_is_taken_in_and_joined_with_the_cases(bureau: Office) -> None:
    client = bureau.client("director")
    assert send(client, "projects", PROJECTS)[0] == 302
    soup = page(client, "/registers/projects")
    assert {"滨海科创园二期", "海滨路改造"} == set(lines(client, "/registers/projects"))
    row = next(each for each in soup.select("tbody tr") if "滨海科创园二期" in each.get_text())
    told = {str(cell["data-label"]): cell.get_text(strip=True) for cell in row.select("td")}
    assert (told["五项制度"], told["案件"], told["实名制"]) == ("2/5", "2", "是")
    status, text = send(client, "projects", PROJECTS)
    assert (status, "没有变化" in text) == (422, True)
    assert send(client, "projects", PROJECTS.replace("800000.50", "900000"))[0] == 302
    assert kinds(bureau) == [
        *["register_entry_added"] * 2, "register_imported", "register_entry_changed", "register_imported"
    ]  # fmt: skip
    link = row.select_one("a")
    assert link is not None
    assert "登入台账" in page(client, str(link["href"])).get_text()


def test_a_register_taken_along_is_changed_and_taken_in_again(bureau: Office) -> None:
    client = bureau.client("director")
    assert send(client, "projects", PROJECTS)[0] == 302
    exported = client.get("/registers/projects/xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(exported)).get_sheet_by_index(0).to_python()
    place = rows[3].index("工程地址")
    changed = [
        [*row[:place], "滨海路 8 号", *row[place + 1 :]] if row[0] == "海滨路改造" else row for row in rows
    ]
    text = "\n".join(",".join(str(cell).replace(",", "") for cell in row) for row in changed)
    status, answer = send(client, "projects", text)
    assert status == 302, answer
    with bureau.session() as session:
        kept = session.scalars(select(RegisterEntry).order_by(RegisterEntry.number)).all()
    assert [row.facts.get("address") for row in kept] == ["滨海路 8 号", None]


def test_a_list_with_faults_is_told_row_by_row_and_loads_nothing(bureau: Office) -> None:
    client = bureau.client("director")
    status, text = send(client, "projects", WRONG)
    assert status == 422
    assert "颜色" in text
    status, text = send(
        client, "projects", WRONG.replace(",颜色", "").replace(",红", "").replace(",,,", ",,")
    )
    rows = BeautifulSoup(text, "html.parser").select("tbody tr")
    told = {tuple(cell.get_text(strip=True) for cell in row.select("th, td")[:2]) for row in rows}
    assert told == {
        ("第 2 行", "工资专户"), ("第 2 行", "合同价"), ("第 2 行", "总承包单位信用代码"), ("第 3 行", "项目名称"),
    }  # fmt: skip
    assert all(row.select("td")[1].get_text(strip=True) for row in rows), "each says what to do"
    with bureau.session() as session:
        assert session.scalars(select(RegisterEntry)).all() == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"one column\nonly\n"])
def test_a_file_that_is_no_table_is_refused_with_a_sentence(bureau: Office, content: bytes) -> None:
    client = bureau.client("director")
    data = {"csrf_token": token(client), "file": (io.BytesIO(content), "x.xlsx")}
    answer = client.post("/registers/projects/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "一条也没有导入" in answer.text


def test_an_instruction_is_entered_followed_and_closed_with_its_history(bureau: Office) -> None:
    director = bureau.client("director")
    typed = {
        "number": "津滨劳〔2025〕8号", "issuer": "滨海新区工作机制办公室", "title": "开展冬季行动",
        "received_on": "2025-09-20",
        "due_on": "2025-09-22", "unit": "tj_ftz.labour", "division": "建交局：排查工地，2025-09-21",
    }  # fmt: skip
    assert enter(director, "instructions", **typed)[0] == 302
    assert enter(director, "instructions", **typed)[0] == 422
    assert lines(director, "/registers/instructions?state=已逾期") == ["津滨劳〔2025〕8号"]
    assert lines(bureau.client("inspector"), "/registers/instructions") == ["津滨劳〔2025〕8号"]
    assert lines(bureau.client("mediator"), "/registers/instructions") == []
    assert lines(bureau.client("outsider"), "/registers/instructions") == []
    link = page(director, "/registers/instructions").select_one(".register-table tbody a")
    assert link is not None
    form = page(director, f"{link['href']}/change")
    assert form.select_one("#field-title")["value"] == "开展冬季行动"  # type: ignore[index]
    closed = {**typed, "closed_on": "2025-09-24", "note": "已报结", "csrf_token": token(director)}
    assert director.post(f"{link['href']}/change", data=closed).status_code == 302
    detail = page(director, str(link["href"])).get_text()
    assert "办结日期，已报结" in detail
    assert lines(director, "/registers/instructions?state=已办结") == ["津滨劳〔2025〕8号"]


def test_who_does_not_keep_a_register_enters_nothing(bureau: Office) -> None:
    for who in ("mediator", "outsider", "auditor"):
        client = bureau.client(who)
        assert enter(client, "instructions", number="1", issuer="甲", title="乙")[0] in (403, 404, 422)
        assert client.get("/registers/instructions/new").status_code in (403, 404)
    with bureau.session() as session:
        assert session.scalars(select(RegisterEntry)).all() == []


def test_stored_deposits_are_booked_once_and_shown_with_their_project(bureau: Office) -> None:
    join(bureau, "deposits", "tj_ftz.labour", "deposit_officer")
    client = bureau.client("deposits")
    text = (
        "项目名称,形式,存储金额,存储日期,保函编号\n"
        "滨海科创园二期,现金存储,360000,2025-06-01,\n海滨路改造,银行保函,24000,2025-07-01,BH-7\n"
    )
    assert send(client, "deposits", text)[0] == 302
    status, again = send(client, "deposits", text)
    assert status == 422
    assert "已经登记" in again
    assert set(lines(client, "/registers/deposits")) == {"滨海科创园二期", "海滨路改造"}
    row = next(
        each
        for each in page(client, "/registers/projects").select("tbody tr")
        if "滨海科创园二期" in each.get_text()
    )
    assert "1/5" in row.get_text()
    link = page(client, "/registers/deposits").select_one(".register-table tbody a")
    assert link is not None
    assert "存储" in page(client, str(link["href"])).get_text()
    with bureau.session() as session:
        assert accounts_out_of_balance(session) == []
        assert sum(each.balance for each in balances_of(session, ["tj_ftz"], "deposit")) == 0
    assert send(bureau.client("inspector"), "deposits", text)[0] == 403


def test_finance_records_what_the_budget_gave_to_the_fund_and_nobody_else_does(bureau: Office) -> None:
    join(bureau, "finance", "tj_ftz.finance", "finance_approver")
    client = bureau.client("finance")
    typed = {"amount": "500000", "on": "2025-09-01", "note": "津保财〔2025〕3号"}
    assert enter(client, "fund", **typed)[0] == 302
    assert "500,000.00" in page(client, "/registers/fund").get_text()
    assert enter(client, "fund", **{**typed, "amount": "0"})[0] == 422
    assert enter(client, "fund", **{**typed, "amount": "五十万"})[0] == 422
    assert enter(bureau.client("director"), "fund", **typed)[0] in (403, 404)
    assert "500,000.00" not in page(bureau.client("mediator"), "/registers/fund").get_text()
    with bureau.session() as session:
        held = {each.kind: each.balance for each in balances_of(session, ["tj_ftz"], "fund")}
    assert held == {"cash": 500_000, "budget": -500_000}


def test_a_person_who_is_only_proposed_for_the_list_is_masked(bureau: Office) -> None:
    with bureau.session() as session:
        case = session.scalars(select(CaseFile).where(CaseFile.title == "拖欠木工工资")).one()
        for name, kind in (("示例甲建筑公司", "用人单位"), ("赵示例", "法定代表人或主要负责人")):
            session.add(Party(id=new_id(), case_id=case.id, place="listed", kind=kind, name=name, details={}))
        session.commit()
    client = bureau.client("inspector")
    assert set(lines(client, "/registers/listed?state=拟列入")) == {"示例甲建筑公司", "赵**"}
    assert lines(bureau.client("outsider"), "/registers/listed") == []
    assert "赵示例" not in client.get("/registers/listed/xlsx").data.decode("latin-1")
