"""Incidents on the screen: where a process could not go on, why, and trying again."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.actions import accounts
from app.actions.completing import complete_task
from app.actions.documents import Upload
from app.actors import SYSTEM
from app.passwords import hash_password
from tests.actions import curable
from tests.support.office import PASSWORD
from tests.support.tiny import Tiny
from tests.views.browsing import form_of


@pytest.fixture
def stuck(tiny: Tiny) -> tuple[Tiny, str]:
    """A case whose step `sign` was filled in but could not be completed, and an officer who may try again."""
    tiny.publish("curable_task", curable.task_then_gate(), {"sign": curable.SIGN, "prepare": curable.PREPARE})
    case_id = tiny.begin("curable_task")
    complete(tiny, case_id, "sign", {"var.opinion": ["同意"]})
    with tiny.session() as session:
        officer = accounts.add_officer(session, "desk", "机制办经办", hash_password(PASSWORD), by=SYSTEM)
        accounts.add_membership(
            session, officer.id, "tj_ftz.office", "office_officer", by=SYSTEM, valid_from=date(2025, 1, 1)
        )
    return tiny, case_id


def complete(office: Tiny, case_id: str, element: str, fields: dict[str, list[str]]) -> None:
    files = [Upload("var.paper", "paper.pdf", b"%PDF-1.4\n% a paper\n%%EOF\n")] if element == "sign" else []
    with office.session() as session:
        task = office.open_task(case_id, element)
        complete_task(session, task.id, fields, files, by=office.actor("inspector"))


def lines(client: FlaskClient) -> list[str]:
    answer = client.get("/incidents")
    assert answer.status_code == 200
    return [
        row.get_text(" ", strip=True) for row in BeautifulSoup(answer.text, "html.parser").select("tbody tr")
    ]


def retry(client: FlaskClient, incident_id: str) -> str:
    token = form_of(BeautifulSoup(client.get("/password").text, "html.parser"))
    answer = client.post(f"/incidents/{incident_id}/retry", data=token, follow_redirects=True)
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def test_an_incident_tells_where_and_why_and_is_tried_until_it_works(stuck: tuple[Tiny, str]) -> None:
    office, case_id = stuck
    desk = office.client("desk")
    (line,) = lines(desk)
    assert office.case(case_id).case_no in line and "没有一条出线的条件成立" in line and "重试" in line
    incident = office.incidents()[0]
    assert "仍未成功" in retry(desk, incident.id) and "已试 2 次" in lines(desk)[0]
    complete(office, case_id, "prepare", {"var.ready": ["yes"]})
    assert "重试成功" in retry(desk, incident.id)
    assert lines(desk) == [] and office.open_elements(case_id) == ["after"]


def test_the_case_shows_its_incident_too(stuck: tuple[Tiny, str]) -> None:
    office, case_id = stuck
    page = office.client("inspector").get(f"/cases/{case_id}").text
    assert "处异常待处理" in page and "没有一条出线的条件成立" in page


def test_leaders_read_the_incidents_of_their_cases_and_cannot_retry(stuck: tuple[Tiny, str]) -> None:
    office, _ = stuck
    head = office.client("head")
    assert len(lines(head)) == 1 and "重试" not in lines(head)[0]
    assert lines(office.client("union_head")) == [], "another unit's case"
    token = form_of(BeautifulSoup(head.get("/password").text, "html.parser"))
    assert head.post(f"/incidents/{office.incidents()[0].id}/retry", data=token).status_code == 403
    assert office.incidents()[0].tries == 1


def test_officers_and_strangers_see_no_incidents(stuck: tuple[Tiny, str]) -> None:
    office, _ = stuck
    for name in ("inspector", "outsider", "admin"):
        assert office.client(name).get("/incidents").status_code == 403
