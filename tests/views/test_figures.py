"""Figures and the lists behind them: whatever number a leader opens, the list holds just so many."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select, update

from app.clock import SetClock
from storage.models import CaseFile, Deadline, Run, Task
from tests.bench.measuring import listening
from tests.support.clock import A_WEDNESDAY
from tests.support.office import Line, Office, days
from tests.views.browsing import page

LATE, SOON = -7, 2
PAGES = ("/figures", "/figures?step=week", "/figures?unit=tj_ftz.labour&period=2025-09")


def due(number: int) -> datetime:
    """The end of a day, counted from the Wednesday of the tests."""
    return days(A_WEDNESDAY, number)


def clock_on(office: Office, subject: str, rule: str, ends: int, met: int | None = None) -> None:
    """Give a case a clock that ends, and perhaps was met, some days from today."""
    with office.session() as session:
        case = session.scalars(select(CaseFile).where(CaseFile.title == subject)).one()
        run = session.scalars(select(Run).where(Run.case_id == case.id)).one()
        met_at = None if met is None else A_WEDNESDAY + timedelta(days=met)
        session.add(
            Deadline(
                case_id=case.id, run_id=run.id, rule=rule, started_by="begin", started_on=due(ends - 30).date(),
                due_at=due(ends), provisional=False, met_at=met_at, met_by=None if met is None else "investigate",
            )
        )  # fmt: skip
        session.commit()


@pytest.fixture
def district(office: Office, clock: SetClock) -> Office:
    """Five cases of three units in two districts: late, soon due, in time, met late, and of the neighbours."""
    office.lay_out(
        [
            Line("逾期的案件", due(LATE), holder="inspector"),
            Line("快到期的案件", due(SOON)),
            Line("办得及时的案件"),
            Line(
                "工会办晚的案件", unit="tj_ftz.union", role="mediator", process="mediation", element="mediate"
            ),
            Line("西宁逾期的案件", due(LATE), unit="xn_chengdong.labour"),
        ]
    )
    clock_on(office, "逾期的案件", "INS-01", LATE)
    clock_on(office, "逾期的案件", "ARB-15a", LATE)  # a right of a party: nobody is late
    clock_on(office, "快到期的案件", "INS-07", SOON)
    clock_on(office, "办得及时的案件", "INS-01", -2, met=-5)
    clock_on(office, "工会办晚的案件", "MED-01", -4, met=-1)
    clock_on(office, "西宁逾期的案件", "INS-01", LATE)
    with office.session() as session:
        facts = {"sector": "房建市政", "headcount": 12, "amount_claimed": Decimal(48_000)}
        session.execute(update(CaseFile).where(CaseFile.title == "逾期的案件").values(**facts))
        closing = {"closed_at": A_WEDNESDAY, "closed_as": "已付清"}
        session.execute(update(CaseFile).where(CaseFile.title == "工会办晚的案件").values(**closing))
        session.execute(
            update(Task)
            .where(Task.subject == "工会办晚的案件")
            .values(closed_at=A_WEDNESDAY, closed_how="completed")
        )
        session.commit()
    return office


def counted(client: FlaskClient, address: str) -> tuple[int, int]:
    """What a list says it holds, and how many lines it shows."""
    soup = page(client, address)
    said = soup.select_one(".slice b")
    lines = len(soup.select(".work-list tbody tr"))
    return (int(re.sub(r"\D", "", said.get_text())) if said else lines), lines


def figures(soup: BeautifulSoup) -> Iterator[tuple[str, int, str]]:
    """The whole numbers of a page: table and row, number, address of the list; workers, money and rates left out."""
    for table in soup.select(".table-figures"):
        heads = [each.get_text(strip=True) for each in table.select("thead th")]
        for row in table.select("tbody tr, tfoot tr"):
            for head, cell in zip(heads, row.select("th, td"), strict=False):
                link = cell.select_one("a.figure")
                if isinstance(link, Tag) and not re.search("人数|金额|率", head):
                    yield (
                        f"{heads[0]} {row.get_text(' ', strip=True)}",
                        int(link.get_text()),
                        str(link["href"]),
                    )


@pytest.mark.parametrize("who", ["convenor", "head"])
@pytest.mark.parametrize("address", PAGES)
def test_every_figure_opens_a_list_that_holds_just_so_many(district: Office, who: str, address: str) -> None:
    client = district.client(who)
    found = list(figures(page(client, address)))
    assert len(found) > 20
    for place, number, behind in found:
        assert counted(client, behind) == (number, number), (place, behind)


def test_the_convenor_sees_who_is_late_by_how_much_and_under_which_rule(district: Office) -> None:
    client = district.client("convenor")
    soup = page(client, "/front")
    late = soup.select_one("[aria-labelledby=late-title]")
    assert late is not None
    text = re.sub(r"\s+", " ", late.get_text(" "))
    assert "逾期 5 个工作日" in text and "逾期的案件" in text and "INS-01" in text
    assert "人社局" in text and "监察员甲" in text and "全部 1 项逾期时限" in text
    assert "西宁" not in text and "ARB-15a" not in text
    for link in soup.select("table a.figure"):
        assert counted(client, str(link["href"]))[1] == int(link.get_text()), link


def test_a_unit_is_assessed_by_clocks_in_time_and_cases_closed(district: Office) -> None:
    soup = page(district.client("convenor"), "/figures?period=2025-09")
    rows = {
        row.select("th, td")[0].get_text(): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in soup.select("[aria-labelledby=assessment-title] tbody tr")
    }
    assert rows["人社局"] == ["2", "1", "0", "1", "50.0%", "3", "0", "0.0%"]
    assert rows["群团工作部"] == ["1", "0", "1", "0", "0.0%", "1", "1", "100.0%"]
    assert "按期率 = 按期办理 ÷ 应办时限" in soup.get_text()


def test_figures_stay_within_what_their_reader_may_see(district: Office) -> None:
    head, convenor = district.client("head"), district.client("convenor")
    for client, cases in ((head, 3), (convenor, 3)):
        total = page(client, "/figures").select_one("[aria-labelledby=unit-title] tfoot a.figure")
        assert total is not None and int(total.get_text()) == cases
    for client in (head, convenor):
        assert counted(client, "/figures/clocks?district=xn_chengdong&standing=overdue") == (0, 0)
        assert counted(client, "/figures/tasks?unit=xn_chengdong.labour")[1] == 0
    assert district.client("inspector").get("/figures").status_code == 403


def test_the_workbook_holds_the_same_tables_and_links(district: Office) -> None:
    client = district.client("convenor")
    answer = client.get("/figures/xlsx?period=2025-09")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        names = book.namelist()
        texts = " ".join(etree.fromstring(book.read("xl/sharedStrings.xml")).itertext())
        links = b"".join(book.read(name) for name in names if name.endswith(".rels")).decode()
    assert sum(name.startswith("xl/worksheets/sheet") for name in names) == 8
    assert "按期率" in texts and "人社局" in texts and "2025年9月" in texts
    assert "/cases?" in links and "standing=on_time" in links


@pytest.mark.parametrize("address", ["/figures", "/front", "/figures/clocks?standing=overdue"])
def test_pages_of_figures_ask_as_much_of_ten_cases_as_of_two_hundred(
    office: Office, clock: SetClock, address: str
) -> None:
    asked = []
    for number in (10, 200):
        subjects = [f"案件{number}-{each}" for each in range(number)]
        office.lay_out([Line(subject, due(LATE)) for subject in subjects])
        for subject in subjects:
            clock_on(office, subject, "INS-01", LATE)
        client = office.client("convenor")
        client.get(address)
        with listening(office.opened[-1].engine) as heard:
            assert client.get(address).status_code == 200
        asked.append(len(heard.statements))
    assert asked[0] == asked[1] <= 30


def test_an_address_that_makes_no_sense_narrows_nothing(district: Office) -> None:
    client = district.client("convenor")
    for address in (
        "/figures?period=2025-99&step=x",
        "/figures/clocks?standing=x&due=2025-01-01..x&after=zz",
        "/cases?came=..&ended=2025-02-30..2025-03-01&light=x",
        "/figures/clocks?due=2025-01-01..9999-12-31",
    ):
        assert client.get(address).status_code == 200
