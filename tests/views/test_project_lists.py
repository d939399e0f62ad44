"""A project's lists from its real-name platform: imported once by batch, read on record, chosen into a roster."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.rosters.projects import standing, summarise
from storage.models import Event, Project, ProjectList, RegisterEntry, new_id
from tests.support.lived import INSPECTOR, OUTSIDER, XINING, Lived
from tests.views.test_rosters import filled, people, soup_of

HEADS = ["姓名", "身份证号", "联系电话", "班组", "工资月份", "出勤天数", "应发工资", "已发工资", "银行账号"]
NAME = "示例产业园一期"


def wages(number: int, month: str = "2025-07", gross: str = "9600") -> list[list[str]]:
    """Rows of a wage list of invented workers."""
    return [[*row[1:4], "木工班", month, "26", gross, "100", ""] for row in people(number)]


def as_csv(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([HEADS, *rows])
    return held.getvalue().encode("gb18030")


def project(lived: Lived, **facts: Any) -> str:
    """Enter a project of Tianjin in the register and return its id."""
    with lived.session() as session:
        at = lived.case("open").opened_at
        row = RegisterEntry(
            id=new_id(), jurisdiction_key="tj_ftz", register="projects", number=NAME, facts=facts,
            unit_id="tj_ftz.labour", added_at=at, changed_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        found = row.id
        session.connection().commit()
    return found


def bring(
    desk: FlaskClient, entry: str, content: bytes, batch: str = "SM2025-07", kind: str = "wages"
) -> str:
    """Bring a file and return the address of its page."""
    answer = desk.post(
        f"/rosters/project/{entry}",
        data={
            "batch": batch, "_roster": f"var.{kind}", f"_roster.var.{kind}": (io.BytesIO(content), "名册.csv"),
        },
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def lists(lived: Lived) -> list[ProjectList]:
    with lived.session() as session:
        return list(session.scalars(select(ProjectList).order_by(ProjectList.id)))


def events(lived: Lived, kind: str) -> list[dict[str, Any]]:
    with lived.session() as session:
        return list(session.scalars(select(Event.facts).where(Event.kind == kind).order_by(Event.id)))


def test_a_batch_is_imported_once_and_a_corrected_one_takes_its_place(lived: Lived) -> None:
    entry, desk = project(lived), lived.client(INSPECTOR)
    for content, new in ((as_csv(wages(3)), True), (as_csv(wages(3)), False), (as_csv(wages(4)), True)):
        place = bring(desk, entry, content)
        answer = desk.post(place, {"settle": "1", "confirm": "1"})
        assert (answer.headers["Location"] == f"/project-lists/{entry}") is new
    first, second = lists(lived)
    assert first.replaced_at is not None and second.replaced_at is None
    assert "没有重复导入" in desk.get(bring_again(desk, entry)).text
    page = desk.get(f"/project-lists/{entry}").text
    assert "已被更正" in page and "第 2 版" in page and "4 人" in page
    assert [told["version"] for told in events(lived, "project_list_imported")] == [1, 2]
    assert "13800" not in str(events(lived, "project_list_imported"))
    assert wages(1)[0][1].encode() not in second.cipher, "numbers are sealed"


def bring_again(desk: FlaskClient, entry: str) -> str:
    """Bring what is in force under another number, try to import it, and return the page that refuses."""
    place = bring(desk, entry, as_csv(wages(4)), batch="另一批次")
    return str(desk.post(place, {"settle": "1", "confirm": "1"}).headers["Location"])


def test_nothing_is_imported_while_a_row_is_wrong_or_the_batch_has_no_number(lived: Lived) -> None:
    entry, desk, rows = project(lived), lived.client(INSPECTOR), wages(3)
    right, rows[1][4], rows[2][7] = rows[1][4], "2025-13", "99999"
    place = bring(desk, entry, as_csv(rows))
    page = soup_of(desk, place).get_text()
    assert "须改正 2 行" in page and "扣除和已付合计比应发多" in page
    desk.post(place, {"settle": "1", "confirm": "1"})
    assert "一行也没有导入" in desk.get(place).text and not lists(lived)
    desk.post(place, {"cell.3.month": right, "drop.4": "double"})
    answer = desk.post(place, {"settle": "1", "confirm": "1", "cell.3.month": right, "drop.4": "double"})
    assert f"/project-lists/{entry}" in answer.headers["Location"]
    (row,) = lists(lived)
    assert (row.rows, row.left_out["rows"]) == (2, [[4, "double"]])
    place = bring(desk, entry, as_csv(wages(2)), batch=" ")
    desk.post(place, {"settle": "1", "confirm": "1"})
    assert "请填写平台的批次号" in desk.get(place).text and len(lists(lived)) == 1


def test_the_five_item_check_knows_when_how_many_and_which_days_are_missing(lived: Lived) -> None:
    entry, desk = project(lived), lived.client(INSPECTOR)
    for batch, month in (("一", "2025-06"), ("二", "2025-08")):
        desk.post(bring(desk, entry, as_csv(wages(3, month)), batch), {"settle": "1", "confirm": "1"})
    page = " ".join(soup_of(desk, f"/project-lists/{entry}").get_text(" ").split())
    assert "登记人数 3 人" in page and "61 天：2025-07、2025-09" in page
    row = " ".join(soup_of(desk, f"/registers/projects/rows/{entry}").get_text(" ").split())
    assert "实名制 是" in row and "缺考勤天数 61" in row and "实名制人数 3" in row and "批次 二" in row


def test_only_units_that_keep_projects_import_and_read_and_every_reading_is_on_record(lived: Lived) -> None:
    entry, desk = project(lived), lived.client(INSPECTOR)
    desk.post(bring(desk, entry, as_csv(wages(3))), {"settle": "1", "confirm": "1"})
    (row,) = lists(lived)
    address = f"/project-lists/{entry}/lists/{row.id}"
    number = wages(1)[0][1]
    assert number not in desk.get(f"/project-lists/{entry}").text
    desk.post(address, {"purpose": ""})
    assert not events(lived, "project_list_read"), "without a purpose nobody reads"
    assert number in desk.post(address, {"purpose": "核对工资和支付"}).text
    assert number not in desk.post(address, {"purpose": "核对工资和支付", "q": "没有这个人"}).text
    assert [told["purpose"] for told in events(lived, "project_list_read")] == ["核对工资和支付"] * 2
    for other, status in ((OUTSIDER, 403), (XINING, 404)):
        assert lived.client(other).post(address, {"purpose": "好奇"}).status_code == status
        place = f"/rosters/project/{entry}"
        assert lived.client(other).post(place, data={"_roster": "var.wages"}).status_code == status
    assert len(events(lived, "project_list_read")) == 2


def test_an_inspector_chooses_rows_of_the_projects_list_for_the_roster_of_a_complaint(lived: Lived) -> None:
    entry, desk, case = project(lived), lived.client(INSPECTOR), lived.case("open")
    desk.post(bring(desk, entry, as_csv(wages(3))), {"settle": "1", "confirm": "1"})
    task = lived.task("open").id
    assert "从实名制平台名册选择" not in desk.get(f"/tasks/{task}").text, "the case names another project"
    name_project(lived, case.id)
    form = soup_of(desk, f"/tasks/{task}")
    assert "从实名制平台名册选择" in form.get_text()
    fields = filled(form)
    place = desk.post(f"/project-rows/tasks/{task}", {**fields, "_roster": "case.roster"}).headers["Location"]
    names = [row[0] for row in wages(3)]
    assert names[0] not in desk.get(place).text, "nobody is named before the purpose is"
    (row,) = lists(lived)
    offered = desk.post(place, {"list": row.id, "purpose": "核对工资和支付"}).text
    assert all(name in offered for name in names)
    assert desk.post(f"{place}/take", {"list": row.id}).headers["Location"] == place, "none by itself"
    roster = desk.post(f"{place}/take", {"list": row.id, "row": ["2", "4"]}).headers["Location"]
    back = desk.post(roster, {"settle": "1", "confirm": "1"}).headers["Location"]
    again = filled(soup_of(desk, back))
    assert [again[f"case.roster.{at}.worker"][0] for at in range(2)] == [names[0], names[2]]
    assert "case.roster.2.worker" not in again or not again["case.roster.2.worker"][0]
    assert [told["rows"] for told in events(lived, "project_rows_taken")] == [2]


def name_project(lived: Lived, case_id: str) -> None:
    """Let a case name the project."""
    with lived.session() as session:
        found = session.scalar(select(Project).where(Project.case_id == case_id))
        if found is None:
            session.add(Project(id=new_id(), case_id=case_id, name=NAME))
        else:
            found.name, found.permit_no = NAME, None
        session.flush()
        session.connection().commit()


def test_what_a_list_says_without_naming_anybody() -> None:
    told = summarise(
        "wages", [(2, {"id_no": "1", "month": "2025年7月", "days": "26", "gross": "1,000.50"})] * 2
    )
    assert (told.workers, told.months, told.days, told.amount) == (1, ("2025-07",), "52", "2001.00")
    paid = [("payments", date(2025, 9, 1), told.as_tree())]
    assert standing(paid, date(2025, 10, 14)).on is None, "the bank's receipts prove no register"
