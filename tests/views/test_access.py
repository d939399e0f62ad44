"""Doors: who gets in, for how long, with which headers, and what a forged or foreign request meets."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.clock import SetClock
from app.permissions import PERMISSIONS
from app.views.access import PUBLIC
from app.views.shell import CONTENT_POLICY
from app.views.words import inside
from tests.support.office import PASSWORD, Line, Office

PAGES = ("/inbox", "/front", "/delegations", "/password")


def token(client: FlaskClient, page: str = "/password") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("qingxin")
    assert cookie is not None
    return cookie.value


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


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in_and_then_comes_back(office: Office, page: str) -> None:
    client = office.client()
    asked = client.get(page)
    assert asked.status_code == 302 and asked.location == f"/sign-in?next={page}"
    answer = client.post("/sign-in", data={"name": "head", "password": PASSWORD, "next": page})
    assert answer.status_code == 302 and answer.location == page
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\nb"]
)
def test_the_way_back_never_leads_to_another_site(target: str) -> None:
    assert inside(target) == "/"


def test_wrong_name_and_wrong_password_look_the_same(office: Office) -> None:
    client = office.client()
    answers = []
    for data in ({"name": "inspector", "password": "wrong"}, {"name": "nobody12", "password": "wrong"}):
        answer = client.post("/sign-in", data=data)
        answers.append((answer.status_code, answer.text.replace(data["name"], "…")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401 and "锁定 30 分钟" in answers[0][1]
    assert client.get_cookie("qingxin") is None


def test_a_locked_account_looks_like_a_wrong_password(office: Office, clock: SetClock) -> None:
    client = office.client()
    wrong = [client.post("/sign-in", data={"name": "inspector", "password": "wrong"}).text for _ in range(5)]
    locked = client.post("/sign-in", data={"name": "inspector", "password": PASSWORD})
    assert locked.status_code == 401 and locked.text == wrong[0]


def test_a_throttled_address_gets_the_same_answer_without_a_hash_being_computed(
    office: Office, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.client()
    texts = {client.post("/sign-in", data={"name": "nobody12", "password": "x"}).text for _ in range(20)}
    monkeypatch.setattr("app.views.sign_in.proves", lambda *_: pytest.fail("hashed for a throttled address"))
    before = office.events()
    again = client.post("/sign-in", data={"name": "nobody12", "password": "x"})
    assert (again.status_code, {again.text}) == (401, texts)
    assert office.events() == before


def test_an_officer_at_work_stays_signed_in_and_one_away_for_a_quarter_of_an_hour_does_not(
    office: Office, clock: SetClock
) -> None:
    client = office.client("inspector")
    for _ in range(4):
        clock.advance(timedelta(minutes=14))
        assert client.get("/inbox").status_code == 200
    clock.advance(timedelta(minutes=15, seconds=1))
    assert client.get("/inbox").status_code == 302


def test_after_eight_hours_everybody_signs_in_again(office: Office, clock: SetClock) -> None:
    client = office.client("inspector")
    for _ in range(47):
        clock.advance(timedelta(minutes=10))
        assert client.get("/inbox").status_code == 200
    clock.advance(timedelta(minutes=10))
    assert client.get("/inbox").status_code == 302


def test_the_time_of_the_last_visit_cannot_be_forged(office: Office, clock: SetClock) -> None:
    client = office.client("inspector")
    token_part, seen, signature = cookie_of(client).rsplit(".", 2)
    clock.advance(timedelta(minutes=16))
    for value in (
        f"{token_part}.zzzzzz.{signature}",
        f"{token_part}.{seen}.{'A' * len(signature)}",
        token_part,
        "x",
    ):
        client.set_cookie("qingxin", value)
        assert client.get("/inbox").status_code == 302


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    client = office.client("inspector")
    stolen = cookie_of(client)
    assert client.post("/sign-out", data={"csrf_token": token(client)}).location == "/sign-in"
    assert client.get_cookie("qingxin") is None
    client.set_cookie("qingxin", stolen)
    assert client.get("/inbox").status_code == 302


def test_behind_https_the_cookie_belongs_to_this_host_only(office: Office) -> None:
    client = office.app(SECURE_COOKIES=True).test_client()
    answer = client.post(
        "/sign-in", data={"name": "inspector", "password": PASSWORD}, base_url="https://qx.example"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-qingxin=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


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
    [("head", "/front"), ("inspector", "/inbox"), ("auditor", "/cases"), ("admin", "/password")],
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


def test_a_reading_visit_writes_nothing_and_asks_two_questions_to_know_the_officer(
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
    assert len([statement for statement in said if statement != "BEGIN"]) == 2
    for address in ("/inbox", "/front", "/delegations", "/inbox?tab=done", "/"):
        client.get(address)
    assert all(statement.lstrip().upper().startswith(("SELECT", "WITH", "BEGIN")) for statement in said)
    assert not any("FOR UPDATE" in statement or "IMMEDIATE" in statement for statement in said)


def test_a_demonstration_lists_its_accounts_and_an_ordinary_installation_none(office: Office) -> None:
    listed = office.client(DEMONSTRATION=True, DEMONSTRATION_PASSWORD=PASSWORD).get("/sign-in").text
    assert PASSWORD in listed and "监察员甲" in listed and "西宁市城东区" in listed
    plain = office.client(DEMONSTRATION_PASSWORD=PASSWORD).get("/sign-in").text
    assert PASSWORD not in plain and "监察员甲" not in plain


def test_the_language_is_chosen_once_and_kept_by_the_browser(office: Office) -> None:
    client = office.client("inspector")
    assert "待办任务" in client.get("/inbox").text
    answer = client.post("/language", data={"language": "en", "next": "/inbox?tab=mine"})
    assert answer.location == "/inbox?tab=mine"
    page = client.get("/inbox").text
    assert "Unclaimed" in page and '<html lang="en">' in page and "待认领" not in page


def test_a_new_password_is_asked_for_twice_and_then_counts(office: Office) -> None:
    client = office.client("inspector")
    form = {
        "csrf_token": token(client),
        "present": PASSWORD,
        "fresh": "Other-Work-2026",
        "again": "Other-Work-2026",
    }
    before = office.events()
    for wrong in ({"again": "Other"}, {"present": "wrong"}, {"fresh": "short", "again": "short"}):
        assert client.post("/password", data={**form, **wrong}).status_code == 422
    assert office.events() == before
    assert client.post("/password", data=form).status_code == 302
    assert client.get("/inbox").status_code == 200
    fresh = office.client()
    assert fresh.post("/sign-in", data={"name": "inspector", "password": PASSWORD}).status_code == 401
    assert (
        fresh.post("/sign-in", data={"name": "inspector", "password": "Other-Work-2026"}).status_code == 302
    )


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
