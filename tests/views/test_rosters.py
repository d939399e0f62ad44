"""A roster is brought from a file into a form: every fault is told by row and column, nothing goes in before."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import xlsxwriter
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.identifiers.invented import Inventor
from storage.models import CaseFile, Event, RosterLine
from tests.support.lived import CLERK, INSPECTOR, Lived
from tests.views.test_registration import ANSWERS

HEADS = [
    "序号",
    "姓名",
    "身份证号",
    "联系电话",
    "工资月份",
    "出勤天数",
    "应发工资（元）",
    "已发工资",
    "欠薪金额",
]
SPEAKER = {"case.group.representatives.0.name": ["示例代表"]}
TO_REGISTRATION = "/rosters/registration/tj_ftz.labour"


def people(number: int, seed: int = 7) -> list[list[str]]:
    """Rows of a roster of invented workers, one month each, 9,600 yuan owed 9,500."""
    made = Inventor(seed)
    paid = ["26", "9600.00", "100", "9500"]
    return [
        [str(each + 1), made.person_name(), made.resident_id(year=1975), made.mobile(), "2025-07", *paid]
        for each in range(number)
    ]


def as_csv(rows: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([HEADS, *rows])
    return held.getvalue().encode(encoding)


def as_xlsx(rows: list[list[str]], above: int = 2, formula: str = "") -> bytes:
    """A workbook with a title above the headings, figures as figures, and a row that adds up."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("七月")
        sheet.write_string(0, 0, "示例工程2025年7月工资表")
        for place, row in enumerate([HEADS, *rows]):
            for column, text in enumerate(row):
                if place and column >= 5 and text.replace(".", "").isdigit():
                    sheet.write_number(above + place, column, float(text))
                else:
                    sheet.write_string(above + place, column, text)
        sheet.write_string(above + len(rows) + 1, 0, "合计")
        if formula:
            sheet.write_formula(above + 1, 8, formula, None, 1)
    return held.getvalue()


