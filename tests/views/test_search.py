"""Finding cases by what people have at hand, and only those that one may read."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from app.actions.personal import personal_values
from storage.models import CaseFile, Party
from storage.search import PAGE
from tests.support.lived import CLERK, INSPECTOR, MEDIATOR, OFFICE, OUTSIDER, XINING, Lived


def found(lived: Lived, officer: str, words: str, more: str = "") -> list[str]:
    """Return the numbers of the cases that the officer finds."""
    answer = lived.client(officer).client.get("/search", query_string={"q": words})
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.text, "html.parser")
    return [
        each.get_text(strip=True).split(" · ")[0]
        for each in soup.select(".case-list td:first-child .cell-note")
    ]


def number(lived: Lived, name: str) -> str:
    return lived.case(name).case_no


@pytest.mark.parametrize("form", ["{no}", "{no}号", "2025-{seq}", "{seq}", " {no} "])
def test_a_case_is_found_by_its_number_however_it_is_written(lived: Lived, form: str) -> None:
    case_no = number(lived, "filed")
    words = form.format(no=case_no, seq=case_no[-4:])
    assert found(lived, INSPECTOR, words) == [case_no]


def test_a_case_is_found_by_its_receipt_number(lived: Lived) -> None:
    receipt = lived.case("open").receipt_no
    assert found(lived, INSPECTOR, receipt.lower()) == [number(lived, "open")]


def test_two_characters_of_a_name_are_enough_and_one_is_not(lived: Lived) -> None:
    ours = sorted(number(lived, name) for name in ("filed", "open", "sealed"))
    assert sorted(found(lived, INSPECTOR, "保税物流")) == ours
    assert sorted(found(lived, INSPECTOR, "物流")) == ours
    assert found(lived, INSPECTOR, "流") == []
    assert found(lived, INSPECTOR, "流物") == [], "both characters occur, but not side by side"
    assert found(lived, XINING, "安置小区") == [number(lived, "finished")], "a project has a name too"


def test_pairs_that_stand_apart_are_checked_against_the_name_itself(lived: Lived) -> None:
    with lived.session() as session:
        session.execute(
            update(Party)
            .where(Party.case_id == lived.cases["filed"], Party.place == "employer")
            .values(name="物流示例保税")
        )
        session.commit()
    assert number(lived, "filed") not in found(lived, INSPECTOR, "保税物流")


def test_a_case_is_found_by_credit_code_phone_and_identity_number(lived: Lived) -> None:
    with lived.session() as session:
        case = session.get_one(CaseFile, lived.cases["finished"])
        values = personal_values(session, case, by=lived.actor(XINING))
        worker = next(value for value in values if value.part == "id_no" and value.path == "case.roster")
        chain = next(value for value in values if value.part == "phone" and value.path == "case.parties")
        uscc = session.scalars(
            select(Party.uscc).where(Party.case_id == case.id, Party.uscc.is_not(None)).limit(1)
        ).one()
    ours = [number(lived, "finished")]
    assert found(lived, XINING, worker.text) == found(lived, XINING, chain.text) == ours
    assert found(lived, XINING, str(uscc).lower()) == ours
    assert found(lived, INSPECTOR, worker.text) == [], "another district finds nothing"


def test_the_number_of_a_reporter_finds_the_case_only_for_who_may_know_him(lived: Lived) -> None:
    with lived.session() as session:
        case = session.get_one(CaseFile, lived.cases["sealed"])
        values = personal_values(session, case, by=lived.actor(CLERK))
        phone = next(v.text for v in values if v.part == "phone" and v.path == "case.reporter.identity")
    assert number(lived, "sealed") in found(lived, CLERK, phone)
    assert found(lived, OFFICE, phone) == []


def test_nobody_finds_what_he_may_not_read(lived: Lived) -> None:
    for officer in (OUTSIDER, MEDIATOR):
        assert found(lived, officer, "示例") == [] and found(lived, officer, number(lived, "filed")) == []
    assert len(found(lived, OFFICE, "示例")) == 3, "the office reads the whole district"


def listed(lived: Lived, address: str) -> list[str]:
    soup = BeautifulSoup(lived.client(INSPECTOR).get(address).text, "html.parser")
    return [
        each.get_text(strip=True).split(" · ")[0]
        for each in soup.select(".case-list td:first-child .cell-note")
    ]


def test_the_list_is_narrowed_by_state_stage_and_whether_it_is_open(lived: Lived) -> None:
    assert len(listed(lived, "/cases")) == 3
    assert listed(lived, "/cases?stage=investigation&state=调查中") == [number(lived, "open")]
    assert len(listed(lived, "/cases?open=open")) == 3 and listed(lived, "/cases?open=closed") == []
    assert len(listed(lived, "/cases?open=nonsense&after=nonsense")) == 3


def test_a_long_list_is_turned_page_by_page(lived: Lived) -> None:
    with lived.session() as session:
        model = session.get_one(CaseFile, lived.cases["filed"])
        columns = {column.name: getattr(model, column.name) for column in CaseFile.__table__.columns}
        for place in range(PAGE + 5):
            extra = {
                "id": f"{place:026d}",
                "case_no": f"津保清薪〔2024〕{place:04d}",
                "receipt_no": f"BS{place:010d}",
            }
            session.add(CaseFile(**{**columns, **extra}))
        session.commit()
    desk, seen, address = lived.client(OFFICE), [], "/cases"
    while address:
        soup = BeautifulSoup(desk.get(address).text, "html.parser")
        seen += [each.get_text() for each in soup.select(".case-list td:first-child .cell-note")]
        older = soup.select_one("a[rel=next]")
        address = str(older["href"]) if older else ""
    assert len(seen) == len(set(seen)) == PAGE + 8
    first = soup.select_one("a[rel=prev]")
    assert (
        first is not None
        and len(BeautifulSoup(desk.get(str(first["href"])).text, "html.parser").select(".case-list tbody tr"))
        == PAGE
    )
