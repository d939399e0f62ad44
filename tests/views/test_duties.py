"""The duty matrix: from a clause to who performed it and to the case, and from any work back to its clause."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from app.duties import references_of
from tests.support.lived import HEAD, INSPECTOR, OFFICE, XINING, Desk, Lived
from tests.support.office import Office, house

PERIOD = "period=2025"
DESIGNER = "tj.office.process_designer"


def page(desk: Desk, address: str) -> BeautifulSoup:
    answer = desk.get(address)
    assert answer.status_code == 200, answer.text[:400]
    return BeautifulSoup(answer.text, "html.parser")


def test_both_documents_are_there_whole_and_what_they_refer_to_is_real(office: Office) -> None:
    clauses, pages = house().clauses, office.app().view_functions
    assert sum(each.district == "tj_ftz" for each in clauses.values()) == 104
    assert sum(each.district == "xn_chengdong" for each in clauses.values()) == 110
    for clause in clauses.values():
        district = house().districts[clause.district]
        assert clause.lane in district.lanes, clause.id
        assert set(clause.units) - {"*"} <= district.units.keys(), clause.id
        unknown = [
            each for each in references_of(clause.served_by, district, house().roles, pages) if not each.known
        ]
        assert unknown == [], clause.id


@pytest.mark.parametrize("who", [OFFICE, "xn.office.office_officer1"])
def test_every_figure_of_the_matrix_opens_a_list_that_holds_just_so_many(lived: Lived, who: str) -> None:
    desk = lived.client(who)
    figures = {}
    for link in page(desk, f"/duties?{PERIOD}&state=performed").select("td.num a.figure"):
        figures[int(re.sub(r"\D", "", link.get_text()))] = str(link["href"])
    assert len(figures) > 2
    for number, address in figures.items():
        work = page(desk, address)
        said = re.sub(r"\D", "", work.select_one(".slice b").get_text())  # type: ignore[union-attr]
        assert (int(said), len(work.select(".work-list tbody tr"))) == (number, min(number, 50)), address


def test_the_office_sees_who_performed_a_clause_and_jumps_to_the_case(lived: Lived) -> None:
    desk = lived.client(OFFICE)
    soup = page(desk, f"/duties/TJ-23?{PERIOD}")
    text = soup.get_text(" ", strip=True)
    assert "加强劳动保障监察执法" in text and "审批立案、指派监察员" in text
    people = soup.select_one("[aria-labelledby=people-title] table")
    assert people is not None and "监察机构负责人" in people.get_text()
    done = next(link for link in soup.select(".duty-sums a") if "standing=done" in str(link["href"]))
    work = page(desk, str(done["href"]))
    case = page(desk, str(work.select_one(".work-title")["href"]))  # type: ignore[index]
    assert "津保清薪" in case.get_text()


def test_a_task_and_the_timeline_lead_back_to_their_clauses(lived: Lived) -> None:
    task = lived.task("open")
    desk = lived.client(INSPECTOR)
    basis = page(desk, f"/tasks/{task.id}").select(".duty-basis a")
    assert any("加强劳动保障监察执法" in link.get_text() for link in basis)
    entries = page(desk, f"/cases/{task.case_id}?all").select(".timeline a[href^='/duties/TJ-']")
    assert entries
    step = page(desk, "/processes/investigation").select_one("#element-approve_filing")
    assert step is not None and "TJ-23" in step.get_text()


def test_the_matrix_is_narrowed_by_unit_process_words_and_state(lived: Lived) -> None:
    desk = lived.client(HEAD)
    whole = len(page(desk, "/duties").select(".duty-table tbody tr"))
    assert whole == 104
    for narrowed in ("unit=finance", "process=investigation", "q=周转金", "state=never", "state=performed"):
        count = len(page(desk, f"/duties?{narrowed}").select(".duty-table tbody tr"))
        assert 0 < count < whole, narrowed
    assert page(desk, "/duties?q=没有这个词").select(".empty")
    assert page(desk, "/duties?district=nowhere&period=x&state=y").select(".duty-table")
    assert lived.client(HEAD).get("/duties/TJ-999").status_code == 404


def test_figures_hold_only_cases_that_the_officer_may_read(lived: Lived) -> None:
    ours, designer = lived.client(XINING), lived.client(DESIGNER)
    assert not page(ours, f"/duties?district=tj_ftz&{PERIOD}").select("a.figure")
    soup = page(designer, f"/duties?{PERIOD}")
    assert not soup.select("a.figure") and "不查看案件" in soup.get_text()


def test_the_matrix_goes_out_as_a_workbook(lived: Lived) -> None:
    answer = lived.client(OFFICE).get(f"/duties/xlsx?{PERIOD}&district=xn_chengdong")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].endswith('.xlsx"')
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        words = book.read("xl/sharedStrings.xml").decode()
    assert len(sheet.findall(".//{*}row")) == 110 + 2
    assert "东区政" not in words and "优先受理农民工工资案件" in words


def test_each_of_the_214_clauses_is_served(lived: Lived) -> None:
    unserved = {
        str(link["href"]).split("/duties/")[1].split("?")[0]
        for district in ("tj_ftz", "xn_chengdong")
        for link in page(lived.client(OFFICE), f"/duties?district={district}&state=unserved").select(
            ".duty-table th a"
        )
    }
    assert not unserved, "nothing serves these clauses"
