"""The auditor replays a case: its proof, every step with what it changed, and how it stood at any moment."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text

from app.actions.personal import personal_values
from app.clock import local
from storage.models import CaseFile, Event, Party
from tests.support.lived import INSPECTOR, XINING, Lived

AUDITOR, OTHER = "xn.office.auditor", "tj.office.auditor"


def page(lived: Lived, name: str, more: str = "", who: str = AUDITOR) -> BeautifulSoup:
    answer = lived.client(who).get(f"/audit/cases/{lived.cases[name]}{more}")
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def current(soup: BeautifulSoup) -> int:
    return int(str(soup.select_one(".log [aria-current]")["data-entry"]))  # type: ignore[index]


def test_every_event_stands_in_the_log_and_the_proof_above_it(lived: Lived) -> None:
    case, soup = lived.case("finished"), page(lived, "finished")
    assert len(soup.select(".log > li")) == case.event_seq == current(soup)
    proof = soup.select_one("[data-proof]")
    assert proof is not None and proof["data-proof"] == "whole"
    assert f"{case.event_seq} 条记录首尾相接" in proof.text and case.event_hash[:12] in proof.text
    assert "重演，全部一致" in proof.text


def test_the_case_is_found_by_its_number_too(lived: Lived) -> None:
    answer = lived.client(AUDITOR).get(f"/audit/cases/{lived.case('finished').case_no}")
    assert answer.status_code == 200


def test_the_log_says_what_a_step_changed_with_names_masked(lived: Lived) -> None:
    soup = page(lived, "finished")
    told = soup.get_text(" ", strip=True)
    assert "写入案卷" in told and "填写的选项" in told and "命中规则" in told
    with lived.session() as session:
        names = session.scalars(
            select(Party.name).where(Party.case_id == lived.cases["finished"], Party.place == "worker")
        ).all()
    assert names and not [name for name in names if name in told]


@pytest.mark.parametrize(
    ("name", "who", "insider"), [("sealed", OTHER, INSPECTOR), ("finished", AUDITOR, XINING)]
)
def test_no_number_address_or_reporter_stands_on_the_page(
    lived: Lived, name: str, who: str, insider: str
) -> None:
    told = page(lived, name, who=who).get_text(" ", strip=True)
    with lived.session() as session:
        values = personal_values(
            session, session.get_one(CaseFile, lived.cases[name]), by=lived.actor(insider)
        )
    secrets = {value.text for value in values if len(value.text) > 5}
    assert secrets and not [text for text in secrets if text in told]


def test_what_the_script_needs_is_in_the_page_and_holds_no_words_of_the_case(lived: Lived) -> None:
    soup = page(lived, "finished")
    story = json.loads(str(soup.select_one("script[data-story]").string))  # type: ignore[union-attr]
    assert [moment["n"] for moment in story["moments"]] == list(
        range(1, lived.case("finished").event_seq + 1)
    )
    assert all(set(moment) == {"n", "f", "e", "c"} for moment in story["moments"])
    desk = lived.client(AUDITOR)
    assert story["frames"]
    for frame in story["frames"]:
        assert desk.get(frame["address"]).mimetype == "application/xml"


def test_without_scripts_arrows_are_links_and_the_case_stands_as_it_did(lived: Lived) -> None:
    soup = page(lived, "finished", "?at=5")
    assert current(soup) == 5
    links = {str(link["data-move"]): str(link["href"]) for link in soup.select("[data-move]")}
    assert (
        links["back"].endswith("?at=4") and links["on"].endswith("?at=6") and links["first"].endswith("?at=1")
    )
    part = soup.select_one("[data-then]")
    assert part is not None and "第 5 条记录之后" in part.text and "待办任务" in part.text
    alone = lived.client(AUDITOR).get(f"/audit/cases/{lived.cases['finished']}/standing?at=5")
    assert BeautifulSoup(alone.text, "html.parser").get_text(strip=True) == part.get_text(strip=True)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("1", 1), ("0", 1), ("999999", 0), ("2024-01-01", 1), ("2030-01-01T08:30", 0), ("gestern", 0), ("", 0)],
)
def test_a_moment_is_a_number_a_day_or_a_time(lived: Lived, asked: str, number: int) -> None:
    assert current(page(lived, "finished", f"?at={asked}")) == (number or lived.case("finished").event_seq)


def test_a_day_means_its_end(lived: Lived) -> None:
    with lived.session() as session:
        events = session.scalars(
            select(Event).where(Event.chain == lived.cases["finished"]).order_by(Event.chain_seq)
        ).all()
    day = local(events[20].at).date()
    last = max(event.chain_seq for event in events if local(event.at).date() <= day)
    assert current(page(lived, "finished", f"?at={day}")) == last


def test_an_altered_record_is_told_in_red(lived: Lived) -> None:
    with lived.session() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER event_update_refused"))
        else:
            session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        session.execute(
            text("UPDATE event SET kind = 'note_written' WHERE chain = :case AND chain_seq = 7"),
            {"case": lived.cases["finished"]},
        )
        session.commit()
    proof = page(lived, "finished").select_one("[data-proof]")
    assert proof is not None and proof["data-proof"] == "altered" and "第 7 条记录" in proof.text


def test_only_the_auditor_of_the_district_may_replay(lived: Lived) -> None:
    address = f"/audit/cases/{lived.cases['finished']}"
    assert lived.client(XINING).get(address).status_code == 403
    assert lived.client(INSPECTOR).get(f"{address}/standing").status_code == 403
    assert lived.client(OTHER).get(address).status_code == 404
    assert lived.client(AUDITOR).get("/audit/cases/none").status_code == 404


def test_looking_writes_nothing(lived: Lived) -> None:
    lived.client(AUDITOR)  # who signs in is recorded
    before = lived.events()
    page(lived, "finished", "?verify=1&at=9")
    assert lived.events() == before
