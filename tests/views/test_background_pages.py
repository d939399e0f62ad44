"""Reminders and background work on the screen: what waits and failed, for those who answer for it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.clock import SetClock
from app.jobs.clocks import warn
from storage.models import Event, Reminder
from tests.actions.flows import Desk, line
from tests.support.clock import at
from tests.support.tiny import Tiny, step
from tests.views.browsing import form_of


@pytest.fixture
def warned(tiny: Tiny, clock: SetClock) -> Tiny:
    """An office whose head was told, in November, that half of a clock is used; it has a director."""
    desk = Desk(tiny)
    desk.publish("one", line("one", step("file", starts="INS-07"), step("close", meets="INS-07")))
    desk.complete(desk.begin("one"), "file")
    clock.set(at(2025, 11, 8, 9))
    with tiny.session() as session:
        warn(session)
    return tiny


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def post(client: FlaskClient, address: str, **data: str) -> str:
    token = form_of(BeautifulSoup(client.get("/password").text, "html.parser"))
    answer = client.post(address, data={**token, **data}, follow_redirects=True)
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def test_a_leader_sees_in_his_inbox_that_he_was_reminded_and_marks_it_as_read(warned: Tiny) -> None:
    head = warned.client("head")
    assert "有 1 条未读的期限提醒" in text_of(head, "/inbox")
    page = text_of(head, "/reminders")
    assert "1 条未读" in page and "已过半" in page
    (row,) = warned.rows(Reminder)
    assert "已标为已读：1 条" in post(head, "/reminders/read", reminder=row.id)
    assert "未读的期限提醒" not in text_of(head, "/inbox")
    assert "没有未读的提醒" in post(head, "/reminders/read")


def test_an_officer_sets_where_his_mail_goes(warned: Tiny) -> None:
    head = warned.client("head")
    assert "邮箱已保存" in post(head, "/reminders/mail", mail="head@office.example")
    assert "有效的邮箱地址" in post(head, "/reminders/mail", mail="nobody")
    assert 'value="head@office.example"' in head.get("/reminders").text


@pytest.mark.parametrize("who", ["admin", "director"])
def test_who_runs_the_house_sees_that_no_worker_is_at_work(warned: Tiny, who: str) -> None:
    page = text_of(warned.client(who), "/background")
    assert "没有工作进程" in page and "flask --app app worker" in page


def test_an_officer_has_no_business_there(warned: Tiny) -> None:
    assert warned.client("inspector").get("/background").status_code == 403


def test_a_mail_that_failed_is_sent_again_by_who_runs_the_house(warned: Tiny) -> None:
    (row,) = warned.rows(Reminder)
    post(warned.client("head"), "/reminders/mail", mail="head@office.example")
    with warned.session() as session:
        found = session.get_one(Reminder, row.id)
        found.mail_state, found.mail_error, found.mail_tries = "failed", "ConnectionRefusedError", 6
        session.commit()
    admin = warned.client("admin")
    page = text_of(admin, "/background")
    assert "ConnectionRefusedError" in page and "已试 6 次" in page and "失败 1" in page
    assert "已重新排队" in post(admin, f"/background/mails/{row.id}/again")
    assert warned.rows(Reminder)[0].mail_state == "waiting"
    assert warned.rows(Event, Event.kind == "mail_tried_again")[0].actor_role == "system_admin"