def bring(
    desk: FlaskClient, content: bytes, name: str = "花名册.xlsx", to: str = TO_REGISTRATION
) -> TestResponse:
    answer: TestResponse = desk.post(
        to,
        data={
            **ANSWERS,
            "var.headcount": "12",
            "_seen": "case.roster",
            "_roster": "case.roster",
            "_roster.case.roster": (io.BytesIO(content), name),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.text
    return answer


def soup_of(desk: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(desk.get(address).text, "html.parser")


def filled(soup: BeautifulSoup) -> dict[str, Any]:
    """What a browser would send of the form."""
    fields: dict[str, Any] = {}
    for each in soup.select(
        "form.task-form input[name], form.task-form select[name], form.task-form textarea[name]"
    ):
        kind = each.get("type")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and not each.has_attr("checked")):
            continue
        if each.name == "select":
            chosen = each.select_one("option[selected]")
            value: Any = chosen["value"] if chosen is not None else ""
        else:
            value = each.get_text().removeprefix("\n") if each.name == "textarea" else each.get("value", "")
        fields.setdefault(str(each["name"]), []).append(value)
    return fields


def rows_of(lived: Lived) -> int:
    with lived.session() as session:
        return session.scalar(select(func.count()).select_from(RosterLine)) or 0


@pytest.mark.parametrize("kind", ["xlsx", "csv", "gb18030"])
def test_a_sound_roster_fills_the_form_and_is_registered_with_it(lived: Lived, kind: str) -> None:
    desk, before = lived.client(CLERK), rows_of(lived)
    content = (
        as_xlsx(people(12))
        if kind == "xlsx"
        else as_csv(people(12), "gb18030" if kind == "gb18030" else "utf-8-sig")
    )
    place = bring(desk, content).headers["Location"]
    soup = soup_of(desk, place)
    assert "12 行" in soup.get_text() and "114,000.00" in soup.get_text(), "what is owed, added up"
    assert rows_of(lived) == before
    answer = desk.post(place, {"settle": "1"})
    form = soup_of(desk, answer.headers["Location"])
    fields = filled(form)
    assert fields["case.employer.name"] == ["示例电子有限公司"], "what was typed before is still there"
    assert [fields[f"case.roster.{row}.gross"] for row in (0, 11)] == [["9600"], ["9600"]] or kind != "xlsx"
    fields |= {**SPEAKER, "var.headcount": ["12"]}
    answer = desk.post("/cases/new", fields)
    assert answer.status_code == 302, [
        each.get_text() for each in BeautifulSoup(answer.text, "html.parser").select("#faults a")
    ]
    assert rows_of(lived) == before + 12


def test_two_hundred_faults_are_all_told_with_row_column_and_remedy_and_nothing_is_loaded(
    lived: Lived,
) -> None:
    desk, rows = lived.client(CLERK), people(300)
    for number in range(200):
        column, text = ((2, rows[number][2][:-1] + "甲"), (4, "2025-13"), (6, "九千"), (7, "99999"), (1, ""))[
            number % 5
        ]
        rows[number][column] = text
    place = bring(desk, as_xlsx(rows)).headers["Location"]
    listed = list(csv.reader(io.StringIO(desk.get(f"{place}/findings.csv").data.decode("utf-8-sig"))))[1:]
    wrong = [line for line in listed if line[2] == "须改正"]
    assert len({line[0] for line in wrong}) == 200
    assert {int(line[0]) for line in wrong} == set(range(4, 204)), "as the file counts its rows"
    assert all(line[1] and line[3].endswith("。") for line in wrong), "each with its column and what to do"
    soup = soup_of(desk, place)
    assert len(soup.select(".roster-table tbody tr")) == 200
    answer = desk.post(place, {"settle": "1"})
    assert answer.headers["Location"] == place, "it does not go on"
    assert "一行也没有导入" in soup_of(desk, place).get_text()
    assert "case.roster.0.worker" not in filled(
        soup_of(desk, f"/cases/new?roster={place.rpartition('/')[2]}")
    ) or not any(
        filled(soup_of(desk, f"/cases/new?roster={place.rpartition('/')[2]}"))["case.roster.0.worker"]
    )


def test_rows_are_put_right_on_the_page_or_left_out_with_a_reason_that_stands_on_record(lived: Lived) -> None:
    desk, rows = lived.client(CLERK), people(4)
    right, rows[1][4], rows[2][1] = rows[1][4], "2025-13", "？？"
    place = bring(desk, as_csv(rows), "名单.csv").headers["Location"]
    assert len(soup_of(desk, place).select(".roster-table tbody tr")) == 2
    answer = desk.post(place, {"cell.3.month": right, "drop.4": "elsewhere", "settle": "1"})
    assert answer.headers["Location"].startswith("/cases/new")
    fields = filled(soup_of(desk, answer.headers["Location"]))
    assert [fields[f"case.roster.{row}.worker"][0] for row in range(3)] == [
        rows[0][1],
        rows[1][1],
        rows[3][1],
    ]
    with lived.session() as session:
        event = session.scalars(select(Event).where(Event.kind == "roster_settled")).all()[-1]
    assert (event.facts["rows"], event.facts["left_out"]) == (3, [[4, "elsewhere"]])


def test_what_is_possible_has_to_be_confirmed(lived: Lived) -> None:
    desk, rows = lived.client(CLERK), people(2)
    rows[0][6:] = ["120000", "", ""]
    place = bring(desk, as_csv(rows), "名单.csv").headers["Location"]
    assert "超过 10 万元" in soup_of(desk, place).get_text()
    assert desk.post(place, {"settle": "1"}).headers["Location"] == place
    assert desk.post(place, {"settle": "1", "confirm": "1"}).headers["Location"].startswith("/cases/new")


def test_numbers_that_a_spreadsheet_has_cut_are_told_as_such(lived: Lived) -> None:
    desk, rows = lived.client(CLERK), people(1)
    rows[0][2] = "1.10101E+17"
    text = soup_of(desk, bring(desk, as_csv(rows), "名单.csv").headers["Location"]).get_text()
    assert "末几位已丢失" in text and "校验不符" not in text


UNFIT = (
    (as_xlsx(people(1), formula="=1+1"), "公式.xlsx", "单元格 I4 含有公式"),
    (b"PK\x03\x04" + b"\x00" * 50, "坏.xlsx", "“坏.xlsx”"),
    (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "旧.xls", "另存为 .xlsx"),
    (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "密码.xlsx", "有密码保护"),
    (b"%PDF-1.7 nothing", "名单.pdf", "不是表格"),
    ("甲,乙\n1,2\n".encode(), "别的.csv", "没有找到表头"),
    ("姓名，月份，应发\n甲乙，2025-07，9\n".encode(), "全角.csv", "半角逗号"),
    ("姓名,身份证号\n甲乙,\n".encode(), "缺列.csv", "缺少必填的列：月份、应发"),
    (b"", "", "没有收到文件"),
)


def test_what_is_no_roster_is_refused_with_a_sentence(lived: Lived) -> None:
    desk = lived.client(CLERK)
    for content, name, sentence in UNFIT:
        place = bring(desk, content, name).headers["Location"]
        assert sentence in soup_of(desk, place).select("[role=alert]")[0].get_text()
    back = filled(soup_of(desk, f"/cases/new?unit=tj_ftz.labour&roster={place.rpartition('/')[2]}"))
    assert back["case.employer.name"] == ["示例电子有限公司"], "nothing that was typed is lost"


def test_the_template_is_a_roster_whose_headings_are_found(lived: Lived) -> None:
    desk = lived.client(CLERK)
    template = desk.get(f"{TO_REGISTRATION}/template?path=case.roster")
    assert template.status_code == 200 and template.data[:2] == b"PK"
    place = bring(desk, template.data, "模板.xlsx").headers["Location"]
    assert "表头下面没有数据" in soup_of(desk, place).get_text()


def test_a_roster_is_seen_by_who_brought_it_alone(lived: Lived) -> None:
    place = bring(lived.client(CLERK), as_csv(people(1)), "名单.csv").headers["Location"]
    assert lived.client(INSPECTOR).get(place).status_code == 404


def test_a_large_roster_is_registered_without_being_shown_row_by_row(lived: Lived) -> None:
    desk, before = lived.client(CLERK), rows_of(lived)
    place = bring(desk, as_csv(people(700)), "大名单.csv").headers["Location"]
    form = soup_of(desk, desk.post(place, {"settle": "1", "confirm": "1"}).headers["Location"])
    assert "共 700 行" in form.get_text() and not form.select("[name='case.roster.0.worker']")
    answer = desk.post("/cases/new", filled(form) | SPEAKER | {"var.headcount": ["700"]})
    assert answer.status_code == 302, [
        each.get_text() for each in BeautifulSoup(answer.text, "html.parser").select("#faults a")
    ]
    assert rows_of(lived) == before + 700
    with lived.session() as session:
        newest = session.scalars(select(CaseFile).order_by(CaseFile.id.desc())).first()
    assert newest is not None
    assert desk.get(f"/cases/{newest.id}").status_code == 200
