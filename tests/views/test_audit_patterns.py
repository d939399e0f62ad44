"""What a selection of cases shows to the auditor, as tables too, and two cases side by side."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from tests.support.lived import INSPECTOR, Lived

AUDITOR, OTHER = "tj.office.auditor", "xn.office.auditor"


def page(lived: Lived, who: str = AUDITOR, path: str = "", **asked: str) -> BeautifulSoup:
    answer = lived.client(who).client.get(f"/audit/patterns{path}", query_string=asked)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def rows(soup: BeautifulSoup, title: str) -> list[list[str]]:
    """Return the texts of the table in the region of this name."""
    table = soup.select_one(f'[aria-label="表格：{title}"] table')
    assert table is not None, title
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")
    ]


def test_heat_stands_in_a_table_and_on_the_diagram(lived: Lived) -> None:
    soup = page(lived, process="complaint_intake")
    table = {row[0]: row[1:] for row in rows(soup, "停留与频次")}
    assert "首问登记" in table or len(table) >= 2
    assert all(int(row[1]) >= int(row[0]) >= 1 for row in table.values())
    values = json.loads(str(soup.select_one("script[data-heat-values]").string))  # type: ignore[union-attr]
    assert values and all(1 <= level <= 5 and text for level, text in values.values())
    counts = json.loads(
        str(
            page(lived, process="complaint_intake", measure="visits")
            .select_one("script[data-heat-values]")
            .string
        )  # type: ignore[union-attr]
    )
    assert max(level for level, _ in counts.values()) == 5
    stage = soup.select_one("[data-heat]")
    assert stage is not None
    assert lived.client(AUDITOR).get(str(stage["data-address"])).mimetype == "application/xml"


def test_the_selection_narrows_what_is_looked_at(lived: Lived) -> None:
    assert "3 件案件" in page(lived).get_text()
    assert "1 件案件" in page(lived, q=lived.case("open").case_no).get_text()
    assert "没有符合条件的案件" in page(lived, unit="tj_ftz.finance").get_text()


def test_who_did_what_is_told_by_step(lived: Lived) -> None:
    found = rows(page(lived, OTHER, process="investigation"), "谁办了什么")
    assert found and all(int(row[3]) >= 1 or row[5] != "—" for row in found)
    assert not [row for row in found if "join" in row[0]], "only steps that people did"


def test_two_cases_stand_side_by_side(lived: Lived) -> None:
    first, second = lived.case("filed").case_no, lived.case("open").case_no
    soup = page(lived, path="/compare", a=first, b=second)
    heads = [head.get_text(strip=True) for head in soup.select("table.compare thead th")]
    assert heads[1:3] == [first, second] and soup.select("table.compare tbody tr")
    assert soup.select("tr.differs"), "the second case has come further"


def test_a_case_stands_beside_the_usual_path(lived: Lived) -> None:
    soup = page(lived, path="/compare", a=lived.case("open").case_no)
    assert "通常路径" in soup.select("table.compare thead th")[2].get_text()


@pytest.mark.parametrize("asked", ["2019-1", "finished"])
def test_a_case_that_is_not_there_or_elsewhere_is_not_compared(lived: Lived, asked: str) -> None:
    number = lived.case("finished").case_no if asked == "finished" else asked
    soup = page(lived, path="/compare", a=lived.case("open").case_no, b=number)
    assert f"没有找到案件“{number}”" in soup.get_text() and not soup.select("table")


def test_without_a_case_the_comparison_only_asks_for_one(lived: Lived) -> None:
    assert not page(lived, path="/compare").select("table, [role=alert]")


def test_patterns_are_for_auditors(lived: Lived) -> None:
    for path in ("/audit/patterns", "/audit/patterns/compare"):
        assert lived.client(INSPECTOR).get(path).status_code == 403
