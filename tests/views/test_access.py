"""Doors: who gets in, for how long, with which headers, and what a forged or foreign request meets."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.clock import SetClock
from app.permissions import PERMISSIONS
from app.views.access import PUBLIC
from app.views.shell import CONTENT_POLICY
from tests.support.office import PASSWORD, Line, Office
from tests.views.browsing import PAGES, token


def test_every_route_declares_a_permission_or_that_it_is_public(office: Office) -> None:
    web = office.app()
    for rule in web.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        found = getattr(web.view_functions[rule.endpoint], "_permission", None)
        assert found in PERMISSIONS | {PUBLIC}, f"{rule.rule}: put @needs(...) or @public under its route."


def test_a_page_without_declaration_is_as_good_as_missing(office: Office) -> None:
    web = office.app()
    web.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert web.test_client().get("/forgotten").status_code == 404


@pytest.mark.parametrize(
    "data",
    [{}, {"csrf_token": ""}, {"csrf_token": "x" * 32}, {"csrf_token": "令牌"}],
    ids=["none", "empty", "wrong", "odd"],
)
def test_a_form_without_its_token_does_nothing(office: Office, data: dict[str, str]) -> None:
    (task_id,) = office.lay_out([Line()])
    client = office.client("inspector")
    before = office.events()
    assert client.post(f"/inbox/tasks/{task_id}/claim", data=data).status_code == 403
    assert office.events() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_sent_by_another_site_does_nothing_even_with_the_token(
    office: Office, headers: dict[str, str]
) -> None:
    (task_id,) = office.lay_out([Line()])
    client = office.client("inspector")
    data = {"csrf_token": token(client)}
    before = office.events()
    assert client.post(f"/inbox/tasks/{task_id}/claim", data=data, headers=headers).status_code == 403
    assert (
        client.post("/sign-in", data={"name": "head", "password": PASSWORD}, headers=headers).status_code
        == 403
    )
    assert office.events() == before


def test_a_form_of_our_own_page_is_taken_with_its_origin(office: Office) -> None:
    (task_id,) = office.lay_out([Line()])
    client = office.client("inspector")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = client.post(f"/inbox/tasks/{task_id}/claim", data={"csrf_token": token(client)}, headers=headers)
    assert answer.status_code == 302 and answer.location == f"/tasks/{task_id}"


def test_a_visitor_who_sends_a_form_is_told_to_sign_in(office: Office) -> None:
    answer = office.client().post("/inbox/bulk", data={"act": "claim"})
    assert answer.status_code == 401 and "/sign-in" in answer.text


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        ("inspector", "/front", 403),
        ("head", "/front", 200),
        ("convenor", "/front", 200),
        ("auditor", "/inbox", 403),
        ("admin", "/inbox", 403),
        ("admin", "/delegations", 403),
        ("admin", "/password", 200),
    ],
)
def test_pages_open_to_roles(office: Office, who: str, page: str, status: int) -> None:
    assert office.client(who).get(page).status_code == status


@pytest.mark.parametrize(
    ("who", "home"),
    [("head", "/front"), ("inspector", "/inbox"), ("auditor", "/audit"), ("admin", "/background")],
)
def test_everybody_has_a_place_where_work_begins(office: Office, who: str, home: str) -> None:
    assert office.client(who).get("/").location == home


def test_a_foreign_id_and_an_unknown_one_get_the_same_page_and_so_nearly_does_an_unknown_address(
    office: Office,
) -> None:
    (foreign,) = office.lay_out([Line(unit="xn_chengdong.labour")])
    client = office.client("inspector")
    data = {"csrf_token": token(client)}
    pages = [
        client.post(f"/inbox/tasks/{foreign}/claim", data=data),
        client.post(f"/inbox/tasks/{'0' * 26}/claim", data=data),
        client.post("/nowhere", data=data),
    ]
    assert {page.status_code for page in pages} == {404}
    assert pages[0].text == pages[1].text
    assert all("没有找到，或者您无权查看。" in page.text for page in pages)


def test_all_answers_carry_the_security_headers(office: Office) -> None:
    client = office.client("head")
    for address in ("/front", "/inbox", "/nowhere", "/sign-in", "/static/app.css"):
        with client.get(address) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == CONTENT_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
    assert "unsafe" not in CONTENT_POLICY and CONTENT_POLICY.startswith("default-src 'none'")
    assert client.get("/inbox").headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_script_style_or_handler(office: Office) -> None:
    office.lay_out([Line(), Line(urgency="major")])
    client = office.client("head", DEMONSTRATION=True)
    for address in (*PAGES, "/sign-in", "/nowhere"):
        text = client.get(address).text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", text), address


def test_a_reading_visit_writes_nothing_and_asks_one_question_to_know_the_officer(
    office: Office, clock: SetClock
) -> None:
    office.lay_out([Line() for _ in range(3)])
    web: Flask = office.app()
    client = web.test_client()
    client.post("/sign-in", data={"name": "head", "password": PASSWORD})
    said: list[str] = []
    engine = web.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", lambda *heard: said.append(heard[2]))
    clock.advance(timedelta(minutes=5))
    assert client.get("/password").status_code == 200
    assert len([statement for statement in said if statement != "BEGIN"]) == 1
    for address in ("/inbox", "/front", "/delegations", "/inbox?tab=done", "/"):
        client.get(address)
    assert all(statement.lstrip().upper().startswith(("SELECT", "WITH", "BEGIN")) for statement in said)
    assert not any("FOR UPDATE" in statement or "IMMEDIATE" in statement for statement in said)


def test_when_the_database_is_out_of_reach_the_officer_is_asked_to_wait(office: Office) -> None:
    client = office.app(DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none").test_client()
    answer = client.post("/sign-in", data={"name": "inspector", "password": PASSWORD})
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"


def test_an_unforeseen_error_shows_a_number_and_no_detail(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    web = office.app(TESTING=False)
    view = lambda: 1 / 0  # noqa: E731
    view._permission = PUBLIC  # type: ignore[attr-defined]
    web.add_url_rule("/broken", "broken", view)
    answer = web.test_client().get("/broken")
    number = re.search(r"\b[0-9a-f]{8}\b", answer.text)
    assert answer.status_code == 500 and "ZeroDivisionError" not in answer.text
    assert number is not None and number[0] in caplog.text and "ZeroDivisionError" in caplog.text
